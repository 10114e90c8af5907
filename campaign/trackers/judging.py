"""Judge trials one by one under every version of a law, and add up as they come."""

from dataclasses import replace
from datetime import date
from typing import Any

from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION, Count, Judged, Law
from campaign.trackers.names import NameTable


class Judging:
    """One law on one day: counts per version of the rules, and per switch that version 1 is judged with as well."""

    def __init__(self, law: Law, as_of: date, names: NameTable) -> None:
        self.law, self.as_of, self.names = law, as_of, names
        self._versions = law.versions(as_of)
        self.counts: dict[str, Count] = {each: law.count(names, as_of, rules) for each, rules in self._versions.items()}
        self._turned: dict[str, Any] = {}
        self.switched: dict[str, Count] = {}
        corrected = self._versions[CORRECTED_VERSION]
        for field, rules in law.switched(as_of).items():
            name = f"{PUBLISHED_VERSION}+{field}"
            if replace(rules, version=corrected.version) == corrected:
                # The only switch there is: version 2 has judged by it already.
                self.switched[name] = self.counts[CORRECTED_VERSION]
            else:
                self._turned[name] = rules
                self.switched[name] = law.count(names, as_of, rules)

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of the rules that verdicts are kept of."""
        return tuple(self._versions)

    def judge(self, trial: Any) -> tuple[dict[str, Judged], list[str]]:
        """Verdicts by version, and the slugs of the sponsors that the trial counts under."""
        verdicts: dict[str, Judged] = {}
        slugs: dict[str, None] = {}
        for version, rules in self._versions.items():
            verdict = self.law.judge(trial, self.as_of, rules)
            slugs.update(dict.fromkeys(self.counts[version].add(trial, verdict)))
            verdicts[version] = self.law.told(verdict)
        for version, rules in self._turned.items():
            self.switched[version].add(trial, self.law.judge(trial, self.as_of, rules))
        return verdicts, list(slugs)
