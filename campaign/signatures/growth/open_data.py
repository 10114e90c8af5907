"""Growth, countries and corrections as data: one shape for JSON and CSV. In no language, so that all get one file."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask import current_app

from campaign.campaigns.corrections import CAUSES, PublicCorrection
from campaign.campaigns.queries import CampaignFacts
from campaign.cells import csv_lines, guarded
from campaign.config import Settings
from campaign.signatures.growth.periods import LEAST, Period
from campaign.signatures.growth.queries import ByCountry, Growth
from campaign.web.formats import stamp_minute

LICENCE: Final = "CC0-1.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
PERIOD_COLUMNS: Final = ("from", "to", "people", "organizations", "people_total", "organizations_total", "open")
COUNTRY_COLUMNS: Final = ("country", "people")


def site_address(path: str) -> str:
    """A path of this site as a whole address."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}{path}"


def _head(campaign: CampaignFacts, name: str) -> dict[str, Any]:
    return {
        "format": f"countersign-{name}/1",
        "campaign": {"slug": campaign.slug, "address": site_address(f"/c/{campaign.slug}")},
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
        "about": site_address(f"/c/{campaign.slug}/data"),
        "is_sample": campaign.is_sample,
    }


def _totals(growth: Growth) -> Iterator[tuple[Period, int, int]]:
    """Each period with what was counted by its end, people without a day left out."""
    people = organizations = 0
    for period in growth.periods:
        people, organizations = people + period.people, organizations + period.organizations
        yield period, people, organizations


def growth_document(campaign: CampaignFacts, growth: Growth) -> dict[str, Any]:
    """growth.json. People of all periods and `people_undated` sum up to `totals.people`."""
    return {
        **_head(campaign, "growth"),
        "as_of": stamp_minute(growth.as_of),
        "launched": growth.launched.isoformat(),
        "time_zone": "UTC",
        "smallest_cell": LEAST,
        "totals": {"people": growth.people, "organizations": growth.organizations},
        "people_let_go": growth.let_go,
        "people_undated": growth.undated,
        "apart": {"paper": growth.paper, "imported": growth.imported},
        "periods": [
            {
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
                "people": period.people,
                "organizations": period.organizations,
                "people_total": people,
                "organizations_total": organizations,
                "open": period.is_open,
            }
            for period, people, organizations in _totals(growth)
        ],
    }


def growth_csv(growth: Growth) -> bytes:
    """growth.csv: a row a period; people without a day, if any, come first in a row without days."""
    rows: list[Sequence[str]] = [PERIOD_COLUMNS]
    if growth.undated:
        rows.append(("", "", str(growth.undated), "0", "", "", "no"))
    rows += [
        (
            period.first.isoformat(),
            period.last.isoformat(),
            str(period.people),
            str(period.organizations),
            str(people),
            str(organizations),
            "yes" if period.is_open else "no",
        )
        for period, people, organizations in _totals(growth)
    ]
    return csv_lines(rows)


def countries_document(campaign: CampaignFacts, found: ByCountry) -> dict[str, Any]:
    """countries.json. Countries, `other` and `not_known` sum up to `totals.people`."""
    return {
        **_head(campaign, "countries"),
        "as_of": stamp_minute(found.as_of),
        "smallest_cell": LEAST,
        "totals": {"people": found.people},
        "countries": [{"country": code, "people": number} for code, number in found.countries.known],
        "other": {"people": found.countries.other, "countries": found.countries.lands},
        "not_known": found.not_known,
    }


def countries_csv(found: ByCountry) -> bytes:
    """countries.csv: ISO 3166-1 codes, then `other` and `not known` where there are any."""
    rows: list[Sequence[str]] = [COUNTRY_COLUMNS]
    rows += [(guarded(code), str(number)) for code, number in found.countries.known]
    if found.countries.other:
        rows.append(("other", str(found.countries.other)))
    if found.not_known:
        rows.append(("not known", str(found.not_known)))
    return csv_lines(rows)


def corrections_document(
    campaign: CampaignFacts, lines: Sequence[PublicCorrection], since: str | None
) -> dict[str, Any]:
    """corrections.json: every line of the log, newest first."""
    return {
        **_head(campaign, "corrections"),
        "log_since": since,
        "corrections": [
            {
                "id": line.id,
                "day": line.day,
                "figure": line.figure,
                "change": line.change,
                "cause": line.cause,
                "cause_words": CAUSES[line.cause],
                "note": line.note or None,
            }
            for line in lines
        ],
    }
