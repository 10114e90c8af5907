"""The catalogues: they hold what the code says, and what they hold fits."""

from functools import cache
from gettext import c2py

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from campaign.privacy.holders import HOLDERS
from campaign.web.errors import Refusal
from campaign.web.language import catalogue
from tests.catalogues.extraction import AT_THE_DESK_ONLY, extracted, refusals
from tests.catalogues.faults import faults_of_sentence, faults_of_translation
from tests.catalogues.pseudo import english_left, english_left_in_text, pseudo
from tests.catalogues.update import (
    TEMPLATE,
    TRANSLATED,
    catalogue_file,
    plural_forms,
    read_catalogue,
    template_file,
    updated,
)

FORMS = {"fr": 2, "de": 2, "es": 2, "pt": 2, "it": 2, "pl": 3, "ar": 6}


@cache
def sentences() -> Catalog:
    return extracted()


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_template_holds_what_code_and_templates_say() -> None:
    assert TEMPLATE.read_bytes() == template_file(sentences()), "run `make messages`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_the_sentences_of_the_template_and_no_others(language: str) -> None:
    assert catalogue_file(language).read_bytes() == updated(language, sentences()), "run `make messages`"


def test_every_sentence_can_be_translated() -> None:
    faults = {message.id: found for message in messages(sentences()) if (found := list(faults_of_sentence(message)))}
    assert faults == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_has_its_translation_and_that_fits(language: str) -> None:
    rows = (
        (each.id, list(faults_of_translation(each, FORMS[language]))) for each in messages(read_catalogue(language))
    )
    assert {sentence: faults for sentence, faults in rows if faults} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_the_plural_forms_of_its_language(language: str) -> None:
    """Each number gets the form that Unicode has for it, and Arabic has all six."""
    file = read_catalogue(language)
    assert file.num_plurals == FORMS[language]
    assert f'"Plural-Forms: {plural_forms(language)}\\n"' in catalogue_file(language).read_text()
    if language != "ar":
        assert plural_forms(language) == get_plural(language).plural_forms


def test_arabic_takes_the_form_of_each_number() -> None:
    form = c2py(plural_forms("ar").partition("plural=")[2].rstrip(";"))
    assert [form(number) for number in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111)] == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        3,
        4,
    ]


def test_a_catalogue_that_lacks_a_sentence_says_it_in_english() -> None:
    assert catalogue("fr").ugettext("No such sentence anywhere") == "No such sentence anywhere"
    assert catalogue("xx").ugettext("Privacy") == "Privacy"


@pytest.mark.parametrize(
    ("said", "meant", "fault"),
    [
        ("Closes on %(day)s", "Ferme le %(jour)s", "other placeholders"),
        ("Closes on %(day)s", "Ferme", "other placeholders"),
        ("Closes on %(day)s", "Ferme le %(day)s ", "white space"),
        ("Closes on %(day)s", "Ferme le %(day)", "no %(name)s"),
        ("See <b>it</b>", "Voir <b>ceci", "other tags"),
        ("See <b>it</b> <i>now</i>", "Voir <b><i></b></i>", "close in order"),
        ("See <b>it</b>", "Voir <i>ceci</i>", "other tags"),
        ("Closed", "Closed", "the same as English"),
        ("Closed", "Fermé < ouvert", "no tag"),
        ("Closed", "", "not translated"),
        (("%(num)s person", "%(num)s people"), ("%(num)s personne",), "1 forms instead of 2"),
        (("%(num)s person", "%(num)s people"), ("%(num)s personne", ""), "not translated"),
        (("%(num)s person", "%(num)s people"), ("%(n)s personne", "%(num)s personnes"), "other placeholders"),
    ],
)
def test_what_does_not_fit_is_found(said: str | tuple[str, str], meant: str | tuple[str, ...], fault: str) -> None:
    found = list(faults_of_translation(Message(said, meant), 2))
    assert any(fault in each for each in found), found


def test_what_fits_is_left_alone() -> None:
    assert list(faults_of_translation(Message("Closes on %(day)s", "Ferme le %(day)s"), 2)) == []
    assert list(faults_of_translation(Message("See <b>it</b>", "À voir : <b>ceci</b>"), 2)) == []
    forms = ("لا أحد", "شخص واحد", "شخصان", "%(num)s أشخاص", "%(num)s شخصا", "%(num)s شخص")
    assert list(faults_of_translation(Message(("%(num)s person", "%(num)s people"), forms), 6)) == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (" Closed", "white space"),
        ("100 % of them", "write %%"),
        ("See <b>it", "close in order"),
        ("%(num)s people", "use ngettext"),
        (("%(num)s person", "%(many)s people"), "another placeholder"),
    ],
)
def test_a_sentence_that_cannot_be_translated_is_found(said: str | tuple[str, str], fault: str) -> None:
    assert any(fault in each for each in faults_of_sentence(Message(said)))


def test_refusals_are_in_the_catalogues_word_for_word() -> None:
    said = {message.id for message in messages(sentences())}

    def all_below(kind: type[Refusal]) -> set[type[Refusal]]:
        return {kind}.union(*(all_below(each) for each in kind.__subclasses__()))

    known = all_below(Refusal)
    public = ("campaign.signatures.refusals", "campaign.organizations.refusals", "campaign.imports.refusals")
    missing = [
        kind.__name__
        for kind in known
        if kind.__module__ in public
        and kind.__name__ not in AT_THE_DESK_ONLY
        # Those that ask for something make their own sentence.
        and kind.__init__ is Refusal.__init__
        and (kind().args[0] not in said or kind.title not in said)
    ]
    assert missing == []
    assert refusals() >= AT_THE_DESK_ONLY, "a refusal that is named there is gone"
    assert refusals() >= {kind.__name__ for kind in known if kind.__module__.startswith("campaign.")}


def test_what_is_english_only_is_not_for_translators() -> None:
    places = {name for message in messages(sentences()) for name, _ in message.locations}
    assert not {name for name in places if "/desk" in name or "/trackers" in name or "/accounts" in name}
    assert not {name for name in places if name.endswith(("/staff.py", "/commands.py"))}


def test_the_privacy_page_can_be_read_in_every_language() -> None:
    said = {message.id for message in messages(sentences())}
    for holder in HOLDERS.values():
        assert {holder.name, holder.kept, holder.erased_by} <= said, holder.table


def test_the_language_that_nobody_speaks_keeps_what_must_stay_and_shows_what_was_not_marked() -> None:
    made = pseudo('See <a href="%(address)s">the %% of %(day)s</a> &amp; go')
    for kept in ('<a href="%(address)s">', "</a>", "%%", "%(day)s", "&amp;"):
        assert kept in made
    assert len(made) >= len("See the of  go") * 1.4
    page = (
        f'<html lang="ar"><p>{pseudo("Read <b>all</b> of it")} <b>Forgotten words</b></p><p lang="en">Its own text</p>'
        f'<bdi>Ada Lovelace</bdi> Grace Hopper<img alt="Forgotten too"><a title="{pseudo("Open")}">example.org/page</a>'
    )
    assert english_left(page, ["Grace Hopper"]) == ["Forgotten words", "Forgotten too"]
    assert english_left_in_text(f"{pseudo('Dear')} Ada\nhttp://localhost/here\nForgotten") == ["Forgotten"]
