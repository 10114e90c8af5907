"""Table of notes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words


class About(StrEnum):
    """What a note is about: the table of the object, as the audit log's `subject` names it."""

    SIGNATURE = "signature"
    SUPPORT = "support"
    ORGANIZATION = "organization"
    IMPORT_BATCH = "import_batch"
    CAMPAIGN = "campaign"


class Note(Base):
    """What one member of staff wants the others to know about an object. It goes when the object goes: by foreign key.

    People write names into notes, so the words are sealed: with the campaign's key, or, about an organization, which is
    of no campaign, with the site's. A deleted note stays as a line without words.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (deleted_at IS NOT NULL)", name="deleted_has_no_words"),
        CheckConstraint(
            "(about = 'signature') = (signature_id IS NOT NULL) AND (about = 'support') = (support_id IS NOT NULL)"
            " AND (about = 'organization') = (organization_id IS NOT NULL)"
            " AND (about = 'import_batch') = (batch_id IS NOT NULL)"
            " AND (about = 'organization') = (campaign_id IS NULL)",
            name="about_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    about: Mapped[About] = mapped_column(words(About, "about"))
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"), index=True)
    support_id: Mapped[int | None] = mapped_column(ForeignKey("support.id", ondelete="CASCADE"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"personal": "what staff noted, in which names may stand; with the row, which it goes with"}
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
