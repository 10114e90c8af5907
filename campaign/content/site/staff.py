"""The desk page of the site itself."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.accounts.site import SiteCache, site_facts
from campaign.clock import now
from campaign.content.site.edit_site import edit_site
from campaign.content.site.forms import SiteForm, menu_order
from campaign.content.site.queries import free_pages
from campaign.web.kept import forget_kept
from campaign.web.language import LANGUAGES

blueprint = Blueprint("site", __name__, url_prefix="/site")


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.MANAGE_SITE)
def site() -> ResponseReturnValue:
    """Name, languages and menu."""
    facts = site_facts()
    languages = facts.languages or tuple(LANGUAGES)
    pages = free_pages()
    form = SiteForm(
        data={"name": facts.name, "about": facts.about, "languages": list(languages), "first": languages[0]}
    )
    typed = {f"place-{page.id}": str(number) if page.in_menu else "" for number, (page, _) in enumerate(pages, start=1)}
    wrong_menu, status = "", 200
    if request.method == "POST":
        typed = {name: request.form.get(name, "")[:10] for name in typed}
        order = menu_order(typed, [page.id for page, _ in pages])
        status = 422
        if order is None:
            wrong_menu = "Give places as whole numbers, like 1, 2, 3; leave one empty to take the page off the menu"
        elif form.validate():
            edit_site(form.words(), order, current_actor(), now())
            cache: SiteCache = current_app.extensions["site_cache"]
            cache.forget()
            forget_kept()
            flash("Stored. Readers see it within a few seconds.")
            return redirect(url_for(".site"), 303)
    html = render_template(
        "content/desk/site.html", form=form, pages=pages, typed=typed, wrong_menu=wrong_menu, names=LANGUAGES
    )
    return html, status
