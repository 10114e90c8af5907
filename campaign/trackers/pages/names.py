"""The public table of sponsor names and its log."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from campaign.trackers.naming.queries import name_log, name_page, names_in_all
from campaign.trackers.pages.blueprint import blueprint
from campaign.trackers.pages.choices import address_of, asked_words
from campaign.web.headers import kept_for_all
from campaign.web.paging import page_number


@blueprint.get("/names")
def names() -> ResponseReturnValue:
    """Who is meant by each name that a register writes; with `?show=log` what was changed."""
    log = request.args.get("show") == "log"
    words = "" if log else asked_words()
    return kept_for_all(
        render_template(
            "trackers/names.html",
            page=name_log(page_number()) if log else name_page(words, page_number()),
            log=log,
            words=words,
            total=names_in_all(),
            url=address_of(q=words),
        )
    )
