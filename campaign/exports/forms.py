"""The form of a list: of which campaign, what for, which columns, and whose addresses."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, ValidationError

from campaign.exports.columns import LIST, PROOF, SAID
from campaign.exports.models import Addresses
from campaign.exports.prepare_export import Wanted
from campaign.exports.queries import ListedCampaign
from campaign.web.fields import LineField

LONGEST_REASON = 200
NOBODY = Addresses.NOBODY.value
UPDATES = Addresses.UPDATES.value


class ExportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What somebody types to take a list out."""

    class Meta:
        csrf = False  # the desk's door checks it

    campaign = SelectField("Campaign", coerce=int, validators=[InputRequired("Choose a campaign")])
    reason = LineField("What for", longest=LONGEST_REASON, missing="Say what the list is for")
    proof = BooleanField(PROOF.label, default=True)
    said = BooleanField(SAID.label)
    addresses = SelectField("E-mail addresses", default=NOBODY)
    byte_order_mark = BooleanField("For Excel: mark the file as UTF-8, so that every script shows")

    def offer(self, campaigns: Sequence[ListedCampaign], *, addresses: bool) -> None:
        """Offer these campaigns and, if `addresses`, the groups of people who agreed that theirs are taken out."""
        self._campaigns = {campaign.id: campaign for campaign in campaigns}
        self.campaign.choices = [
            (campaign.id, f"{campaign.title}: {campaign.people:,} confirmed") for campaign in campaigns
        ]
        self.addresses.choices = [(NOBODY, "None")]
        if addresses:
            self.addresses.choices.append((UPDATES, "Of those who asked for mail about the campaign"))
            self.addresses.choices += [
                (f"partner-{id_}", f"Of those who ticked the box of {name}")
                for campaign in campaigns
                for id_, name in campaign.partners
            ]

    def validate_addresses(self, field: SelectField) -> None:
        """A partner's box belongs to one campaign."""
        campaign = self._campaigns.get(self.campaign.data)
        partner_id = self._partner_id()
        if partner_id is not None and campaign is not None and partner_id not in dict(campaign.partners):
            raise ValidationError("That box is not on the form of this campaign. Choose one of its own, or none")

    def _partner_id(self) -> int | None:
        kind, _, number = str(self.addresses.data).partition("-")
        return int(number) if kind == "partner" else None

    def wanted(self) -> Wanted:
        """What was asked for, once the form is valid."""
        columns = LIST.columns + (PROOF.columns if self.proof.data else ()) + (SAID.columns if self.said.data else ())
        partner_id = self._partner_id()
        return Wanted(
            campaign_id=self.campaign.data,
            reason=self.reason.data or "",
            columns=columns,
            addresses=Addresses.PARTNER if partner_id is not None else Addresses(self.addresses.data),
            partner_id=partner_id,
        )
