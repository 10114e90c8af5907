"""Pages of a list, chosen by URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from campaign.db import db


@dataclass(frozen=True)
class Page:
    """One page of rows: `rows`, its `number` from 1, `total` rows in all, `size` rows a page."""

    rows: Sequence[Any]
    number: int
    total: int
    size: int

    @property
    def last(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to show; None stands for a gap."""
        wanted = sorted({1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)})
        shown: list[int | None] = []
        for left, right in zip([0, *wanted], wanted, strict=False):
            if right - left > 1:
                shown.append(None)
            shown.append(right)
        return shown

    def link(self, number: int) -> str:
        """Address of another page with the same filters."""
        return this_list(page=number)


def this_list(**changes: Any) -> str:
    """Address of the list that is shown, with some arguments changed or (None) left out; another order or filter of it
    begins at the first page, which is named by no argument. Those of strangers are carried along as what they are.
    """
    keep = [(key, value) for key, value in request.args.items(multi=True) if key not in changes and key != "page"]
    changed = [(key, value) for key, value in changes.items() if value is not None and (key, value) != ("page", 1)]
    asked = urlencode(keep + changed)
    return f"{request.script_root}{request.path}{'?' if asked else ''}{asked}"


def page_number() -> int:
    """The page asked for in the URL; nonsense means the first."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1


def paged(query: Select[*tuple[Any, ...]], *, number: int, size: int = 50, scalars: bool = True) -> Page:
    """Fetch one page of an ordered query; a number past the end gives the last page."""
    total = db.session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    number = min(number, max(1, -(-total // size)))
    found = db.session.execute(query.limit(size).offset((number - 1) * size))
    return Page(found.scalars().all() if scalars else found.all(), number, total, size)
