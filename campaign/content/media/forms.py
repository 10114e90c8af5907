"""What staff say about a picture."""

from collections.abc import Mapping, Sequence

from wtforms import FileField, SelectField

from campaign.campaigns.forms import DeskForm
from campaign.content.forms import OfferedForm
from campaign.text import tidy
from campaign.web.fields import LineField

LONGEST_ALT = 300


class UploadForm(OfferedForm):
    """A new picture."""

    picture = FileField("Picture")
    alt = LineField("What it shows", longest=LONGEST_ALT, missing="Say in a few words what the picture shows")
    language = SelectField("Language of these words", validate_choice=False)
    credit = LineField("Who made it", longest=200)
    campaign = SelectField("For the pages of", coerce=int, validate_choice=False)
    not_offered = "Choose for whose pages it is"


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
