"""How far a campaign is in each language, and its own words for letters and pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from campaign.campaigns.languages.fields import LETTERS, PLACES, digest, original_of
from campaign.campaigns.models import Campaign, CampaignText, CampaignWords, WordsField
from campaign.campaigns.queries import source_text
from campaign.db import db
from campaign.web.kept import kept_for
from campaign.web.language import current_language

_BRIEF = 16  # hexadecimal figures of a digest that tell two texts apart


@dataclass(frozen=True)
class TextStanding:
    """The text in one language: the newest published version, a draft after it, and whether the original moved on."""

    language: str
    published: CampaignText | None
    draft: CampaignText | None
    is_outdated: bool


@dataclass(frozen=True)
class WordsStanding:
    """One field in one language: its original, its translation, and whether the original has changed since."""

    field: WordsField
    original: str
    text: str
    is_outdated: bool

    @property
    def is_missing(self) -> bool:
        """Whether there is something to translate and no translation."""
        return bool(self.original) and not self.text


def _texts(campaign: Campaign, language: str) -> tuple[CampaignText | None, CampaignText | None]:
    """The newest text in a language, if it is a draft, and the newest published one; see `text_standing`."""
    rows = db.session.scalars(
        select(CampaignText)
        .where(CampaignText.campaign_id == campaign.id, CampaignText.language == language)
        .order_by(CampaignText.version.desc())
        .limit(2)
        .execution_options(populate_existing=True)
    ).all()
    draft = next((text for text in rows if text.published_at is None), None)
    return draft, next((text for text in rows if text.published_at is not None), None)


def text_standing(campaign: Campaign, language: str) -> TextStanding:
    """How the text stands in a language other than the campaign's own."""
    draft, published = _texts(campaign, language)
    source = source_text(campaign)
    outdated = published is not None and source is not None and published.source_id != source.id
    return TextStanding(language, published, draft, outdated)


def made_from(standing: TextStanding) -> CampaignText | None:
    """The version of the original that an outdated translation was made from; None for one that is up to date."""
    if not standing.is_outdated or standing.published is None or standing.published.source_id is None:
        return None
    return db.session.get(CampaignText, standing.published.source_id)


def words_standing(campaign: Campaign, language: str) -> list[WordsStanding]:
    """How the other words stand in a language, in the order of pages."""
    stored = {
        row.field: row
        for row in db.session.scalars(
            select(CampaignWords)
            .where(CampaignWords.campaign_id == campaign.id, CampaignWords.language == language)
            .execution_options(populate_existing=True)
        )
    }
    standings = []
    for field in PLACES:
        original, found = original_words(campaign, field), stored.get(field)
        outdated = found is not None and language != campaign.language and found.source_sha256 != digest(original)
        standings.append(WordsStanding(field, original, found.text if found else "", outdated))
    return standings


def words_mark(standings: Sequence[WordsStanding]) -> str:
    """Changes whenever these words or their originals do: a form that carries an older one is stale."""
    return ".".join(f"{_brief(each.original)}{_brief(each.text)}" for each in standings)


def changed_since(standings: Sequence[WordsStanding], seen: str) -> tuple[list[WordsField], bool]:
    """The fields whose original has changed since a form with the mark `seen` was made, and whether any words have."""
    parts = seen.split(".")
    if len(parts) != len(standings):
        return [], True
    pairs = list(zip(standings, parts, strict=True))
    originals = [each.field for each, part in pairs if part[:_BRIEF] != _brief(each.original)]
    return originals, any(part[_BRIEF:] != _brief(each.text) for each, part in pairs)


def _brief(words: str) -> str:
    return digest(words)[:_BRIEF].ljust(_BRIEF, "0")


def original_words(campaign: Campaign, field: WordsField) -> str:
    """The words of a field in the campaign's own language; empty when there are none."""
    if PLACES[field].of_particulars:
        return original_of(campaign, field)
    found = db.session.get(CampaignWords, (campaign.id, field, campaign.language), populate_existing=True)
    return found.text if found else ""


@dataclass(frozen=True)
class SaidWords:
    """Words of a campaign, and the language that they are in."""

    text: str
    language: str


def own_words(campaign_id: int, field: WordsField) -> SaidWords | None:
    """A campaign's own words for a letter or for sharing, in the language at hand or else in its own; None without."""
    return _own_words((campaign_id, current_language())).get(field)


@kept_for(5)
def _own_words(key: tuple[int, str]) -> dict[WordsField, SaidWords]:
    campaign_id, language = key
    home = select(Campaign.language).where(Campaign.id == campaign_id).scalar_subquery()
    rows = db.session.scalars(
        select(CampaignWords).where(
            CampaignWords.campaign_id == campaign_id,
            CampaignWords.field.in_((*LETTERS, WordsField.SHARE)),
            CampaignWords.language.in_((language, home)),
        )
    ).all()
    return {
        row.field: SaidWords(row.text, row.language) for row in sorted(rows, key=lambda row: row.language == language)
    }
