"""The list of supporters as open data: one description of the columns serves CSV, JSON and the page about them.

Names of people who speak personally are left out: they stand on our page while they wish to, and no copy of it can be
called back.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.directory.filters import Filters, Stands
from campaign.organizations.directory.queries import Supporter, identifiers_of, roll, supporters
from campaign.organizations.directory.roll import Entry, SupporterCounts
from campaign.organizations.models import IdentifierScheme
from campaign.trackers.open_data.tables import Column, Row, write_csv
from campaign.web.language import N_

COLUMNS: Final = (
    Column("name", "text", N_("The organization’s name."), nullable=False),
    Column(
        "slug", "text", N_("The organization’s name in addresses of this site: /organizations/…"), nullable=False
    ),
    Column("stands", "text", N_("listed; or left or lapsed, with the day: not counted any more."), nullable=False),
    Column("speaks", "text", N_("on_behalf, which counts; or personal, which does not."), nullable=False),
    Column("kind", "text", N_("The kind of organization, such as patients or university."), nullable=False),
    Column("country", "text", N_("ISO 3166-1 code of its country."), nullable=False),
    Column("website", "text", N_("Its website."), nullable=False),
    Column(
        "authority", "text", N_("How well its authority is proved: claimed, domain, second_officer, proof, reviewed."),
        nullable=False,
    ),
    Column("listed_on", "date", N_("The day, in UTC, on which it was listed."), nullable=False),
    Column("gone_on", "date", N_("The day on which it left or lapsed; empty while it is listed.")),
    Column("ror", "text", N_("Its identifier in the Research Organization Registry.")),
    Column("company", "text", N_("Its number in a register of companies or charities, after the country’s code.")),
    Column("wikidata", "text", N_("Its item in Wikidata.")),
    Column("other_identifier", "text", N_("Another identifier that it gave.")),
    Column("statement", "text", N_("Its statement; empty if it gave none, or has left or lapsed.")),
)  # fmt: skip


def chosen_for_data(campaign_id: int, filters: Filters, stands: str) -> tuple[SupporterCounts, list[Entry]]:
    """The counts, and the entries that the filters leave: listed ones, then those gone, or one of the two."""
    everybody = roll(campaign_id, filters.words)
    wanted = [Stands(stands)] if stands in set(Stands) else list(Stands)
    found: list[Entry] = []
    for each in wanted:
        found += everybody.choose(filters.standing(each)).entries
    return everybody.counts, found


def _rows(entries: Sequence[Entry]) -> Iterator[Row]:
    identifiers = identifiers_of([entry.id for entry in entries])
    for one in supporters(entries):
        yield _row(one, identifiers.get(one.id, {}))


def _row(one: Supporter, identifiers: dict[IdentifierScheme, str]) -> Row:
    return (
        one.name, one.slug, "listed" if one.is_listed else one.state.value, one.capacity.value, one.kind.value,
        one.country, one.website, one.grade.value, one.since.date(), one.gone_at.date() if one.gone_at else None,
        *(identifiers.get(scheme) for scheme in IdentifierScheme), one.statement or None,
    )  # fmt: skip


def as_csv(entries: Sequence[Entry]) -> bytes:
    """The entries as CSV in UTF-8, no cell of which a spreadsheet takes for a formula."""
    stream = BytesIO()
    write_csv(stream, COLUMNS, _rows(entries))
    return stream.getvalue()


def as_json(campaign: CampaignFacts, counts: SupporterCounts, entries: Sequence[Entry], page: str) -> bytes:
    """The entries as JSON: the campaign's counts, then listed supporters and those no longer listed, apart."""
    names = [column.name for column in COLUMNS]
    records: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for row in _rows(entries):
        cells = (cell.isoformat() if isinstance(cell, date) else cell for cell in row)
        record: dict[str, Any] = dict(zip(names, cells, strict=True))
        records[record["stands"] == "listed"].append(record)
    return json.dumps(
        {
            "campaign": {"slug": campaign.slug, "title": campaign.title, "page": page},
            "counts": {
                "organizations": counts.organizations,
                "countries": counts.countries,
                "personal": counts.personal,
                "left": counts.left,
                "lapsed": counts.lapsed,
            },
            "supporters": records[True],
            "no_longer": records[False],
        },
        ensure_ascii=False,
    ).encode()
