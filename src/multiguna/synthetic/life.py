"""Live a generated city through the public actions, day by day, from its files alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from multiguna.audit.actions import sequence_leaves
from multiguna.claims.actions import adjudicate_batch, import_claims
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import expire_guarantees, issue_guarantee, learn_if_due
from multiguna.guarantees.terms import Outcome
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import import_budget
from multiguna.ledger.rules import read_budget
from multiguna.payments.actions import order_payments, record_step
from multiguna.payments.queries import payable
from multiguna.payments.terms import StepName
from multiguna.registry.actions import import_residents
from multiguna.synthetic.scoring import Observed

CLAIM_FILE = re.compile(r"P\.(\d{4})(\d\d)(\d\d)_(\w+)\.txt")
PAYMENT_DAY = 25
REPORTED = """
SELECT b.file_name, c.row_no, f.rule_code
FROM claims_finding f
JOIN claims_claim c ON c.region = f.region AND c.claim_id = f.claim_id
JOIN claims_batch b ON b.region = c.region AND b.batch_id = c.batch_id
WHERE f.region = %s
"""


@dataclass
class Life:
    """What a city did, and everything that the product said about its rows."""

    desk: Counter[Outcome] = field(default_factory=Counter)
    claims_imported: int = 0
    rows_refused: int = 0
    last_day: date = date.min
    observed: list[Observed] = field(default_factory=list)


Say = Callable[[str, int, int], None]


def live(city: Path, reports: Path, *, region: str, say: Say = lambda *_: None) -> Life:
    """Take in the city's files and act on every day as desks, billers, verifiers and treasurer do.

    Residents first; then each day its budget documents, its visits at the desks and the claim
    files received, adjudicated at the month's end and on payment day paid as far as the released
    funds reach. Reports of bad rows go below `reports`. `say` gets a phase and how far it is.
    """
    life, by = Life(), system(region)
    budget_days = {document.on for document in read_budget(city / "budget.csv")}
    start = min(budget_days)
    for number, name in enumerate(("residents.csv", "welfare.csv")):
        say("residents", number, 2)
        report = reports / f"{name}.errors.csv"
        result = import_residents(path=city / name, by=by, on=start, report_to=report)
        life.rows_refused += result.refused
        life.observed += _reported(report, name)
    days = sorted(_days(city))
    for number, (day, visits, files) in enumerate(days):
        say("days", number, len(days))
        if any(life.last_day < due <= day for due in budget_days):
            import_budget(path=city / "budget.csv", by=by, on=day)
        learn_if_due(by=by, on=day)
        for row, visit in visits:
            _visit(life, row, visit, day, region)
        for path in files:
            _hand_in(life, city, path, reports, day, region)
        for pay_day in _payment_days(life.last_day, day):
            _decide(region, pay_day)
            _pay(region, pay_day)
            expire_guarantees(by=by, on=pay_day)
            sequence_leaves(by=by, on=pay_day)
        life.last_day = day
    _decide(region, life.last_day)
    sequence_leaves(by=by, on=life.last_day)
    with transaction(by) as cursor:
        rows = cursor.execute(REPORTED, [region]).fetchall()
    names = {path.name: str(path.relative_to(city)) for path in city.glob("claims/*/*.txt")}
    life.observed += [(names[file], row, code) for file, row, code in rows]
    return life


def _days(city: Path) -> Iterator[tuple[date, list[tuple[int, dict[str, str]]], list[Path]]]:
    """Each day on which anything happens, with its visits (and row numbers) and claim files."""
    visits: dict[date, list[tuple[int, dict[str, str]]]] = {}
    files: dict[date, list[Path]] = {}
    with (city / "visits.csv").open(encoding="utf-8", newline="") as file:
        for row, visit in enumerate(csv.DictReader(file), start=1):
            visits.setdefault(date.fromisoformat(visit["on"]), []).append((row, visit))
    for path in sorted(city.glob("claims/*/*.txt")):
        match = CLAIM_FILE.fullmatch(path.name)
        assert match is not None, "a claim file is named by its day and hospital"
        files.setdefault(date(*map(int, match.groups()[:3])), []).append(path)
    for day in {*visits, *files}:
        yield day, visits.get(day, []), files.get(day, [])


def _visit(life: Life, row: int, visit: dict[str, str], day: date, region: str) -> None:
    """One person at a hospital's desk: the answer is counted, a no is what was observed."""
    code = visit["provider_code"]
    desk = Actor(f"desk-{code}", Role.DESK_CLERK, region, code)
    answer = issue_guarantee(
        letter_no=visit["letter_no"],
        nik=int(visit["nik"] or visit["mother_nik"]),
        kk=int(visit["kk"]) if visit["kk"] else None,
        provider_code=code,
        care=Care(visit["care"]),
        diagnosis=visit["diagnosis"],
        emergency=visit["emergency"] == "1",
        born_on=date.fromisoformat(visit["born"]) if not visit["nik"] else None,
        by=desk,
        on=day,
    )
    life.desk[answer.outcome] += 1
    if answer.letter is None:
        life.observed.append(("visits.csv", row, answer.decision.reason))


def _hand_in(life: Life, city: Path, path: Path, reports: Path, day: date, region: str) -> None:
    match = CLAIM_FILE.fullmatch(path.name)
    assert match is not None
    biller = Actor(f"biller-{match[4]}", Role.BILLER, region, match[4])
    report = reports / f"{path.name}.errors.csv"
    result = import_claims(path=path, provider_code=match[4], by=biller, on=day, report_to=report)
    life.claims_imported += result.imported
    life.rows_refused += result.refused
    life.observed += _reported(report, str(path.relative_to(city)))


def _decide(region: str, day: date) -> None:
    verifier = Actor("verifier", Role.VERIFIER, region)
    adjudicate_batch(batch_id=None, by=verifier, on=day)


def _payment_days(after: date, until: date) -> Iterator[date]:
    if after == date.min:
        return
    day = after + timedelta(days=1)
    while day <= until:
        if day.day == PAYMENT_DAY:
            yield day
        day += timedelta(days=1)


def _pay(region: str, day: date) -> None:
    """Order and pay each hospital and month as far as the released funds reach.

    Four treasurers: one orders (SPP), one checks, one signs the SPM, one records the SP2D.
    """
    maker, checker, signer, payer = (
        Actor(f"treasurer-{step}", Role.TREASURER, region) for step in StepName
    )
    with transaction(maker) as cursor:
        due = payable(cursor, maker)
    for period, provider_code in due:
        try:
            with transaction(maker):
                orders = order_payments(
                    period=period, by=maker, on=day, provider_code=provider_code
                )
                for order in orders:
                    for step, by in (("check", checker), ("spm", signer), ("sp2d", payer)):
                        record_step(
                            order_no=order.order_no, step=step, by=by, on=day,
                            document_no=f"{step.upper()}/{day:%Y%m}/{order.order_no}",
                        )  # fmt: skip
        except Refused as refused:
            if refused.code != "funds_not_released":
                raise  # waiting for the next release is normal, anything else is not


def _reported(report: Path, name: str) -> list[Observed]:
    if not report.exists():
        return []
    with report.open(encoding="utf-8-sig", newline="") as file:
        return [
            (name, int(row["row"]), row["code"])
            for row in csv.DictReader(file)
            if row["kept"] == "0"
        ]
