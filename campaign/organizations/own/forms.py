"""The forms of own pages and of the desk about them. Public ones carry a signed token instead of a session."""

from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField

from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.contact import Contact
from campaign.organizations.forms import ContactFields, IdentifierFields, OrganizationForm, read_picture
from campaign.organizations.logo import LogoFault, LogoImage
from campaign.organizations.models import IdentifierScheme, OrganizationKind
from campaign.organizations.own.ask_change import Wanted
from campaign.tokens import form_token_age, make_form_token
from campaign.web.fields import AddressField, LineField, a_name, one_line
from campaign.web.language import N_, gettext

ALT_LENGTH = 200
_LIFE = timedelta(hours=24)


def form_name(token: str) -> str:
    """What the form tokens of one own page are bound to: the link itself, so that a revoked one takes them along."""
    return f"own:{token}"


def own_form_token(token: str, now: datetime) -> str:
    """A form token handed out now."""
    return make_form_token(form_name(token), now)


def came_from_our_page(token: str, now: datetime) -> bool:
    """Whether the request at hand carries a form token of this own page that is less than a day old."""
    age = form_token_age(form_name(token), request.form.get("form_token", ""), now)
    return age is not None and age < _LIFE


class _TokenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    class Meta:
        csrf = False


class EditForm(IdentifierFields, OrganizationForm):
    """What the public shall see."""

    logo = FileField(N_("Logo"))
    dark_logo = FileField(N_("Logo for dark pages"))
    alt = LineField(N_("What the logo shows, in words"), longest=ALT_LENGTH)
    without_logo = BooleanField(N_("Show no logo"))
    without_dark_logo = BooleanField(N_("Show no logo of its own on dark pages"))

    images: dict[str, LogoImage | None]

    def validate_alt(self, field: LineField) -> None:
        """One line, no link."""
        one_line(field)
        a_name(self, field)

    def reads_pictures(self, *, has_logo: bool) -> bool:
        """Decode the pictures, if any were sent. It costs time, so it comes last; False leaves sentences."""
        self.images = {}
        for field in (self.logo, self.dark_logo):
            try:
                self.images[field.name] = read_picture(field)
            except LogoFault as fault:
                field.errors = [str(fault)]
        has_logo = (has_logo or self.images.get("logo") is not None) and not self.without_logo.data
        if self.images.get("dark_logo") is not None and not has_logo and not self.logo.errors:
            self.dark_logo.errors = [gettext("A logo for dark pages stands beside one for light pages. Send that too")]
        return not (self.logo.errors or self.dark_logo.errors)

    def wanted(self) -> Wanted:
        """What was typed, once the form is valid and its pictures are read."""
        return Wanted(
            name=self.name.text,
            website=self.website.data or "",
            country=self.country.text,
            kind=OrganizationKind(self.kind.data or ""),
            statement=self.statement.text,
            identifiers={scheme.value: self.identifiers.get(scheme, "") for scheme in IdentifierScheme},
            alt=self.alt.text,
            logo=self.images.get("logo"),
            dark_logo=self.images.get("dark_logo"),
            without_logo=bool(self.without_logo.data),
            without_dark_logo=bool(self.without_dark_logo.data),
        )


class ContactForm(ContactFields, _TokenForm):
    """The contact's own name and role."""

    @classmethod
    def values(cls, contact: Contact) -> dict[str, Any]:
        """What the form shows first."""
        return {"contact_name": contact.name, "role": contact.role}


class AddressForm(_TokenForm):
    """Another address of the contact."""

    email = AddressField(N_("New e-mail address"))


class LinkForm(_TokenForm):
    """An address that asks for its own link."""

    email = AddressField(N_("Your e-mail address"))
    fax = StringField(N_("Leave this field empty"))


def link_form_name(campaign: CampaignFacts) -> str:
    """What the form token of the form that asks for a link is bound to."""
    return f"own link:{campaign.public_id.hex()}"
