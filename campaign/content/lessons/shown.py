"""Words of a lesson as safe HTML."""

import re

from markupsafe import escape

from campaign.text import markdown_to_html

_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


def inline_html(words: str) -> str:
    """Markdown of one paragraph as HTML that may stand within a label; what is more than that stays as it was typed."""
    found = _ONE_PARAGRAPH.fullmatch(markdown_to_html(words))
    return found[1] if found is not None else str(escape(words))
