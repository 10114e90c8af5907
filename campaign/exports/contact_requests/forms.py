"""The forms of requests for contacts: the organization's, and the decision at the desk."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, ValidationError
from wtforms.widgets import TextArea

from campaign.exports.contact_requests.age_keys import KeyFaulty, read_public_key
from campaign.web.fields import LineField

PURPOSE_LENGTH = 200
REASON_LENGTH = 1000


class ContactsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What an organization gives to ask for its contacts."""

    class Meta:
        csrf = False

    recipient = LineField("Your age public key", longest=200, missing="Paste your age public key")
    purpose = LineField("What for", longest=PURPOSE_LENGTH, missing="Say what you will use the addresses for")

    def validate_recipient(self, field: LineField) -> None:
        """A public key that something can be sealed to."""
        try:
            field.data = read_public_key(field.data)
        except KeyFaulty as fault:
            if "SECRET" in str(field.data).upper():
                field.data = ""
            raise ValidationError(str(fault)) from None


class RequestDecisionForm(FlaskForm):  # type: ignore[misc]
    """The decision about a request."""

    decision = StringField("Decision", validators=[AnyOf(["approve", "decline"], message="Choose a decision")])
    reason = LineField("Reason", longest=REASON_LENGTH, multiline=True, widget=TextArea())

    def complete(self) -> bool:
        """Whether the decision has what it needs; leaves a sentence otherwise. Call after `validate`."""
        if self.decision.data == "decline" and not self.reason.data:
            self.reason.errors = ["Say why: the contact gets these words"]
            return False
        return True
