"""The forms of promises: what an organization states, what a reviewer decides, what a reader filters by."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea

from campaign.organizations.commitments.desk_queries import DeskFilters, Wait
from campaign.organizations.commitments.evidence import read_evidence_address
from campaign.organizations.commitments.hand_in import Evidence
from campaign.organizations.commitments.promise import Promise
from campaign.organizations.commitments.queries import PUBLIC, SORTS, Filters
from campaign.organizations.commitments.rules import LONGEST_YEARS, can_be_promised
from campaign.organizations.commitments.wording import MACHINE_STATES
from campaign.organizations.models import CommitmentState, OrganizationKind
from campaign.organizations.website import WebsiteFault
from campaign.text import LOOKS_LIKE_LINK, tidy
from campaign.web.countries import country_names
from campaign.web.fields import LineField
from campaign.web.language import N_, gettext

PROMISE_LENGTH = 400
NOTE_LENGTH = 400
REASON_LENGTH = 1000
SOON_ONES = "soon"  # in the place of a state: open, and due within 90 days


class DayField(StringField):
    """A day as browsers send it: 2027-06-30. `day` holds it once the field is valid."""

    day: date | None = None

    def __init__(self, label: str, *, missing: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._missing = missing

    def pre_validate(self, form: BaseForm) -> None:
        typed = (self.data or "").strip()
        if not typed:
            raise StopValidation(self._missing)
        try:
            self.day = date.fromisoformat(typed) if len(typed) == 10 else None
        except ValueError:
            self.day = None
        if self.day is None:
            raise StopValidation(gettext("Enter a day as year, month and day, like 2027-06-30"))


class _ByLink(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A form of the own page: whoever has the mailed link speaks, so there is no session to protect."""

    class Meta:
        csrf = False

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self._today = today
        super().__init__(**kwargs)

    def in_reach(self, field: DayField) -> None:
        """Leave a sentence with a day that cannot be promised."""
        if field.day is not None and not can_be_promised(field.day, self._today):
            raise ValidationError(
                gettext("Choose a day after today, and at most %(years)s years from now", years=LONGEST_YEARS)
            )


class PromiseForm(_ByLink):
    """What an organization promises."""

    promise = LineField(
        N_("What will you do?"), longest=PROMISE_LENGTH, missing=N_("Say what you will do"), widget=TextArea()
    )
    due_on = DayField(N_("By when?"), missing=N_("Say by when"))

    def validate_promise(self, field: LineField) -> None:
        """One paragraph of words; links are for evidence."""
        if field.data and not any(letter.isalpha() for letter in field.data):
            raise ValidationError(gettext("Say it in words"))
        if field.data and LOOKS_LIKE_LINK.search(field.data):
            raise ValidationError(gettext("Leave web addresses out: evidence has its own place later"))

    def validate_due_on(self, field: DayField) -> None:
        """A day to come."""
        self.in_reach(field)

    def stated(self) -> Promise:
        """What was typed, once the form is valid."""
        assert self.due_on.day is not None
        return Promise(self.promise.text, self.due_on.day)


class EvidenceForm(_ByLink):
    """Where it can be seen that a promise is kept."""

    evidence_url = StringField(N_("Where can it be seen?"))
    evidence_note = LineField(N_("What does it show?"), longest=NOTE_LENGTH, widget=TextArea())

    def validate_evidence_url(self, field: StringField) -> None:
        """An address that can be shown; stored in its plain spelling."""
        try:
            field.data = read_evidence_address(field.data or "")
        except WebsiteFault as fault:
            raise ValidationError(str(fault)) from None

    def evidence(self) -> Evidence:
        """What was typed, once the form is valid."""
        return Evidence(self.evidence_url.data or "", self.evidence_note.text)


class DateForm(_ByLink):
    """A new date, and why."""

    new_day = DayField(N_("The new day"), missing=N_("Say by when it will be done"))
    why = LineField(N_("Why does it need longer?"), longest=NOTE_LENGTH, missing=N_("Say why"), widget=TextArea())

    def validate_new_day(self, field: DayField) -> None:
        """A day to come."""
        self.in_reach(field)


class GiveUpForm(_ByLink):
    """Why a promise is given up."""

    reason = LineField(N_("Why?"), longest=NOTE_LENGTH, widget=TextArea())


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A reviewer's decision on what the page showed. What it needs depends on the decision."""

    decision = StringField(N_("Decision"))
    seen = HiddenField()
    met_on = DayField(N_("Kept on"), missing=N_("Say on which day it was kept"), default="")
    reason = LineField(N_("Your words"), longest=REASON_LENGTH, multiline=True, widget=TextArea())

    def __init__(self, *, open_decisions: list[str], today: date, **kwargs: Any) -> None:
        self._open = open_decisions
        self._today = today
        super().__init__(**kwargs)

    def complete(self) -> bool:
        """Whether what this decision needs is there; leaves a sentence otherwise."""
        needs_day = self.decision.data == "met"
        if not needs_day:
            # A day that was left in the field of another decision is nobody's mistake.
            self.met_on.data = ""
        self.validate()
        if not needs_day:
            self.met_on.errors = []
        if self.decision.data not in self._open:
            self.decision.errors = ["Choose a decision"]
        if needs_day and self.met_on.day is not None and self.met_on.day > self._today:
            self.met_on.errors = ["A promise is kept on a day that has come"]
        if self.decision.data in NEED_WORDS and not self.reason.data:
            self.reason.errors = ["Say why: the contact gets these words"]
        return not self.errors

    @property
    def seen_step(self) -> int:
        """The last step that the page showed; 0, which none has, for nonsense."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


NEED_WORDS = frozenset({"decline", "not_yet", "keep_date", "late", "lapse", "reopen"})


def read_filters(arguments: MultiDict[str, str]) -> Filters:
    """The table's filters from a URL; what is unknown is left out."""
    states = {MACHINE_STATES[state]: state for state in PUBLIC}
    kinds = {kind.value: kind for kind in OrganizationKind}
    sort = arguments.get("sort", "")
    return Filters(
        words=tidy(arguments.get("q", ""))[:100],
        states=tuple(states[value] for value in dict.fromkeys(arguments.getlist("state")) if value in states),
        kinds=tuple(kinds[value] for value in dict.fromkeys(arguments.getlist("kind")) if value in kinds),
        countries=tuple(code for code in dict.fromkeys(arguments.getlist("country")) if code in country_names()),
        soon=SOON_ONES in arguments.getlist("state"),
        sort=next((known for known in SORTS if known == sort), "state"),
    )


def filters_as_url(filters: Filters) -> dict[str, Any]:
    """The arguments of a URL that asks for these filters."""
    asked = {
        "q": filters.words,
        "state": [*(MACHINE_STATES[state] for state in filters.states), *([SOON_ONES] if filters.soon else [])],
        "kind": [kind.value for kind in filters.kinds],
        "country": list(filters.countries),
        "sort": "" if filters.sort == "state" else filters.sort,
    }
    return {key: value for key, value in asked.items() if value}


def read_desk_filters(arguments: MultiDict[str, str], campaign_id: int | None) -> DeskFilters:
    """The desk's filters from a URL: what waits, unless something else is asked for."""
    show = arguments.get("show", "waiting")
    wait = next((reason for reason in Wait if reason == show), None)
    state = next((known for known in CommitmentState if known == show), None)
    return DeskFilters(
        campaign_id=campaign_id,
        waiting=wait is None and state is None and show != "any",
        wait=wait,
        state=state,
        words=tidy(arguments.get("q", ""))[:100],
    )
