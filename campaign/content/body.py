"""The body of a page below a heading of the page's own."""

from campaign.text import markdown_to_html


def body_html(markdown: str) -> str:
    """Markdown as safe HTML whose headings are all of the third level: what is above them on the page is of the second,
    and whoever listens to headings misses none between."""
    return markdown_to_html(markdown).replace("<h4>", "<h3>").replace("</h4>", "</h3>")
