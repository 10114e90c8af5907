"""One line read as a person: days, countries, boxes, and every remark."""

from datetime import date

import pytest

from campaign.imports.countries import country_code
from campaign.imports.guess_columns import guess_columns
from campaign.imports.models import RowState, Source
from campaign.imports.signatures.days import Ambiguous, DayOrder, read_day
from campaign.imports.signatures.people import SignatureList
from campaign.imports.signatures.person import Reading, Said, read_person
from campaign.imports.target import Line

HOW = Reading(source=Source.PLAIN, order=None, country="", updates_words=True, latest=date(2026, 11, 28))
APRIL = date(2024, 4, 3)


@pytest.mark.parametrize(
    "text",
    ["2024-04-03", "2024-04-03T10:11:12Z", "2024-04-03 10:11", "2024/04/03", "20240403", "03.04.2024", "3.4.24",
     "3 April 2024", "3. April 2024", "April 3, 2024", "Apr 3, 2024 10:22 AM", "Wed, 3 Apr 2024", "3 avril 2024",
     "3 de abril de 2024", "3rd of April 2024", "3 kwietnia 2024"],
)  # fmt: skip
def test_a_day_in_many_spellings(text: str) -> None:
    assert read_day(text) == APRIL


def test_what_can_be_read_two_ways_is_asked_and_not_guessed() -> None:
    for text in ("03/04/2024", "03-04-2024", "3/4/24 12:00"):
        with pytest.raises(Ambiguous):
            read_day(text)
    assert read_day("03/04/2024", DayOrder.DAY_FIRST) == APRIL
    assert read_day("04/03/2024", DayOrder.MONTH_FIRST) == APRIL
    assert read_day("13/04/2024") == date(2024, 4, 13)
    assert read_day("04/13/2024") == date(2024, 4, 13)
    assert read_day("04/04/2024") == date(2024, 4, 4)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "31/02/2024", "99.99.2024", "Smarch 3, 2024", "45385"])
def test_what_is_no_day(text: str) -> None:
    assert read_day(text, DayOrder.DAY_FIRST) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "DE"), ("DEU", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("ALEMANIA", "DE"), ("UK", "GB"),
     ("England", "GB"), ("U.S.A.", "US"), ("United States of America", "US"), ("The Netherlands", "NL"),
     ("Côte d’Ivoire", "CI"), ("Österreich", "AT"), ("Czech Republic", "CZ"), ("日本", "JP"), ("Россия", "RU"),
     ("Atlantis", None), ("", None), ("XX", None)],
)  # fmt: skip
def test_a_country_in_many_spellings(text: str, code: str | None) -> None:
    assert country_code(text) == code


def read(how: Reading = HOW, **cells: str) -> tuple[object, RowState, tuple[str, ...]]:
    filled = {"name": "Ada Lovelace", "email": "ada@example.org", "country": "UK", **cells}
    person, finding = read_person(Line(2, filled), how)
    return person, finding.state, finding.remarks


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"name": ""}, Said.NO_NAME),
        ({"name": "12"}, Said.ODD_NAME),
        ({"name": "a" * 121}, Said.LONG_NAME),
        ({"name": "buy at www.x.example"}, Said.LINK_NAME),
        ({"email": ""}, Said.NO_ADDRESS),
        ({"email": "ada@"}, Said.ODD_ADDRESS),
        ({"email": "ada@example.org\nbcc: x@example.org"}, Said.ODD_ADDRESS),
        ({"country": ""}, Said.NO_COUNTRY),
        ({"country": "Atlantis"}, Said.ODD_COUNTRY),
        ({"signed_on": "03/04/2024"}, Said.TWO_DAYS),
        ({"signed_on": "2031-01-01"}, Said.FUTURE_DAY),
        ({"signed_on": "1931-01-01"}, Said.OLD_DAY),
    ],
)
def test_what_stands_against_a_line(cells: dict[str, str], remark: Said) -> None:
    assert read(HOW, **cells) == (None, RowState.FAULTY, (remark,))


def test_what_is_taken_in_with_a_remark() -> None:
    person, state, remarks = read(comment="x" * 401, city="y" * 101, signed_on="some day", show_name="perhaps")
    assert state == RowState.WARNED
    assert set(remarks) == {Said.LONG_COMMENT, Said.LONG_CITY, Said.ODD_DAY, Said.ODD_YES}
    assert (person.comment, person.city, person.signed_on, person.show_name) == ("", "", None, False)  # type: ignore[attr-defined]


def test_boxes_are_ticked_only_by_a_yes_and_news_only_with_the_words_of_the_box() -> None:
    for text in ("yes", "Ja", "TRUE", "1", "x", "✓", "oui"):
        person = read(show_name=text, updates=text)[0]
        assert person.show_name and person.updates, text  # type: ignore[attr-defined]
    for text in ("", "no", "0", "False", "unsubscribed", "whatever"):
        person = read(show_name=text, updates=text)[0]
        assert not person.show_name and not person.updates, text  # type: ignore[attr-defined]
    without = Reading(Source.PLAIN, None, "", updates_words=False, latest=HOW.latest)
    assert not read(without, updates="yes")[0].updates  # type: ignore[attr-defined]


HEADINGS = {
    Source.CHANGE_ORG: ("Name", "City", "State", "Postal Code", "Country", "Signed On"),
    Source.ACTION_NETWORK: ("email", "first_name", "last_name", "can2_subscription_status", "can2_user_city", "country",
                            "zip_code", "can2_user_tags", "Timestamp (EST)", "Comments"),
    Source.PYTITION: ("first_name", "last_name", "phone", "email", "subscribed_to_mailinglist", "confirmed", "date"),
    Source.PLAIN: ("Zeitstempel", "Vor- und Nachname", "E-Mail-Adresse", "Land", "Wohnort", "Beruf", "Newsletter"),
    Source.PAPER: ("Sheet", "First name", "Surname", "Town", "Country", "Date", "E-mail"),
}  # fmt: skip
MEANT = {
    Source.CHANGE_ORG: {"name": "Name", "city": "City", "country": "Country", "signed_on": "Signed On"},
    Source.ACTION_NETWORK: {
        "email": "email", "first_name": "first_name", "last_name": "last_name", "city": "can2_user_city",
        "country": "country", "updates": "can2_subscription_status", "signed_on": "Timestamp (EST)",
        "comment": "Comments",
    },
    Source.PYTITION: {
        "first_name": "first_name", "last_name": "last_name", "email": "email", "signed_on": "date",
        "updates": "subscribed_to_mailinglist",
    },
    Source.PLAIN: {
        "signed_on": "Zeitstempel", "name": "Vor- und Nachname", "email": "E-Mail-Adresse", "country": "Land",
        "city": "Wohnort", "profession": "Beruf", "updates": "Newsletter",
    },
    Source.PAPER: {
        "first_name": "First name", "last_name": "Surname", "city": "Town", "country": "Country", "signed_on": "Date",
        "email": "E-mail",
    },
}  # fmt: skip


@pytest.mark.parametrize("source", HEADINGS)
def test_columns_of_each_platform_are_guessed(source: Source) -> None:
    assert guess_columns(SignatureList, source, HEADINGS[source]) == MEANT[source]
