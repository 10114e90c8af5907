"""An umbrella's list of members on its way in: each line becomes an invitation that only its member can accept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.imports.models import ImportBatch, RowState, Source, Target
from campaign.imports.organizations.fields import FIELDS, NEEDED
from campaign.imports.organizations.member import Member, read_member
from campaign.imports.target import Field, Finding, Job, Line, ListTarget, Option, OptionKind, Taken
from campaign.mail.models import Suppression
from campaign.mail.post import post
from campaign.organizations.add_organization import add_organization
from campaign.organizations.contact import Contact, application_tag, seal_contact
from campaign.organizations.drop import drop
from campaign.organizations.models import Capacity, Organization, OrganizationKind, Support, SupportState
from campaign.organizations.website import host_of
from campaign.organizations.wording import KINDS
from campaign.sealed import address_tag
from campaign.tokens import new_public_id
from campaign.web.countries import countries, country_names

INVITED = "imports.member_invited"
# A contact who is named for more members than this is somebody who collects them, not each member's own.
MEMBERS_A_CONTACT = 3
HERE = {
    SupportState.UNCONFIRMED: "It has applied itself already, and has not confirmed yet.",
    SupportState.WAITING: "It has applied already, and is under review.",
    SupportState.APPROVED: "It supports this petition already.",
    SupportState.LAPSED: "It supported this petition, and can renew that itself.",
    SupportState.INVITED: "It is invited already.",
}
ASKED_NOT = "Asked not to be written to, and is not invited."
TOO_MANY = f"This contact is named for more than {MEMBERS_A_CONTACT} members. Each needs a contact of its own."


class Known(NamedTuple):
    """Who is here already: state by name key and by domain, tags that are left alone, and contacts by how often."""

    names: Mapping[str, SupportState]
    domains: Mapping[str, SupportState]
    suppressed: frozenset[bytes]
    contacts: Mapping[bytes, int]


class MemberList(ListTarget):
    """One list of an umbrella's members."""

    target = Target.ORGANIZATIONS
    what = ("member", "members")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._names: dict[str, int] = {}
        self._domains: dict[str, int] = {}
        self._contacts: Counter[bytes] = Counter()

    @classmethod
    def fields(cls, source: Source) -> Sequence[Field]:
        return FIELDS

    @classmethod
    def options(cls, batch: ImportBatch) -> Sequence[Option]:
        return (
            Option(
                "country", "Country of lines that name none", "Only if all of them are from there", OptionKind.CHOICE,
                choices=(("", "None"), *countries()),
            ),
            Option(
                "kind", "Kind of lines that name none", "", OptionKind.CHOICE,
                choices=(("", "Other"), *((kind.value, label) for kind, label in KINDS.items())),
            ),
        )  # fmt: skip

    @classmethod
    def mapping_faults(
        cls, batch: ImportBatch, mapping: Mapping[str, str], options: Mapping[str, str]
    ) -> dict[str, str]:
        labels = {field.name: field.label for field in FIELDS}
        faults = {name: f"Choose the column that holds: {labels[name]}" for name in NEEDED if name not in mapping}
        if "country" not in mapping and not options.get("country"):
            faults["country"] = "Choose the column that holds the country, or one country for the whole list"
        if options.get("country") and options["country"] not in country_names():
            faults["country"] = "Choose a country from the list"
        if options.get("kind") and options["kind"] not in set(OrganizationKind):
            faults["kind"] = "Choose a kind from the list"
        return faults

    # The dry run

    def check_rows(self, session: Session, lines: Sequence[Line]) -> Sequence[Finding]:
        read = [read_member(line, self.job.options) for line in lines]
        known = self._look_up(session, [member for member, _ in read if member is not None])
        return [
            self._judge(line.number, member, remarks, known)
            if member is not None
            else Finding(RowState.FAULTY, remarks)
            for line, (member, remarks) in zip(lines, read, strict=True)
        ]

    def _judge(self, number: int, member: Member, remarks: tuple[str, ...], known: Known) -> Finding:
        tag, domain = self._tag(member), host_of(member.website)
        if tag in known.suppressed:
            return Finding(RowState.FAULTY, (ASKED_NOT,))
        here = known.names.get(member.key) or known.domains.get(domain)
        if here is not None:
            return Finding(RowState.DUPLICATE, (HERE[here],))
        earlier = self._names.get(member.key) or self._domains.get(domain)
        if earlier is not None:
            return Finding(RowState.DUPLICATE, (f"Line {earlier:,} of this file has the same name or website.",))
        if known.contacts.get(tag, 0) + self._contacts[tag] >= MEMBERS_A_CONTACT:
            return Finding(RowState.FAULTY, (TOO_MANY,))
        self._names[member.key] = self._domains[domain] = number
        self._contacts[tag] += 1
        return Finding(RowState.WARNED if remarks else RowState.GOOD, remarks)

    # Taking in

    def take_rows(self, session: Session, lines: Sequence[Line], now: datetime) -> Sequence[Taken]:
        findings = self.check_rows(session, lines)
        campaign = session.get_one(Campaign, self.job.campaign_id)
        taken = []
        for line, finding in zip(lines, findings, strict=True):
            member, _ = read_member(line, self.job.options)
            if member is None or finding.state not in (RowState.GOOD, RowState.WARNED):
                taken.append(Taken(finding.state, remarks=finding.remarks))
                continue
            became = self._invite(session, campaign, member, now)
            taken.append(
                Taken(RowState.TAKEN, became)
                if became is not None
                else Taken(RowState.DUPLICATE, remarks=(HERE[SupportState.UNCONFIRMED],))
            )
        return taken

    def _invite(self, session: Session, campaign: Campaign, member: Member, now: datetime) -> int | None:
        """A support that nobody sees, and the letter to its contact; None when the same was applied for meanwhile."""
        assert campaign.text_id is not None
        tag = self._tag(member)
        try:
            with session.begin_nested():
                organization = add_organization(session, member.name, member.website, member.country, member.kind, now)
                support = Support(
                    public_id=new_public_id(),
                    campaign_id=campaign.id,
                    organization_id=organization.id,
                    text_id=campaign.text_id,
                    state=SupportState.INVITED,
                    capacity=Capacity.ON_BEHALF,
                    authority_declared=False,
                    statement=member.statement,
                    contact_tag=tag,
                    application_tag=application_tag(tag, member.key),
                    batch_id=self.job.batch_id,
                    mails=1,
                    mailed_at=now,
                    created_at=now,
                )
                contact = Contact(member.contact_name, member.role, member.address.mailbox, consent="")
                seal_contact(support, campaign.public_id, contact)
                session.add(support)
        except IntegrityError as error:
            if "application_tag" not in str(error.orig):
                raise
            return None
        post(INVITED, support.id, now, campaign_id=campaign.id)
        return support.id

    # Undoing

    def undo_rows(self, session: Session, became_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        stays = {}
        for support_id in became_ids:
            support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
            if support is None or support.batch_id != self.job.batch_id:
                continue
            if support.state == SupportState.INVITED:
                drop(session, support.id, support.organization_id)
            else:
                stays[support_id] = "It has assented itself since, so it stays."
        return stays

    # What both passes ask

    def _tag(self, member: Member) -> bytes:
        return address_tag(self.job.campaign_id, member.address.canonical)

    def _look_up(self, session: Session, members: Sequence[Member]) -> Known:
        keys = {member.key for member in members}
        hosts = {host_of(member.website) for member in members}
        tags = {self._tag(member) for member in members}
        here = session.execute(
            select(Organization.name_key, Organization.domain, Support.state)
            .join(Support, Support.organization_id == Organization.id)
            .where(
                Support.campaign_id == self.job.campaign_id,
                Support.capacity == Capacity.ON_BEHALF,
                Support.state.in_(HERE),
                Organization.name_key.in_(keys) | Organization.domain.in_(hosts),
            )
        ).all()
        contacts = Counter(
            session.scalars(
                select(Support.contact_tag).where(
                    Support.campaign_id == self.job.campaign_id,
                    Support.contact_tag.in_(tags),
                    Support.state == SupportState.INVITED,
                )
            )
        )
        suppressed = session.scalars(
            select(Suppression.address_tag).where(
                Suppression.campaign_id == self.job.campaign_id, Suppression.address_tag.in_(tags)
            )
        )
        return Known(
            {key: state for key, _, state in here},
            {domain: state for _, domain, state in here},
            frozenset(suppressed),
            {tag: number for tag, number in contacts.items() if tag is not None},
        )
