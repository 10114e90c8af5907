"""Why a verdict is what it is: the facts judged once more, every step in plain values."""

from datetime import date
from typing import Any

from campaign.trackers.facts_json import read_facts
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Snapshot
from campaign.trackers.rules.verdict import Value


def told_steps(snapshot: Snapshot, facts: str) -> dict[str, list[dict[str, Any]]]:
    """The steps of the verdict by version of the rules, on the day of the snapshot; `facts` as the store has them."""
    law = LAWS[snapshot.register]
    trial = read_facts(snapshot.register, facts)
    return {
        version: [
            {
                "rule": step.rule,
                "outcome": step.outcome,
                "field": step.field,
                "value": _plain(step.value),
                "date": None if step.date is None else step.date.isoformat(),
                "paragraph": step.paragraph,
            }
            for step in law.told(law.judge(trial, snapshot.data_date, rules)).steps
        ]
        for version, rules in law.versions(snapshot.data_date).items()
    }


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
