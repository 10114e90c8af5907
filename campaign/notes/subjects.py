"""What notes can be about: which campaign an object is of, who may read its notes, and how they are sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.sql.expression import TableClause

from campaign.accounts.permissions import Permission, may
from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.notes.models import About, Note
from campaign.sealed import seal, seal_for_site, unseal, unseal_for_site

# Rooms above this one are named, not imported.
_TABLES: dict[About, TableClause] = {
    about: table(about.value, column("id"), column("campaign_id"))
    for about in (About.SIGNATURE, About.SUPPORT, About.IMPORT_BATCH)
}
_ORGANIZATION: TableClause = table("organization", column("id"), column("name"))
_SUPPORT: TableClause = table("support", column("id"), column("campaign_id"), column("organization_id"))

MAY_READ: dict[About, Permission] = {
    About.SIGNATURE: Permission.FIND_SIGNATORY,
    About.SUPPORT: Permission.REVIEW_ORGANIZATIONS,
    About.ORGANIZATION: Permission.REVIEW_ORGANIZATIONS,
    About.IMPORT_BATCH: Permission.IMPORT_LISTS,
    About.CAMPAIGN: Permission.EDIT_CAMPAIGNS,
}
COLUMNS: dict[About, str] = {
    About.SIGNATURE: "signature_id",
    About.SUPPORT: "support_id",
    About.ORGANIZATION: "organization_id",
    About.IMPORT_BATCH: "batch_id",
    About.CAMPAIGN: "campaign_id",
}


@dataclass(frozen=True)
class Subject:
    """One object: its kind and id, as in the audit log's subject."""

    about: About
    id: int

    @property
    def said(self) -> str:
        """'signature 9'."""
        return f"{self.about.value} {self.id}"

    def condition(self) -> Any:
        """SQL condition: a note is about this."""
        return (Note.about == self.about) & (getattr(Note, COLUMNS[self.about]) == self.id)


def exists(subject: Subject) -> bool:
    """Whether the object is there."""
    if subject.about == About.ORGANIZATION:
        query = select(_ORGANIZATION.c.id).where(_ORGANIZATION.c.id == subject.id)
        return db.session.scalar(query) is not None
    return campaign_of(subject) is not None


def campaign_of(subject: Subject) -> int | None:
    """Id of the campaign that an object is of; None for an organization and for what is not there."""
    if subject.about == About.CAMPAIGN:
        return db.session.scalar(select(Campaign.id).where(Campaign.id == subject.id))
    if subject.about == About.ORGANIZATION:
        return None
    found = _TABLES[subject.about]
    return db.session.scalar(select(found.c.campaign_id).where(found.c.id == subject.id))


def campaign_to_ask(about: About) -> Callable[[int], int | None]:
    """For `needs`: the campaign for which a person must hold the right to open an object's notes.

    Of an organization, one of those that it supports and that this person works on.
    """

    def ask(about_id: int) -> int | None:
        if about != About.ORGANIZATION:
            return campaign_of(Subject(about, about_id))
        supported = db.session.scalars(select(_SUPPORT.c.campaign_id).where(_SUPPORT.c.organization_id == about_id))
        return next((id_ for id_ in supported if may(MAY_READ[about], id_)), None)

    return ask


def may_read(subject: Subject) -> bool:
    """Whether the signed-in member of staff may read the notes about an object."""
    permission = MAY_READ[subject.about]
    campaign_id = campaign_to_ask(subject.about)(subject.id)
    return campaign_id is not None and may(permission, campaign_id)


def name_of(subject: Subject) -> str:
    """What to call the object; never by a person's name."""
    match subject.about:
        case About.SIGNATURE:
            return f"Entry {subject.id}"
        case About.SUPPORT:
            query = (
                select(_ORGANIZATION.c.name)
                .join(_SUPPORT, _SUPPORT.c.organization_id == _ORGANIZATION.c.id)
                .where(_SUPPORT.c.id == subject.id)
            )
            return str(db.session.scalar(query) or "")
        case About.ORGANIZATION:
            return str(db.session.scalar(select(_ORGANIZATION.c.name).where(_ORGANIZATION.c.id == subject.id)) or "")
        case About.IMPORT_BATCH:
            return f"List {subject.id}"
        case _:
            return str(db.session.scalar(select(Campaign.slug).where(Campaign.id == subject.id)) or "")


def seal_words(note: Note, text: str) -> bytes:
    """The words, sealed for the note's campaign, or for the site when it is of none."""
    if note.campaign_id is None:
        return seal_for_site("note", note.public_id, {"text": text})
    return seal("note", _public_id(note.campaign_id), note.public_id, {"text": text})


def open_words(note: Note) -> str:
    """The words of a note; empty when it is deleted."""
    if note.sealed is None:
        return ""
    if note.campaign_id is None:
        return str(unseal_for_site("note", note.public_id, note.sealed)["text"])
    return str(unseal("note", _public_id(note.campaign_id), note.public_id, note.sealed)["text"])


def _public_id(campaign_id: int) -> bytes:
    return db.session.scalars(select(Campaign.public_id).where(Campaign.id == campaign_id)).one()
