"""The form in which an organization asks for contacts."""

from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from campaign.exports.contact_requests.age_keys import KeyFaulty, read_public_key
from campaign.web.fields import LineField
from campaign.web.language import N_

PURPOSE_LENGTH = 200


class ContactsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What an organization gives to ask for its contacts."""

    class Meta:
        csrf = False

    recipient = LineField(N_("Your age public key"), longest=200, missing=N_("Paste your age public key"))
    purpose = LineField(N_("What for"), longest=PURPOSE_LENGTH, missing=N_("Say what you will use the addresses for"))

    def validate_recipient(self, field: LineField) -> None:
        """A public key that something can be sealed to."""
        try:
            field.data = read_public_key(field.data)
        except KeyFaulty as fault:
            if "SECRET" in str(field.data).upper():
                field.data = ""
            raise ValidationError(str(fault)) from None
