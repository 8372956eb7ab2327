"""Live a generated city through the public actions, day by day, from its files alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from multiguna.audit.actions import sequence_leaves
from multiguna.claims.actions import adjudicate_batch, import_claims
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import expire_guarantees, issue_guarantee, learn_if_due
from multiguna.guarantees.terms import Outcome
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import close_year, import_budget, roll_up
from multiguna.ledger.rules import read_budget
from multiguna.ledger.terms import BudgetDocument, YearClosing
from multiguna.planning.actions import raise_alarms
from multiguna.registry.actions import import_residents
from multiguna.synthetic.scoring import Observed
from multiguna.synthetic.treasurers import pay

CLAIM_FILE = re.compile(r"P\.(\d{4})(\d\d)(\d\d)_(\w+)\.txt")
REPORTED = """
SELECT b.file_name, c.row_no, f.rule_code
FROM claims_finding f
JOIN claims_claim c ON c.region = f.region AND c.claim_id = f.claim_id
JOIN claims_batch b ON b.region = c.region AND b.batch_id = c.batch_id
WHERE f.region = %s
"""


class Rhythm(Protocol):
    """On which days the city's office does its work, and how much it pays."""

    def decides_on(self, day: date, /) -> bool:
        """Whether the claims that came in are decided on a day."""

    def ends_month_on(self, day: date, /) -> bool:
        """Whether letters expire and books are rolled up on a day."""

    def pays_on(self, day: date, /) -> bool:
        """Whether the treasurers pay on a day."""

    def limit_idr(self, day: date, /) -> int | None:
        """How much of the year's bills may be paid by the end of a day; None: what is released."""

    def watches_on(self, day: date, /) -> bool:
        """Whether the alarms are judged on a day."""


class Monthly:
    """The rhythm of a plain office: the rules decide what came in the same day, hospitals are paid
    on the 10th and the 25th as far as the released funds reach, all else is done on the 25th."""

    day, pay_days = 25, (10, 25)

    def decides_on(self, day: date, /) -> bool:
        """Every day."""
        return True

    def ends_month_on(self, day: date, /) -> bool:
        """On the 25th."""
        return day.day == self.day

    watches_on = ends_month_on

    def pays_on(self, day: date, /) -> bool:
        """Twice a month, so that nobody waits longer than an agreement's 15 days."""
        return day.day in self.pay_days

    def limit_idr(self, day: date, /) -> int | None:
        """No limit but the released funds."""
        return None


@dataclass
class Life:
    """What a city did, and everything that the product said about its rows."""

    desk: Counter[Outcome] = field(default_factory=Counter)
    claims_imported: int = 0
    rows_refused: int = 0
    last_day: date = date.min
    observed: list[Observed] = field(default_factory=list)
    closings: list[YearClosing] = field(default_factory=list)


@dataclass
class Happenings:
    """What a city's files say about one day: visits with their row numbers, and claim files."""

    visits: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


Say = Callable[[str, int, int], None]
EachDay = Callable[[date], None]


def live(
    city: Path,
    reports: Path,
    *,
    region: str,
    rhythm: Rhythm | None = None,
    until: date | None = None,
    each_day: EachDay = lambda day: None,
    say: Say = lambda *_: None,
) -> Life:
    """Take in the city's files and act on every day as desks, billers, verifiers and treasurers do.

    Residents first; then each day its budget documents (and the closing of the year before), its
    visits and claim files, and on the days of the `rhythm` decisions, payments, the month's work
    and the alarms. `each_day` is called at the end of every day. Lives until the last file, or all
    days before `until`. Reports of bad rows go below `reports`; `say` gets a phase and how far.
    """
    life, by, rhythm = Life(), system(region), rhythm or Monthly()
    documents = read_budget(city / "budget.csv")
    happenings = _happenings(city)
    first = min(min(happenings), min(document.on for document in documents))
    last = until - timedelta(1) if until else max(happenings)
    _take_in_residents(life, city, reports, by, first, say)
    undecided = False
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        say("days", number, (last - first).days + 1)
        _take_in_budget(life, city, documents, by, day)
        learn_if_due(by=by, on=day)
        today = happenings.get(day, Happenings())
        for row, visit in today.visits:
            _visit(life, row, visit, day, region)
        for path in today.files:
            _hand_in(life, city, path, reports, day, region)
            undecided = True
        if undecided and (rhythm.decides_on(day) or day == last):
            _decide(region, day)
            undecided = False
        if rhythm.pays_on(day):
            pay(region, day, rhythm.limit_idr(day))
        if rhythm.ends_month_on(day) or day == last:
            _end_month(by, day)
        if rhythm.watches_on(day):
            raise_alarms(by=by, on=day)
        each_day(day)
    life.last_day = last
    with transaction(by) as cursor:
        rows = cursor.execute(REPORTED, [region]).fetchall()
    names = {path.name: str(path.relative_to(city)) for path in city.glob("claims/*/*.txt")}
    life.observed += [(names[file], row, code) for file, row, code in rows]
    return life


def _happenings(city: Path) -> dict[date, Happenings]:
    """Each day on which anything happens."""
    found: dict[date, Happenings] = {}
    with (city / "visits.csv").open(encoding="utf-8", newline="") as file:
        for row, visit in enumerate(csv.DictReader(file), start=1):
            day = found.setdefault(date.fromisoformat(visit["on"]), Happenings())
            day.visits.append((row, visit))
    for path in sorted(city.glob("claims/*/*.txt")):
        match = CLAIM_FILE.fullmatch(path.name)
        assert match is not None, "a claim file is named by its day and hospital"
        received = date(*map(int, match.groups()[:3]))
        found.setdefault(received, Happenings()).files.append(path)
    return found


def _take_in_residents(
    life: Life, city: Path, reports: Path, by: Actor, day: date, say: Say
) -> None:
    for number, name in enumerate(("residents.csv", "welfare.csv")):
        say("residents", number, 2)
        report = reports / f"{name}.errors.csv"
        result = import_residents(path=city / name, by=by, on=day, report_to=report)
        life.rows_refused += result.refused
        life.observed += _reported(report, name)


def _take_in_budget(
    life: Life, city: Path, documents: Sequence[BudgetDocument], by: Actor, day: date
) -> None:
    """Enter the day's budget documents; with a year's first ones the year before is closed."""
    today = [document for document in documents if document.on == day]
    if not today:
        return
    import_budget(path=city / "budget.csv", by=by, on=day)
    earlier = {document.fiscal_year for document in documents if document.on < day}
    for year in sorted({document.fiscal_year for document in today} - earlier):
        if year - 1 in earlier:
            life.closings.append(close_year(year=year - 1, by=by, on=day))


def _end_month(by: Actor, day: date) -> None:
    """The month's work of the office: letters that lapsed, the books, the audit log."""
    expire_guarantees(by=by, on=day)
    roll_up(by=by, on=day)
    sequence_leaves(by=by, on=day)


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


def _reported(report: Path, name: str) -> list[Observed]:
    if not report.exists():
        return []
    with report.open(encoding="utf-8-sig", newline="") as file:
        return [
            (name, int(row["row"]), row["code"])
            for row in csv.DictReader(file)
            if row["kept"] == "0"
        ]
