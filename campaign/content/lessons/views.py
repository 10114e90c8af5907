"""Public pages of lessons."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.content.body import body_html
from campaign.content.lead_on import lead_on
from campaign.content.lessons.queries import lesson, lessons
from campaign.content.lessons.shown import inline_html
from campaign.content.models import PageKind
from campaign.content.refusals import NoSuchPage
from campaign.web.headers import kept_for_all

blueprint = Blueprint("lessons", __name__, url_prefix="/learn")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All lessons in their order."""
    return kept_for_all(render_template("content/lessons/lessons.html", lessons=lessons(now())))


@blueprint.get("/<slug>")
def one(slug: str) -> ResponseReturnValue:
    """One lesson: steps, objections with answers, questions."""
    moment = now()
    try:
        found = lesson(slug, moment)
    except NoSuchPage:
        return lead_on(PageKind.LESSON, slug, "lessons.one")
    all_of_them = lessons(moment)
    slugs = [each.reading.slug for each in all_of_them]
    after = slugs.index(slug) + 1 if slug in slugs else len(slugs)
    html = render_template(
        "content/lessons/lesson.html",
        reading=found.reading,
        lesson=found.lesson,
        following=all_of_them[after].reading if after < len(slugs) else None,
        to_html=body_html,
        inline_html=inline_html,
    )
    return kept_for_all(html)
