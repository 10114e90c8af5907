"""Names and web addresses: how they are read, compared and shown."""

import pytest

from campaign.organizations.names import next_slug, resemble, slug_of
from campaign.organizations.website import WebsiteFault, host_of, own_domain, read_website, spelled
from campaign.text import folded


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://example.org", "https://example.org"),
        ("http://www.example.org/", "http://www.example.org"),
        ("example.org/about_us/", "https://example.org/about_us/"),
        (" HTTPS://Example.ORG. ", "https://example.org"),
        ("https://münchner-kliniken.example", "https://xn--mnchner-kliniken-jzb.example"),
        ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_website_is_stored_in_its_plain_spelling(typed: str, stored: str) -> None:
    assert read_website(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "example",
        "ftp://example.org",
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,x",
        "https://user@example.org",
        "https://good.example@evil.example",
        "https://example.org:8080",
        "https://127.0.0.1",
        "https://[::1]/",
        "https://2130706433",
        "https://0x7f.1",
        "https://localhost",
        "https://printer.local",
        "https://example.org/../etc",
        "https://example.org/%2e%2e/",
        "https://example.org//evil.example",
        "https://example.org/?next=evil",
        "https://example.org/#top",
        "https://example.org\\@evil.example",
        "https://exa mple.org",
        "https://example.org/\r\nX: y",
        "//example.org",
        "https://-bad-.example",
        "https://" + "a" * 64 + ".example",
        "https://example.org/" + "a" * 200,
    ],
)
def test_tricks_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(WebsiteFault):
        read_website(typed)


def test_a_website_is_shown_as_people_write_it() -> None:
    assert spelled(read_website("https://www.münchner.example/haus")) == "münchner.example/haus"
    assert host_of("https://www.example.org/x") == "example.org"


@pytest.mark.parametrize(
    ("address", "website", "own"),
    [
        ("a@example.org", "https://www.example.org", True),
        ("a@med.example.org", "https://example.org", True),
        ("a@uni.example", "https://trials.uni.example", True),
        ("a@example.org.evil.example", "https://example.org", False),
        ("a@notexample.org", "https://example.org", False),
        ("a@gmail.com", "https://gmail.com", False),
        ("a@ac.uk", "https://northmarch.ac.uk", False),
        ("a@example", "https://b.example", False),
    ],
)
def test_an_address_is_at_the_organizations_own_domain_or_not(address: str, website: str, own: bool) -> None:
    assert own_domain(address, website) is own


def test_names_fold_to_one_key() -> None:
    assert (
        folded("  Hôpitaux  Réunis de Valfleury ")
        == folded("hopitaux reunis DE valfleury")
        == "hopitaux reunis de valfleury"
    )
    assert folded("A.B.C. – Society") == "abc society"
    assert folded("!!!") == "!!!"


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("Fennmark Kliniken gGmbH", "Fennmark Kliniken", True),
        ("Fennmark Kliniken", "Fennmark Stiftung", True),
        ("Northmarch University", "University of Northmarch", True),
        ("Northmarch University", "Northmarsh University", True),
        ("Northmarch University", "Southdale University", False),
        ("Society for Rare Lung Disease", "Collège fictif de pharmacologie", False),
    ],
)
def test_similar_names_are_found(left: str, right: str, alike: bool) -> None:
    assert resemble(folded(left), folded(right)) is alike


def test_every_name_gets_a_slug_of_its_own() -> None:
    assert slug_of("Hôpital Ünïted") == "hopital-united"
    assert slug_of("医療") == "organization"
    assert next_slug("a", {"a", "a-2"}) == "a-3"
