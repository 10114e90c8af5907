"""How a list is sorted by its URL: `?sort=name` rises, `?sort=-name` falls. `templates/parts/lists.html` draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, UnaryExpression

from campaign.web.paging import this_list


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted, and which way. `falling_first`: columns whose first press shows most on top."""

    by: str
    falling: bool
    falling_first: frozenset[str]

    @property
    def value(self) -> str:
        """What stands in the URL."""
        return f"-{self.by}" if self.falling else self.by

    @property
    def said(self) -> str:
        """`aria-sort` of the column that it is sorted by."""
        return "descending" if self.falling else "ascending"

    def link(self, column: str) -> str:
        """Address of this list, sorted by a column; pressed once more, the other way round."""
        falling = not self.falling if column == self.by else column in self.falling_first
        return this_list(sort=f"-{column}" if falling else column)

    def order(self, columns: Mapping[str, ColumnElement[Any]]) -> UnaryExpression[Any]:
        """The ORDER BY for it; the caller adds a unique column, so that pages never overlap."""
        column = columns[self.by]
        return column.desc() if self.falling else column.asc()


def read_sorting(default: str, *others: str) -> Sorting:
    """What the URL asks for; nonsense means `default`.

    A column with a minus is shown falling first: `read_sorting("-received", "name")`.
    """
    first = {name.lstrip("-"): name.startswith("-") for name in (default, *others)}
    asked = request.args.get("sort", default)
    by = asked.removeprefix("-")
    if by not in first:
        asked, by = default, default.removeprefix("-")
    return Sorting(by, asked.startswith("-"), frozenset(name for name, falling in first.items() if falling))
