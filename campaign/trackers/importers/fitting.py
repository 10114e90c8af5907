"""What the store can take of facts: text that every database holds, names that an index holds, days that can be counted
from. Registers promise all of it; one record that breaks the promise must not cost the other half a million.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any, Final, TypeVar

from campaign.trackers.facts import PartialDate
from campaign.trackers.importers.source import BadValue

_Facts = TypeVar("_Facts")
_Fit = Callable[[Any], Any]

# Characters. The longest real title has some 2 000.
LONGEST_TEXT: Final = 20_000
# Bytes: an entry of PostgreSQL's indexes has room for 2 704. The longest real name has some 300.
LONGEST_NAME: Final = 2_000
_INDEXED: Final = frozenset(
    {"sponsor", "sponsor_names", "nct_id", "eudract_number", "raw_name", "name", "parent_name", "trial_ids"}
)
# Rules add years to a day, and there is no year 10 000.
_LAST_YEAR: Final = 9_000
_LARGEST: Final = 2**31 - 1


def fitted(facts: _Facts) -> _Facts:
    """The same facts, text cleaned and cut where it has to be. Raises BadValue for what no field of that type holds."""
    changed: dict[str, Any] = {}
    kind: type = type(facts)
    for name, fit in _fits(kind):
        value = getattr(facts, name)
        try:
            fit_value = fit(value)
        except BadValue as error:
            raise BadValue(f"{name.replace('_', ' ')}: {error}") from None
        if fit_value is not value:
            changed[name] = fit_value
    return dataclasses.replace(facts, **changed) if changed else facts  # type: ignore[type-var]


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL does not hold, and with U+FFFD for halves of characters."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@cache
def _fits(kind: type[Any]) -> tuple[tuple[str, _Fit], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((field.name, _fit(hints[field.name], field.name)) for field in dataclasses.fields(kind))


def _fit(hint: Any, name: str) -> _Fit:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [each for each in typing.get_args(hint) if each is not type(None)]
        fit = _day if date in kinds else _fit(kinds[0], name)
        return lambda value: None if value is None else fit(value)
    if typing.get_origin(hint) is tuple:
        return _tuple_of(_fit(typing.get_args(hint)[0], name))
    if hint is str:
        return _name if name in _INDEXED else _text
    if hint is date:
        return _day
    if dataclasses.is_dataclass(hint):
        return fitted
    return _number


def _tuple_of(fit: _Fit) -> _Fit:
    def fit_all(value: Any) -> Any:
        found = tuple([fit(each) for each in value])
        return value if all(new is old for new, old in zip(found, value, strict=True)) else found

    return fit_all


def _text(value: Any) -> str:
    if type(value) is not str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadValue(f"no text but {type(value).__name__}")
        value = str(_number(value))
    return storable(value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT])


def _name(value: Any) -> str:
    text = _text(value)
    if len(text) * 4 <= LONGEST_NAME or len(text.encode()) <= LONGEST_NAME:
        return text
    return text.encode()[:LONGEST_NAME].decode(errors="ignore")


def _day(value: Any) -> Any:
    if not isinstance(value, date | PartialDate):
        raise BadValue(f"no day but {type(value).__name__}")
    if value.year > _LAST_YEAR:
        raise BadValue(f"{value} is too far away")
    return value


def _number(value: Any) -> Any:
    """A number or a flag; how a register writes these is the importer's business."""
    if isinstance(value, bool | IntEnum):
        return value
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, int | float):
        raise BadValue(f"no value but {type(value).__name__}")
    if not -_LARGEST <= value <= _LARGEST:
        raise BadValue("a number that is too large")
    return value
