"""`python -m tests.benchmarks [SECTION …]`: prints ratios, never a verdict on a time."""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks import (
    certificates,
    event,
    participation,
    people,
    ranking,
    registration,
    season,
)
from tests.benchmarks.measuring import machine_line, say

SECTIONS = (
    "ranking",
    "event",
    "season",
    "certificates",
    "participation",
    "registrations",
    "people",
)
MANY_ROWS = 10_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run the sections that are named, or all; gives 1 when ways of ranking disagree."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rows", type=int, default=MANY_ROWS, help="entries to rank")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds")
    parser.add_argument("--certificates", type=int, default=1000, help="certificates to draw")
    parser.add_argument("--reports", type=int, default=300_000, help="reports of participations")
    parser.add_argument("--registrations", type=int, default=100_000, help="rows of the workbook")
    parser.add_argument("--inserted", type=int, default=1_000_000, help="rows stored in a table")
    parser.add_argument("--people", type=int, default=1_000_000, help="persons to find")
    parser.add_argument("--ours-only", action="store_true", help="leave the peers out")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.sections) - set(SECTIONS))
    if unknown:
        parser.error(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    wanted = chosen.sections or SECTIONS
    say(machine_line())
    say()
    equal = True
    if "ranking" in wanted:
        names = list(ranking.OURS) if chosen.ours_only else None
        equal = ranking.run(chosen.rows, chosen.rounds, names)
    if "event" in wanted:
        event.run(100, chosen.rounds)
    if "season" in wanted:
        season.run(chosen.rounds)
    if "certificates" in wanted:
        names = ["ours"] if chosen.ours_only else None
        certificates.run(chosen.certificates, chosen.rounds, names)
    if "participation" in wanted:
        participation.run(chosen.reports)
    if "registrations" in wanted:
        registration.run(
            chosen.registrations, chosen.rounds, chosen.inserted, ours_only=chosen.ours_only
        )
    if "people" in wanted:
        people.run(chosen.people, chosen.rounds)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
