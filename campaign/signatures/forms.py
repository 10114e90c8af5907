"""The sign form: the only gate for what a signer types, whichever door it comes through."""

from datetime import datetime

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from campaign.campaigns.queries import CampaignFacts
from campaign.campaigns.referrals import referral_id
from campaign.signatures.sign import Signer
from campaign.web.challenge import LIFE, is_answered, issued_at, make_challenge
from campaign.web.fields import AddressField, CountryField, LineField, Needed, a_name
from campaign.web.language import N_, current_language, gettext


class SignForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What one types to sign. It carries a signed form token of its own, so no session and no cookie is needed."""

    class Meta:
        csrf = False

    name = LineField(N_("Your name"), longest=120, missing=N_("Enter your name"))
    email = AddressField(N_("E-mail address"))
    country = CountryField(N_("Country"))
    city = LineField(N_("City"), longest=100)
    profession = LineField(N_("Profession"), longest=100)
    comment = LineField(N_("Why does this matter to you?"), longest=400, multiline=True)
    website = StringField(N_("Leave this field empty"))
    agree = BooleanField(validators=[Needed(N_("Tick the box that says you sign"))])
    show = BooleanField()
    show_comment = BooleanField()
    updates = BooleanField()
    # Ids of the text and of the words of the boxes that were shown; what does not say them takes those in force.
    text = StringField()
    wording = StringField()
    via = StringField()  # the code of the link that brought them here; a wrong one is nobody's

    def validate_name(self, field: LineField) -> None:
        """No links in names."""
        a_name(self, field)

    def validate_city(self, field: LineField) -> None:
        """No links in cities."""
        if field.data:
            a_name(self, field)

    def validate_show_comment(self, field: BooleanField) -> None:
        """Whoever wants a comment shown has one: after signing there is no way to add it."""
        if field.data and not self.comment.data:
            raise ValidationError(gettext("Write the comment that is to be shown, or take this tick away"))

    def partners(self, campaign: CampaignFacts) -> tuple[int, ...]:
        """Ids of the partners whose box was ticked."""
        ticked = set(request.form.getlist("partner"))
        return tuple(id_ for id_, _ in campaign.boxes.partners if str(id_) in ticked)

    def is_about_another_text(self, campaign: CampaignFacts) -> bool:
        """Whether the text that was shown is not the one that the signature would be bound to: it was amended."""
        return bool(self.text.data) and self.text.data != str(campaign.text_id)

    def is_about_other_boxes(self, campaign: CampaignFacts) -> bool:
        """Whether the words that were agreed to are not those that would be kept with the signature: they changed."""
        return bool(self.wording.data) and self.wording.data != str(campaign.wording_id)

    def signer(self, campaign: CampaignFacts) -> Signer:
        """What was typed, once the form is valid."""
        assert self.email.address is not None
        return Signer(
            name=self.name.text,
            address=self.email.address,
            country=self.country.text,
            city=self.city.text,
            profession=self.profession.text,
            comment=self.comment.text,
            show_name=self.show.data,
            show_comment=self.show_comment.data and bool(campaign.boxes.show_comment),
            language=current_language(),
            wants_updates=self.updates.data,
            shared_with=self.partners(campaign),
            referral_id=referral_id(campaign.id, self.via.data) if self.via.data else None,
        )


def form_name(campaign: CampaignFacts) -> str:
    """What the tokens of a campaign's sign form are bound to: not its address, which may change meanwhile."""
    return f"sign:{campaign.public_id.hex()}"


def answered_challenge(campaign: CampaignFacts, now: datetime) -> str | None:
    """The challenge that came with the request, if it was solved or waited out."""
    challenge = request.form.get("challenge", "")
    answered = is_answered(form_name(campaign), challenge, request.form.get("answer", ""), now)
    return challenge if answered else None


def challenge_again(campaign: CampaignFacts, now: datetime, *, used: bool) -> str:
    """The challenge to show with the form again: the one that came while it is good, so that waiting goes on."""
    challenge = request.form.get("challenge", "")
    issued = issued_at(form_name(campaign), challenge)
    if issued is None or used or now - issued >= LIFE:
        return make_challenge(form_name(campaign), now)
    return challenge


class AddressForm(FlaskForm):  # type: ignore[misc]
    """An address, to be sent the letter again."""

    class Meta:
        csrf = False

    email = AddressField(N_("E-mail address"))


class CodeForm(AddressForm):
    """The six figures from the mail, and the address it went to."""

    code = LineField(N_("Code from the mail"), longest=12, missing=N_("Enter the six figures from the mail"))

    @property
    def figures(self) -> str:
        """The code without the spaces that mails and people put in."""
        return "".join(char for char in self.code.text if char.isdigit())
