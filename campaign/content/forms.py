"""What staff type about a page. The desk's door checks the CSRF token; these forms check what was written."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from campaign.campaigns.forms import DeskForm, MomentField, SlugField, WholeNumberField
from campaign.content.edit_page import PageParticulars
from campaign.content.models import Asset, Page
from campaign.web.fields import LineField
from campaign.web.formats import language_name
from campaign.web.language import offered

LONGEST_TITLE = 200
LONGEST_CATEGORY = 60


class OfferedForm(DeskForm):
    """What belongs to a campaign or to the whole site, and is in one of the site's languages."""

    campaign = SelectField("Whose it is", coerce=int, validate_choice=False)
    language = SelectField("Language", validate_choice=False)
    not_offered = "Choose whose it is"
    known: frozenset[int] = frozenset()

    def offer(self, campaigns: Sequence[tuple[int, str]], *, whole_site: bool) -> None:
        """Say of which campaigns this person may make it, as (id, title); 0 stands for the whole site."""
        self.known = frozenset({0} if whole_site else ()) | {id_ for id_, _ in campaigns}
        everywhere = [SelectChoice(0, "The whole site")] if whole_site else []
        self.campaign.choices = [*everywhere, *(SelectChoice(id_, title) for id_, title in campaigns)]
        self.language.choices = [SelectChoice(code, language_name(code)) for code in offered()]

    def validate_campaign(self, field: Field) -> None:
        """One of those that were offered."""
        if field.data not in self.known:
            raise ValidationError(self.not_offered)

    def validate_language(self, field: Field) -> None:
        """One that the site speaks."""
        if field.data not in offered():
            raise ValidationError("Choose one of the languages of this site")


class NewPageForm(OfferedForm):
    """A page before it is written on."""

    title = LineField("Title", longest=LONGEST_TITLE, missing="Enter a title")
    slug = SlugField("Address", suggested_by="title")
    campaign = SelectField("Whose page it is", coerce=int, validate_choice=False)
    language = SelectField("Language", validate_choice=False)
    category = LineField("Category", longest=LONGEST_CATEGORY)
    not_offered = "Choose whose page it is"

    @property
    def campaign_id(self) -> int | None:
        """The campaign that was chosen; None for the whole site."""
        return self.campaign.data or None


class PageForm(DeskForm):
    """What a page is besides its words, and how often it had been edited when the form was made."""

    category = LineField("Category", longest=LONGEST_CATEGORY)
    place = WholeNumberField("Place among its like", least=0, most=9999)
    in_menu = BooleanField("The site's menu names it")
    cover = SelectField("Picture above it", coerce=int, validate_choice=False)
    edits = HiddenField()
    known: frozenset[int] = frozenset()

    def offer(self, pictures: Sequence[Asset], alt: Any) -> None:
        """Say which pictures may stand above the page; 0 stands for none."""
        self.known = frozenset({0}) | {each.id for each in pictures}
        known = [SelectChoice(0, "None")]
        self.cover.choices = [*known, *(SelectChoice(each.id, f"{each.name}: {alt(each)[:80]}") for each in pictures)]

    def validate_cover(self, field: Field) -> None:
        """One of those that were offered."""
        if field.data not in self.known:
            raise ValidationError("Choose one of the pictures, or none")

    def particulars(self) -> PageParticulars:
        """What was filled in."""
        return PageParticulars(
            category=self.category.data,
            place=self.place.data or 0,
            in_menu=self.in_menu.data,
            cover_id=self.cover.data or None,
        )

    @staticmethod
    def values(page: Page) -> dict[str, Any]:
        """A stored page as this form holds it."""
        return {
            "category": page.category,
            "place": page.place,
            "in_menu": page.in_menu,
            "cover": page.cover_id or 0,
            "edits": str(page.edits),
        }


PARTICULARS = {"category": "Category", "place": "Place", "in_menu": "In the menu", "cover": "Picture"}


class AddressForm(DeskForm):
    """Another address."""

    slug = SlugField("Address")


class MomentForm(DeskForm):
    """When the public sees a page; empty means at once."""

    goes_live_at = MomentField("Shown from (UTC)")
