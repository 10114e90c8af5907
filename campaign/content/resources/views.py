"""Public pages of resources: the list, one resource, its citation, and its files."""

from typing import IO, cast
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import FileWrapper

from campaign.accounts.site import site_facts
from campaign.clock import now
from campaign.content.body import body_html
from campaign.content.lead_on import lead_on
from campaign.content.models import PageKind
from campaign.content.refusals import NoSuchPage
from campaign.content.resources import citation, shown
from campaign.content.resources.citation import Cited
from campaign.content.resources.count_download import MOST_PER_HOUR, count_download
from campaign.content.resources.licences import licence_of
from campaign.content.resources.particulars import doi_address
from campaign.content.resources.queries import (
    CATEGORY,
    LANGUAGE,
    LICENCE,
    USED,
    FileShown,
    Filters,
    Resource,
    catalogue,
    listed,
    public_file,
    resource,
)
from campaign.content.resources.refusals import NoSuchFile
from campaign.content.resources.stored_file import PIECE, StoredFile
from campaign.sealed import network_tag
from campaign.web.headers import boxed, kept_for_all
from campaign.web.language import gettext, offered, public_address
from campaign.web.origin import client_address
from campaign.web.paging import Page, page_number

blueprint = Blueprint("resources", __name__, url_prefix="/resources")

PER_PAGE = 20
LONGEST_ASKED = 200


def _asked(name: str) -> str:
    return request.args.get(name, "")[:LONGEST_ASKED]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All resources, newest first, with filters by URL."""
    moment = now()
    filters = Filters(
        language=_asked(LANGUAGE),
        category=_asked(CATEGORY),
        licence=_asked(LICENCE),
        everything=request.args.get("all") == "1",
        sort=USED if request.args.get("sort") == USED else "",
    )
    found = catalogue(filters, moment)
    last = max(1, -(-len(found.ids) // PER_PAGE))
    number = min(page_number(), last)
    ids = found.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    html = render_template(
        "content/resources/resources.html",
        filters=filters,
        found=found,
        page=Page(listed(ids, moment), number, len(found.ids), PER_PAGE),
        licence_of=licence_of,
        shown=shown,
        used=USED,
    )
    return kept_for_all(html)


@blueprint.get("/<slug>")
def one(slug: str) -> ResponseReturnValue:
    """One resource: words, files, licence, citation."""
    try:
        found = resource(slug, now())
    except NoSuchPage:
        return lead_on(PageKind.RESOURCE, slug, "resources.one")
    cited = _cited(found)
    html = render_template(
        "content/resources/resource.html",
        resource=found,
        reading=found.reading,
        facts=found.facts,
        shelf=found.shelf,
        citation=citation.plain_text(cited, _version_words(cited.version)),
        address=cited.address,
        doi_address=doi_address,
        most_per_hour=MOST_PER_HOUR,
        shown=shown,
        to_html=body_html,
    )
    return kept_for_all(html)


def _version_words(version: str) -> str:
    return gettext("Version %(version)s", version=version) if version else ""


def _cited(found: Resource) -> Cited:
    """What a citation names: the words in the language of the page, the address that stays."""
    return Cited(
        key=f"{found.reading.slug}{found.facts.issued.year if found.facts.issued else ''}",
        title=found.reading.title,
        publisher=site_facts().name,
        address=public_address(found.reading.path, offered()[0]),
        language=found.reading.language,
        authors=found.facts.authors,
        issued=found.facts.issued,
        version=found.shelf.version,
        doi=found.facts.doi,
    )


@blueprint.get("/<slug>/citation.bib")
def bibtex(slug: str) -> ResponseReturnValue:
    """The citation for BibTeX."""
    return _citation(slug, citation.bibtex(_cited(resource(slug, now()))), citation.BIBTEX, "bib")


@blueprint.get("/<slug>/citation.ris")
def ris(slug: str) -> ResponseReturnValue:
    """The citation in RIS."""
    return _citation(slug, citation.ris(_cited(resource(slug, now()))), citation.RIS, "ris")


def _citation(slug: str, text: str, media_type: str, ending: str) -> Response:
    answer = kept_for_all(text)
    # Its words depend on the reader's language, its address need not.
    answer.headers["Cache-Control"] = "no-cache"
    answer.content_type = f"{media_type}; charset=utf-8"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}.{ending}")
    return answer


@blueprint.get("/<slug>/files/<key>/<name>")
def file(slug: str, key: str, name: str) -> ResponseReturnValue:
    """A file as it was given. It is always saved, never shown in the page's own origin. Nothing is counted here."""
    found = public_file(slug, key, now())
    if found.asset_id is None:
        raise NoSuchFile
    if name != found.name:
        return redirect(url_for(".file", slug=slug, key=key, name=found.name), 302)
    stored = cast("IO[bytes]", StoredFile(found.asset_id, found.size))
    answer = boxed(Response(FileWrapper(stored, PIECE), direct_passthrough=True))
    answer.content_type = (
        f"{found.media_type}; charset=utf-8" if found.media_type.startswith("text/") else found.media_type
    )
    answer.content_length = found.size
    answer.last_modified = found.created_at
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Content-Disposition"] = _saved_as(found)
    answer.set_etag(found.sha256)
    return answer.make_conditional(request, accept_ranges=True, complete_length=found.size)


def _saved_as(found: FileShown) -> str:
    """RFC 6266: the name in letters that every browser knows, and in full."""
    headers = make_response().headers
    plain = found.name.encode("ascii", "ignore").decode().lstrip("-.") or f"file.{found.ending.lower()}"
    if plain == found.name:
        headers.set("Content-Disposition", "attachment", filename=plain)
    else:
        full = quote(found.name, safe="")
        headers.set("Content-Disposition", "attachment", filename=plain, **{"filename*": f"UTF-8''{full}"})
    return headers["Content-Disposition"]


@blueprint.post("/<slug>/files/<key>")
def fetch(slug: str, key: str) -> ResponseReturnValue:
    """Count that the button was pressed, and lead on to the file. A button on another site counts nothing."""
    moment = now()
    found = public_file(slug, key, moment)
    if found.asset_id is None:
        raise NoSuchFile
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
        count_download(found.id, network_tag(moment.date(), client_address()), moment)
    answer = redirect(url_for(".file", slug=slug, key=key, name=found.name), 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer
