"""What staff type about a resource: its files and links, and the facts by which it is used and cited."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import StopValidation, ValidationError

from campaign.campaigns.forms import DeskForm, ParagraphsField
from campaign.content.models import Page, ResourceFacts
from campaign.content.resources.add_file import NewFile
from campaign.content.resources.edit_resource import Particulars
from campaign.content.resources.file_types import LARGEST_BYTES, FileFault, Upload, read_upload
from campaign.content.resources.licences import LICENCES
from campaign.content.resources.particulars import ParticularsFault, read_authors, read_doi, read_issued
from campaign.content.resources.shown import language_choices
from campaign.web.fields import LineField

LONGEST_LINK = 500
OTHER = "other"


def read_link(typed: str) -> str:
    """A web address as it can be linked to: http or https, a host, no credentials. Raises ValidationError."""
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or any(c.isspace() for c in typed):
        raise ValidationError("Enter a whole web address that begins with https:// or http://")
    if "@" in parts.netloc:
        raise ValidationError("Enter an address without a user name or password in it")
    return typed


class NewFileForm(DeskForm):
    """A file or a link, with its version and language."""

    file = FileField("File")
    url = LineField("Or a link", longest=LONGEST_LINK)
    language = SelectField("Language")
    version = LineField("Version", longest=40, missing="Enter a version, like 1 or 2026-05")
    label = LineField("Label", longest=80)
    upload: Upload | None = None

    def __init__(self, page: Page, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = language_choices()
        if self.language.data is None:
            self.language.data = page.language

    def validate_file(self, field: Field) -> None:
        """Read the file that came; without one there must be a link."""
        sent = field.data
        name = getattr(sent, "filename", "") or ""
        if name and self.url.text:
            raise ValidationError("Choose a file or enter a link, not both")
        if name:
            try:
                self.upload = read_upload(name, sent.stream.read(LARGEST_BYTES + 1))
            except FileFault as fault:
                raise ValidationError(str(fault)) from None
        elif not self.url.text:
            raise ValidationError("Choose a file, or enter a link")

    def validate_url(self, field: LineField) -> None:
        """Only addresses that a browser opens without asking."""
        if field.text:
            read_link(field.text)

    def new_file(self) -> NewFile:
        """What was sent, checked."""
        return NewFile(
            language=self.language.data,
            version=self.version.text,
            label=self.label.text,
            upload=self.upload,
            url="" if self.upload is not None else self.url.text,
        )


class ResourceForm(DeskForm):
    """The facts of a resource."""

    edits = HiddenField()
    licence = SelectField("Licence", choices=[])
    licence_words = LineField("Another licence, in words", longest=200)
    authors = ParagraphsField("Authors", longest=2000)
    doi = LineField("DOI", longest=250)
    issued = LineField("Issued", longest=10)
    supersedes = SelectField("Replaces")

    def __init__(self, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = [(id_, licence.name) for id_, licence in LICENCES.items()]
        self.licence.choices = [("", "Not said"), *named, (OTHER, "Another one")]
        self.supersedes.choices = [("", "Nothing"), *((str(id_), title) for id_, title in choices)]

    @classmethod
    def values(cls, page: Page, facts: ResourceFacts) -> dict[str, str]:
        """The form's fields as they are stored."""
        known = facts.licence in LICENCES or not facts.licence
        return {
            "edits": str(page.edits),
            "licence": facts.licence if known else OTHER,
            "licence_words": "" if known else facts.licence,
            "authors": facts.authors.replace("; ", "\n"),
            "doi": facts.doi,
            "issued": facts.issued,
            "supersedes": str(facts.supersedes_id or ""),
        }

    def validate_licence_words(self, field: LineField) -> None:
        """Words are for a licence that is not in the list."""
        if self.licence.data == OTHER and not field.text:
            raise StopValidation("Name the licence in words")
        if self.licence.data != OTHER and field.text:
            raise StopValidation("Choose “Another one” in the list above, or leave this empty")

    def validate_authors(self, field: LineField) -> None:
        """One on each line."""
        _read(read_authors, field)

    def validate_doi(self, field: LineField) -> None:
        """The identifier itself."""
        _read(read_doi, field)

    def validate_issued(self, field: LineField) -> None:
        """A year, a month or a day."""
        _read(read_issued, field)

    def particulars(self) -> Particulars:
        """What was typed, checked."""
        return Particulars(
            licence=self.licence_words.text if self.licence.data == OTHER else self.licence.data or "",
            authors=read_authors(self.authors.text),
            doi=read_doi(self.doi.text),
            issued=read_issued(self.issued.text),
            supersedes_id=int(self.supersedes.data) if self.supersedes.data else None,
        )

    @property
    def seen(self) -> int:
        """Which edit the writer had before them; -1 when the form does not say."""
        typed = self.edits.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _read(read: Callable[[str], str], field: LineField) -> None:
    try:
        read(field.text)
    except ParticularsFault as fault:
        raise ValidationError(str(fault)) from None
