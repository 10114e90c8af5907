"""The forms of the room: the public application and the desk's decision."""

from typing import Any, cast

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, ValidationError
from wtforms.widgets import TextArea

from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.apply import Application
from campaign.organizations.contact import Contact
from campaign.organizations.identifiers import IdentifierFault, read_identifier
from campaign.organizations.logo import LARGEST_BYTES, LogoFault, LogoImage, read_logo
from campaign.organizations.models import Capacity, IdentifierScheme, OrganizationKind
from campaign.organizations.officers.forms import OptionalAddressField
from campaign.organizations.officers.person import OfficerPerson
from campaign.organizations.website import WebsiteFault, read_website
from campaign.organizations.wording import KINDS, SCHEMES, consent_sentence
from campaign.text import folded, likely_meant
from campaign.web.countries import country_names
from campaign.web.fields import AddressField, CountryField, LineField, a_name, one_line
from campaign.web.language import N_, current_language, gettext
from campaign.web.uploads import FormRequest

STATEMENT_LENGTH = 600
REASON_LENGTH = 1000
# A logo may have 2 MB. What is larger is let go of as it arrives (`take_pictures`), so that the words around it are
# kept and a person is told; beyond this a body is refused unread.
REQUEST_LIMIT = 32 * 1024 * 1024


def form_name(campaign: CampaignFacts) -> str:
    """What the form token of a campaign's support form is bound to."""
    return f"support:{campaign.public_id.hex()}"


def take_pictures(*, most: int = 1) -> None:
    """Hold no more of a file than a logo may have. Call it before the form is read."""
    cast("FormRequest", request).take_files(LARGEST_BYTES, most=most, body=REQUEST_LIMIT)


def read_picture(field: FileField) -> LogoImage | None:
    """The picture that a file field brought, made ours; None when none was sent. Raises LogoFault."""
    sent = field.data
    data = sent.read() if sent else b""
    return read_logo(data) if data else None


class IdentifierFields(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """Numbers and names under which others know an organization: a field for each scheme, named like it. The form that
    they are part of asks for the country."""

    country: CountryField
    ror = StringField(SCHEMES[IdentifierScheme.ROR])
    company = StringField(SCHEMES[IdentifierScheme.COMPANY])
    wikidata = StringField(SCHEMES[IdentifierScheme.WIKIDATA])
    other = StringField(SCHEMES[IdentifierScheme.OTHER])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identifiers: dict[IdentifierScheme, str] = {}

    def validate_ror(self, field: StringField) -> None:
        """Its check digits fit."""
        self._read(field)

    def validate_company(self, field: StringField) -> None:
        """A number, with the country whose register it is in."""
        self._read(field)

    def validate_wikidata(self, field: StringField) -> None:
        """An item."""
        self._read(field)

    def validate_other(self, field: StringField) -> None:
        """One line, no link."""
        self._read(field)

    def _read(self, field: Field) -> None:
        scheme, country = IdentifierScheme(field.name), self.country.data or ""
        country = country if country in country_names() else ""
        try:
            value = read_identifier(scheme, field.data or "", country, country_names())
        except IdentifierFault as fault:
            raise ValidationError(str(fault)) from None
        if value:
            self.identifiers[scheme] = value


class OrganizationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What the public sees of an organization, typed by somebody who speaks for it. A signed token in the address or
    in the form stands for a session, so no cookie is needed."""

    class Meta:
        csrf = False

    name = LineField(N_("Name of the organization"), longest=160, missing=N_("Enter the name of the organization"))
    website = StringField(N_("Website"))
    country = CountryField(N_("Country"))
    kind = StringField(
        N_("Kind of organization"),
        validators=[AnyOf([kind.value for kind in KINDS], message=N_("Choose the kind of organization"))],
    )
    statement = LineField(N_("Statement"), longest=STATEMENT_LENGTH, multiline=True, widget=TextArea())

    def validate_name(self, field: LineField) -> None:
        """One line, a name, no link."""
        one_line(field)
        a_name(self, field)

    def validate_website(self, field: StringField) -> None:
        """An address that can be shown; stored in its plain spelling."""
        try:
            field.data = read_website(field.data or "")
        except WebsiteFault as fault:
            raise ValidationError(str(fault)) from None


class ContactFields(FlaskForm):  # type: ignore[misc]
    """Who speaks."""

    contact_name = LineField(N_("Your name"), longest=120, missing=N_("Enter your name"))
    role = LineField(N_("Your role"), longest=120, missing=N_("Enter your role in the organization"))

    def validate_contact_name(self, field: LineField) -> None:
        """One line, a name, no link."""
        one_line(field)
        a_name(self, field)

    def validate_role(self, field: LineField) -> None:
        """One line, no link."""
        one_line(field)
        a_name(self, field)


class SupportForm(IdentifierFields, ContactFields, OrganizationForm):
    """What an organization's contact types."""

    capacity = StringField(
        N_("Who speaks?"),
        validators=[AnyOf([capacity.value for capacity in Capacity], message=N_("Choose who speaks"))],
    )
    authority = BooleanField(N_("I have the organization’s authority to sign for it."))
    logo = FileField(N_("Logo"))
    email = AddressField(N_("Your e-mail address"))
    email_asked = HiddenField()
    officer_name = LineField(N_("Their name"), longest=120)
    officer_role = LineField(N_("Their role"), longest=120)
    officer_email = OptionalAddressField(N_("Their e-mail address"))
    consent = BooleanField(validators=[InputRequired(N_("Tick the box that lets us keep your contact details"))])
    fax = StringField(N_("Leave this field empty"))

    logo_image: LogoImage | None = None

    def validate_officer_name(self, field: LineField) -> None:
        """One line, a name, and another one than the contact's."""
        one_line(field)
        a_name(self, field)
        if field.data and folded(field.data) == folded(self.contact_name.text):
            raise ValidationError(gettext("The second officer must be another person than you"))

    def validate_officer_role(self, field: LineField) -> None:
        """One line, no link."""
        one_line(field)
        a_name(self, field)

    def validate_officer_email(self, field: OptionalAddressField) -> None:
        """A mailbox of their own; and all three fields or none."""
        given = [bool(field.data), bool(self.officer_name.data), bool(self.officer_role.data)]
        if any(given) and not all(given):
            raise ValidationError(gettext("Give the second officer’s name, role and address, or leave all three empty"))
        contact = self.email.address
        if field.address is not None and contact is not None and field.address.canonical == contact.canonical:
            raise ValidationError(gettext("The second officer needs a mailbox of their own. This one reads like yours"))

    def validate_email(self, field: AddressField) -> None:
        """Ask once about an address that looks like a slip of the pen; the same address sent again is meant."""
        assert field.address is not None
        meant = likely_meant(field.address.mailbox)
        if meant is not None and self.email_asked.data != field.address.mailbox:
            self.email_asked.data = field.address.mailbox
            raise ValidationError(
                gettext("Did you mean %(meant)s? If the address is right as it is, send the form again", meant=meant)
            )

    def validate_authority(self, field: BooleanField) -> None:
        """Needed when the organization speaks."""
        if self.capacity.data == Capacity.ON_BEHALF.value and not field.data:
            raise ValidationError(gettext("Tick the box that says you may sign for it, or choose to speak personally"))

    def reads_logo(self) -> bool:
        """Decode the logo, if one was sent. It costs time, so it comes last; False leaves a sentence."""
        try:
            self.logo_image = read_picture(self.logo)
        except LogoFault as fault:
            self.logo.errors = [str(fault)]
            return False
        return True

    def application(self, campaign: CampaignFacts) -> Application:
        """What was typed, once the form is valid."""
        assert self.email.address is not None
        capacity = Capacity(self.capacity.data or "")
        return Application(
            name=self.name.data or "",
            website=self.website.data or "",
            country=self.country.data or "",
            kind=OrganizationKind(self.kind.data or ""),
            capacity=capacity,
            authority_declared=capacity == Capacity.ON_BEHALF,
            statement=self.statement.data or "",
            contact=Contact(
                name=self.contact_name.data or "",
                role=self.role.data or "",
                email=self.email.address.mailbox,
                consent=consent_sentence(campaign.controller),
                language=current_language(),
            ),
            logo=self.logo_image,
            identifiers=tuple(self.identifiers.items()),
            officer=self._officer(),
        )

    def _officer(self) -> OfficerPerson | None:
        address = self.officer_email.address
        if address is None:
            return None
        return OfficerPerson(self.officer_name.text, self.officer_role.text, address.mailbox)


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A reviewer's decision."""

    decision = StringField(N_("Decision"), validators=[AnyOf(["accept", "decline"], message=N_("Choose a decision"))])
    reason = LineField(N_("Reason"), longest=REASON_LENGTH, multiline=True, widget=TextArea())

    def complete(self) -> bool:
        """Whether the decision has what it needs; leaves a sentence otherwise. Call after `validate`."""
        if self.decision.data == "decline" and not self.reason.data:
            self.reason.errors = ["Say why: the contact gets these words"]
            return False
        return True
