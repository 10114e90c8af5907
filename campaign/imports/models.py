"""Tables of lists that come in: a batch is one file, a row is one line of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words
from campaign.queue import Work


class Target(StrEnum):
    """What the rows of a list become."""

    SIGNATURES = "signatures"
    ORGANIZATIONS = "organizations"


class Source(StrEnum):
    """Where a list comes from; presets of the mapping go by it."""

    PAPER = "paper"
    CHANGE_ORG = "change_org"
    ACTION_NETWORK = "action_network"
    PYTITION = "pytition"
    PLAIN = "plain"  # a plain form or any other table
    UMBRELLA = "umbrella"  # a federation's list of its members


class BatchState(StrEnum):
    """Where a batch stands. Nothing is counted or written to before APPLYING.

    While `due_at` is set the worker has something to do with it: in MAPPING the dry run, in APPLIED letters.
    """

    MAPPING = "mapping"  # read; a person says which column is what
    CHECKED = "checked"  # the dry run's report is there; a person decides
    APPLYING = "applying"  # the worker takes rows in, a few hundred a transaction; a kill costs nothing
    APPLIED = "applied"
    STOPPED = "stopped"  # a person stopped it half way; it can go on, or be undone
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"  # what stopped it is in last_error


class RowState(StrEnum):
    """What became of one row."""

    GOOD = "good"  # the dry run found nothing against it
    WARNED = "warned"  # taken in, with a remark
    FAULTY = "faulty"  # cannot be taken in; `remarks` say why
    DUPLICATE = "duplicate"  # what it says is here already, or earlier in the file
    TAKEN = "taken"  # became the row `became_id` of its table
    UNDONE = "undone"


LIVES = text("state <> 'undone'")


class ImportBatch(Work, Base):
    """One list: its file, where it comes from, what each column means, and how far it is."""

    __tablename__ = "import_batch"
    __table_args__ = (
        Index("ix_import_batch_due", "due_at"),
        Index("ix_import_batch_campaign", "campaign_id", "id"),
        # One file comes in once, unless it was taken back.
        Index(
            "uq_import_batch_file",
            "campaign_id",
            "target",
            "sha256",
            unique=True,
            postgresql_where=LIVES,
            sqlite_where=LIVES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    target: Mapped[Target] = mapped_column(words(Target, "target"))
    source: Mapped[Source] = mapped_column(words(Source, "source"))
    state: Mapped[BatchState] = mapped_column(words(BatchState, "state"), default=BatchState.MAPPING)
    # Provenance
    filename: Mapped[str]
    sha256: Mapped[str]  # hexadecimal, of the file as it came
    encoding: Mapped[str]  # how its letters were read: utf-8, windows-1252, …, or xlsx
    place: Mapped[str] = mapped_column(default="")
    collected_on: Mapped[date | None]
    keyed_by: Mapped[str] = mapped_column(
        default="", info={"personal": "who typed paper sheets in, for questions; with the row"}
    )
    scan_sha256: Mapped[str] = mapped_column(default="")  # digest of the scan of the sheets, kept by the campaign
    note: Mapped[str] = mapped_column(default="")
    # How it is read
    columns: Mapped[list[str]] = mapped_column(JSON)  # headings of the file
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # field -> heading
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what holds for the whole list
    letters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # when the encoding is a guess: see read_table
    # How far it is
    rows: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)  # line up to which the work at hand is done
    taken: Mapped[int] = mapped_column(default=0)
    sample_size: Mapped[int | None]  # paper: how many rows were compared with the sheets, and how many were wrong
    sample_wrong: Mapped[int | None]
    sample: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # paper: seed, lines, what was found; see sample/
    verified_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # when letters were owed that ask to confirm
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    umbrella_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # whose members these are

    @staticmethod
    def lease_order() -> tuple[Any, ...]:
        """Who waits longest comes first."""
        return (ImportBatch.due_at,)


class ImportRow(Base):
    """One line of a list. Its cells are sealed with the campaign's key, and emptied 30 days after it was applied."""

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        Index("ix_import_row_state", "batch_id", "state", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    number: Mapped[int]  # line in the file, as a spreadsheet counts: the heading is 1
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"personal": "what the line says, to take it in and to report on it; until 30 days after"}
    )
    state: Mapped[RowState] = mapped_column(words(RowState, "state"), default=RowState.GOOD)
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)  # sentences without the person's data
    became_id: Mapped[int | None]  # id of the signature or support that it became


class ImportPiece(Base):
    """A piece of the file as it came, sealed: the dry run reads it, and a person can have it read anew.

    Gone once the list is taken in, undone or set aside.
    """

    __tablename__ = "import_piece"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    number: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, info={"personal": "the list as it came, to read it; until it is taken in or set aside"}
    )
