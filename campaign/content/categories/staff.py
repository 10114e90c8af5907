"""Desk pages of categories: which there are, and what one is called in each language.

A category may be on pages of every campaign, so its names are the whole site's, like its menu.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.forms import differences
from campaign.clock import now
from campaign.content.categories.name_category import name_category
from campaign.content.categories.queries import Category, categories_in_use, category_for_desk
from campaign.content.forms import LONGEST_CATEGORY
from campaign.content.refusals import CategoryNamedMeanwhile
from campaign.text import tidy
from campaign.web.fields import refuse_unreadable
from campaign.web.kept import forget_kept
from campaign.web.language import LANGUAGES, direction, offered

blueprint = Blueprint("categories", __name__, url_prefix="/content/categories")


def _others(category: Category) -> list[str]:
    return [code for code in offered() if code != category.language]


@blueprint.get("")
@needs(Permission.MANAGE_SITE)
def listed() -> ResponseReturnValue:
    """Every category, and in which languages it has a name."""
    found = [(each, [code for code in _others(each) if code not in each.names]) for each in categories_in_use()]
    return render_template("content/desk/categories.html", found=found, names=LANGUAGES)


@blueprint.route("/names", methods=["GET", "POST"])
@needs(Permission.MANAGE_SITE)
def names() -> ResponseReturnValue:
    """What one category, the one that the address asks for, is called in each language."""
    if request.method == "POST":
        refuse_unreadable()
    if "category" not in request.args:
        return redirect(url_for(".listed"))
    category = category_for_desk(request.args["category"])
    typed = {code: category.names.get(code, "") for code in _others(category)}
    wrong: dict[str, str] = {}
    theirs: list[tuple[str, str, str]] | None = None
    status = 200
    if request.method == "POST":
        typed = {code: tidy(request.form.get(f"name-{code}", "")) for code in typed}
        too_long = f"Use {LONGEST_CATEGORY} characters at most"
        wrong = {code: too_long for code, name in typed.items() if len(name) > LONGEST_CATEGORY}
        status = 422
        if not wrong:
            try:
                name_category(category.words, typed, current_actor(), now(), seen=request.form.get("mark", ""))
            except CategoryNamedMeanwhile:
                category, status = category_for_desk(category.words), 409
                stored = {code: category.names.get(code, "") for code in typed}
                theirs = differences({code: LANGUAGES[code] for code in typed}, stored, typed)
            else:
                forget_kept()
                flash("The names are stored. Readers see them within a few seconds.")
                return redirect(url_for(".listed"), 303)
    html = render_template(
        "content/desk/category.html",
        category=category,
        typed=typed,
        wrong=wrong,
        theirs=theirs,
        names=LANGUAGES,
        directions={code: direction(code) for code in typed},
        longest=LONGEST_CATEGORY,
    )
    return html, status
