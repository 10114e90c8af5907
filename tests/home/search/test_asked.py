"""Reading what was typed, and the pieces of text around it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from campaign.home.search.asked import LONGEST, MOST_TERMS, Term, fts5, read_asked, tsquery
from campaign.home.search.snippet import marked, snippet


def terms(typed: str) -> list[Term]:
    return list(read_asked(typed).terms)


def test_words_phrases_and_the_beginning_of_the_last_word() -> None:
    assert terms("Late Trials") == [Term(("late",)), Term(("trials",), open_end=True)]
    assert terms("“clinical trials” late") == [Term(("clinical", "trials")), Term(("late",), open_end=True)]
    assert terms('late "clinical trials"') == [Term(("late",)), Term(("clinical", "trials"))]
    assert terms("2017-990041-26") == [Term(("2017", "990041", "26"), open_end=True)]
    assert terms('never "closed') == [Term(("never",)), Term(("closed",))]
    assert terms(" * - ") == terms("") == []
    assert len(terms(" ".join(f"w{n}" for n in range(40)))) == MOST_TERMS
    assert read_asked("x" * 10_000).was_cut


@given(st.text(max_size=500) | st.text("\"“ab*-(): '&|!<>\\\x00^.é", max_size=60))
def test_whatever_was_typed_only_words_reach_a_database(typed: str) -> None:
    asked = read_asked(typed)
    assert len(asked.text) <= LONGEST
    assert len(asked.terms) <= MOST_TERMS
    assert all(word and not re.search(r"[\s\"'*&|!<>():\\^\x00-]", word) for word in asked.words)
    assert read_asked(typed) == asked
    assert fts5(asked).count('"') % 2 == 0
    assert bool(fts5(asked)) == bool(tsquery(asked)) == bool(asked.terms)


@given(st.text(max_size=400), st.text(max_size=60))
def test_a_snippet_is_a_piece_of_the_text_and_marks_are_words_of_it(text: str, typed: str) -> None:
    asked = read_asked(typed)
    assert "".join(piece.text for piece in marked(text, asked)) == text
    shown = "".join(piece.text for piece in snippet(text, asked))
    assert shown.removeprefix("… ").removesuffix(" …") in text or shown in text


def test_a_snippet_shows_where_most_of_the_words_are() -> None:
    text = "late " + "filler " * 60 + "the late trials of the year" + " filler" * 60
    pieces = snippet(text, read_asked("trial late"))
    assert [piece.text for piece in pieces if piece.found] == ["late", "trials"]
    assert pieces[0].text == "… " and pieces[-1].text == " …"
