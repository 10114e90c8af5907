"""What an owner types about the site."""

from collections.abc import Mapping, Sequence

from wtforms import Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from campaign.campaigns.forms import DeskForm, ParagraphsField
from campaign.content.site.edit_site import SiteWords
from campaign.web.fields import LineField
from campaign.web.language import LANGUAGES

_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class SiteForm(DeskForm):
    """Name, description and languages."""

    name = LineField("Name", longest=80, missing="Enter the name of the site")
    about = ParagraphsField("About", longest=400)
    languages = SelectMultipleField("Languages offered", choices=_CHOICES)
    first = SelectField("First language", choices=_CHOICES)

    def validate_languages(self, field: Field) -> None:
        """One at least."""
        if not field.data:
            raise ValidationError("Offer one language at least")

    def validate_first(self, field: Field) -> None:
        """One of those offered."""
        if self.languages.data and field.data not in self.languages.data:
            raise ValidationError("The first language must be among those offered")

    def words(self) -> SiteWords:
        """What was filled in: the first language first, the others in their usual order."""
        chosen = self.languages.data or []
        others = [code for code in LANGUAGES if code in chosen and code != self.first.data]
        return SiteWords(name=self.name.data, about=self.about.data, languages=(self.first.data, *others))


def menu_order(typed: Mapping[str, str], page_ids: Sequence[int]) -> list[int] | None:
    """The free pages that get a place in the menu, by the numbers typed in `place-<id>`; empty means not named.

    None when something else than a small number was typed.
    """
    places: list[tuple[int, int]] = []
    for page_id in page_ids:
        text = typed.get(f"place-{page_id}", "").strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) < 5):
            return None
        if text:
            places.append((int(text), page_id))
    return [page_id for _, page_id in sorted(places)]
