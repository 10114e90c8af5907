"""Desk page of a lesson: its newest words as readers would see them, and what is wrong with them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, needs
from campaign.content.body import body_html
from campaign.content.lessons.lesson import read_lesson
from campaign.content.lessons.queries import newest_words
from campaign.content.lessons.shown import inline_html
from campaign.content.queries import campaign_of_page

blueprint = Blueprint("lessons", __name__, url_prefix="/content/<int:page_id>")


@blueprint.get("/lesson")
@needs(Permission.WRITE_CONTENT, campaign_of=campaign_of_page)
def preview(page_id: int) -> ResponseReturnValue:
    """The newest words in a language, a draft too, with their faults by line."""
    page, words, languages = newest_words(page_id, request.args.get("language", ""))
    return render_template(
        "content/lessons/desk/preview.html",
        content=page,
        words=words,
        languages=languages,
        lesson=read_lesson(words.body),
        to_html=body_html,
        inline_html=inline_html,
    )
