"""Reading what became of an umbrella's members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from campaign.campaigns.models import Campaign, CampaignText
from campaign.db import db
from campaign.imports.lines import Reader, job_of
from campaign.imports.members.letters import PURPOSE
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState, Target
from campaign.organizations.models import Capacity, Organization, OrganizationKind, Support, SupportState
from campaign.tokens import link_is_genuine, link_public_id
from campaign.web.paging import Page, paged

ASSENTED = (SupportState.WAITING, SupportState.DECLINED)
LISTED = (SupportState.APPROVED, SupportState.LAPSED, SupportState.LEFT)
LINES_A_PAGE = 50


@dataclass(frozen=True)
class Progress:
    """How far an umbrella's members are: asked, assented and under review, listed, and asked that did not join.

    Who said no and who did not answer are one number: that is the member's own affair.
    """

    asked: int
    open: int
    assented: int
    listed: int

    @property
    def did_not_join(self) -> int:
        """Invitations that are gone."""
        return self.asked - self.open - self.assented - self.listed


def progress_of(umbrella_id: int, campaign_id: int) -> Progress:
    """What became of all members that an umbrella named for a campaign."""
    batches = (
        select(ImportBatch.id)
        .where(
            ImportBatch.umbrella_id == umbrella_id,
            ImportBatch.campaign_id == campaign_id,
            ImportBatch.target == Target.ORGANIZATIONS,
        )
        .scalar_subquery()
    )
    asked = db.session.scalar(
        select(func.count()).where(ImportRow.batch_id.in_(batches), ImportRow.state == RowState.TAKEN)
    )
    states: dict[SupportState, int] = dict(
        db.session.execute(
            select(Support.state, func.count()).where(Support.batch_id.in_(batches)).group_by(Support.state)
        ).all()
    )
    return Progress(
        asked=asked or 0,
        open=states.get(SupportState.INVITED, 0),
        assented=sum(states.get(state, 0) for state in ASSENTED),
        listed=sum(states.get(state, 0) for state in LISTED),
    )


def lists_of(umbrella_id: int, campaign_id: int) -> Sequence[ImportBatch]:
    """The lists that an umbrella or staff brought for its members, newest first, those taken back left out."""
    return db.session.scalars(
        select(ImportBatch)
        .where(
            ImportBatch.umbrella_id == umbrella_id,
            ImportBatch.campaign_id == campaign_id,
            ImportBatch.target == Target.ORGANIZATIONS,
            ImportBatch.state != BatchState.UNDONE,
        )
        .order_by(ImportBatch.id.desc())
    ).all()


@dataclass(frozen=True)
class MemberLine:
    """One line of a list as its umbrella sees it. `name` is empty once the lines are forgotten."""

    number: int
    name: str
    state: RowState
    remarks: Sequence[str]
    became: SupportState | None


def member_lines(batch: ImportBatch, number: int) -> Page:
    """One page of `MemberLine` of a list, in the order of the file."""
    query = (
        select(ImportRow, Support.state)
        .outerjoin(Support, (Support.id == ImportRow.became_id) & (Support.batch_id == batch.id))
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.number)
    )
    page = paged(query, number=number, size=LINES_A_PAGE, scalars=False)
    reader = Reader(job_of(db.session(), batch), batch.columns)
    return Page([_line(reader, row, state) for row, state in page.rows], page.number, page.total, page.size)


def _line(reader: Reader, row: ImportRow, state: Any) -> MemberLine:
    name = reader.stored(row.number, row.sealed).get("name") if row.sealed is not None else ""
    return MemberLine(row.number, name, row.state, row.remarks, state)


def invitation_by_token(token: str) -> Support | None:
    """The support that a member's link is for, whatever became of it; None when the link is forged or it is gone."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    support = db.session.scalars(
        select(Support).where(Support.public_id == public_id).execution_options(populate_existing=True)
    ).one_or_none()
    if support is None or not link_is_genuine(token, PURPOSE, public_id, support.token_version):
        return None
    return support


@dataclass(frozen=True)
class Umbrella:
    """An organization that stands behind a campaign and may name its members."""

    organization_id: int
    campaign_id: int
    slug: str
    name: str
    campaign: str


def umbrellas() -> list[Umbrella]:
    """Listed umbrellas of every campaign, by name."""
    rows = db.session.execute(
        select(Organization.id, Support.campaign_id, Organization.slug, Organization.name, CampaignText.title)
        .join(Support, Support.organization_id == Organization.id)
        .join(Campaign, Campaign.id == Support.campaign_id)
        .join(CampaignText, CampaignText.id == Campaign.text_id)
        .where(
            Support.state == SupportState.APPROVED,
            Support.capacity == Capacity.ON_BEHALF,
            Organization.kind == OrganizationKind.UMBRELLA,
        )
        .order_by(Organization.name_key, Support.campaign_id)
    )
    return [Umbrella(*row) for row in rows]
