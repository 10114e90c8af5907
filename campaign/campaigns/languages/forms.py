"""The words beside the text, in one language."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, HiddenField

from campaign.campaigns.forms import ParagraphsField
from campaign.campaigns.languages.fields import LONGEST, PLACES
from campaign.campaigns.models import WordsField


class WordsForm(Form):
    """A field for each place, and the mark of what was stored before; the desk's door checks the CSRF token."""

    recipient = ParagraphsField(PLACES[WordsField.RECIPIENT].label, longest=300)
    complaint_body = ParagraphsField(PLACES[WordsField.COMPLAINT_BODY].label, longest=200)
    closing_note = ParagraphsField(PLACES[WordsField.CLOSING_NOTE].label, longest=LONGEST)
    please_confirm = ParagraphsField(PLACES[WordsField.PLEASE_CONFIRM].label, longest=LONGEST)
    reminder = ParagraphsField(PLACES[WordsField.REMINDER].label, longest=LONGEST)
    thank_you = ParagraphsField(PLACES[WordsField.THANK_YOU].label, longest=LONGEST)
    share = ParagraphsField(PLACES[WordsField.SHARE].label, longest=250)
    mark = HiddenField()

    def words(self) -> dict[WordsField, str]:
        """What was typed, by field."""
        return {field: self[field.value].data or "" for field in PLACES}

    @staticmethod
    def values(stored: Mapping[WordsField, str]) -> dict[str, Any]:
        """Stored words as this form holds them."""
        return {field.value: text for field, text in stored.items()}
