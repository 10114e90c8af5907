"""Sponsors, ranking and headline, of both laws."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from campaign.trackers.facts import EuTrial, FdaaaTrial, TrialStatus
from campaign.trackers.names import NameTable, SponsorName, sponsor_slug
from campaign.trackers.rules import eu, eu_figures, fdaaa, fdaaa_figures
from campaign.trackers.rules.eu_figures import EuFigures, Related, UnknownName, percent
from campaign.trackers.rules.fdaaa_figures import FdaaaFigures, FdaaaSponsor, FdaaaTally, SponsoredVerdict, rank
from tests.trackers.made import ACT, ENDED, PACT

DAY = date(2021, 1, 18)


def fdaaa_figures_of(trials: Iterable[FdaaaTrial], day: date = DAY) -> FdaaaFigures:
    verdicts = (SponsoredVerdict(trial.sponsor, trial.sponsor_class, fdaaa.assess(trial, day)) for trial in trials)
    return fdaaa_figures.figures(verdicts, day, "1")


def test_counts_of_a_sponsor_and_the_fine() -> None:
    found = fdaaa_figures_of(
        [
            ACT,
            replace(ACT, results_submitted=date(2020, 1, 1)),
            replace(ACT, results_submitted=date(2020, 3, 15)),
            replace(ACT, primary_completion=date(2022, 1, 1)),
            replace(ACT, study_type="OBSERVATIONAL"),
            PACT,
        ]
    )
    pharma, university = found.sponsors
    assert (pharma.slug, pharma.is_industry, university.slug, university.is_industry) == (
        *("made-pharma", True),
        *("made-university", False),
    )
    tally = university.tally
    assert (tally.total, tally.due, tally.reported, tally.reported_late, tally.overdue) == (4, 3, 2, 1, 1)
    assert (tally.percentage, tally.percent_reported) == (66, 66.7)
    # Due 15 January 2020: 369 days late until today, and 60 days late; 30 of each cost nothing.
    assert (tally.days_late, tally.finable_days, tally.fine_usd) == (369 + 60, 339 + 30, 369 * 11_569)
    assert (found.headline.act, found.headline.pact, found.headline.total) == (4, 1, 5)


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    def sponsor(slug: str, reported: int, overdue: int) -> FdaaaSponsor:
        tally = FdaaaTally(reported_on_time=reported, overdue_not_cancelled=overdue)
        return FdaaaSponsor(slug, slug, False, tally)

    sponsors = [
        *(sponsor("a", 1, 1), sponsor("b", 3, 0), sponsor("c", 0, 0), sponsor("d", 1, 0), sponsor("e", 0, 2)),
        # 50.5 per cent is cut to 50, so level with a.
        sponsor("f", 101, 99),
    ]
    rank(sponsors)
    assert {each.slug: each.rank for each in sponsors} == {"b": 1, "d": 1, "a": 3, "f": 3, "e": 5, "c": None}


def test_nothing_due_is_no_percentage() -> None:
    headline = fdaaa_figures_of([]).headline
    assert (headline.due, headline.percentage, headline.percent_reported, headline.fine_usd) == (0, None, None, 0)


NAMES = NameTable.of(
    [
        SponsorName("Made University Hospital", "Made University", "Made University"),
        SponsorName("Made Univ.", "Made University", "Made University"),
        SponsorName("Made Pharma GmbH", "Made Pharma", "Made Holding", proof="https://example.org/bought"),
        SponsorName("Not said yet", "", ""),
    ]
)
EU_DAY = date(2017, 12, 3)


def eu_figures_of(trials: Iterable[EuTrial], names: NameTable = NAMES, major_from: int = 50) -> EuFigures:
    judged = ((trial, eu.assess(trial, EU_DAY)) for trial in trials)
    return eu_figures.figures(judged, names, EU_DAY, major_from=major_from)


def test_a_trial_counts_once_under_each_of_its_sponsors() -> None:
    both = replace(ENDED, sponsor_names=("Made University Hospital", "Made Univ.", "Made Pharma GmbH"))
    other = replace(ENDED, trial_id="2010-000002-02", has_results=True)
    found = eu_figures_of([both, other], major_from=2)
    assert [
        (each.slug, each.total_trials, each.total_due, each.total_reported, each.major) for each in found.sponsors
    ] == [
        ("made-holding", 0, 0, 0, 0),
        ("made-pharma", 1, 1, 0, 0),
        ("made-university", 2, 2, 1, 1),
    ]
    holding, pharma, university = found.sponsors
    assert holding.children == (Related("made-pharma", "Made Pharma"),)
    assert pharma.parents == (Related("made-holding", "Made Holding"),)
    assert university.parents == ()
    assert (holding.percent_bad_data, pharma.percent_reported, university.percent_unreported) == (None, 0.0, 50.0)
    headline = found.headline
    assert (headline.total_trials, headline.due_trials, headline.due_trials_with_results) == (2, 2, 1)
    assert (headline.all_sponsors_count, headline.major_sponsors_count, headline.percent_with_results) == (3, 1, 50.0)
    assert headline.due_date_cutoff == date(2016, 11, 5)


def test_unknown_names_are_listed_and_block_nothing() -> None:
    trials = [
        replace(ENDED, sponsor_names=("Nobody Knows", "Made Univ.")),
        replace(ENDED, trial_id="2010-000002-02", sponsor_names=("Nobody Knows", "Not said yet")),
    ]
    found = eu_figures_of(trials)
    assert found.unknown_names == (
        UnknownName("Nobody Knows", ("2010-000001-01", "2010-000002-02")),
        UnknownName("Not said yet", ("2010-000002-02",)),
    )
    assert found.headline.total_trials == 2
    assert [each.slug for each in found.sponsors] == ["made-university"]


def test_due_outside_the_eu_is_in_the_headline_and_inconsistent_with_the_sponsor() -> None:
    found = eu_figures_of([replace(ENDED, contains_non_eu=True)])
    (sponsor,) = found.sponsors
    assert (found.headline.due_trials, found.headline.inconsistent_trials) == (1, 1)
    assert (sponsor.total_due, sponsor.inconsistent_trials, sponsor.not_yet_due_trials) == (0, 1, 0)


def test_an_unknown_sponsor_is_never_major() -> None:
    names = NameTable.of([SponsorName("?!?", "Unknown Sponsor", "Unknown Sponsor")])
    found = eu_figures_of([replace(ENDED, sponsor_names=("?!?",))], names, major_from=1)
    assert [(each.sponsor_name, each.major) for each in found.sponsors] == [("Unknown Sponsor", 0)]


def test_a_table_by_trial_comes_before_the_name() -> None:
    rows = [
        SponsorName("Department", "Aarhus", "Aarhus", trial_ids=("2010-000001-01",), decides_trials=True),
        SponsorName("Department", "Odense", "Odense", trial_ids=("2010-000002-02",), decides_trials=True),
        SponsorName("", "Nameless", "Nameless", trial_ids=("2010-000003-03",), decides_trials=True),
    ]
    names = NameTable.of(rows)
    found = [names.find(trial_id, "Department") for trial_id in ("2010-000001-01", "2010-000002-02", "2010-000009-09")]
    assert [each.name if each else None for each in found] == ["Aarhus", "Odense", "Aarhus"]
    nameless = names.find("2010-000003-03", "")
    assert nameless is not None
    assert nameless.name == "Nameless"
    assert names.find("2010-000009-09", "") is None


def test_grandparents_are_found() -> None:
    rows = [SponsorName("a", "Child", "Parent"), SponsorName("b", "Parent", "Grandparent")]
    assert NameTable.of(rows).grandparents() == ("Parent",)


def test_slugs_are_those_of_the_original_trackers() -> None:
    assert sponsor_slug("  7TM Pharma A/S ") == "7tm-pharma-as"
    assert sponsor_slug("A. Teresa Calderón Duque") == "a-teresa-calderon-duque"
    assert sponsor_slug("Unclear Sponsor Name Given - Clinic") == "unclear-sponsor-name-given-clinic"
    assert sponsor_slug("Made_Up  --  & Co.") == "made_up-co"


def test_names_without_a_latin_letter_are_told_apart() -> None:
    names = NameTable.of([SponsorName("Αθήνα", "Athens", "Athens"), SponsorName("София", "Sofia", "Sofia")])
    found = names.find("2010-000001-01", "София")
    assert found is not None
    assert found.name == "Sofia"


def test_percentages_round_as_they_were_published() -> None:
    assert (percent(1, 3), percent(2, 3), percent(1, 1), percent(0, 0)) == (33.3, 66.7, 100.0, None)
    # 4.25: a half goes to the even tenth.
    assert percent(17, 400) == 4.2


def test_a_status_without_an_end_is_not_due() -> None:
    found = eu_figures_of([replace(ENDED, trial_status=TrialStatus.OTHER)])
    assert (found.headline.due_trials, found.sponsors[0].not_yet_due_trials) == (0, 1)
