"""What staff say about a picture."""

from collections.abc import Mapping, Sequence

from wtforms import Field, FileField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from campaign.campaigns.forms import DeskForm
from campaign.text import tidy
from campaign.web.fields import LineField
from campaign.web.language import LANGUAGES, offered

LONGEST_ALT = 300


class UploadForm(DeskForm):
    """A new picture."""

    picture = FileField("Picture")
    alt = LineField("What it shows", longest=LONGEST_ALT, missing="Say in a few words what the picture shows")
    language = SelectField("Language of these words", validate_choice=False)
    credit = LineField("Who made it", longest=200)
    campaign = SelectField("For the pages of", coerce=int, validate_choice=False)

    known: frozenset[int] = frozenset()

    def offer(self, campaigns: Sequence[tuple[int, str]], *, whole_site: bool) -> None:
        """Say for which campaigns this person may add pictures; 0 stands for the whole site."""
        self.known = frozenset({0} if whole_site else ()) | {id_ for id_, _ in campaigns}
        everywhere = [SelectChoice(0, "The whole site")] if whole_site else []
        self.campaign.choices = [*everywhere, *(SelectChoice(id_, title) for id_, title in campaigns)]
        self.language.choices = [SelectChoice(code, LANGUAGES[code]) for code in offered()]

    def validate_campaign(self, field: Field) -> None:
        """One of those that were offered."""
        if field.data not in self.known:
            raise ValidationError("Choose for whose pages it is")

    def validate_language(self, field: Field) -> None:
        """One that the site speaks."""
        if field.data not in offered():
            raise ValidationError("Choose one of the languages of this site")


class CreditForm(DeskForm):
    """Who made a picture; its descriptions are fields by language, read by `descriptions`."""

    credit = LineField("Who made it", longest=200)


def descriptions(typed: Mapping[str, str], languages: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What a picture shows by language, from fields `alt-<language>`, and what is wrong with them."""
    alt = {language: tidy(typed.get(f"alt-{language}", "")) for language in languages}
    wrong = {
        language: f"Use {LONGEST_ALT} characters at most; these are {len(said)}"
        for language, said in alt.items()
        if len(said) > LONGEST_ALT
    }
    return alt, wrong
