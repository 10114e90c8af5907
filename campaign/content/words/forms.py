"""What staff write on a page."""

from wtforms import FileField, HiddenField

from campaign.campaigns.forms import DeskForm, MarkdownField, ParagraphsField
from campaign.content.create_page import PageWords
from campaign.content.models import Revision
from campaign.web.fields import LineField

WORDS = {"title": "Title", "summary": "Summary", "body": "Text"}


class WordsForm(DeskForm):
    """The words of the next revision in one language, and the mark of the one they were made from.

    The last three fields bring a picture; it is stored by a button of its own.
    """

    title = LineField("Title", longest=200, missing="Enter a title")
    summary = ParagraphsField("Summary", longest=400)
    body = MarkdownField("Text", longest=100_000)
    mark = HiddenField()
    picture = FileField("Picture")
    alt = LineField("What it shows", longest=300)
    credit = LineField("Who made it", longest=200)

    def words(self) -> PageWords:
        """What was written."""
        return PageWords(**{name: self[name].data for name in WORDS})

    @staticmethod
    def values(revision: Revision | None) -> dict[str, str]:
        """Stored words as this form holds them; nothing in a language that has none yet."""
        if revision is None:
            return dict.fromkeys(WORDS, "") | {"mark": ""}
        return {name: getattr(revision, name) for name in WORDS} | {"mark": revision.mark}
