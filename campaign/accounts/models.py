"""Tables of staff and of the site they run."""

from datetime import datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.db import Base, words


class RoleName(StrEnum):
    """What a member of staff is for."""

    OWNER = "owner"  # everything, and who may do what
    EDITOR = "editor"  # campaigns and their texts
    REVIEWER = "reviewer"  # organizations, holds, the list of signatories
    EXPORTER = "exporter"  # takes lists out, and brings lists in
    MAILER = "mailer"  # letters: what is stuck, what is owed
    AUDITOR = "auditor"  # reads what everybody did, and changes nothing
    SECURITY = "security"  # accounts, sessions and the audit log; no campaign


class Site(Base):
    """This installation: one row."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    name: Mapped[str]
    about: Mapped[str]
    key_fingerprint: Mapped[str]
    created_at: Mapped[datetime]


staff_role = Table(
    "staff_role",
    Base.metadata,
    Column("staff_id", Integer, ForeignKey("staff.id"), primary_key=True),
    Column("role_id", Integer, ForeignKey("role.id"), primary_key=True),
)


class Role(RoleMixin, Base):
    """A named set of permissions; see `permissions.py`."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]


class CampaignRole(Base):
    """A role that somebody has for one campaign alone; what is in `Staff.roles` holds for every campaign."""

    __tablename__ = "campaign_role"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    role: Mapped[RoleName] = mapped_column(words(RoleName, "role"), primary_key=True)


class Staff(UserMixin, Base):
    """A member of staff, as Flask-Security keeps one. `email` is spelled as `text.read_address` gives `exact`."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    email: Mapped[str] = mapped_column(unique=True, info={"personal": "sign-in of staff; until the account is deleted"})
    name: Mapped[str] = mapped_column(info={"personal": "who acted; until the account is deleted"})
    password: Mapped[str | None] = mapped_column(info={"personal": "argon2id hash; until the account is deleted"})
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None] = mapped_column(info={"personal": "sealed, to sign in; until the account goes"})
    tf_last_counter: Mapped[int | None]  # time step of the code used last: each is good for one use
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(JSON()), info={"personal": "sealed recovery codes; until the account goes"}
    )
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]  # while an invitation is open; its link dies when this changes
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=staff_role, lazy="selectin"
    )
    campaign_roles: Mapped[list[CampaignRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")
