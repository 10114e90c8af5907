"""Confirm: from here on a signature counts."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text

from campaign.campaigns.queries import campaign_facts_of
from campaign.db import UtcDateTime, db, transaction
from campaign.mail.models import Priority
from campaign.mail.post import DELIVER, letter_sql, letter_values, post
from campaign.queue import wake
from campaign.signatures.models import LINK_LIFE, Signature, SignatureState
from campaign.signatures.refusals import CampaignClosed, LinkExpired, LinkUnknown
from campaign.tokens import link_is_genuine, link_public_id

PURPOSE = "confirm"
AFTER_CLOSE = timedelta(hours=24)
THANK_YOU = "signatures.thank_you"


# The usual case, a fresh link of an open campaign, is one round trip; whatever it leaves out is looked at row by row.
_COUNT = """
UPDATE signature SET state = 'confirmed', confirmed_at = :now
WHERE public_id = :public_id AND token_version = 0 AND state = 'pending' AND created_at > :oldest AND EXISTS (
    SELECT 1 FROM campaign WHERE campaign.id = signature.campaign_id AND campaign.state = 'open'
    AND (campaign.closes_at IS NULL OR campaign.closes_at > :now))
RETURNING id, campaign_id"""
_THANK = letter_sql("counted.id", "counted.campaign_id")
_TIMES = bindparam("now", type_=UtcDateTime()), bindparam("oldest", type_=UtcDateTime())
_AT_ONCE = text(
    "WITH counted AS ("  # noqa: S608 - put together from constants
    + _COUNT
    + "), thanked AS ("
    + _THANK
    + " FROM counted) SELECT id FROM counted"
).bindparams(*_TIMES)
_COUNT_ALONE = text(_COUNT).bindparams(*_TIMES)
_THANK_ALONE = text(letter_sql(":about_id", ":campaign_id")).bindparams(_TIMES[0])


def confirm(token: str, now: datetime) -> None:
    """Count the signature that a mailed link belongs to; the second time changes nothing.

    Links sent before a campaign closed are honoured for 24 hours after. Raises LinkUnknown, LinkExpired,
    CampaignClosed.
    """
    public_id = link_public_id(token)
    if public_id is not None and link_is_genuine(token, PURPOSE, public_id) and _count_at_once(public_id, now):
        return
    with transaction():
        confirm_entry(by_token(token, now, lock=True), now)


def _count_at_once(public_id: bytes, now: datetime) -> bool:
    """Confirm and owe the word of thanks in one go, if nothing stands in the way; answers whether it did."""
    values = {"public_id": public_id, "now": now, "oldest": now - LINK_LIFE}
    values |= letter_values(THANK_YOU, Priority.NOTICE)
    with transaction(one_statement=True) as session:
        if session.get_bind().dialect.name == "postgresql":
            done = session.execute(_AT_ONCE, values).scalar() is not None
        else:
            counted = session.execute(_COUNT_ALONE, values).one_or_none()
            done = counted is not None
            if counted is not None:
                session.execute(_THANK_ALONE, values | {"about_id": counted.id, "campaign_id": counted.campaign_id})
        if done:
            wake(DELIVER)
    return done


def confirm_entry(signature: Signature, now: datetime) -> None:
    """Confirm a locked row within the caller's transaction. Raises CampaignClosed."""
    if signature.state == SignatureState.CONFIRMED:
        return
    facts = campaign_facts_of(signature.campaign_id)
    if facts is None or (
        facts.phase(now) == "closed" and facts.ended_at is not None and now - facts.ended_at > AFTER_CLOSE
    ):
        raise CampaignClosed(
            "This petition closed before you confirmed. Your entry was not counted, and is deleted after 7 days."
        )
    signature.state = SignatureState.CONFIRMED
    signature.confirmed_at = now
    post(THANK_YOU, signature.id, now, campaign_id=signature.campaign_id, priority=Priority.NOTICE)


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
