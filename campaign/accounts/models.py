"""Tables of staff and of the site they run."""

from datetime import datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.db import Base, BigId, words


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
    # Codes of the languages offered, the site's own first; empty: all that the catalogues have, English first.
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
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


class EitherFactor(str):
    """How a passkey may be used: Flask-Security tells first and second factors apart, and here each is both."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other in {"first", "secondary"}

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class Passkey(WebAuthnMixin, Base):
    """A passkey of a member of staff. Names of columns are those that Flask-Security fills in; see `Datastore`."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes]
    name: Mapped[str] = mapped_column(
        String(64), info={"personal": "to tell one's own passkeys apart; until the account is deleted"}
    )
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    device_type: Mapped[str]
    backup_state: Mapped[bool]  # kept by a password manager or cloud, not on one device alone
    created_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]

    usage = EitherFactor("either")
    extensions = None  # Flask-Security's page would show what we do not keep

    def get_user_mapping(self) -> dict[str, int]:
        """How Flask-Security finds whose passkey it is."""
        return {"id": self.staff_id}


class StaffSession(Base):
    """One sign-in of a member of staff on one device. The cookie names it; a row that has ended shuts the desk."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # of what the cookie says: a copy opens nothing
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    device: Mapped[str] = mapped_column(
        info={"personal": "browser and system, so that one knows one's own sessions; 30 days after it began"}
    )
    began_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime]  # signing in, and forms sent since; opening a page writes nothing
    ended_at: Mapped[datetime | None]


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
    # What their passkeys call them.
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # the mixin says str
        String(64), unique=True
    )
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]  # while an invitation is open; its link dies when this changes
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]  # the row stays as "former colleague 7", so that what they did has an author
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=staff_role, lazy="selectin"
    )
    campaign_roles: Mapped[list[CampaignRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # the mixin says list[WebAuthnMixin]
        lazy="select", cascade="all, delete-orphan", order_by=Passkey.id
    )

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not sign them in."""
        return bool(self.tf_totp_secret) or bool(self.webauthn)
