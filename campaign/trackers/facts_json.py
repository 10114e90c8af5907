"""Facts to JSON and back, for the store: members that hold their default are left out.

Dates are YYYY-MM-DD; of a date that a register gives less exactly, as much as it gives. Reading knows from the type of
each field what it holds, so a record written by an older version reads well while no field changes its meaning.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any, Final

from campaign.trackers.facts import CtisTrial, EuTrial, FdaaaTrial, PartialDate, Register

TrialFacts = FdaaaTrial | EuTrial | CtisTrial
KINDS: Final[dict[Register, type[TrialFacts]]] = {
    Register.FDAAA: FdaaaTrial,
    Register.EU: EuTrial,
    Register.CTIS: CtisTrial,
}

_Read = Callable[[Any], Any]
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_facts(trial: TrialFacts) -> str:
    """The facts of a trial as JSON; equal facts give equal text."""
    return _encode(plain_facts(trial))


def plain_facts(trial: Any) -> dict[str, Any]:
    """The facts as plain values by the name of the field, those that hold their default left out."""
    kind: type = type(trial)
    found = {}
    for name, default in _defaults(kind):
        value = getattr(trial, name)
        if value is default or value == default:
            continue
        # Most values are words already, and a register is hundreds of thousands of trials.
        found[name] = value if type(value) is str or type(value) is bool else _plain(value)
    return found


def read_facts(register: Register, text: str) -> TrialFacts:
    """The facts that `write_facts` wrote. Raises ValueError or KeyError for other text."""
    kind: type = KINDS[register]
    readers = _readers(kind)
    given = json.loads(text)
    facts: TrialFacts = kind(**{name: readers[name](value) for name, value in given.items()})
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [each if type(each) is str else _plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, IntEnum):
        return int(value)
    return plain_facts(value) if dataclasses.is_dataclass(value) else value


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


@cache
def _readers(kind: type[Any]) -> dict[str, _Read]:
    hints = typing.get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _reader(hint: Any) -> _Read:
    """What turns a plain value back into what a field of this type holds."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [each for each in typing.get_args(hint) if each is not type(None)]
        read = _registry_date if set(kinds) == {date, PartialDate} else _reader(kinds[0])
        return lambda value: None if value is None else read(value)
    if typing.get_origin(hint) is tuple:
        read = _reader(typing.get_args(hint)[0])
        return lambda value: tuple(map(read, value))
    if hint is date:
        return date.fromisoformat
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        readers = _readers(hint)
        return lambda value: hint(**{name: readers[name](each) for name, each in value.items()})
    return typing.cast("_Read", hint)


def _registry_date(text: str) -> date | PartialDate:
    if len(text) > 7:
        return date.fromisoformat(text)
    year, _, month = text.partition("-")
    return PartialDate(int(year), int(month) if month else None)
