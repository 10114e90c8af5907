"""What waits for a person, counted for the campaigns that this person may decide about.

Each count is kept ten seconds under the set of campaigns it was made for: colleagues with the same reach share it, and
nobody is shown what somebody else may see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from campaign.accounts.permissions import Permission, may, may_everywhere, reach
from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.desk.health import Grade, check_worker
from campaign.exports.models import ContactRequest, Export, ExportState, RequestState
from campaign.imports.models import BatchState, ImportBatch
from campaign.mail.health import mail_health
from campaign.mail.models import Message, MessageState
from campaign.organizations.commitments.desk_queries import oldest_promise, promises_waiting
from campaign.organizations.commitments.joined import today
from campaign.organizations.models import (
    Change,
    ChangeState,
    Commitment,
    Organization,
    Support,
    SupportState,
)
from campaign.organizations.speaker import HAVE_A_PAGE
from campaign.signatures.models import Decision, DecisionState, Signature, SignatureState, Voice, VoiceState
from campaign.trackers.desk_queries import trackers_waiting
from campaign.trackers.models import Dispute, DisputeState
from campaign.web.formats import counted, span
from campaign.web.kept import kept

KEEP_SECONDS = 10.0
LATE = timedelta(days=5)  # a decision that has waited longer is late
REMEMBER = timedelta(days=7)  # how long a list that broke off on its way out is brought up
UNENDED = timedelta(hours=1)
HOLDS = "desk.signatures.signatories"
DECISIONS = "desk.decisions.listed"
IMPORTS = "desk.imports.imports"
TO_TAKE_IN = (BatchState.MAPPING, BatchState.CHECKED)
STOPPED = (BatchState.FAILED, BatchState.STOPPED)

Reach = frozenset[int] | None

# Spelled as the partial index is, so that the few rows apart are read and the many counted ones are not.
_APART = Signature.state.in_(
    (SignatureState.HELD, SignatureState.INVALIDATED, SignatureState.IMPORTED, SignatureState.PAPER)
)


class Urgency(StrEnum):
    """Why somebody should look."""

    BROKEN = "broken"  # something does not work
    DECIDE = "decide"  # somebody waits for an answer
    FINISH = "finish"  # begun and not ended


@dataclass(frozen=True)
class Tally:
    """How many wait, since when the oldest of them does, and what to call that one."""

    count: int = 0
    oldest: datetime | None = None
    example: str = ""


@dataclass(frozen=True)
class Waits:
    """One line of the desk's first page."""

    urgency: Urgency
    what: str
    detail: str
    count: int
    since: datetime | None
    endpoint: str  # empty: there is no page for it
    arguments: dict[str, Any] = field(default_factory=dict)
    late: bool = False
    example: str = ""  # what waits longest


def _ours(column: Any, of: Reach) -> ColumnElement[bool]:
    return true() if of is None else column.in_(sorted(of))


def _tally(name: str, of: Reach, query: Callable[[], Any]) -> Tally:
    """The answer of a query for count and oldest moment; for nobody's campaigns there is nothing to ask."""
    if of is not None and not of:
        return Tally()
    return kept(("waits", name, of), KEEP_SECONDS, lambda: Tally(*db.session.execute(query()).one()))


def _oldest(column: Any) -> Any:
    return func.min(column, type_=column.type)


def organizations_waiting(of: Reach) -> Tally:
    """Organizations to review, with the name of the one that waits longest."""

    def count() -> Tally:
        waiting = and_(Support.state == SupportState.WAITING, _ours(Support.campaign_id, of))
        number = db.session.scalar(select(func.count()).select_from(Support).where(waiting)) or 0
        first = db.session.execute(
            select(Organization.name, Support.confirmed_at)
            .select_from(Support)
            .join(Organization)
            .where(waiting)
            .order_by(Support.confirmed_at, Support.id)
            .limit(1)
        ).one_or_none()
        return Tally(number, first[1], first[0]) if first is not None else Tally()

    if of is not None and not of:
        return Tally()
    return kept(("waits", "organizations", of), KEEP_SECONDS, count)


def changes_waiting(of: Reach) -> Tally:
    """Changes that organizations asked for."""
    return _tally(
        "changes",
        of,
        lambda: (
            select(func.count(), _oldest(Change.asked_at))
            .select_from(Change)
            .join(Support, Support.id == Change.support_id)
            .where(Change.state == ChangeState.WAITING, Support.state.in_(HAVE_A_PAGE), _ours(Support.campaign_id, of))
        ),
    )


def promises_to_judge(of: Reach) -> Tally:
    """Promises of organizations: new, with evidence, with a wish for a new date, or with their day gone by."""

    def count() -> Tally:
        ours, day = _ours(Commitment.campaign_id, of), today()
        return Tally(promises_waiting(day, ours), oldest_promise(day, ours))

    if of is not None and not of:
        return Tally()
    return kept(("waits", "promises", of), KEEP_SECONDS, count)


def signatures_held(of: Reach) -> Tally:
    """Signatures that a person looks at before they count, and the slug of the campaign whose wait is longest."""

    def count() -> Tally:
        rows = db.session.execute(
            select(Campaign.slug, func.count(), _oldest(Signature.confirmed_at))
            .join(Campaign, Campaign.id == Signature.campaign_id)
            .where(_APART, Signature.state == SignatureState.HELD, _ours(Signature.campaign_id, of))
            .group_by(Campaign.slug)
        ).all()
        if not rows:
            return Tally()
        slug, _, oldest = min(rows, key=lambda row: row[2])
        return Tally(sum(number for _, number, _ in rows), oldest, slug)

    if of is not None and not of:
        return Tally()
    return kept(("waits", "held", of), KEEP_SECONDS, count)


def decisions_proposed(of: Reach) -> Tally:
    """Decisions about signatures to which a second person must agree."""
    return _tally(
        "decisions",
        of,
        lambda: select(func.count(), _oldest(Decision.decided_at)).where(
            Decision.state == DecisionState.PROPOSED, _ours(Decision.campaign_id, of)
        ),
    )


def comments_waiting(of: Reach) -> Tally:
    """Comments of counted signers who asked for them to be shown, that nobody has read."""
    return _tally(
        "comments",
        of,
        lambda: (
            select(func.count(), _oldest(Voice.created_at))
            .select_from(Voice)
            .join(Signature, Signature.id == Voice.signature_id)
            .where(
                Voice.state == VoiceState.WAITING,
                Signature.state == SignatureState.CONFIRMED,
                _ours(Voice.campaign_id, of),
            )
        ),
    )


def letters_stuck(of: Reach) -> Tally:
    """Letters that a person must look at; those of no campaign are the whole site's."""
    return _tally(
        "stuck",
        of,
        lambda: select(func.count(), _oldest(Message.created_at)).where(
            Message.state == MessageState.STUCK, _ours(Message.campaign_id, of)
        ),
    )


def exports_broken(of: Reach, now: datetime) -> Tally:
    """Lists of the last seven days that broke off, or whose end nobody recorded."""
    broken = or_(
        Export.state == ExportState.BROKEN,
        and_(Export.state == ExportState.STARTED, Export.started_at < now - UNENDED),
    )
    return _tally(
        "exports",
        of,
        lambda: select(func.count(), _oldest(Export.started_at)).where(
            broken, Export.started_at >= now - REMEMBER, _ours(Export.campaign_id, of)
        ),
    )


def requests_waiting(of: Reach) -> Tally:
    """Organizations that ask for the addresses of those who ticked their own box."""
    return _tally(
        "requests",
        of,
        lambda: select(func.count(), _oldest(ContactRequest.asked_at)).where(
            ContactRequest.state == RequestState.WAITING, _ours(ContactRequest.campaign_id, of)
        ),
    )


def imports_in(of: Reach, *states: BatchState) -> Tally:
    """Lists that come in and stand in one of these states."""
    return _tally(
        f"imports {' '.join(states)}",
        of,
        lambda: select(func.count(), _oldest(ImportBatch.created_at)).where(
            ImportBatch.state.in_(states), _ours(ImportBatch.campaign_id, of)
        ),
    )


def disputes_waiting() -> Tally:
    """Objections to verdicts on trials that nobody has answered."""
    return _tally(
        "disputes",
        None,
        lambda: select(func.count(), _oldest(Dispute.made_at)).where(Dispute.state == DisputeState.WAITING),
    )


def _broken(now: datetime) -> list[Waits]:
    found = []
    worker = kept(("waits", "worker"), KEEP_SECONDS, lambda: check_worker(now))
    if worker.grade is Grade.WRONG:
        said = "No letter leaves. Whoever runs this site can start it; campaign doctor says more."
        found.append(Waits(Urgency.BROKEN, worker.found.rstrip("."), said, 1, None, ""))
    if may(Permission.SEE_MAIL):
        stuck = letters_stuck(reach(Permission.SEE_MAIL))
        found.append(
            Waits(
                Urgency.BROKEN, counted(stuck.count, "letter is stuck", "letters are stuck"),
                "The mail host did not say yes or no. A person must look.",
                stuck.count, stuck.oldest, "desk.mail.overview",
            )
        )  # fmt: skip
        if may_everywhere(Permission.SEE_MAIL):
            health = kept(("waits", "mail"), KEEP_SECONDS, lambda: mail_health(now))
            if health.late and health.oldest_due is not None:
                found.append(
                    Waits(
                        Urgency.BROKEN, "Letters are late",
                        f"{counted(health.owed, 'waits', 'wait')}, the oldest since {span(health.oldest_due)}.",
                        health.owed, now - health.oldest_due, "desk.mail.overview",
                    )
                )  # fmt: skip
    if may(Permission.IMPORT_LISTS):
        stopped = imports_in(reach(Permission.IMPORT_LISTS), *STOPPED)
        found.append(
            Waits(
                Urgency.BROKEN, counted(stopped.count, "list coming in has stopped", "lists coming in have stopped"),
                "It can go on where it stopped, or be undone.",
                stopped.count, stopped.oldest, IMPORTS,
            )
        )  # fmt: skip
    if may(Permission.EXPORT_SIGNATORIES):
        exports = exports_broken(reach(Permission.EXPORT_SIGNATORIES), now)
        found.append(
            Waits(
                Urgency.BROKEN, counted(exports.count, "export did not end", "exports did not end"),
                "In the last 7 days. How much of it left is on record.",
                exports.count, exports.oldest, "desk.exports.exports",
            )
        )  # fmt: skip
    return found


def _decide() -> list[Waits]:
    found = []

    def add(tally: Tally, one: str, many: str, detail: str, endpoint: str, **arguments: Any) -> None:
        words = counted(tally.count, one, many)
        since, example = tally.oldest, tally.example
        found.append(
            Waits(Urgency.DECIDE, words, detail, tally.count, since, endpoint, arguments, example=example)
        )  # fmt: skip

    if may(Permission.REVIEW_ORGANIZATIONS):
        of = reach(Permission.REVIEW_ORGANIZATIONS)
        waiting = organizations_waiting(of)
        add(waiting, "organization to review", "organizations to review", "", "desk.organizations.queue")
        said = "An organization wants other words about itself to be shown."
        add(changes_waiting(of), "change to read", "changes to read", said, "desk.own.changes")
        said = "New, with evidence, with a wish for a new date, or with its day gone by."
        add(
            promises_to_judge(of),
            "promise to look at",
            "promises to look at",
            said,
            "desk.commitments.queue",
        )
    if may(Permission.DECIDE_SIGNATURES):
        of = reach(Permission.DECIDE_SIGNATURES)
        said = "They do not count before somebody has looked."
        held = signatures_held(of)
        asked = {"state": SignatureState.HELD.value, "campaign": held.example}
        add(replace(held, example=""), "signature is held", "signatures are held", said, HOLDS, **asked)
        said = "So many are struck out that a second person must agree."
        add(decisions_proposed(of), "decision to agree to", "decisions to agree to", said, DECISIONS, state="proposed")
    if may(Permission.MODERATE_COMMENTS):
        said = "Their writers asked for them to be shown. Each is read by a person first."
        comments = comments_waiting(reach(Permission.MODERATE_COMMENTS))
        add(comments, "comment to read", "comments to read", said, "desk.voices.queue")
    if may(Permission.EXPORT_ADDRESSES):
        asked_for = requests_waiting(reach(Permission.EXPORT_ADDRESSES))
        said = "An organization asks for those who ticked its own box."
        one, many = "request for addresses", "requests for addresses"
        add(asked_for, one, many, said, "desk.contact_requests.requests")
    if may(Permission.IMPORT_LISTS):
        of = reach(Permission.IMPORT_LISTS)
        said = "Read, and not taken in yet."
        lists = imports_in(of, *TO_TAKE_IN)
        add(lists, "list to take in", "lists to take in", said, IMPORTS)
    if may(Permission.REVIEW_TRACKERS):
        said = "Somebody says that the verdict on a trial is wrong."
        add(disputes_waiting(), "dispute to answer", "disputes to answer", said, "desk.trackers.disputes")
        said = "Registers write them; nobody has said who is meant."
        names = Tally(trackers_waiting().names)
        add(names, "name of a sponsor to place", "names of sponsors to place", said, "desk.trackers.names")
    return found


def what_waits(now: datetime) -> list[Waits]:
    """Everything that waits for the signed-in member of staff, what is broken first; what is empty is left out."""
    found = [one for one in (*_broken(now), *_decide()) if one.count]
    return [
        Waits(**{**vars(one), "late": one.since is not None and now - one.since >= LATE})
        if one.urgency == Urgency.DECIDE
        else one
        for one in found
    ]


class Counts:
    """How much waits, for the numbers in the desk's menu; each is read when it is asked for."""

    @property
    def organizations(self) -> int:
        """Organizations to review, and changes that organizations asked for."""
        of = reach(Permission.REVIEW_ORGANIZATIONS)
        return organizations_waiting(of).count + changes_waiting(of).count

    @property
    def promises(self) -> int:
        """Promises to judge."""
        return promises_to_judge(reach(Permission.REVIEW_ORGANIZATIONS)).count

    @property
    def signatures(self) -> int:
        """Signatures that are held, and decisions to which a second person must agree."""
        of = reach(Permission.DECIDE_SIGNATURES)
        return signatures_held(of).count + decisions_proposed(of).count

    @property
    def comments(self) -> int:
        """Comments of signers that nobody has read."""
        return comments_waiting(reach(Permission.MODERATE_COMMENTS)).count

    @property
    def requests(self) -> int:
        """Organizations that ask for addresses."""
        return requests_waiting(reach(Permission.EXPORT_ADDRESSES)).count

    @property
    def lists(self) -> int:
        """Lists that came in and wait for a decision, or stopped half way."""
        of = reach(Permission.IMPORT_LISTS)
        return imports_in(of, *TO_TAKE_IN).count + imports_in(of, *STOPPED).count

    @property
    def stuck_letters(self) -> int:
        """Letters that a person must look at."""
        return letters_stuck(reach(Permission.SEE_MAIL)).count

    @property
    def names(self) -> int:
        """Names of sponsors of trials that nobody has placed."""
        return trackers_waiting().names if may_everywhere(Permission.REVIEW_TRACKERS) else 0

    @property
    def disputes(self) -> int:
        """Objections to verdicts that nobody has answered."""
        return disputes_waiting().count if may_everywhere(Permission.REVIEW_TRACKERS) else 0
