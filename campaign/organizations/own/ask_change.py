"""Ask for a change of what the public sees: it waits, and is seen by nobody until a reviewer accepts it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.organizations.logo import LogoImage
from campaign.organizations.models import Change, ChangeState, OrganizationKind, Support
from campaign.organizations.public_values import public_values
from campaign.organizations.refusals import NoSuchSupport, NothingChanged
from campaign.organizations.speaker import HAVE_A_PAGE


@dataclass(frozen=True)
class Wanted:
    """What the public shall see, all of it, checked by the form. A picture that is None stays as it is."""

    name: str
    website: str
    country: str
    kind: OrganizationKind
    statement: str
    identifiers: dict[str, str]  # scheme -> value in its plain spelling, empty for none
    alt: str
    logo: LogoImage | None = None
    dark_logo: LogoImage | None = None
    without_logo: bool = False
    without_dark_logo: bool = False


def ask_change(support_id: int, wanted: Wanted, now: datetime) -> Change:
    """Put a change before the reviewers; one that still waits gives way to it, pictures that it brought go along.

    Raises NoSuchSupport, and NothingChanged when all is as it is shown.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or support.state not in HAVE_A_PAGE:
            raise NoSuchSupport
        before = _waiting(session, support_id)
        logo, dark_logo = _pictures(wanted, before)
        shown = public_values(support)
        asked = _asked(wanted, shown, logo, dark_logo)
        values = {key: value for key, value in asked.items() if value != shown[key]}
        if not values:
            raise NothingChanged
        take_back(session, support_id, now)
        change = Change(
            support_id=support_id,
            values=values,
            logo_png=logo.png if logo is not None and "logo" in values else None,
            dark_logo_png=dark_logo.png if dark_logo is not None and "dark_logo" in values else None,
            state=ChangeState.WAITING,
            asked_at=now,
        )
        session.add(change)
        session.flush()
    return change


def take_back(session: Session, support_id: int, now: datetime) -> int:
    """Withdraw what waits, within the caller's transaction; answers how many."""
    gone = session.execute(
        update(Change)
        .where(Change.support_id == support_id, Change.state == ChangeState.WAITING)
        .values(state=ChangeState.WITHDRAWN, decided_at=now, logo_png=None, dark_logo_png=None)
        .returning(Change.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


@dataclass(frozen=True)
class _Sent:
    """A picture that was sent: its bytes and its digest."""

    png: bytes
    sha256: str


def _waiting(session: Session, support_id: int) -> Change | None:
    return session.scalars(
        select(Change)
        .where(Change.support_id == support_id, Change.state == ChangeState.WAITING)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _pictures(wanted: Wanted, before: Change | None) -> tuple[_Sent | None, _Sent | None]:
    """The pictures of this change, or of the one that it takes the place of: nobody sends a file twice."""
    found: list[_Sent | None] = []
    for sent, key in ((wanted.logo, "logo"), (wanted.dark_logo, "dark_logo")):
        if sent is not None:
            found.append(_Sent(sent.png, sent.sha256))
        elif before is not None and (png := getattr(before, f"{key}_png")) is not None:
            found.append(_Sent(png, before.values[key]))
        else:
            found.append(None)
    return found[0], found[1]


def _asked(wanted: Wanted, shown: dict[str, Any], logo: _Sent | None, dark: _Sent | None) -> dict[str, Any]:
    light_digest = "" if wanted.without_logo else logo.sha256 if logo is not None else shown["logo"]
    dark_digest = "" if wanted.without_dark_logo else dark.sha256 if dark is not None else shown["dark_logo"]
    return {
        "name": wanted.name,
        "website": wanted.website,
        "country": wanted.country,
        "kind": wanted.kind.value,
        "statement": wanted.statement,
        **wanted.identifiers,
        "logo": light_digest,
        # A dark one stands beside a light one and never alone; words describe a picture that is there.
        "dark_logo": dark_digest if light_digest else "",
        "alt": wanted.alt if light_digest else "",
    }
