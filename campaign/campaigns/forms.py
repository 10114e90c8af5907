"""What staff type about a campaign. The desk's door checks the CSRF token; these forms check what was written."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, Field, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import TextArea

from campaign.campaigns.create import Particulars, Words
from campaign.campaigns.models import Campaign, CampaignText, Ink
from campaign.text import slugify, tidy
from campaign.web.fields import LineField
from campaign.web.language import LANGUAGES, offered

MOST_PARTNERS = 20
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class DeskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A form of the desk."""

    class Meta:
        csrf = False

    def refuse(self, field: str, sentence: str) -> None:
        """Put a verb's no beside the field that it is about."""
        self[field].errors = [*self[field].errors, sentence]


class ParagraphsField(LineField):
    """Several lines of plain text."""

    widget = TextArea()

    def __init__(self, label: str, *, longest: int, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, longest=longest, missing=missing, multiline=True, **kwargs)


class MarkdownField(LineField):
    """Markdown as it was written: indents and line breaks mean something and stay; control characters go."""

    widget = TextArea()

    def __init__(self, label: str, *, longest: int, **kwargs: Any) -> None:
        super().__init__(label, longest=longest, **kwargs)
        self.filters = [clean_markdown]


def clean_markdown(text: str | None) -> str:
    """Markdown with LF line ends, composed letters, and no characters that are invisible or turn the reading order."""
    lines = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (
        "".join(char for char in line if char == "\t" or char in "\u200c\u200d" or _is_seen(char)) for line in lines
    )
    return "\n".join(kept).strip("\n").rstrip()


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs")


class SlugField(LineField):
    """The last part of a campaign's address. Left empty, it is made from the field named `suggested_by`."""

    def __init__(self, label: str, *, suggested_by: str = "", **kwargs: Any) -> None:
        super().__init__(label, longest=60, **kwargs)
        self._suggested_by = suggested_by

    def pre_validate(self, form: BaseForm) -> None:
        """Only a to z, figures and single hyphens, so that the address survives being read out and printed."""
        if not self.data and self._suggested_by:
            title = form[self._suggested_by].data
            if not title:
                raise StopValidation
            self.data = slugify(title)
        if not self.data:
            raise StopValidation("Enter an address of letters a to z")
        if not _SLUG.fullmatch(self.data):
            raise StopValidation("Use small letters a to z, figures and single hyphens, like all-trials-2026")


class NewCampaignForm(DeskForm):
    """The first words of a campaign; everything else is filled in on its own pages, or taken from another campaign."""

    title = LineField("Title", longest=200, missing="Enter a title")
    addressee = LineField("Addressed to", longest=300, missing="Enter to whom the petition speaks")
    slug = SlugField("Address", suggested_by="title")
    language = SelectField("Language of the text", validate_choice=False)
    pattern = SelectField("Start from", validate_choice=False)

    def __init__(self, patterns: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._patterns = {str(id_) for id_ in patterns}
        self.language.choices = [SelectChoice(code, LANGUAGES[code]) for code in offered()]
        titles = [SelectChoice(str(id_), title) for id_, title in patterns.items()]
        self.pattern.choices = [SelectChoice("", "An empty draft"), *titles] if titles else []

    def validate_language(self, field: Field) -> None:
        """One that the site speaks."""
        if field.data not in offered():
            raise ValidationError("Choose one of the languages of this site")

    def validate_pattern(self, field: Field) -> None:
        """None, or a campaign that was in the list."""
        if field.data and field.data not in self._patterns:
            raise ValidationError("Choose one of the campaigns in the list, or an empty draft")

    def particulars(self, pattern: Campaign | None) -> Particulars:
        """Those of the other campaign that hold for a sister of it too: not its address, dates and goal."""
        if pattern is None:
            return Particulars(slug=self.slug.data)
        kept = {name: getattr(pattern, name) for name in LASTING}
        partners = tuple(partner.name for partner in pattern.partners if partner.offered)
        return Particulars(slug=self.slug.data, partners=partners, **kept)

    def words(self, pattern: CampaignText | None) -> Words:
        """Its first words; the rest as the other campaign has it, to be rewritten."""
        words = Words(title=self.title.data, addressee=self.addressee.data, ask="")
        if pattern is None:
            return words
        return replace(words, lead=pattern.lead, ask=pattern.ask, why=pattern.why, next_steps=pattern.next_steps)


class TextForm(DeskForm):
    """The words of a campaign's next version, and the mark of the version they were made from."""

    title = LineField("Title", longest=200, missing="Enter a title")
    addressee = LineField("Addressed to", longest=300, missing="Enter to whom the petition speaks")
    lead = ParagraphsField("Lead", longest=600)
    ask = MarkdownField("The ask", longest=20_000)
    why = MarkdownField("Why it matters", longest=40_000)
    next_steps = MarkdownField("What happens next", longest=20_000)
    mark = HiddenField()

    def words(self) -> Words:
        """What was written."""
        return Words(**{name: self[name].data for name in WORDS})

    @staticmethod
    def values(text: CampaignText) -> dict[str, str]:
        """A stored text as this form holds it."""
        return {name: getattr(text, name) for name in WORDS} | {"mark": text.mark}


WORDS = {
    "title": "Title",
    "addressee": "Addressed to",
    "lead": "Lead",
    "ask": "The ask",
    "why": "Why it matters",
    "next_steps": "What happens next",
}


class MomentField(DateTimeLocalField):
    """A moment, typed in UTC to the minute."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, format=formats, validators=[Optional()], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed as UTC."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a date and time, like 2026-11-22 11:40") from None
        if self.data is not None:
            self.data = self.data.replace(tzinfo=UTC)


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say what a date looks like when this is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a date, like 2027-10-12") from None


class WholeNumberField(IntegerField):
    """A whole number within bounds."""

    def __init__(self, label: str, *, least: int, most: int, **kwargs: Any) -> None:
        self._sentence = f"Enter a whole number from {least:,} to {most:,}"
        super().__init__(label, validators=[NumberRange(least, most, self._sentence)], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take figures alone; anything else is asked for again."""
        text = str(valuelist[0]).strip().replace(",", "") if valuelist else ""
        if not (text.isascii() and text.isdecimal() and len(text) < 12):
            self.data = None
            raise ValueError(self._sentence)
        self.data = int(text)


class ColourField(LineField):
    """A colour as #rrggbb, or nothing; three figures stand for six, and the sign may be missing."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, longest=20, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """Six figures from 0 to f."""
        figures = (self.data or "").removeprefix("#").lower()
        if re.fullmatch(r"[0-9a-f]{3}", figures):
            figures = "".join(2 * figure for figure in figures)
        if figures and not re.fullmatch(r"[0-9a-f]{6}", figures):
            raise StopValidation("Enter a colour as six figures from 0 to f, like #1d4fa0")
        self.data = f"#{figures}" if figures else ""


class ParticularsForm(DeskForm):
    """What a campaign is besides its words, and how often it had been edited when the form was made."""

    slug = SlugField("Address")
    controller = LineField("Who holds the data", longest=200)
    controller_contact = LineField("Contact for questions about data", longest=200)
    recipient = LineField("Who receives the list of names", longest=300)
    complaint_body = LineField("Where people can complain", longest=200)
    retention_until = DayField("Data is kept until, at the latest", validators=[Optional()])
    opens_at = MomentField("Opens (UTC)")
    closes_at = MomentField("Closes (UTC)")
    goal = WholeNumberField("Goal", least=1, most=100_000_000)
    max_per_inbox = WholeNumberField("Signatures for one mailbox", least=1, most=10)
    ink = RadioField(
        "Colour", choices=[SelectChoice(ink.value, ink.value.title()) for ink in Ink], default=Ink.GREEN.value
    )
    colour = ColourField("A colour of your own")
    partners = ParagraphsField("Partners who may get addresses", longest=4000)
    edits = HiddenField()

    def validate_closes_at(self, field: Field) -> None:
        """It opens before it closes."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("The closing time must be later than the opening time")

    def validate_partners(self, field: Field) -> None:
        """A box for each, and not a wall of boxes."""
        if len(self.partner_names()) > MOST_PARTNERS:
            raise ValidationError(f"Name {MOST_PARTNERS} partners at most")
        if any(len(name) > 120 for name in self.partner_names()):
            raise ValidationError("Use 120 characters at most for each partner")

    def partner_names(self) -> tuple[str, ...]:
        """One name per line, each once."""
        names = (tidy(line) for line in (self.partners.data or "").split("\n"))
        return tuple(dict.fromkeys(name for name in names if name))

    def particulars(self) -> Particulars:
        """What was filled in."""
        plain = {name: self[name].data for name in PARTICULARS if name not in ("ink", "partners")}
        return Particulars(**plain, ink=Ink(self.ink.data), partners=self.partner_names())

    @staticmethod
    def values(campaign: Campaign) -> dict[str, Any]:
        """A stored campaign as this form holds it."""
        plain = {name: getattr(campaign, name) for name in PARTICULARS if name not in ("ink", "partners")}
        partners = "\n".join(partner.name for partner in campaign.partners if partner.offered)
        return plain | {"ink": campaign.ink.value, "partners": partners, "edits": str(campaign.edits)}


PARTICULARS = {
    "slug": "Address",
    "controller": "Who holds the data",
    "controller_contact": "Contact for questions about data",
    "recipient": "Who receives the list of names",
    "complaint_body": "Where people can complain",
    "retention_until": "Data is kept until",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "goal": "Goal",
    "max_per_inbox": "Signatures for one mailbox",
    "ink": "Colour",
    "colour": "A colour of its own",
    "partners": "Partners",
}


# Particulars that are the same for every campaign of a house.
LASTING = ("controller", "controller_contact", "recipient", "complaint_body", "max_per_inbox", "ink", "colour")


class CloseForm(DeskForm):
    """What the page says once a campaign is closed."""

    note = ParagraphsField("What came of it", longest=1000)


def differences(
    labels: Mapping[str, str], stored: Mapping[str, Any], typed: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Label, stored value and typed value of every field in which the two differ."""
    return [
        (label, _shown(stored[name]), _shown(typed[name]))
        for name, label in labels.items()
        if stored[name] != typed[name]
    ]


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
