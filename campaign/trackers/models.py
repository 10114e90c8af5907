"""Tables of the trackers: what registers said, what the rules make of it, and who is meant by which sponsor name.

A snapshot is one register on one day. Its verdicts, sponsorships, standings and headlines are written in small pieces
while it is being read, and all of them are seen at once when it is published. Facts and standings stay; verdicts and
sponsorships stay for the two newest days of a register.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words
from campaign.trackers.facts import Register
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State


class SponsorKind(StrEnum):
    """Who a sponsor is, as far as its registers say."""

    COMPANY = "company"
    NON_COMMERCIAL = "non_commercial"
    GOVERNMENT = "government"
    MIXED = "mixed"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"


class SnapshotState(StrEnum):
    """Whether a snapshot may be seen."""

    READING = "reading"
    PUBLISHED = "published"
    REPLACED = "replaced"  # by another of the same day, or broken off; its rows go


class Origin(StrEnum):
    """Where a snapshot comes from."""

    FILES = "files"  # somebody imported files
    FETCHED = "fetched"  # files that the site fetched itself
    STORED = "stored"  # facts that were here already, judged again
    HISTORY = "history"  # figures that the original tracker published; no trials of its own
    SAMPLE = "sample"  # invented, for `make demo`


READING = text("state = 'reading'")
SHOWN = text("state = 'published'")


class Snapshot(Base):
    """One register on one day: when it was read, from what, and what could not be read."""

    __tablename__ = "tracker_snapshot"
    __table_args__ = (
        # One import of a register at a time, and one answer a day.
        Index("uq_tracker_snapshot_reading", "register", unique=True, postgresql_where=READING, sqlite_where=READING),
        Index(
            "uq_tracker_snapshot_day", "register", "data_date", unique=True, postgresql_where=SHOWN, sqlite_where=SHOWN
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[Register] = mapped_column(words(Register, "register"))
    data_date: Mapped[date]
    state: Mapped[SnapshotState] = mapped_column(words(SnapshotState, "state"), default=SnapshotState.READING)
    origin: Mapped[Origin] = mapped_column(words(Origin, "origin"))
    # SHA-256 over the files, so that the same ones are known again.
    source_digest: Mapped[str] = mapped_column(default="")
    records: Mapped[int] = mapped_column(default=0)  # trials that could be read, covered by the law or not
    malformed: Mapped[int] = mapped_column(default=0)
    # The first of them, each [line, reason, identifier]; line 0 where it is not known.
    faults: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    forced: Mapped[bool] = mapped_column(default=False)  # in spite of a sudden fall in trials
    started_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]  # while reading; one that ran out was killed, and its rows go
    published_at: Mapped[datetime | None]


class Trial(Base):
    """A trial of one register, by its number there."""

    __tablename__ = "tracker_trial"
    __table_args__ = (UniqueConstraint("register", "identifier"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    register: Mapped[Register] = mapped_column(words(Register, "register"))
    identifier: Mapped[str]
    first_seen: Mapped[date]


class Facts(Base):
    """What the register said of a trial from one day on; a row only when it said something else than before."""

    __tablename__ = "tracker_facts"
    __table_args__ = (Index("ix_tracker_facts_trial_id", "trial_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"))
    seen_on: Mapped[date]
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    title: Mapped[str]
    condition: Mapped[str]
    phase: Mapped[str]
    # The facts themselves, see `facts_json.py`.
    facts: Mapped[str]


class Crossing(Base):
    """A number that a trial has in another register, as the register says."""

    __tablename__ = "tracker_crossing"
    __table_args__ = (Index("ix_tracker_crossing_identifier", "identifier"),)

    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"), primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)


class TrackedSponsor(Base):
    """A sponsor of trials, the same in every register.

    `same_as_id`: a name that a published ranking keeps apart, but that means the same sponsor.
    """

    __tablename__ = "tracker_sponsor"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # folded for search and sorting
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2, where somebody has said it
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("tracker_sponsor.id"), index=True)


class Verdict(Base):
    """What one version of the rules says of one trial in one snapshot."""

    __tablename__ = "tracker_verdict"
    __table_args__ = (
        Index("ix_tracker_verdict_state", "snapshot_id", "rule_version", "state", "due_date"),
        Index("ix_tracker_verdict_trial_id", "trial_id"),
    )

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"), primary_key=True)
    rule_version: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"), primary_key=True)
    facts_id: Mapped[int] = mapped_column(ForeignKey("tracker_facts.id"), index=True)
    state: Mapped[State] = mapped_column(words(State, "state"))
    # The law's own word, as the original tracker publishes it.
    status: Mapped[str]
    trial_class: Mapped[str] = mapped_column(default="")  # ACT, pACT or none; only under the US law
    results_due: Mapped[bool]
    has_results: Mapped[bool]
    due_date: Mapped[date | None]
    days_late: Mapped[int | None]
    finable_days: Mapped[int | None]
    in_register: Mapped[bool] = mapped_column(default=True)  # not only carried over from a former snapshot


class Sponsorship(Base):
    """Under which sponsors a trial counts in one snapshot."""

    __tablename__ = "tracker_sponsorship"
    __table_args__ = (Index("ix_tracker_sponsorship_trial_id", "trial_id"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"), primary_key=True)
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("tracker_sponsor.id"), primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"), primary_key=True)


class Standing(Base):
    """A sponsor's record in one snapshot under one version of the rules."""

    __tablename__ = "tracker_standing"
    __table_args__ = (Index("ix_tracker_standing_sponsor_id", "sponsor_id"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"), primary_key=True)
    rule_version: Mapped[str] = mapped_column(primary_key=True)
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("tracker_sponsor.id"), primary_key=True)
    name: Mapped[str]  # as this register's list of that day has it
    kind: Mapped[SponsorKind] = mapped_column(words(SponsorKind, "kind"))
    total: Mapped[int]
    due: Mapped[int]
    reported: Mapped[int]
    reported_late: Mapped[int]
    inconsistent: Mapped[int]
    days_late: Mapped[int]
    finable_days: Mapped[int]
    percent: Mapped[float | None]  # reported of due, one decimal; nothing of nothing
    rank: Mapped[int | None]
    major: Mapped[bool]
    # {"parents": [[slug, name]], "children": [[slug, name]]}; nothing for a sponsor without either.
    relations: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    @property
    def overdue(self) -> int:
        """Due without results."""
        return self.due - self.reported


class Headline(Base):
    """A register's figures in one snapshot under one version of the rules, or under version 1 with one switch turned.

    `rule_version` of the latter is "1+" and the switch's name. `figures` has the original tracker's field names.
    """

    __tablename__ = "tracker_headline"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"), primary_key=True)
    rule_version: Mapped[str] = mapped_column(primary_key=True)
    total: Mapped[int]
    due: Mapped[int]
    reported: Mapped[int]
    inconsistent: Mapped[int]
    percent: Mapped[float | None]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class TrialChange(Base):
    """What happened to a trial between a snapshot and the one of the day before it, under one version of the rules."""

    __tablename__ = "tracker_change"
    __table_args__ = (Index("ix_tracker_change_trial_id", "trial_id"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"), primary_key=True)
    rule_version: Mapped[str] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"), primary_key=True)
    change: Mapped[Change] = mapped_column(words(Change, "change"))
    was_overdue: Mapped[bool]  # so that "no longer overdue" can be told, whatever it became
    before: Mapped[str]  # the law's own words
    after: Mapped[str]
    # The fields of the register that moved it: [[field, before, after]]; empty when only time passed.
    reasons: Mapped[list[list[Any]]] = mapped_column(JSON)


class TrackedName(Base):
    """One row of the table of names: what a register writes, who that is, and who owns them.

    A row with `trial_identifier` holds for that trial alone. Until somebody says who is meant, `name` is empty.
    """

    __tablename__ = "tracker_name"
    __table_args__ = (UniqueConstraint("raw_key", "trial_identifier"), Index("ix_tracker_name_name", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    raw_key: Mapped[str]
    raw_name: Mapped[str]
    trial_identifier: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    parent_name: Mapped[str] = mapped_column(default="")
    proof: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    # For a name nobody has placed yet: in which register, on how many trials, and one of them.
    register: Mapped[Register | None] = mapped_column(words(Register, "register"))
    trials: Mapped[int] = mapped_column(default=0)
    example: Mapped[str] = mapped_column(default="")
    set_aside: Mapped[bool] = mapped_column(default=False)  # a reviewer looked and left it unplaced


class NameChange(Base):
    """The public log of the table of names: who is meant by a name, before and after, and on what proof."""

    __tablename__ = "tracker_name_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    raw_name: Mapped[str]
    name_before: Mapped[str]
    parent_before: Mapped[str]
    name_after: Mapped[str]
    parent_after: Mapped[str]
    proof: Mapped[str]
    # None: it came with a file.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class DisputeState(StrEnum):
    """Where an objection to a verdict stands."""

    WAITING = "waiting"
    UPHELD = "upheld"  # we were wrong
    REJECTED = "rejected"
    WITHHELD = "withheld"  # not for the public: abuse, names of people, nothing to answer


class Dispute(Base):
    """Somebody says that a verdict is wrong; the answer is public, the address never."""

    __tablename__ = "tracker_dispute"
    __table_args__ = (Index("ix_tracker_dispute_state", "state", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("tracker_trial.id"), index=True)
    rule_version: Mapped[str]
    data_date: Mapped[date]
    status: Mapped[str]  # the verdict that was disputed
    claim: Mapped[str] = mapped_column(info={"personal": "what somebody objects; shown after it is answered"})
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"personal": "address for the answer; until 30 days after it"}
    )
    state: Mapped[DisputeState] = mapped_column(words(DisputeState, "state"), default=DisputeState.WAITING)
    answer: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AlertState(StrEnum):
    """Whether somebody has said yes to letters about a sponsor."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"


class Alert(Base):
    """A weekly letter about one sponsor, to somebody who asked for it and confirmed."""

    __tablename__ = "tracker_alert"
    __table_args__ = (UniqueConstraint("sponsor_id", "address_tag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("tracker_sponsor.id"))
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, info={"personal": "address for a weekly letter; until it is unsubscribed, 7 days if unconfirmed"}
    )
    address_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "keeps one subscription one; until it is unsubscribed"}
    )
    state: Mapped[AlertState] = mapped_column(words(AlertState, "state"), default=AlertState.UNCONFIRMED)
    token_version: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)  # letters that the form caused, in a row within a day
    mailed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime | None]  # changes published until then have been told


class OpenFile(Base):
    """One file of open data, made when a snapshot is published: the same bytes for everybody, with their hash."""

    __tablename__ = "tracker_file"
    __table_args__ = (UniqueConstraint("register", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[Register] = mapped_column(words(Register, "register"))
    name: Mapped[str]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("tracker_snapshot.id"))
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]  # bytes
    content: Mapped[bytes]
    made_at: Mapped[datetime]
