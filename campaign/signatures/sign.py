"""Sign: one entry and one letter, in one durable commit."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, bindparam, select, text
from sqlalchemy.orm import Session

from campaign.campaigns.queries import CampaignFacts
from campaign.db import UtcDateTime, transaction
from campaign.mail.post import DELIVER, letter_sql, letter_values
from campaign.queue import wake
from campaign.sealed import address_tag, seal, unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.refusals import CampaignClosed, NotOpenYet
from campaign.signatures.remail import remail
from campaign.text import Address
from campaign.tokens import new_public_id
from campaign.web.challenge import use_up
from campaign.web.limits import SPEND, window_start

log = logging.getLogger(__name__)
PLEASE_CONFIRM = "signatures.please_confirm"
ALREADY_SIGNED = "signatures.already_signed"


@dataclass(frozen=True, kw_only=True)
class Signer:
    """What a person typed and ticked; lengths and words were checked by the form."""

    name: str
    address: Address
    country: str
    city: str = ""
    profession: str = ""
    comment: str = ""
    show_name: bool = False
    show_comment: bool = False
    language: str = ""  # of the page that was signed on
    wants_updates: bool = False
    shared_with: tuple[int, ...] = ()
    referral_id: int | None = None  # whose link brought them


class Outcome(StrEnum):
    """What came of it. The person sees the same page for the first four; the log keeps the word."""

    ACCEPTED = "accepted"
    REPEAT_PENDING = "repeat_pending"
    REPEAT_CONFIRMED = "repeat_confirmed"
    SUPPRESSED = "suppressed"
    CHALLENGE = "challenge"  # more from one network than usual: ask for proof of patience first
    LIMITED = "limited"


@dataclass(frozen=True)
class Limits:
    """Signatures an hour from one network before a challenge, and before a no; 0 means no limit."""

    soft: int
    hard: int

    def allows(self, *, challenged: bool) -> int:
        """The number of hits up to which an entry is taken."""
        return min(limit or 2**31 - 1 for limit in ((self.hard,) if challenged else (self.soft, self.hard)))


# An address that said "not me", and one that is here already, take the same road: nothing is inserted.
_INSERT = """
INSERT INTO signature (public_id, campaign_id, text_id, wording_id, state, canonical_tag, exact_tag, slot, sealed,
    public_name, country, language, shows_comment, wants_updates, shared_with, network_tag, token_version, mails,
    mails_since, mailed_at, code_tries, created_at, referral_id)
SELECT :public_id, :campaign_id, :text_id, :wording_id, 'pending', :canonical_tag, :exact_tag, :slot, :sealed,
    :public_name, :country, :language, :shows_comment, :wants_updates, :shared_with, {network}, 0, 1, :now, :now, 0,
    :now, :referral_id
WHERE {admitted} AND NOT EXISTS (
    SELECT 1 FROM suppression WHERE campaign_id = :campaign_id AND address_tag = :canonical_tag)
ON CONFLICT (campaign_id, canonical_tag, slot) DO NOTHING
RETURNING id"""
_NOW, _SHARED = bindparam("now", type_=UtcDateTime()), bindparam("shared_with", type_=JSON())

# One round trip: the count of the network, the entry and the letter.
_AT_ONCE = text(
    "WITH bucket AS ("  # noqa: S608 - put together from constants
    + SPEND
    + "), signed AS ("
    + _INSERT.format(admitted="(SELECT hits FROM bucket) <= :allowed", network="CAST(:network AS bytea)")
    + "), posted AS ("
    + letter_sql("signed.id", ":campaign_id")
    + " FROM signed) SELECT (SELECT hits FROM bucket), (SELECT id FROM signed)"
).bindparams(_NOW, _SHARED)
# SQLite has no data-modifying WITH; its statements travel nowhere, so three cost no more than one.
_SPEND = text(SPEND)
_ENTRY = text(_INSERT.format(admitted=":hits <= :allowed", network=":network")).bindparams(_NOW, _SHARED)
_POST = text(letter_sql(":signature_id", ":campaign_id")).bindparams(_NOW)


def sign(
    campaign: CampaignFacts,
    signer: Signer,
    network: bytes,
    limits: Limits,
    now: datetime,
    *,
    challenge: str | None = None,
) -> Outcome:
    """Record a pending signature and owe its confirmation letter.

    `network` is the tag of the client's network, `challenge` the one it solved, if any; it is used up. The answer to
    the person must not depend on the outcome, except for CHALLENGE and LIMITED. Raises CampaignClosed, NotOpenYet,
    DatabaseUnavailable.
    """
    phase = campaign.phase(now)
    if phase == "closed":
        raise CampaignClosed
    if phase == "not yet":
        raise NotOpenYet
    values = _values(campaign, signer, network, now)
    with transaction(one_statement=challenge is None) as session:
        values["allowed"] = limits.allows(challenged=challenge is not None and use_up(challenge, now))
        hits, entered = _enter(session, values)
        if entered:
            wake(DELIVER)
    if entered:
        outcome = Outcome.ACCEPTED
    elif hits > values["allowed"]:
        outcome = Outcome.LIMITED if limits.hard and hits > limits.hard else Outcome.CHALLENGE
    else:
        outcome = _repeat(campaign, signer, values, now)
    log.info("sign.%s campaign=%s network=%s", outcome, campaign.slug, network.hex())
    return outcome


def _values(campaign: CampaignFacts, signer: Signer, network: bytes, now: datetime) -> dict[str, Any]:
    public_id = new_public_id()
    person = {key: getattr(signer, key) for key in ("name", "city", "profession", "comment") if getattr(signer, key)}
    return {
        "public_id": public_id,
        "campaign_id": campaign.id,
        "text_id": campaign.text_id,
        "wording_id": campaign.wording_id,
        "canonical_tag": address_tag(campaign.id, signer.address.canonical),
        "exact_tag": address_tag(campaign.id, signer.address.exact),
        "slot": 0,
        "sealed": seal("signature", campaign.public_id, public_id, {"email": signer.address.mailbox} | person),
        "public_name": signer.name if signer.show_name else None,
        "country": signer.country,
        "language": signer.language,
        "shows_comment": signer.show_comment and bool(signer.comment),
        "wants_updates": signer.wants_updates,
        "shared_with": list(signer.shared_with),
        "referral_id": signer.referral_id,
        "network": network,
        "act": "sign",
        "starts": window_start(now),
        "now": now,
    } | letter_values(PLEASE_CONFIRM)


def _enter(session: Session, values: dict[str, Any]) -> tuple[int, int | None]:
    """Count the network, insert entry and letter; answers the network's hits and the entry's id, if it is new."""
    if session.get_bind().dialect.name == "postgresql":
        hits, entered = session.execute(_AT_ONCE, values).one()
        return hits, entered
    hits = session.execute(_SPEND, values).scalar_one()
    entered = session.execute(_ENTRY, values | {"hits": hits}).scalar()
    if entered:
        session.execute(_POST, values | {"signature_id": entered})
    return hits, entered


def _repeat(campaign: CampaignFacts, signer: Signer, values: dict[str, Any], now: datetime) -> Outcome:
    """The address is here already, or said "not me": help by mail, within the caps, and let nothing else show."""
    with transaction() as session:
        found = session.scalars(
            select(Signature)
            .where(
                Signature.campaign_id == campaign.id,
                Signature.canonical_tag == values["canonical_tag"],
                Signature.slot >= 0,
            )
            .order_by(Signature.slot)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if not found:
            return Outcome.SUPPRESSED
        entries = [entry for entry in found if not entry.link_has_run_out(now)]
        for entry in set(found) - set(entries):  # the sweep is late; a link would be dead on arrival
            session.delete(entry)
        session.flush()
        same = next((entry for entry in entries if _name_of(campaign, entry) == signer.name.casefold()), None)
        if same is None and _enter_beside(session, campaign, entries, values):
            return Outcome.ACCEPTED
        if not entries:
            return Outcome.SUPPRESSED
        entry = same or entries[0]
        if entry.state != SignatureState.PENDING:
            remail(entry, ALREADY_SIGNED, now)
            return Outcome.REPEAT_CONFIRMED
        mine = campaign.max_per_inbox == 1 or same is not None
        if remail(entry, PLEASE_CONFIRM, now) and mine:
            _replace(campaign, entry, signer, now)
        return Outcome.REPEAT_PENDING


def _enter_beside(
    session: Session, campaign: CampaignFacts, entries: Sequence[Signature], values: dict[str, Any]
) -> bool:
    """Another member of the household takes the next place of this inbox, if the campaign gives it more than one."""
    free = set(range(campaign.max_per_inbox)) - {entry.slot for entry in entries}
    if not free:
        return False
    _, entered = _enter(session, values | {"slot": min(free)})
    if entered:
        wake(DELIVER)
    return entered is not None


def _name_of(campaign: CampaignFacts, entry: Signature) -> str:
    name: str = unseal("signature", campaign.public_id, entry.public_id, entry.sealed)["name"]
    return name.casefold()


def _replace(campaign: CampaignFacts, entry: Signature, signer: Signer, now: datetime) -> None:
    """While nobody has confirmed, what was typed last stands, together with a new letter that says so.

    Earlier links and codes stop working: nobody confirms words that the letter in hand did not name. The seven days of
    the new link begin now.
    """
    entry.token_version += 1
    entry.created_at = now
    person = {key: getattr(signer, key) for key in ("name", "city", "profession", "comment") if getattr(signer, key)}
    entry.sealed = seal("signature", campaign.public_id, entry.public_id, {"email": signer.address.mailbox} | person)
    entry.exact_tag = address_tag(campaign.id, signer.address.exact)
    entry.text_id, entry.wording_id = campaign.text_id, campaign.wording_id
    entry.public_name = signer.name if signer.show_name else None
    entry.country, entry.language = signer.country, signer.language
    entry.shows_comment = signer.show_comment and bool(signer.comment)
    entry.wants_updates, entry.shared_with = signer.wants_updates, list(signer.shared_with)
