"""Row 15: import and assess a file of studies against `json.loads` of the same file alone.

    python -m bench.trackers [--trials 30000] [--rounds 5] [--studies FILE]

Subjects and reference take turns, each in a process of its own; the figure is the median of the rounds' ratios of
trials a second. There are two subjects. `rules` reads the file as the importer does, classifies and judges every study
under version 1 with all steps, and adds up sponsors, ranking and headline. `store` is what `campaign trackers import
fdaaa` does to an empty SQLite site: both versions of the rules, every fact, verdict and figure on disk, published. Peak
memory is of the subject's process, for a tenth of the file and for all of it: it must not grow. Without `--studies` the
file is made from generated studies in the shape of the API.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from campaign.clock import now
from campaign.operate.prepare import open_site
from campaign.trackers.facts import Register
from campaign.trackers.import_files import Files, import_files
from campaign.trackers.importers.clinicaltrials_gov import read_studies
from campaign.trackers.importers.source import Malformed
from campaign.trackers.queries import headline, newest_snapshot
from campaign.trackers.rules.fdaaa import VERSION_1, assess
from campaign.trackers.rules.fdaaa_figures import SponsoredVerdict, figures

AS_OF = date(2026, 10, 4)
TRIALS = 30_000
PHASES = (["PHASE1", "PHASE2"], ["PHASE2"], ["PHASE2", "PHASE3"], ["PHASE3"], ["PHASE4"], ["NA"], ["PHASE1"])


def made_study(number: int, chance: random.Random) -> dict[str, Any]:
    """A study as long as the API sends it when it is asked for our fields, about 2,200 characters."""
    start = date(2015, 1, 1) + timedelta(days=chance.randrange(3600))
    completion = start + timedelta(days=chance.randrange(200, 1500))
    submitted = completion + timedelta(days=chance.randrange(100, 1500))
    status: dict[str, Any] = {
        "statusVerifiedDate": f"{start:%Y-%m}",
        "overallStatus": chance.choice(["COMPLETED", "RECRUITING", "TERMINATED", "UNKNOWN"]),
        "expandedAccessInfo": {"hasExpandedAccess": False},
        "startDateStruct": {"date": f"{start:%Y-%m}" if chance.random() < 0.3 else start.isoformat(), "type": "ACTUAL"},
        "primaryCompletionDateStruct": {"date": completion.isoformat(), "type": "ACTUAL"},
        "completionDateStruct": {"date": completion.isoformat(), "type": "ACTUAL"},
        "studyFirstSubmitDate": start.isoformat(),
        "lastUpdateSubmitDate": completion.isoformat(),
    }
    results = submitted < AS_OF and chance.random() < 0.5
    if results:
        status["resultsFirstSubmitDate"] = submitted.isoformat()
    words = " ".join(chance.choice(["randomised", "blinded", "controlled", "study", "of"]) for _ in range(12))
    sponsor = {"name": f"Sponsor {chance.randrange(3000)}", "class": chance.choice(["INDUSTRY", "OTHER", "NIH"])}
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{number:08}",
                "organization": {"fullName": sponsor["name"], "class": sponsor["class"]},
                "briefTitle": words,
                "officialTitle": f"{words}, {words}",
                "secondaryIdInfos": [{"id": f"R{number}", "type": "NIH", "link": f"https://example.org/{number}"}],
            },
            "statusModule": status,
            "sponsorCollaboratorsModule": {"leadSponsor": sponsor, "responsibleParty": {"type": "SPONSOR"}},
            "oversightModule": {
                "oversightHasDmc": True,
                "isFdaRegulatedDrug": chance.random() < 0.7,
                "isFdaRegulatedDevice": False,
            },
            "conditionsModule": {"conditions": [words[:40], words[-30:]]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": chance.choice(PHASES),
                "designInfo": {"allocation": "RANDOMIZED", "primaryPurpose": "TREATMENT"},
                "enrollmentInfo": {"count": chance.randrange(1000), "type": "ACTUAL"},
            },
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": words[:20]}] * 2},
            "referencesModule": {"references": [{"pmid": str(number), "type": "BACKGROUND"}] * 2},
            "contactsLocationsModule": {"locations": [{"country": "United States"}, {"country": "France"}] * 3},
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": AS_OF.isoformat()}},
        "hasResults": results,
    }


def write_studies(path: Path, trials: int) -> None:
    """A file of generated studies, the same every time."""
    chance = random.Random(15)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"studies": [')
        for number in range(trials):
            file.write(f"{', ' if number else ''}{json.dumps(made_study(number, chance))}")
        file.write("]}")


def subject(path: Path) -> dict[str, float]:
    """Import, assess and add up."""
    trials = malformed = 0
    steps = 0

    def judged() -> Iterator[SponsoredVerdict]:
        nonlocal trials, malformed, steps
        with path.open("rb") as source:
            for trial in read_studies(source):
                if isinstance(trial, Malformed):
                    malformed += 1
                    continue
                trials += 1
                verdict = assess(trial, AS_OF, VERSION_1)
                steps += len(verdict.steps)
                yield SponsoredVerdict(trial.sponsor, trial.sponsor_class, verdict)

    began = time.perf_counter()
    found = figures(judged(), AS_OF, VERSION_1.version)
    seconds = time.perf_counter() - began
    return {
        "trials": trials,
        "seconds": seconds,
        "malformed": malformed,
        "steps": steps,
        "due": found.headline.due,
        "sponsors": len(found.sponsors),
        "peak_mb": peak_mb(),
    }


def store(path: Path) -> dict[str, float]:
    """Import into an empty site and publish, as the command does."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CAMPAIGN_DATA_DIR"] = folder
        site = open_site()
        with site.app_context():
            began = time.perf_counter()
            found = import_files(Register.FDAAA, Files([path]), AS_OF, now)
            seconds = time.perf_counter() - began
            figures_ = headline(newest_snapshot(Register.FDAAA), VERSION_1.version)
            assert figures_ is not None
            return {
                "trials": found.taken.records,
                "seconds": seconds,
                "malformed": len(found.taken.malformed),
                "due": figures_.due,
                "peak_mb": peak_mb(),
            }


def reference(path: Path) -> dict[str, float]:
    """`json.loads` of the file, and nothing else."""
    text = path.read_text(encoding="utf-8")
    began = time.perf_counter()
    studies = json.loads(text)["studies"]
    return {"trials": len(studies), "seconds": time.perf_counter() - began, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The most memory this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


SUBJECTS = {"rules": subject, "store": store, "reference": reference}


def alone(what: str, path: Path) -> dict[str, float]:
    """One run in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.trackers", "--only", what, "--studies", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(path: Path, small: Path | None, rounds: int) -> None:
    """The rounds, and the figures."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in SUBJECTS}
    for number in range(1, rounds + 1):
        for name, runs in taken.items():
            runs.append(alone(name, path))
        rates = {name: runs[-1]["trials"] / runs[-1]["seconds"] for name, runs in taken.items()}
        print(f"round {number}: " + ", ".join(f"{name} {rate:,.0f} trials/s" for name, rate in rates.items()))
    for name in ("rules", "store"):
        ratios = [
            us["trials"] / us["seconds"] / (them["trials"] / them["seconds"])
            for us, them in zip(taken[name], taken["reference"], strict=True)
        ]
        last = taken[name][-1]
        memory = f"all {last['peak_mb']:.0f} MB"
        if small is not None:
            memory = f"a tenth {alone(name, small)['peak_mb']:.0f} MB, {memory}"
        print(f"{name}: {last['trials']:,.0f} trials, {last['due']:,.0f} due; peak memory: {memory}")
        print(f"row 15, {name}: median ratio {statistics.median(ratios):.3f} (at least 0.15, aim 0.35)")


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--studies", type=Path)
    parser.add_argument("--only", choices=tuple(SUBJECTS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(SUBJECTS[asked.only](asked.studies)))
    elif asked.studies:
        measure(asked.studies, None, asked.rounds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path, small = Path(folder) / "studies.json", Path(folder) / "tenth.json"
            write_studies(path, asked.trials)
            write_studies(small, asked.trials // 10)
            print(f"{asked.trials:,} studies, {path.stat().st_size / 1e6:.0f} MB")
            measure(path, small, asked.rounds)


if __name__ == "__main__":
    main()
