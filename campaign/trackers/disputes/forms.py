"""The form with which anybody says that a verdict is wrong."""

from typing import Final

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from campaign.text import AddressFault, read_address
from campaign.trackers.disputes.dispute import Objection
from campaign.trackers.models import Trial
from campaign.web.fields import LineField

SHORTEST: Final = 20
LONGEST: Final = 3000


def form_name(trial: Trial) -> str:
    """What the form token of a trial's form is bound to."""
    return f"dispute:{trial.register.value}:{trial.identifier}"


class DisputeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """An objection. It carries a signed form token, so no session and no cookie is needed."""

    class Meta:
        csrf = False

    claim = LineField(
        "Which step is wrong, and what is right?",
        longest=LONGEST,
        missing="Say which step is wrong, and what is right",
        multiline=True,
        widget=TextArea(),
    )
    email = StringField("Your e-mail address")
    website = StringField("Leave this field empty")

    def validate_claim(self, field: LineField) -> None:
        """Long enough to be answered."""
        if len(field.text) < SHORTEST:
            raise ValidationError(f"Use {SHORTEST} characters at least, so that somebody can check it")

    def validate_email(self, field: StringField) -> None:
        """An address, or none."""
        typed = (field.data or "").strip()
        if not typed:
            field.data = ""
            return
        try:
            field.data = read_address(typed).mailbox
        except AddressFault:
            raise ValidationError("Enter a whole e-mail address, like name@example.org, or leave it empty") from None

    def objection(self) -> Objection:
        """What was typed, once the form is valid."""
        return Objection(self.claim.text, self.email.data or "")
