"""What the trackers' API takes, as data: requests are checked by it and `/api/v1/openapi.json` is made from it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal, Protocol

from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import SponsorKind
from campaign.trackers.open_data.queries import SPONSOR_ORDER, TRIAL_ORDER
from campaign.trackers.rules.ctis import CtisTrialStatus
from campaign.trackers.rules.eu import EuStatus
from campaign.trackers.rules.fdaaa import FdaaaStatus
from campaign.trackers.rules.state import State
from campaign.web.errors import Refusal

Kind = Literal["text", "integer", "number", "boolean", "date"]
PREFIX: Final = "/api/v1"
LARGEST: Final = 2**31 - 1

# The laws' own words for a trial, beside the one for a trial that left.
STATUSES: Final[dict[Register, type[StrEnum]]] = {
    Register.EU: EuStatus,
    Register.FDAAA: FdaaaStatus,
    Register.CTIS: CtisTrialStatus,
}


class BadParameter(Refusal):
    """This address does not take that parameter, or not with that value."""

    status = 400
    title = "This question could not be read"


class Values(Protocol):
    """The parameters of a request: names, and the values of each."""

    def lists(self) -> Any:
        """Pairs of a name and its values."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, what it does, and which values it takes. `least` and `most` hold for numbers."""

    name: str
    says: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    repeatable: bool = False
    default: Any = None
    least: int | None = None
    most: int | None = None
    in_path: bool = False

    def read(self, text: str) -> Any:
        """The value of this text. Raises BadParameter with what is allowed."""
        try:
            value = _READ[self.kind](text)
        except ValueError:
            value = None
        beyond = (
            value is None
            or (self.choices and value not in self.choices)
            or (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
            or (self.kind == "text" and len(text) > 200)
        )
        if beyond:
            raise BadParameter(f"“{self.name}” takes {self.allowed()}.")
        return value

    def allowed(self) -> str:
        """Which values it takes, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        words = _WORDS[self.kind]
        if self.least is not None and self.most is not None and self.most != LARGEST:
            return f"{words} from {self.least} to {self.most}"
        return words if self.least is None else f"{words} of at least {self.least}"


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(text)
    return _TRUTHS[text.lower()]


def _day(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
_READ: Final[dict[str, Any]] = {"text": str, "integer": _whole, "number": _number, "boolean": _truth, "date": _day}
_WORDS: Final = {
    "text": "a text of at most 200 characters",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One question that can be asked: its endpoint, its path as OpenAPI writes it, and what it takes and answers."""

    endpoint: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answer: str  # a name in SCHEMAS

    @property
    def query(self) -> tuple[Parameter, ...]:
        """The parameters after the question mark."""
        return tuple(each for each in self.parameters if not each.in_path)


def read_query(operation: Operation, values: Values) -> dict[str, Any]:
    """The parameters of a request by name, defaults filled in. Raises BadParameter for any other."""
    known = {each.name: each for each in operation.query}
    found: dict[str, Any] = {each.name: () if each.repeatable else each.default for each in operation.query}
    for name, texts in values.lists():
        parameter = known.get(name)
        if parameter is None:
            allowed = f"It takes {', '.join(known)}." if known else "It takes none."
            raise BadParameter(f"This address takes no parameter “{name[:60]}”. {allowed}")
        if parameter.repeatable:
            found[name] = tuple(parameter.read(text) for text in texts)
        elif len(texts) > 1:
            raise BadParameter(f"“{name}” may be given once.")
        else:
            found[name] = parameter.read(texts[0])
    return found


def _orderings(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(sign + column for column in columns for sign in ("", "-"))


_REGISTER: Final = Parameter("register", "Which register.", choices=tuple(each.value for each in LAWS), in_path=True)
_SLUG: Final = Parameter("slug", "The sponsor, as in the list of sponsors.", in_path=True)
_IDENTIFIER: Final = Parameter("identifier", "The trial's number in the register.", in_path=True)
_RULE: Final = Parameter(
    "rule", "Version of the rules: 1 as published by the original tracker, 2 with corrections.",
    choices=("1", "2"), default="1",
)  # fmt: skip
_DATE: Final = Parameter("date", "The figures of that day, or of the newest day before it.", "date")
_PAGE: Final = Parameter("page", "Which page.", "integer", default=1, least=1, most=1_000_000)
_PAGE_SIZE: Final = Parameter("page_size", "How many a page.", "integer", default=100, least=1, most=1_000)
_FORMAT: Final = Parameter(
    "format", "csv gives everything that matches as one file, whatever the page.",
    choices=("json", "csv"), default="json",
)  # fmt: skip
_SPONSOR: Final = Parameter("sponsor", "Only trials of this sponsor, by its slug.")

SPONSOR_FILTERS: Final = (
    Parameter("q", "Words in the sponsor's name."),
    Parameter("kind", "Which kind of sponsor.", choices=tuple(SponsorKind), repeatable=True),
    Parameter("country", "Two letters, ISO 3166-1, where it is known."),
    Parameter("major", "Only sponsors of the main list, or only others.", "boolean"),
    Parameter("due_gte", "At least so many due trials.", "integer", least=0, most=LARGEST),
    Parameter("due_lte", "At most so many due trials.", "integer", least=0, most=LARGEST),
    Parameter("percentage_gte", "At least so many per cent reported.", "number", least=0, most=100),
    Parameter("percentage_lte", "At most so many per cent reported.", "number", least=0, most=100),
    Parameter(
        "ordering", "By which figure; a hyphen before it turns the order round.",
        choices=_orderings(tuple(SPONSOR_ORDER)), default="sponsor_name",
    ),
)  # fmt: skip
TRIAL_FILTERS: Final = (
    Parameter("q", "Words in the title or the condition, or part of the number."),
    Parameter(
        "status", "The law's own word for where the trial stands.", repeatable=True,
        choices=tuple(
            dict.fromkeys(
                word
                for register, law in LAWS.items()
                for word in (*STATUSES.get(register, ()), law.left_status)
            )
        ),
    ),
    Parameter("state", "Where the trial stands, in words for every law.", choices=tuple(State), repeatable=True),
    _SPONSOR,
    Parameter("is_pact", "Probably applicable under the US law, rather than by its own data.", "boolean"),
    Parameter("has_exemption", "A certificate of delay or an extension was asked for (US law).", "boolean"),
    Parameter("has_results", "Results are in the register.", "boolean"),
    Parameter("results_due", "Results are due.", "boolean"),
    Parameter("is_overdue_today", "Became overdue with the newest data.", "boolean"),
    Parameter("is_no_longer_overdue_today", "Stopped being overdue with the newest data.", "boolean"),
    Parameter(
        "ordering", "By which field; a hyphen before it turns the order round.",
        choices=_orderings(tuple(TRIAL_ORDER)), default="identifier",
    ),
)  # fmt: skip

OPERATIONS: Final = (
    Operation(
        "trackers_api.registers", f"{PREFIX}/trackers",
        "The registers", "Every register of which there are data, and where to ask about it.", (), "Registers",
    ),
    Operation(
        "trackers_api.headline", f"{PREFIX}/trackers/{{register}}/headline",
        "A register's figures", "In the field names of the original tracker.", (_REGISTER, _RULE, _DATE), "Figures",
    ),
    Operation(
        "trackers_api.history", f"{PREFIX}/trackers/{{register}}/history",
        "A register's figures over time",
        "One entry a day of which there are data, the oldest first. Origin “history” marks figures that the original "
        "tracker published.",
        (_REGISTER, _RULE), "List",
    ),
    Operation(
        "trackers_api.sponsors", f"{PREFIX}/trackers/{{register}}/sponsors",
        "Sponsors", "Every sponsor's record, filtered, ordered, by the page; or all that match as CSV.",
        (_REGISTER, _RULE, _DATE, *SPONSOR_FILTERS, _PAGE, _PAGE_SIZE, _FORMAT), "Page",
    ),
    Operation(
        "trackers_api.sponsor", f"{PREFIX}/trackers/{{register}}/sponsors/{{slug}}",
        "One sponsor", "Its record, parents and children, other names, and its record in other registers.",
        (_REGISTER, _SLUG, _RULE, _DATE), "Figures",
    ),
    Operation(
        "trackers_api.sponsor_history", f"{PREFIX}/trackers/{{register}}/sponsors/{{slug}}/history",
        "One sponsor over time", "One entry a day of which there are data, the oldest first.",
        (_REGISTER, _SLUG, _RULE), "List",
    ),
    Operation(
        "trackers_api.performance", f"{PREFIX}/trackers/{{register}}/performance",
        "Due, reported and fines",
        "As the FDAAA TrialsTracker answered it: days_late are those for which a fine is possible; the last three say "
        "what changed with the newest data. Outside the US law there are no fines.",
        (_REGISTER, _RULE, _SPONSOR), "Figures",
    ),
    Operation(
        "trackers_api.trials", f"{PREFIX}/trackers/{{register}}/trials",
        "Trials",
        "Trials with their verdict, filtered, ordered, by the page; or all that match as CSV. Trials that the law does "
        "not cover, or that left, are listed only if status or state asks for them.",
        (_REGISTER, _RULE, *TRIAL_FILTERS, _PAGE, _PAGE_SIZE, _FORMAT), "Page",
    ),
    Operation(
        "trackers_api.trial", f"{PREFIX}/trackers/{{register}}/trials/{{identifier}}",
        "One trial", "What the register says of it, and every step of the verdict under each version of the rules.",
        (_REGISTER, _IDENTIFIER), "Trial",
    ),
    Operation(
        "trackers_api.changes", f"{PREFIX}/trackers/{{register}}/changes",
        "What changed",
        "Trials that became overdue, reported, joined or left between one day of data and the one before, and the "
        "fields of the register that moved them.",
        (_REGISTER, _RULE, _DATE, _PAGE, _PAGE_SIZE), "Page",
    ),
)  # fmt: skip
BY_ENDPOINT: Final = {each.endpoint: each for each in OPERATIONS}

_TEXT: Final = {"type": "string"}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_ORIGIN: Final = {
    "generated_from": {
        "type": "object",
        "description": "Which copy of the register the answer is worked out from.",
        "properties": {
            "source": _TEXT,
            "origin": _TEXT,
            "published_at": _MAYBE_TEXT,
            "sha256": {"type": ["string", "null"], "description": "Digest of the files that were read."},
            "trials_read": _COUNT,
            "records_not_read": _COUNT,
        },
    },
    "register": _TEXT,
    "data_date": {"type": "string", "format": "date", "description": "The day the register said so."},
}
_RULED: Final = _ORIGIN | {"rule_version": _TEXT}
_ROWS: Final = {"results": {"type": "array", "items": {"type": "object"}}, "total": _COUNT}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "Registers": _object({"results": _ROWS["results"], "generated_from": _TEXT, "rule_versions": {"type": "array"}}),
    "Figures": _object(_RULED),
    "List": _object(_RULED | _ROWS),
    "Page": _object(
        _RULED | _ROWS | {"page": _COUNT, "page_size": _COUNT, "next": _MAYBE_TEXT, "previous": _MAYBE_TEXT}
    ),
    "Trial": _object(
        _ORIGIN | {"identifier": _TEXT, "title": _TEXT, "facts": {"type": "object"}, "verdicts": {"type": "object"}}
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        "required": ["detail", "status", "title", "type"],
    },
}


def openapi(site: str, base_url: str) -> dict[str, Any]:
    """The description of the API as OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site}: who reports trial results",
            "version": "1",
            "summary": "Read-only and without a key.",
            "description": (
                "Every answer names the version of the rules and the day of the data. Fields and filters of version 1 "
                "stay as they are; new ones may come."
            ),
            "license": {"name": "CC0 1.0 Universal", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": base_url}],
        "paths": {operation.path: {"get": _described(operation)} for operation in OPERATIONS},
        "components": {"schemas": SCHEMAS},
    }


def _described(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{operation.answer}"}}}
    if _FORMAT in operation.parameters:
        content["text/csv"] = {"schema": {"type": "string"}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {
        "200": {"description": operation.summary, "content": content},
        "304": {"description": "Nothing changed since the ETag that was sent."},
        "400": {"description": "A parameter that is not taken, or a value that is not allowed.", "content": problem},
    }
    if any(each.in_path for each in operation.parameters):
        answers["404"] = {"description": "There is no such register, sponsor, trial or day.", "content": problem}
    return {
        "operationId": operation.endpoint.rpartition(".")[2],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": answers,
    }


_TYPES: Final = {"text": "string", "date": "string"}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES.get(parameter.kind, parameter.kind)}
    if parameter.kind == "date":
        schema["format"] = "date"
    elif parameter.kind == "text" and not parameter.choices:
        schema["maxLength"] = 200
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    limits = (("minimum", parameter.least), ("maximum", parameter.most))
    schema |= {name: limit for name, limit in limits if limit is not None}
    if parameter.repeatable:
        schema = {"type": "array", "items": schema}
    elif parameter.default is not None:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "required": parameter.in_path,
        "description": parameter.says,
        "schema": schema,
        **({"style": "form", "explode": True} if parameter.repeatable else {}),
    }
