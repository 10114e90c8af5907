"""The words of a campaign beside its text: what each is, and where its original stands. Pure."""

import hashlib
from dataclasses import dataclass

from campaign.campaigns.models import Campaign, WordsField

LONGEST = 1000


@dataclass(frozen=True)
class Place:
    """One field: its label and hint for staff. Particulars have their original on the campaign, to be edited there."""

    label: str
    hint: str
    of_particulars: bool = False


PLACES: dict[WordsField, Place] = {
    WordsField.RECIPIENT: Place("Who receives the list of names", "Within a sentence, as in the form", True),
    WordsField.COMPLAINT_BODY: Place("Where people can complain", "Within a sentence, as in the form", True),
    WordsField.CLOSING_NOTE: Place("What came of it", "Shown once the campaign is closed", True),
    WordsField.PLEASE_CONFIRM: Place(
        "Letter: please confirm", "A paragraph of your own, between the petition’s title and the link. Plain text."
    ),
    WordsField.REMINDER: Place("Letter: reminder", "A paragraph of your own in the one reminder. Plain text."),
    WordsField.THANK_YOU: Place("Letter: thank you", "A paragraph of your own after a signature counts. Plain text."),
    WordsField.SHARE: Place("Words to pass on", "Suggested to those who share the petition, before its address"),
}
LETTERS = (WordsField.PLEASE_CONFIRM, WordsField.REMINDER, WordsField.THANK_YOU)


def original_of(campaign: Campaign, field: WordsField) -> str:
    """The original of a particular, as it stands on the campaign."""
    original: str = getattr(campaign, field.value)
    return original


def digest(words: str) -> str:
    """By which a translation tells whether its original has changed; empty for no words."""
    return hashlib.sha256(words.encode()).hexdigest() if words else ""
