"""`python -m tests.agreement --claims 10000`: SQL and Python decide random claims, and agree.

Each city follows from a seed: few people, days and amounts, so that claims collide; agreements,
rates and the law change in the middle of the time. Findings with their facts and order, outcomes,
all amounts and every line's amount must be the same. Exit code 1 where a city differs; its seed is
printed. Nothing stays in the database.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.claims_city import City, Claim

    from multiguna.claims.terms import ClaimDecision

CLAIMS_A_CITY = 24


@dataclass
class Tally:
    """What has been decided alike so far, by what occurred in it, and the seeds that differ."""

    cities: int = 0
    claims: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    differing: list[int] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Decide at least so many claims both ways; 0 when all agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000, help="at least so many")
    parser.add_argument("--seed", type=int, default=1, help="the first city's seed")
    asked = parser.parse_args(arguments)
    os.environ.setdefault(
        "MULTIGUNA_BENCH_HOME",
        str(Path(tempfile.gettempdir()) / f"multiguna-agreement-{os.geteuid()}"),
    )
    from benchmarks.__main__ import _fresh_database

    _fresh_database()
    from multiguna.kernel import embedded

    started, tally = time.perf_counter(), Tally()
    seed = asked.seed
    while tally.claims < asked.claims:
        decide_both(seed, tally)
        seed += 1
    embedded.stop()
    print(report(tally, asked.seed, seed - 1, time.perf_counter() - started))
    return 1 if tally.differing else 0


def decide_both(seed: int, tally: Tally) -> None:
    """One city, decided by SQL and by Python, and rolled back."""
    from tests.claims_city import a_city
    from tests.claims_rows import insert
    from tests.property.test_claims_twins import expected, in_python, in_sql

    from multiguna.kernel.db import transaction
    from multiguna.kernel.terms import system

    city = a_city(seed, CLAIMS_A_CITY)
    with (
        transaction(system("36.71")) as cursor,
        cursor.connection.transaction(force_rollback=True),
    ):
        insert(cursor, city)
        by_sql = in_sql(cursor, city)
    by_python = in_python(city)
    tally.cities += 1
    tally.claims += len(by_python)
    if by_sql != by_python:
        tally.differing.append(seed)
    decided = expected(city)
    for one in city.claims:
        if one.facts.claim_id in decided:
            note(city, one, decided[one.facts.claim_id], tally)


def note(city: City, one: Claim, decision: ClaimDecision, tally: Tally) -> None:
    """Count the cases that a claim is an example of."""
    claim, leap = one.facts, date(2012, 2, 29)
    tally.outcomes[decision.outcome.value] += 1
    tally.findings.update(f"{f.rule_code} {f.severity.value}" for f in decision.findings)
    amended = [
        a.period.starts for a in city.agreements
        if a.provider_code == claim.provider_code and a.period.starts > date(2012, 1, 1)
    ]  # fmt: skip
    cases = {
        "zero billed": claim.billed_idr == 0,
        "a zero line": any(amount == 0 for _, amount in claim.lines),
        "approved zero": decision.outcome.value == "reduced" and decision.approved_idr == 0,
        "care on a leap day": claim.admission_date <= leap <= claim.discharge_date,
        "born on a leap day": claim.birth_date is not None
        and (claim.birth_date.month, claim.birth_date.day) == (2, 29),
        "in and out on one day (midnight)": claim.days == 1 and claim.care == "inpatient",
        "readmitted on the day of discharge": any(
            f.rule_code == "readmission" and f.facts["days"] == 0 for f in decision.findings
        ),
        "under an amended agreement": any(claim.service_date >= day for day in amended),
        "on the day an agreement changes": claim.service_date in amended,
        "a newborn on the mother's letter": one.letter is not None
        and one.letter.born_on is not None,
        "decided a second time": one.past == "again",
    }
    tally.cases.update(name for name, holds in cases.items() if holds)


def report(tally: Tally, first: int, last: int, took: float) -> str:
    """What was decided, as Markdown."""
    lines = [
        f"{tally.claims:,} claims in {tally.cities:,} cities (seeds {first} to {last}), each "
        f"decided by SQL and by Python in {took:,.0f} s: "
        + ("all alike." if not tally.differing else f"DIFFERENT for seeds {tally.differing}."),
        "",
        "| Case | Claims |",
        "|---|---:|",
        *(f"| {name} | {count:,} |" for name, count in sorted(tally.cases.items())),
        "",
        "| Outcome | Claims |",
        "|---|---:|",
        *(f"| {name} | {count:,} |" for name, count in sorted(tally.outcomes.items())),
        "",
        "| Rule and what it did | Findings |",
        "|---|---:|",
        *(f"| {name} | {count:,} |" for name, count in sorted(tally.findings.items())),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
