"""From country protocols to a trial (Directive 2001/20/EC, Article 9: one authorisation for each member state)."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Final

from campaign.trackers.facts import EuProtocol, EuTrial, ProtocolCounts, SponsorStatus
from campaign.trackers.rules.eu import standing_of

RUNNING: Final = frozenset({"Ongoing", "Restarted"})
COMPLETED: Final = "Completed"
TERMINATED: Final = "Prematurely Ended"
FROZEN: Final = "GB - no longer in EU/EEA"
TRANSITIONED: Final = "Trial now transitioned"
RARE_DISEASE: Final = {"No": 0, "Yes": 1, "Information not present in EudraCT": 3}
LONGEST_TITLE: Final = 200


def roll_up(protocols: Collection[EuProtocol], *, any_results: bool = False) -> EuTrial:
    """One trial from its protocols in the register, one for each country; their order does not matter.

    Results count when every protocol shows them; with `any_results`, as before June 2021, when any does.
    At least one protocol; all of the same trial.
    """
    total = len(protocols)
    trial_id = next(iter(protocols)).trial_id
    counts = _counts(protocols)
    terminated = _many(protocols, lambda protocol: protocol.end_of_trial_status == TERMINATED)
    ends: list[date] = sorted(protocol.global_end for protocol in protocols if protocol.global_end is not None)
    outside = _many(protocols, lambda protocol: protocol.outside_eu)
    with_results = _many(protocols, lambda protocol: protocol.has_results)
    return EuTrial(
        trial_id,
        total,
        standing_of(total, counts.ongoing, counts.ended, counts.blank),
        comp_date=len(ends),
        min_end_date=ends[0] if ends else None,
        max_end_date=ends[-1] if ends else None,
        has_results=with_results > 0 if any_results else with_results == total,
        includes_pip=any(protocol.includes_pip for protocol in protocols),
        phase=_phase(protocols),
        single_blind=_agreed(protocol.single_blind for protocol in protocols),
        rare_disease=_rare_disease(protocols),
        bioequivalence_study=_agreed(protocol.bioequivalence_study for protocol in protocols),
        health_volunteers=_agreed(protocol.healthy_volunteers for protocol in protocols),
        any_terminated=terminated > 0,
        all_terminated=terminated == total,
        contains_non_eu=outside > 0,
        only_non_eu=outside == total,
        under_18=_any_known(protocol.under_18 for protocol in protocols),
        sponsor_status=_sponsor_status(protocols),
        title=_title(protocols),
        sponsor_names=_sponsor_names(protocols),
        protocols=counts,
    )


def _many(protocols: Iterable[EuProtocol], holds: Callable[[EuProtocol], bool]) -> int:
    return sum(1 for protocol in protocols if holds(protocol))


def _counts(protocols: Collection[EuProtocol]) -> ProtocolCounts:
    statuses = [protocol.end_of_trial_status for protocol in protocols]
    return ProtocolCounts(
        len(statuses),
        ongoing=sum(status in RUNNING for status in statuses),
        ended=statuses.count(COMPLETED) + statuses.count(TERMINATED),
        blank=statuses.count(""),
        frozen=statuses.count(FROZEN),
        transitioned=statuses.count(TRANSITIONED),
    )


def _phase(protocols: Collection[EuProtocol]) -> int:
    """The phase that every protocol gives, the lowest if they give several; 0 if they do not agree."""
    for number, flags in enumerate(
        zip(*((p.phase_1, p.phase_2, p.phase_3, p.phase_4) for p in protocols), strict=True), start=1
    ):
        if all(flags):
            return number
    return 0


def _agreed(answers: Iterable[bool | None]) -> int:
    """1 if all say yes, 0 if all say no, else 2."""
    said = set(answers)
    if said == {True}:
        return 1
    return 0 if said == {False} else 2


def _any_known(answers: Iterable[bool | None]) -> bool | None:
    said = set(answers)
    if True in said:
        return True
    return False if False in said else None


def _rare_disease(protocols: Iterable[EuProtocol]) -> int:
    said = {RARE_DISEASE.get(protocol.rare_disease, 2) for protocol in protocols}
    return said.pop() if len(said) == 1 else 2


def _sponsor_status(protocols: Iterable[EuProtocol]) -> SponsorStatus:
    said = {sponsor.status for protocol in protocols for sponsor in protocol.sponsors}
    if said == {"Non-Commercial"}:
        return SponsorStatus.NON_COMMERCIAL
    if said == {"Commercial"}:
        return SponsorStatus.COMMERCIAL
    return SponsorStatus.MIXED if said - {""} else SponsorStatus.BLANK


def _title(protocols: Collection[EuProtocol]) -> str:
    """The full title to 200 characters, else the short one, else "No Title"."""
    full = min((protocol.full_title for protocol in protocols if protocol.full_title), default="")
    short = max((protocol.short_title for protocol in protocols if protocol.short_title), default="")
    title = full.replace("\r", "").replace("\n", "")
    if len(title) > LONGEST_TITLE:
        return title[:LONGEST_TITLE] + "..."
    return title or short or "No Title"


def _sponsor_names(protocols: Iterable[EuProtocol]) -> tuple[str, ...]:
    said = {sponsor.name for protocol in protocols for sponsor in protocol.sponsors if sponsor.name.strip()}
    return tuple(sorted(said)) or ("",)
