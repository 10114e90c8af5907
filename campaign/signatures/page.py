"""The campaign page as visitors get it: rendered once, kept five seconds, its form token renewed each second."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.campaigns.referrals import CODE
from campaign.clock import now
from campaign.organizations.directory.queries import Supporter, newest_supporters
from campaign.organizations.wording import KINDS
from campaign.signatures.around import news_of, partners_of
from campaign.signatures.forms import form_name
from campaign.signatures.queries import counts, newest_public_signers
from campaign.signatures.voices.queries import first_voices
from campaign.text import markdown_to_html
from campaign.tokens import make_form_token
from campaign.web.charts import thermometer
from campaign.web.kept import kept_for
from campaign.web.language import current_language, direction

SUPPORTERS_SHOWN = 6
_TOKEN = f"form-token-{secrets.token_hex(16)}"  # a place that no words on the page can be taken for


@dataclass(frozen=True)
class KeptPage:
    """A rendered page ready to be sent, and the entity tag of what it says; its form token is not part of that."""

    html: bytes
    etag: str


@dataclass(frozen=True)
class _Rendered:
    """A page in two pieces, with the form token's place between them if it has a form; `etag` is that of its words."""

    before: str
    after: str
    has_form: bool
    etag: str


@kept_for(5)
def _rendered(key: tuple[str, str]) -> _Rendered:
    """The page of a campaign, in the language of the key, which is the one at hand."""
    slug, _ = key
    before, found, after = render_campaign(campaign_facts(slug), now(), form_token=_TOKEN).partition(_TOKEN)
    return _Rendered(before, after, bool(found), hashlib.sha256((before + after).encode()).hexdigest()[:32])


def kept_page(slug: str, via: str = "") -> KeptPage:
    """The page of a campaign: at most five seconds old, its form token at most one. Raises NoSuchCampaign.

    `via` is the code of the link that was followed; the form then carries it.
    """
    key = slug, current_language()
    if not CODE.fullmatch(via):
        return _with_token(key)
    page = _rendered(key)
    hidden = f'{_token(page, slug)}"><input type="hidden" name="via" value="{via}' if page.has_form else ""
    # Whoever changes the language stays on the link that was followed.
    here = f'name="next" value="/c/{slug}'
    before, after = (part.replace(f'{here}"', f'{here}?via={via}"') for part in (page.before, page.after))
    return KeptPage((before + hidden + after).encode(), f"{page.etag}-{via}")


@kept_for(1)
def _with_token(key: tuple[str, str]) -> KeptPage:
    page = _rendered(key)
    return KeptPage((page.before + _token(page, key[0]) + page.after).encode(), page.etag)


def _token(page: _Rendered, slug: str) -> str:
    """A token for the form of this page; none where a petition that is closed or not yet open has no form."""
    return fresh_token(campaign_facts(slug), now()) if page.has_form else ""


@kept_for(5)
def _supporters(campaign_id: int) -> Sequence[Supporter]:
    return newest_supporters(campaign_id, SUPPORTERS_SHOWN)


def fresh_token(campaign: CampaignFacts, moment: datetime) -> str:
    """A form token for the sign form, handed out now."""
    return make_form_token(form_name(campaign), moment)


def render_campaign(campaign: CampaignFacts, moment: datetime, *, form_token: object, **more: object) -> str:
    """The campaign page as HTML; `more` may bring a form with errors, a challenge or a notice."""
    figures = counts(campaign.id)
    goal = next_goal(campaign.goal, figures.people)
    return render_template(
        "signatures/campaign.html",
        campaign=campaign,
        phase=campaign.phase(moment),
        counts=figures,
        goal=goal,
        chart=thermometer(figures.people, goal, rtl=direction(current_language()) == "rtl"),
        ask=markdown_to_html(campaign.ask),
        why=markdown_to_html(campaign.why),
        next_steps=markdown_to_html(campaign.next_steps),
        voices=first_voices(campaign.id),
        signers=newest_public_signers(campaign.id),
        supporters=_supporters(campaign.id),
        kinds=KINDS,
        news=news_of(campaign.id),
        partners=partners_of(campaign.id),
        form_token=form_token,
        **more,
    )


def next_goal(goal: int, people: int) -> int:
    """The goal in force: the one set, and once it is reached the next round number (1, 2 or 5 times a power of ten)."""
    while people >= goal:
        power = 10 ** (len(str(goal)) - 1)
        lead = goal / power
        goal = (2 if lead < 2 else 5 if lead < 5 else 10) * power
    return goal
