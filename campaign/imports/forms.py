"""Forms of imports: what is known of a list, and what its columns mean."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, DateField, FileField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import TextArea, TextInput

from campaign.imports.models import ImportBatch, Source, Target
from campaign.imports.signatures.fields import SOURCES
from campaign.imports.tables.fault import MOST_BYTES
from campaign.imports.target import Option, OptionKind
from campaign.imports.targets import TARGETS
from campaign.imports.upload import Arrival
from campaign.web.fields import LineField

# A file that is too large is read to its end, on disk, so that the form can come back with all that was typed.
REQUEST_LIMIT = 160 * 1024 * 1024
MOST_SCAN_BYTES = 100 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A list of signatures and where it comes from."""

    class Meta:
        csrf = False  # the desk's door checks it

    campaign = SelectField("Campaign", coerce=int, validators=[InputRequired("Choose a campaign")])
    source = SelectField("Where it comes from", choices=[(source.value, label) for source, label in SOURCES.items()])
    file = FileField("The list, as CSV or XLSX")
    collected_on = DateField(
        "Day on which the signatures were collected",
        validators=[Optional()],
        render_kw={"type": "date"},
    )
    place = LineField("Place", longest=120)
    keyed_by = LineField("Who typed it in", longest=120)
    scan = FileField("Scan of the sheets")
    scan_sha256 = LineField("Or the SHA-256 of the scan", longest=100)
    note = LineField("Note", longest=500, multiline=True, widget=TextArea())

    def offer(self, campaigns: Iterable[tuple[int, str]]) -> None:
        """Offer these campaigns, as id and title."""
        self.campaign.choices = list(campaigns)

    def validate_file(self, field: FileField) -> None:
        """There is a file, of a size that is taken."""
        file = field.data
        if not isinstance(file, FileStorage) or not file.filename:
            raise ValidationError("Choose the file with the list")
        size = _size(file)
        if size > MOST_BYTES:
            raise ValidationError(
                f"The file has {size / 1024 / 1024:,.0f} MB; a list may have 10 MB. Leave out columns that are not "
                "needed, or split it. What you typed is kept here; choose the file again"
            )

    def validate_scan(self, field: FileField) -> None:
        """A scan may be large, and not endless."""
        file = field.data
        if isinstance(file, FileStorage) and file.filename and _size(file) > MOST_SCAN_BYTES:
            raise ValidationError("A scan may have 100 MB. Work out its SHA-256 yourself and enter that")

    def validate_scan_sha256(self, field: LineField) -> None:
        """64 hexadecimal figures, if anything."""
        if field.text and not _SHA256.fullmatch(field.text.lower().replace(" ", "")):
            raise ValidationError("A SHA-256 has 64 figures from 0 to 9 and a to f; this is something else")

    def validate_collected_on(self, field: DateField) -> None:
        """Not in times to come."""
        if isinstance(field.data, date) and (field.data > self.today or field.data.year < 1990):
            raise ValidationError("Enter a day between 1990 and today")

    def at(self, now: datetime) -> "UploadForm":
        """Tell the form which day it is; answers the form."""
        self.today = now.date()
        return self

    def arrival(self) -> Arrival:
        """What came, once the form is valid."""
        file: FileStorage = self.file.data
        return Arrival(
            campaign_id=self.campaign.data,
            target=Target.SIGNATURES,
            source=Source(self.source.data),
            filename=file.filename or "",
            data=file.stream.read(MOST_BYTES + 1),
            place=self.place.text,
            collected_on=self.collected_on.data,
            keyed_by=self.keyed_by.text,
            scan_sha256=self._scan_digest(),
            note=self.note.text,
        )

    def _scan_digest(self) -> str:
        """The digest of the scan that was sent, which is not kept; else the one that was typed."""
        scan = self.scan.data
        if isinstance(scan, FileStorage) and scan.filename:
            digest = hashlib.sha256()
            scan.stream.seek(0)
            while piece := scan.stream.read(_PIECE):
                digest.update(piece)
            return digest.hexdigest()
        return self.scan_sha256.text.lower().replace(" ", "")


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size


def mapping_form(batch: ImportBatch, *, sent: bool) -> FlaskForm:
    """The form that asks what each column of a list means: `col_<field>` and `opt_<option>`."""
    target = TARGETS[batch.target]
    headings = [("", "No column"), *((heading, heading) for heading in batch.columns)]
    made: dict[str, Any] = {"Meta": type("Meta", (), {"csrf": False})}
    for field in target.fields(batch.source):
        made[f"col_{field.name}"] = SelectField(
            field.label, choices=headings, default=batch.mapping.get(field.name, ""), description=field.hint
        )
    for option in target.options(batch):
        made[f"opt_{option.name}"] = _option_field(option, batch.options.get(option.name, ""))
    form = type("MappingForm", (FlaskForm,), made)
    return form() if sent else form(formdata=None)


def _option_field(option: Option, value: str) -> Any:
    if option.kind == OptionKind.TICK:
        return BooleanField(option.label, default=bool(value), description=option.hint)
    if option.kind == OptionKind.CHOICE:
        return SelectField(option.label, choices=list(option.choices), default=value, description=option.hint)
    return LineField(
        option.label,
        longest=option.longest,
        multiline=option.kind == OptionKind.WORDS,
        default=value,
        description=option.hint,
        widget=TextArea() if option.kind == OptionKind.WORDS else TextInput(),
    )


def chosen_columns(form: FlaskForm) -> dict[str, str]:
    """Field -> heading, as chosen."""
    return {
        field.name.removeprefix("col_"): field.data for field in form if field.name.startswith("col_") and field.data
    }


def chosen_options(form: FlaskForm) -> dict[str, str]:
    """Option -> text, as chosen; a tick is "yes"."""
    values = {field.name.removeprefix("opt_"): field.data for field in form if field.name.startswith("opt_")}
    return {name: "yes" if value is True else value for name, value in values.items() if value}


def show_faults(form: FlaskForm, faults: Mapping[str, str]) -> None:
    """Put what a verb found wrong at the fields that it is about."""
    for name, fault in faults.items():
        for prefix in ("col_", "opt_"):
            if f"{prefix}{name}" in form:
                field = form[f"{prefix}{name}"]
                field.errors = [*field.errors, fault]
                break
