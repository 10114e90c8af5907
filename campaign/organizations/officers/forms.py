"""The form with which a contact names a second officer; the application form has the same three fields."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from campaign.organizations.officers.person import OfficerPerson
from campaign.text import likely_meant
from campaign.web.fields import AddressField, LineField, a_name, one_line
from campaign.web.language import N_, gettext


class OptionalAddressField(AddressField):
    """An e-mail address that may be left out."""

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip():
            super().pre_validate(form)


class OfficerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """Whom a contact names. The link in the address proves who asks, so no session and no cookie is needed."""

    class Meta:
        csrf = False

    name = LineField(N_("Their name"), longest=120, missing=N_("Enter the name of the second officer"))
    role = LineField(N_("Their role"), longest=120, missing=N_("Enter their role in the organization"))
    email = AddressField(N_("Their e-mail address"))
    email_asked = HiddenField()

    def validate_name(self, field: LineField) -> None:
        """One line, a name, no link."""
        one_line(field)
        a_name(self, field)

    def validate_role(self, field: LineField) -> None:
        """One line, no link."""
        one_line(field)
        a_name(self, field)

    def validate_email(self, field: AddressField) -> None:
        """Ask once about an address that looks like a slip of the pen; the same address sent again is meant."""
        assert field.address is not None
        meant = likely_meant(field.address.mailbox)
        if meant is not None and self.email_asked.data != field.address.mailbox:
            self.email_asked.data = field.address.mailbox
            raise ValidationError(
                gettext("Did you mean %(meant)s? If the address is right as it is, send the form again", meant=meant)
            )

    def person(self) -> OfficerPerson:
        """What was typed, once the form is valid."""
        assert self.email.address is not None
        return OfficerPerson(self.name.text, self.role.text, self.email.address.mailbox)
