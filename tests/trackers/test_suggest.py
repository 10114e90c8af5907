"""Which known sponsor an unplaced name may mean."""

import time

from campaign.trackers.naming.suggest import Suggester, Why

KNOWN = (
    ("Universitätsklinikum Oberweserbergland", "Oberweserbergland University Hospital", "Land Oberweser"),
    ("Brightmoor Biologics GmbH", "Brightmoor Biologics", "Brightmoor Biologics"),
    ("Brightmoor Vaccines Ltd", "Brightmoor Vaccines", "Brightmoor Biologics"),
    ("Kelvarin Pharma A/S", "Kelvarin", ""),
    ("Lakeside University", "Lakeside University", ""),
)


def test_case_accents_and_punctuation_do_not_matter() -> None:
    found = Suggester(KNOWN).suggest("UNIVERSITATSKLINIKUM, Oberweserbergland")
    assert (found[0].name, found[0].why, found[0].exact) == (KNOWN[0][1], Why.SAME, True)
    assert found[0].parent_name == "Land Oberweser"


def test_a_legal_form_does_not_matter_however_it_is_written() -> None:
    known = Suggester(KNOWN)
    for raw in ("Brightmoor Biologics S.p.A.", "Brightmoor Biologics, Inc.", "Brightmoor Biologics A/S"):
        assert (known.suggest(raw)[0].name, known.suggest(raw)[0].why) == ("Brightmoor Biologics", Why.LEGAL_FORM)


def test_the_order_of_words_and_small_words_do_not_matter() -> None:
    first = Suggester(KNOWN).suggest("University of Lakeside")[0]
    assert (first.name, first.why, first.exact) == ("Lakeside University", Why.SAME_WORDS, False)


def test_a_slip_of_the_pen_is_seen_and_a_longer_name_too() -> None:
    known = Suggester(KNOWN)
    assert known.suggest("Brigthmoor Biologics GmbH")[0].name == "Brightmoor Biologics"
    assert known.suggest("Kelvarin Pharma Unit")[0].name == "Kelvarin"


def test_each_sponsor_is_named_once_and_at_most_five_are() -> None:
    many = [(f"Marsh Hospital Trust {letter * 3}", f"Marsh {letter * 3}", "") for letter in "bcdefghij"]
    found = Suggester([*many, *many, ("Marsh bbb", "MARSH BBB", "")]).suggest("Marsh Hospital Trust bbb")
    assert len(found) == 5
    assert len({each.name.lower() for each in found}) == 5


def test_what_resembles_nothing_gets_no_suggestion() -> None:
    known = Suggester(KNOWN)
    for raw in ("", "???", "大学病院", "Zyx", "GmbH"):
        assert known.suggest(raw) == []


def test_a_name_placed_meanwhile_is_known() -> None:
    known = Suggester(KNOWN)
    assert known.suggest("Ostravim Research") == []
    known.add("Ostravim Research Ltd", "Ostravim", "")
    assert known.suggest("Ostravim Research")[0].name == "Ostravim"


def test_twenty_names_of_a_page_take_well_under_half_a_second_among_fourteen_thousand() -> None:
    places = [
        f"{a}{b}{c}" for a in ("Fen", "Mar", "Wes", "Nor") for b in ("ham", "ford", "ley", "wick") for c in "abcdefghij"
    ]
    kinds = ("University Hospital", "Clinical Research Centre", "Pharma GmbH", "Institute of Medicine")
    known = Suggester(
        (f"{kind} {place} {n}", f"{place} {kind}", "") for place in places for kind in kinds for n in range(22)
    )
    started = time.perf_counter()
    for place in places[:20]:
        assert known.suggest(f"University Hospitals {place} Trust")
    assert time.perf_counter() - started < 0.5
