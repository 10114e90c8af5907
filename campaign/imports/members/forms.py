"""What a member says of itself when it assents, and what an umbrella sends."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, ValidationError

from campaign.campaigns.queries import CampaignFacts
from campaign.imports.members.assent import Assent
from campaign.imports.members.queries import Umbrella
from campaign.imports.tables.fault import MOST_BYTES
from campaign.organizations.forms import ContactFields, OrganizationForm
from campaign.organizations.models import OrganizationKind
from campaign.organizations.wording import consent_sentence
from campaign.web.fields import LineField, Needed
from campaign.web.language import N_, gettext


class AssentForm(ContactFields, OrganizationForm):
    """What its umbrella wrote, to be corrected, and the two boxes without which nothing is said in its name."""

    authority = BooleanField(
        N_("I have the organization’s authority to sign for it."),
        validators=[Needed(N_("Tick the box that says you may sign for the organization"))],
    )
    consent = BooleanField(validators=[Needed(N_("Tick the box that lets us keep your contact details"))])

    def said(self, campaign: CampaignFacts) -> Assent:
        """What was typed, once the form is valid."""
        return Assent(
            name=self.name.text,
            website=self.website.data or "",
            country=self.country.text,
            kind=OrganizationKind(self.kind.data or ""),
            statement=self.statement.text,
            contact_name=self.contact_name.text,
            role=self.role.text,
            consent=consent_sentence(campaign.controller),
        )


class MembersForm(FlaskForm):  # type: ignore[misc]
    """An umbrella's list of its members, sent from its own page."""

    class Meta:
        csrf = False  # the own page's link is the right to send, and its form token says that it came from there

    file = FileField(N_("List of members"))
    agreed = BooleanField(
        N_(
            "Each contact on the list may be asked, once and with one reminder, whether their organization supports "
            "the petition."
        ),
        validators=[Needed(N_("Tick the box that says the contacts may be asked"))],
    )

    def validate_file(self, field: FileField) -> None:
        """There is a file, of a size that is taken."""
        a_list(field)


class MemberListForm(FlaskForm):  # type: ignore[misc]
    """An umbrella's list of its members, brought in by staff."""

    class Meta:
        csrf = False  # the desk's door checks it

    umbrella = SelectField("Whose members they are", validators=[InputRequired("Choose the umbrella")])
    file = FileField("The list, as CSV or XLSX")
    note = LineField("Note", longest=500, multiline=True)

    def offer(self, umbrellas: Sequence[Umbrella]) -> None:
        """Offer these umbrellas."""
        self.umbrella.choices = [
            (f"{one.organization_id}.{one.campaign_id}", f"{one.name}, for “{one.campaign}”") for one in umbrellas
        ]

    def validate_file(self, field: FileField) -> None:
        """There is a file, of a size that is taken."""
        a_list(field)

    def chosen(self) -> tuple[int, int]:
        """Campaign and umbrella by id, once the form is valid."""
        umbrella_id, _, campaign_id = str(self.umbrella.data).partition(".")
        return int(campaign_id), int(umbrella_id)


def a_list(field: FileField) -> None:
    """Object to no file, and to one that was cut because it is too large."""
    if not field.data or not field.data.filename:
        raise ValidationError(gettext("Choose the file with the list"))
    size = field.data.stream.seek(0, 2)
    field.data.stream.seek(0)
    if size > MOST_BYTES:
        raise ValidationError(gettext("The file has over 10 MB. Leave out columns that are not asked for, or split it"))
