"""The page of the site's search, and its description for browsers."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.site import site_facts
from campaign.campaigns.queries import CampaignFacts, public_campaigns
from campaign.clock import now
from campaign.home.search.asked import Asked, Term, read_asked
from campaign.home.search.models import Kind, SearchDocument
from campaign.home.search.pace import keep_pace
from campaign.home.search.queries import PAGE_SIZE, Chosen, Found, search, texts
from campaign.home.search.snippet import Piece, marked, snippet
from campaign.home.search.trials import has_trials, trial_of_number, trials_of_words
from campaign.home.search.words import MANY, ONE, TRIAL
from campaign.trackers.laws import LAWS
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept
from campaign.web.language import LANGUAGES, current_language, gettext, offered, public_address
from campaign.web.origin import client_address
from campaign.web.paging import Page, page_number, this_list

blueprint = Blueprint("search", __name__)

KEPT_SECONDS = 30
_MOST_LEFT_OUT = 4  # terms, of which one is left out to say what would be found without it


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as the page shows it."""

    kind: str
    address: str
    language: str
    title: list[Piece]
    snippet: list[Piece]
    campaign: CampaignFacts | None
    document: SearchDocument


@dataclass(frozen=True)
class Choice:
    """One value of a facet: its words, how many it would give, where it leads, whether it is chosen."""

    words: str
    number: int
    address: str
    is_chosen: bool
    language: str = ""


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """What was found of everything public, with counts by kind, language and campaign."""
    moment = now()
    asked = read_asked(request.args.get("q", ""))
    campaigns = {campaign.id: campaign for campaign in _campaigns()}
    by_slug = {campaign.slug: campaign for campaign in campaigns.values()}
    named = by_slug.get(request.args.get("campaign", ""))
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    chosen = Chosen(
        kind=kind if kind in ONE else "",
        language=language if language in LANGUAGES else "",
        campaign_id=named.id if named else None,
    )
    if asked.terms:
        keep_pace(client_address(), int(moment.timestamp()) // 60)
    found = search(asked, chosen, current_language(), moment)
    page = Page((), 1, len(found.matches), PAGE_SIZE)
    page = Page((), min(page_number(), page.last), len(found.matches), PAGE_SIZE)
    shown = found.matches[(page.number - 1) * PAGE_SIZE : page.number * PAGE_SIZE]
    hits = [_hit(document, asked, campaigns) for document in texts(shown)]
    html = render_template(
        "home/search/results.html",
        asked=asked,
        chosen=chosen,
        named=named,
        found=found,
        page=page,
        hits=hits,
        kinds=ONE,
        choices=_choices(found, chosen, campaigns),
        exact=trial_of_number(asked.text) if asked.terms and page.number == 1 else None,
        trials=trials_of_words(asked.text) if chosen.kind == TRIAL else [],
        has_trials=bool(asked.terms) and has_trials(),
        laws=LAWS,
        without=_without(asked, chosen) if asked.terms and not found.matches and chosen.kind != TRIAL else [],
        all_address=this_list(kind=None, language=None, campaign=None),
        trials_address=this_list(kind=TRIAL),
        drop={name: this_list(**{name: None}) for name in ("kind", "language", "campaign")},
    )
    answer = kept_for_all(html, KEPT_SECONDS)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _campaigns() -> list[CampaignFacts]:
    return kept(("search.campaigns", current_language()), 5, public_campaigns)


def _hit(document: SearchDocument, asked: Asked, campaigns: dict[int, CampaignFacts]) -> Hit:
    names_campaign = document.kind != Kind.CAMPAIGN and len(campaigns) > 1
    return Hit(
        kind=document.kind.value,
        address=_address(document),
        language=document.language,
        title=marked(document.title, asked),
        snippet=snippet(document.body, asked),
        campaign=campaigns.get(document.campaign_id or 0) if names_campaign else None,
        document=document,
    )


def _address(document: SearchDocument) -> str:
    """Where a document is read: in the reader's language, or in its own when only those words were found."""
    language = document.language
    if not language or language == current_language() or language not in offered():
        return f"{request.script_root}{document.path}"
    return f"/{language}{document.path}"


def _choices(found: Found, chosen: Chosen, campaigns: dict[int, CampaignFacts]) -> dict[str, list[Choice]]:
    kinds = [
        Choice(words, found.kinds[kind], this_list(kind=kind), chosen.kind == kind)
        for kind, words in MANY.items()
        if found.kinds[kind] or chosen.kind == kind
    ]
    languages = [
        Choice(name, found.languages[code], this_list(language=code), chosen.language == code, code)
        for code, name in LANGUAGES.items()
        if found.languages[code] or chosen.language == code
    ]
    of_campaigns = [
        Choice(
            campaign.title,
            found.campaigns[id_],
            this_list(campaign=campaign.slug),
            chosen.campaign_id == id_,
            campaign.language,
        )
        for id_, campaign in campaigns.items()
        if (found.campaigns[id_] and len(campaigns) > 1) or chosen.campaign_id == id_
    ]
    return {"kind": kinds, "language": languages, "campaign": of_campaigns}


def _without(asked: Asked, chosen: Chosen) -> list[tuple[str, str, int]]:
    """For a search that found nothing: what each word left out would find, as word, address and number."""
    if not 2 <= len(asked.terms) <= _MOST_LEFT_OUT:
        return []
    found = []
    for left_out in asked.terms:
        rest = tuple(term for term in asked.terms if term is not left_out)
        number = len(search(Asked("", rest), chosen, current_language(), now()).matches)
        if number:
            found.append((" ".join(left_out.words), this_list(q=" ".join(_typed(term) for term in rest)), number))
    return found


def _typed(term: Term) -> str:
    words = " ".join(term.words)
    return f'"{words}"' if len(term.words) > 1 else words


@blueprint.get("/opensearch.xml")
def description() -> ResponseReturnValue:
    """How a browser can search this site from its address bar (OpenSearch 1.1)."""
    name = site_facts().name
    template = public_address(url_for("search.results").removeprefix(request.script_root), current_language())
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(name[:16].strip())}</ShortName>"
        f"<Description>{escape(gettext('Search %(name)s', name=name))}</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Url type="text/html" method="get" template="{escape(template)}?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
    answer = Response(xml, mimetype="application/opensearchdescription+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
