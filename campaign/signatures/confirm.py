"""Confirm: from here on a signature counts, or waits for a person to look at it."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, text

from campaign.campaigns.queries import campaign_facts_of
from campaign.db import UtcDateTime, db, transaction
from campaign.mail.models import Message, Priority
from campaign.mail.post import DELIVER, letter_sql, letter_values, post
from campaign.queue import wake
from campaign.signatures.ask_to_show import ask_to_show
from campaign.signatures.hold import Pressing, suspicion
from campaign.signatures.models import LINK_LIFE, Signature, SignatureState
from campaign.signatures.refusals import CampaignClosed, LinkExpired, LinkUnknown
from campaign.tokens import link_is_genuine, link_public_id
from campaign.web.language import N_
from campaign.web.limits import spend, window_start

PURPOSE = "confirm"
AFTER_CLOSE = timedelta(hours=24)
MINUTE = 60
SETTLED = (SignatureState.CONFIRMED, SignatureState.HELD, SignatureState.INVALIDATED)
THANK_YOU = "signatures.thank_you"


# The usual case, a fresh link of an open campaign, is one round trip; whatever it leaves out is looked at row by row.
_COUNT = """
UPDATE signature SET state = 'confirmed', confirmed_at = :now
WHERE public_id = :public_id AND token_version = 0 AND state = 'pending' AND created_at > :oldest AND {quiet}
AND NOT shows_comment
AND NOT EXISTS (SELECT 1 FROM message WHERE about_id = signature.id AND kind IN ('signatures.please_confirm',
    'signatures.reminder') AND sent_at > :just_now)
AND NOT EXISTS (SELECT 1 FROM signature AS other WHERE other.campaign_id = signature.campaign_id
    AND other.canonical_tag = signature.canonical_tag AND other.slot < 0)
AND EXISTS (
    SELECT 1 FROM campaign WHERE campaign.id = signature.campaign_id AND campaign.state = 'open'
    AND (campaign.closes_at IS NULL OR campaign.closes_at > :now))
RETURNING id, campaign_id"""
# A press counts for its network while there is something to confirm: else whoever presses one link again and again
# would have the signatures of all who share their network held.
_SPEND_IF_OPEN = """
INSERT INTO rate_bucket (network_tag, act, starts, hits)
SELECT {network}, {act}, :starts, 1 WHERE EXISTS (
    SELECT 1 FROM signature WHERE public_id = :public_id AND state = 'pending' AND created_at > :oldest)
ON CONFLICT (network_tag, act, starts) DO UPDATE SET hits = rate_bucket.hits + 1 RETURNING hits"""
_THANK = letter_sql("counted.id", "counted.campaign_id")
_TIMES = tuple(bindparam(name, type_=UtcDateTime()) for name in ("now", "oldest", "just_now"))
_AT_ONCE = text(
    "WITH bucket AS ("  # noqa: S608 - put together from constants
    + _SPEND_IF_OPEN.format(network="CAST(:network AS bytea)", act="CAST(:act AS text)")
    + "), counted AS ("
    + _COUNT.format(quiet="(SELECT hits FROM bucket) <= :a_minute")
    + "), thanked AS ("
    + _THANK
    + " FROM counted) SELECT (SELECT hits FROM bucket), (SELECT id FROM counted)"
).bindparams(*_TIMES)
_SPEND = text(_SPEND_IF_OPEN.format(network=":network", act=":act")).bindparams(_TIMES[1])
_COUNT_ALONE = text(_COUNT.format(quiet=":hits <= :a_minute")).bindparams(*_TIMES)
_THANK_ALONE = text(letter_sql(":about_id", ":campaign_id")).bindparams(_TIMES[0])


def confirm(token: str, pressing: Pressing, now: datetime) -> int | None:
    """Count the signature that a mailed link belongs to, or hold it; the second time changes nothing.

    Answers the campaign's id when the entry is gone: what another list brought goes when its owner has signed here.
    Links sent before a campaign closed are honoured for 24 hours after. Raises LinkUnknown, LinkExpired,
    CampaignClosed.
    """
    public_id = link_public_id(token)
    hits = 0
    if public_id is not None and link_is_genuine(token, PURPOSE, public_id):
        hits, counted = _count_at_once(public_id, pressing, now)
        if counted:
            return None
    with transaction():
        signature = by_token(token, now, lock=True)
        if signature.state in SETTLED:
            return None
        hits = hits or spend(pressing.network, "confirm", now, window=MINUTE)
        return None if confirm_entry(signature, pressing, hits, now) else signature.campaign_id


def _count_at_once(public_id: bytes, pressing: Pressing, now: datetime) -> tuple[int, bool]:
    """Confirm and owe the word of thanks in one go, if nothing stands in the way.

    Answers how often this network confirmed in this minute, and whether the signature counts now.
    """
    values = {
        "public_id": public_id,
        "now": now,
        "oldest": now - LINK_LIFE,
        "just_now": now - pressing.fast,
        "network": pressing.network,
        "act": "confirm",
        "starts": window_start(now, MINUTE),
        "a_minute": pressing.a_minute or 2**31 - 1,
    }
    values |= letter_values(THANK_YOU, Priority.NOTICE)
    with transaction(one_statement=True) as session:
        if session.get_bind().dialect.name == "postgresql":
            hits, done = session.execute(_AT_ONCE, values).one()
        else:
            hits = session.execute(_SPEND, values).scalar()
            done = session.execute(_COUNT_ALONE, values | {"hits": hits}).one_or_none()
            if done is not None:
                session.execute(_THANK_ALONE, values | {"about_id": done.id, "campaign_id": done.campaign_id})
        if done is not None:
            wake(DELIVER)
    return hits or 0, done is not None


def confirm_entry(signature: Signature, pressing: Pressing, hits: int, now: datetime) -> bool:
    """Confirm or hold a locked row within the caller's transaction; answers whether it is still there.

    `hits` are the confirmations of its network in this minute. Whoever confirms what another list brought counts from
    now on like everybody else. A comment that was to be shown waits to be read from now on. Raises CampaignClosed.
    """
    if signature.state in SETTLED:
        return True
    facts = campaign_facts_of(signature.campaign_id)
    if facts is None or (
        facts.phase(now) == "closed" and facts.ended_at is not None and now - facts.ended_at > AFTER_CLOSE
    ):
        raise CampaignClosed(
            N_("This petition closed before you confirmed. Your entry was not counted, and is deleted after 7 days.")
        )
    if not _takes_its_place(signature, facts.max_per_inbox):
        return False
    signature.decision_id = None  # what staff once decided about it was about what it is no longer
    why = suspicion(pressing, hits, _since_handed_over(signature.id, now))
    if why is not None:
        signature.was, signature.state = SignatureState.PENDING, SignatureState.HELD
        signature.held_because = why.value
    else:
        signature.state = SignatureState.CONFIRMED
        post(THANK_YOU, signature.id, now, campaign_id=signature.campaign_id, priority=Priority.NOTICE)
    signature.confirmed_at = now
    ask_to_show(signature, facts, now)
    return True


def _takes_its_place(signature: Signature, places: int) -> bool:
    """Make this mailbox's other entries agree with a signature about to count; answers whether it may count.

    What other lists brought for the same mailbox (slot below 0) gives way to what its owner confirmed. A signature that
    came by a list takes the first free place, in front of entries that nobody confirmed.
    """
    session = db.session
    others = session.scalars(
        select(Signature)
        .where(
            Signature.campaign_id == signature.campaign_id,
            Signature.canonical_tag == signature.canonical_tag,
            Signature.id != signature.id,
        )
        .order_by(Signature.slot)
        .with_for_update()
    ).all()
    if signature.slot >= 0:
        for other in others:
            if other.slot < 0:
                session.delete(other)
        return True
    taken = {other.slot: other for other in others if other.slot >= 0}
    free = next((slot for slot in range(places) if slot not in taken), None)
    if free is None:
        waiting = next((other for other in taken.values() if other.state == SignatureState.PENDING), None)
        if waiting is None:
            session.delete(signature)  # its owner has signed here already, and that stands
            return False
        free = waiting.slot
        session.delete(waiting)
        session.flush()
    signature.slot = free
    return True


def _since_handed_over(signature_id: int, now: datetime) -> timedelta | None:
    """How long ago the newest letter with the button was handed to the mail host; None when none was yet."""
    sent_at = db.session.scalar(
        select(func.max(Message.sent_at)).where(
            Message.about_id == signature_id, Message.kind.in_(("signatures.please_confirm", "signatures.reminder"))
        )
    )
    return None if sent_at is None else now - sent_at


def by_token(token: str, now: datetime, *, lock: bool = False) -> Signature:
    """The signature a mailed link belongs to. Raises LinkUnknown; LinkExpired for an unconfirmed one of over 7 days."""
    public_id = link_public_id(token)
    if public_id is None:
        raise LinkUnknown
    query = select(Signature).where(Signature.public_id == public_id).execution_options(populate_existing=True)
    signature = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if signature is None or not link_is_genuine(token, PURPOSE, public_id, signature.token_version):
        raise LinkUnknown
    if signature.link_has_run_out(now):
        raise LinkExpired(signature.campaign_id)
    return signature
