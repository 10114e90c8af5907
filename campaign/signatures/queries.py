"""Reading signatures: the count, from rows only, and the public names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from campaign.campaigns.models import Campaign
from campaign.clock import now
from campaign.db import db
from campaign.organizations.directory.queries import supporter_counts
from campaign.signatures.models import Signature, SignatureState
from campaign.web.kept import kept_for

SIGNERS_SHOWN = 6  # on the campaign page


@dataclass(frozen=True)
class Counts:
    """People and organizations counted for one campaign, and the moment it was true."""

    people: int
    organizations: int
    as_of: datetime
    imported: int = 0  # from other lists; nobody has confirmed them here, and they are not counted
    paper: int = 0  # from paper sheets that were verified by sample; shown beside the count, not in it
    held: int = 0  # confirmed, and a person looks at them before they count

    @property
    def apart(self) -> bool:
        """Whether there is anything that is shown beside the count."""
        return bool(self.imported or self.paper)


def count_people(campaign_id: int) -> int:
    """How many confirmed signatures a campaign has now: its rows, and those let go at the end date."""
    confirmed = (Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
    rows = select(func.count()).select_from(Signature).where(*confirmed).scalar_subquery()
    return db.session.scalar(select(rows + Campaign.people_let_go).where(Campaign.id == campaign_id)) or 0


@kept_for(5)
def counts(campaign_id: int) -> Counts:
    """What every page and count.json show: one figure, at most five seconds old."""
    apart: dict[SignatureState, int] = dict(
        db.session.execute(
            select(Signature.state, func.count())
            .where(
                Signature.campaign_id == campaign_id,
                Signature.state.in_((SignatureState.IMPORTED, SignatureState.PAPER, SignatureState.HELD)),
            )
            .group_by(Signature.state)
        ).all()
    )
    return Counts(
        people=count_people(campaign_id),
        organizations=supporter_counts(campaign_id).organizations,
        as_of=now(),
        imported=apart.get(SignatureState.IMPORTED, 0),
        paper=apart.get(SignatureState.PAPER, 0),
        held=apart.get(SignatureState.HELD, 0),
    )


@dataclass(frozen=True)
class PublicSigner:
    """Somebody who asked to be named: name, country code, and when the signature was confirmed."""

    name: str
    country: str
    confirmed_at: datetime


def public_signers(campaign_id: int, country: str = "") -> Select[Signature]:
    """Query of the signatures whose owners asked to be named, newest first; of one country, or of all."""
    from_there = (Signature.country == country,) if country else ()
    return (
        select(Signature)
        .where(
            Signature.campaign_id == campaign_id,
            Signature.state == SignatureState.CONFIRMED,
            Signature.public_name.is_not(None),
            *from_there,
        )
        .order_by(Signature.confirmed_at.desc(), Signature.id.desc())
    )


@kept_for(60)
def countries_of_signers(campaign_id: int) -> frozenset[str]:
    """From which countries somebody asked to be named; at most a minute old."""
    query = public_signers(campaign_id).order_by(None).with_only_columns(Signature.country).distinct()
    return frozenset(db.session.scalars(query))


@kept_for(5)
def newest_public_signers(campaign_id: int) -> Sequence[PublicSigner]:
    """The newest signers who asked to be named, a few."""
    rows = db.session.scalars(public_signers(campaign_id).limit(SIGNERS_SHOWN))
    return [PublicSigner(row.public_name or "", row.country, row.confirmed_at or row.created_at) for row in rows]


def signature_facts(signature_ids: Sequence[int]) -> Sequence[Signature]:
    """Signatures by id, fresh from the database, for the letters about them."""
    return db.session.scalars(
        select(Signature).where(Signature.id.in_(signature_ids)).execution_options(populate_existing=True)
    ).all()
