"""What staff type about a milestone. The desk's door checks the CSRF token."""

from typing import Any

from wtforms import BooleanField, Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from campaign.campaigns.forms import DeskForm, ParagraphsField, WholeNumberField
from campaign.campaigns.models import Measure, Milestone
from campaign.signatures.milestones.add_milestone import Actions
from campaign.signatures.milestones.wording import MEASURES
from campaign.text import AddressFault, read_address

MOST_ADDRESSES = 20


class ActionsForm(DeskForm):
    """What crossing a milestone does."""

    is_shown = BooleanField("Show it on the campaign’s page", default=True)
    drafts_news = BooleanField("Write a draft for the news")
    addresses = ParagraphsField("Write a letter to", longest=4000)

    def validate_addresses(self, field: Field) -> None:
        """One whole address a line."""
        lines = self._lines()
        if len(lines) > MOST_ADDRESSES:
            raise ValidationError(f"Name {MOST_ADDRESSES} addresses at most")
        for number, line in enumerate(lines, 1):
            try:
                read_address(line)
            except AddressFault:
                raise ValidationError(f"Line {number} is not a whole e-mail address, like name@example.org") from None

    def _lines(self) -> list[str]:
        return [line.strip() for line in (self.addresses.data or "").split("\n") if line.strip()]

    def typed(self) -> tuple[str, ...]:
        """The addresses, each once."""
        return tuple(dict.fromkeys(read_address(line).mailbox for line in self._lines()))


class NewMilestoneForm(ActionsForm):
    """A milestone that lies ahead."""

    measure = SelectField("What is counted", choices=[SelectChoice(one.value, MEASURES[one]) for one in Measure])
    threshold = WholeNumberField("Figure", least=1, most=100_000_000)

    def actions(self) -> Actions:
        """What was chosen."""
        return Actions(bool(self.is_shown.data), bool(self.drafts_news.data), self.typed())


class EditMilestoneForm(ActionsForm):
    """Another choice for one that is there. Addresses are never shown here: new ones replace those that are kept."""

    forget = BooleanField("Write to nobody any more")

    def actions(self) -> Actions:
        """What was chosen; None for addresses keeps them."""
        addresses = self.typed() or (() if self.forget.data else None)
        return Actions(bool(self.is_shown.data), bool(self.drafts_news.data), addresses)

    @staticmethod
    def values(milestone: Milestone) -> dict[str, Any]:
        """A stored milestone as this form holds it."""
        return {"is_shown": milestone.is_shown, "drafts_news": milestone.drafts_news}
