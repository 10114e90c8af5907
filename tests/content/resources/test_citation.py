"""Citations: what was typed cannot end a value, and dates are as exact as they are known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.content.resources.citation import Cited, bibtex, plain_text, ris
from campaign.content.resources.particulars import (
    Issued,
    ParticularsFault,
    authors_of,
    doi_address,
    issued_of,
    read_authors,
    read_doi,
    read_issued,
)

CITED = Cited(
    key="the-rules2026",
    title="The rules",
    publisher="The Full Record",
    address="https://a.example/resources/the-rules",
    language="en",
    authors=("Lovelace, Ada", "Cochrane and Partners"),
    issued=Issued(2026, 5),
    version="2",
    doi="10.5281/zenodo.1",
)


def test_each_form_names_the_same_things() -> None:
    assert plain_text(CITED, "Version 2") == (
        "Lovelace, Ada; Cochrane and Partners (2026). The rules. Version 2. The Full Record."
        " https://doi.org/10.5281/zenodo.1"
    )
    assert (
        bibtex(CITED)
        == """@misc{the-rules2026,
  author = {Lovelace, Ada and {Cochrane and Partners}},
  title = {{The rules}},
  year = {2026},
  month = {5},
  publisher = {The Full Record},
  version = {2},
  language = {en},
  doi = {10.5281/zenodo.1},
  url = {https://a.example/resources/the-rules}
}
"""
    )
    assert ris(CITED).split("\r\n") == [
        "TY  - RPRT", "AU  - Lovelace, Ada", "AU  - Cochrane and Partners", "TI  - The rules", "PY  - 2026",
        "DA  - 2026/05/", "PB  - The Full Record", "ET  - 2", "LA  - en", "DO  - 10.5281/zenodo.1",
        "UR  - https://a.example/resources/the-rules", "ER  - ", "",
    ]  # fmt: skip


def test_without_authors_the_publisher_stands_for_them_once() -> None:
    bare = replace(CITED, authors=(), issued=None, version="", doi="")
    assert plain_text(bare, "") == "The Full Record. The rules. https://a.example/resources/the-rules"
    assert "  author = {{The Full Record}}" in bibtex(bare)
    assert "year" not in bibtex(bare)
    assert "PY" not in ris(bare)


def test_what_latex_reads_is_escaped() -> None:
    text = bibtex(replace(CITED, title=r"50% of $\alpha_{1}$ & #3 ~ ^"))
    assert r"50\% of \$\textbackslash{}alpha\_\{1\}\$ \& \#3 \textasciitilde{} \textasciicircum{}" in text


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_title_and_no_name_ends_its_value(title: str, name: str) -> None:
    cited = replace(CITED, title=title, authors=(name,) if name.strip() else ())
    text = bibtex(cited).replace("\\{", "").replace("\\}", "")
    depth = 0
    for char in text:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert text.count("\n") == bibtex(CITED).count("\n")
    assert all(line[2:6] == "  - " for line in ris(cited).split("\r\n")[:-1])


@pytest.mark.parametrize("typed", ["10.5281/zenodo.1", "doi:10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"])
def test_a_doi_is_taken_as_people_write_it(typed: str) -> None:
    assert read_doi(f" {typed} ") == "10.5281/zenodo.1"


@pytest.mark.parametrize(
    "typed", ["10.5281", "11.5281/x", "10.1/x", '10.5281/"><script>', "10.5281/a b", "https://evil.example/10.5281/x",
              "10.5281/\u0000", "javascript:10.5281/x", "10.5281/" + "x" * 300]
)  # fmt: skip
def test_what_is_no_doi_is_refused(typed: str) -> None:
    with pytest.raises(ParticularsFault):
        read_doi(typed)


def test_a_doi_leads_to_its_own_host_whatever_is_in_it() -> None:
    assert doi_address("10.1000/a?b#c") == "https://doi.org/10.1000/a%3Fb%23c"


@pytest.mark.parametrize("typed", ["", "2026", "2026-02", "2024-02-29"])
def test_a_date_of_issue_is_as_exact_as_it_is_known(typed: str) -> None:
    assert read_issued(typed) == typed


@pytest.mark.parametrize("typed", ["26", "2026-13", "2026-02-30", "2026-2", "May 2026", "٢٠٢٦", "0000", "2026-05-"])
def test_a_date_that_no_calendar_has_is_refused(typed: str) -> None:
    assert issued_of(typed) is None
    with pytest.raises(ParticularsFault):
        read_issued(typed)


def test_authors_come_one_on_each_line() -> None:
    stored = read_authors("Lovelace, Ada\n\n  The Full Record ;")
    assert authors_of(stored) == ("Lovelace, Ada", "The Full Record")
    with pytest.raises(ParticularsFault):
        read_authors("\n".join(map(str, range(51))))
