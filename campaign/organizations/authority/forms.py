"""What staff record about proofs."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, StringField
from wtforms.validators import AnyOf, InputRequired, ValidationError
from wtforms.widgets import TextArea

from campaign.organizations.authority.letter import CheckedLetter, HowChecked, digest_of
from campaign.web.fields import LineField

NOTE_LENGTH = 300
SCAN_LIMIT = 10 * 1024 * 1024
OLDEST_DAYS = 366


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """Why a member of staff does something; kept in the audit log."""

    reason = LineField("Why?", longest=NOTE_LENGTH, missing="Say why: it is kept in the audit log", widget=TextArea())


class VouchForm(FlaskForm):  # type: ignore[misc]
    """A reviewer's word."""

    note = LineField(
        "What you looked at",
        longest=NOTE_LENGTH,
        missing="Say what you looked at: the public reads it",
        widget=TextArea(),
    )
    reason = LineField("Why you vouch without any proof", longest=NOTE_LENGTH, widget=TextArea())


class LetterForm(FlaskForm):  # type: ignore[misc]
    """A signed letter that was checked. Of the file only a digest is kept."""

    dated = DateField("Date of the letter", validators=[InputRequired("Enter the date that the letter bears")])
    how = StringField(
        "How was it checked?",
        validators=[AnyOf([how.value for how in HowChecked], message="Choose how it was checked")],
    )
    scan = FileField("Scan of the letter")
    today: date

    def validate_dated(self, field: DateField) -> None:
        """Not from the future, and not older than a year: people change."""
        if field.data is None or not 0 <= (self.today - field.data).days <= OLDEST_DAYS:
            raise ValidationError("The letter must be of the last twelve months")

    def letter(self) -> CheckedLetter | None:
        """The letter, once the form is valid; None leaves a sentence. Reads the scan, and keeps nothing of it."""
        sent: Any = self.scan.data
        scan = sent.read() if sent else b""
        if not scan:
            self.scan.errors = [
                "Choose the scan: we keep its digest, so that it can be compared later, and not the file"
            ]
            return None
        assert self.dated.data is not None
        return CheckedLetter(self.dated.data, digest_of(scan), HowChecked(self.how.data or ""))
