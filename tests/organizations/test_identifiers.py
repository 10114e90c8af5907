"""Identifiers: each is read, or refused with a sentence."""

import pytest

from campaign.organizations.identifiers import IdentifierFault, public_address, read_identifier
from campaign.organizations.models import IdentifierScheme
from campaign.web.countries import country_names

ROR, COMPANY, WIKIDATA, OTHER = IdentifierScheme


@pytest.mark.parametrize(
    ("scheme", "typed", "value"),
    [
        (ROR, "03vek6s52", "03vek6s52"),
        (ROR, " https://ror.org/01AN7Q238/ ", "01an7q238"),
        (ROR, "ror.org/052gg0110", "052gg0110"),
        (ROR, "", ""),
        (WIKIDATA, "q13371", "Q13371"),
        (WIKIDATA, "https://www.wikidata.org/wiki/Q13371", "Q13371"),
        (COMPANY, "01089464", "DE:01089464"),
        (COMPANY, "GB 01089464", "GB:01089464"),
        (COMPANY, "gb:01089464", "GB:01089464"),
        (COMPANY, "SC123456", "DE:SC123456"),
        (COMPANY, "HRB 12345 B", "DE:HRB12345B"),
        (OTHER, " Charity  Commission   1089464 ", "Charity Commission 1089464"),
    ],
)
def test_identifiers_are_kept_in_their_plain_spelling(scheme: IdentifierScheme, typed: str, value: str) -> None:
    assert read_identifier(scheme, typed, "DE", country_names()) == value


@pytest.mark.parametrize(
    ("scheme", "typed", "sentence"),
    [
        (ROR, "03vek6s53", "check digits"),
        (ROR, "03vek6t52", "check digits"),
        (ROR, "13vek6s52", "looks like"),
        (ROR, "03vek6u52", "looks like"),
        (ROR, "https://evil.example/03vek6s52", "looks like"),
        (WIKIDATA, "13371", "looks like"),
        (WIKIDATA, "Q0", "looks like"),
        (WIKIDATA, "Q13371<script>", "looks like"),
        (COMPANY, "none", "has figures"),
        (COMPANY, "1<b>2", "no other signs"),
        (COMPANY, "XX 12345", "no country’s code"),
        (COMPANY, "1" * 60, "no other signs"),
        (OTHER, "x" * 61, "60 characters at most"),
        (OTHER, "see https://evil.example", "without a web address"),
    ],
)
def test_what_cannot_be_one_is_refused(scheme: IdentifierScheme, typed: str, sentence: str) -> None:
    with pytest.raises(IdentifierFault, match=sentence):
        read_identifier(scheme, typed, "DE", country_names())


def test_a_number_without_a_country_is_refused() -> None:
    with pytest.raises(IdentifierFault, match="Choose the country"):
        read_identifier(COMPANY, "12345", "", country_names())


def test_only_registers_with_a_stable_address_are_linked() -> None:
    assert public_address(ROR, "03vek6s52") == "https://ror.org/03vek6s52"
    assert public_address(WIKIDATA, "Q13371") == "https://www.wikidata.org/wiki/Q13371"
    assert public_address(COMPANY, "GB:01089464").endswith("/company/01089464")
    assert public_address(COMPANY, "FR:552032534").endswith("/552032534")
    for value in ("DE:HRB12345", "GB:12", "FR:1"):
        assert public_address(COMPANY, value) == ""
    assert public_address(OTHER, "javascript:alert(1)") == ""
