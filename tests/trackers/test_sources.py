"""Every paragraph that a rule names is in the table of sources."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.trackers.facts import CtisTrial, EuProtocol, FdaaaTrial
from campaign.trackers.rules import ctis, eu, eu_protocols, fdaaa, fdaaa_scope
from campaign.trackers.rules.sources import SOURCES, UNVERIFIED, sources_of
from campaign.trackers.rules.verdict import Step, Switch
from tests.trackers import test_ctis_rules, test_properties
from tests.trackers.made import ACT, PACT

LAWS = (eu, fdaaa, fdaaa_scope, ctis)
SWITCHES: tuple[Switch, ...] = (*eu.SWITCHES, *fdaaa.SWITCHES, *ctis.SWITCHES)


def paragraphs(module: ModuleType) -> dict[str, str]:
    """The public text constants of a module of the law: all of them are paragraphs."""
    found = {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}
    return {name: value for name, value in found.items() if not name.startswith("_")}


def written(module: ModuleType) -> Iterator[ast.expr]:
    """What a module writes as the paragraph of a step."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Step":
            yield node.args[Step._fields.index("paragraph")]


@pytest.mark.parametrize("module", LAWS)
def test_every_paragraph_of_a_law_has_a_source(module: ModuleType) -> None:
    assert paragraphs(module)
    for paragraph in paragraphs(module).values():
        assert sources_of(paragraph)


@pytest.mark.parametrize("module", LAWS)
def test_no_step_writes_its_paragraph_where_the_table_cannot_see_it(module: ModuleType) -> None:
    found = list(written(module))
    assert found
    assert [ast.unparse(node) for node in found if not isinstance(node, ast.Name)] == []


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.field)
def test_every_switch_has_a_source(switch: Switch) -> None:
    assert sources_of(switch.paragraph)


@test_properties.cases
@given(
    test_properties.protocols(),
    test_properties.fdaaa_trials(),
    test_ctis_rules.trials(),
    st.dates(date(2015, 1, 1), date(2027, 12, 31)),
)
def test_every_step_of_every_verdict_has_a_source(
    protocols: list[EuProtocol], fdaaa_trial: FdaaaTrial, ctis_trial: CtisTrial, day: date
) -> None:
    trial = eu_protocols.roll_up(protocols)
    steps = [
        *(step for rules in eu.VERSIONS.values() for step in eu.assess(trial, day, rules).steps),
        *(step for rules in fdaaa.VERSIONS.values() for step in fdaaa.assess(fdaaa_trial, day, rules).steps),
        *(step for rules in ctis.VERSIONS.values() for step in ctis.assess(ctis_trial, day, rules).steps),
    ]
    for step in steps:
        assert sources_of(step.paragraph)


@pytest.mark.parametrize("trial", [ACT, PACT, replace(PACT, certificate=date(2018, 2, 1)), replace(ACT, phases=())])
def test_the_steps_of_trials_by_the_former_flag_have_a_source(trial: FdaaaTrial) -> None:
    assert all(sources_of(step.paragraph) for step in fdaaa.assess(trial, date(2021, 1, 18)).steps)


def test_the_table_holds_nothing_that_no_rule_names() -> None:
    text = " ".join(" ".join(inspect.getsource(module) for module in (*LAWS, eu_protocols)).split())
    assert [citation for citation in SOURCES if citation not in text] == []


def test_what_is_not_checked_says_what_and_the_rest_has_an_address() -> None:
    assert {citation for citation, source in SOURCES.items() if source.unchecked} == UNVERIFIED
    for source in SOURCES.values():
        assert source.title
        assert source.url.startswith("https://")
        assert source.verified is not bool(source.unchecked)
    with pytest.raises(KeyError):
        sources_of("42 CFR 11.22(b); no such law")
