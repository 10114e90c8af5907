"""A record as it is shown on other people's pages: in a frame, and as a picture."""

from campaign.accounts.site import site_facts
from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Snapshot
from campaign.trackers.open_data.picture import SponsorRecord
from campaign.trackers.open_data.queries import standing_of
from campaign.trackers.queries import headline, is_sample, newest_snapshot, sponsor_by_slug
from campaign.web.errors import NotFound


def sponsor_record(register: Register, slug: str, rule_version: str) -> SponsorRecord:
    """A sponsor's record on the newest day. Refuses a sponsor that has none there."""
    snapshot = newest_snapshot(register)
    sponsor = sponsor_by_slug(slug)
    standing = None if sponsor is None else standing_of(snapshot, rule_version, sponsor)
    if standing is None:
        raise NotFound("This sponsor has no record in this register.")
    late = standing.reported_late if _dates_results(register) else None
    return SponsorRecord(
        standing.name,
        _source(snapshot),
        snapshot.data_date,
        standing.reported - (late or 0),
        late,
        standing.overdue,
        site_facts().name,
        rule_version,
    )


def register_record(register: Register, rule_version: str) -> SponsorRecord:
    """All sponsors of a register together, on the newest day. Refuses when these figures were never worked out."""
    snapshot = newest_snapshot(register)
    found = headline(snapshot, rule_version)
    if found is None:
        raise NotFound("There are no figures under this version of the rules yet.")
    late = found.figures.get("reported_late", 0) if _dates_results(register) else None
    return SponsorRecord(
        f"All sponsors, {LAWS[register].name}",
        _source(snapshot),
        snapshot.data_date,
        found.reported - (late or 0),
        late,
        found.due - found.reported,
        site_facts().name,
        rule_version,
    )


def _source(snapshot: Snapshot) -> str:
    """What the figures are counted from; whoever sees them far from here must know if they are invented."""
    source = LAWS[snapshot.register].source
    return f"{source} (sample, invented)" if is_sample(snapshot) else source


def _dates_results(register: Register) -> bool:
    """Whether the register says when results came, so that late ones can be told apart."""
    return register is not Register.EU
