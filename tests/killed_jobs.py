"""Work that is killed: a payment run and a claim batch on a cluster of their own.

`python -m tests.killed_jobs FOLDER TRIALS` starts the home's server and waits for jobs, one a
line. Each runs in a process forked for it: its number is told first, then what it gives as JSON,
and at last its exit status. Whoever reads may kill that process, or the server, at any moment.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import django
import psycopg

django.setup()

from tests.claims_rows import put  # noqa: E402
from tests.people import HOSPITAL, Someone, install, make_person, tangerang  # noqa: E402

from multiguna.claims.actions import adjudicate_batch, import_claims  # noqa: E402
from multiguna.claims.terms import COLUMNS  # noqa: E402
from multiguna.guarantees.queries import commitment_gaps  # noqa: E402
from multiguna.kernel import embedded, installation  # noqa: E402
from multiguna.kernel.db import Cursor, transaction  # noqa: E402
from multiguna.kernel.home import home  # noqa: E402
from multiguna.kernel.terms import system  # noqa: E402
from multiguna.ledger.actions import post_batch  # noqa: E402
from multiguna.ledger.plan import create_posting_table  # noqa: E402
from multiguna.ledger.queries import misrolled_accounts, unbalanced_accounts  # noqa: E402
from multiguna.payments.actions import order_payments, record_step  # noqa: E402
from multiguna.payments.queries import orders, unfounded_accounts  # noqa: E402

BY = system("36.71")
HOSPITALS = (HOSPITAL, "3671902")
LINES = ("2012/RI", "2012/RJ")
ADMITTED, DISCHARGED, RECEIVED = date(2012, 3, 1), date(2012, 3, 4), date(2012, 4, 5)
PAID = date(2017, 1, 4)
GROUP = "K-4-17-I"
Job = Callable[[Path, int], object]
OWED, LETTERS, OTHERS = 40, 12, 8
FIRST_CLAIM = 1_000_000
POST = """
INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reservation_id, committed_idr,
    billed_idr, obligations_idr, provider_code, care, claim_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def month(trial: int) -> date:
    """The month of discharge whose claims a payment run pays."""
    return date(2013 + trial // 12, 1 + trial % 12, 1)


def prepare(folder: Path, trials: int) -> None:
    """A city, what is owed for a month of each trial, and a claim file of each."""
    installation.migrate()
    install(BY, budget={"RI": 10**12, "RJ": 10**12})
    with transaction(BY) as cursor:
        _owe(cursor, trials)
        for trial in range(trials):
            people = [make_person(cursor, sex=2) for _ in range(LETTERS + OTHERS)]
            _promise(cursor, trial, people)
            _write(folder / f"{trial}.txt", trial, people)
    tune(folder, trials)


def tune(folder: Path, trials: int) -> None:
    """Let the planner know what is there, as the server itself does a minute later."""
    with psycopg.connect(embedded.cluster().url("postgres"), autocommit=True) as admin:
        admin.execute("ANALYZE")
        admin.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")
        admin.execute("ALTER SYSTEM SET shared_buffers = '32MB'")


def _post(cursor: Cursor, rows: Sequence[tuple[object, ...]], on: date) -> None:
    create_posting_table(cursor)
    cursor.executemany(POST, rows)
    assert post_batch(cursor, by=BY, on=on).posted == len(rows)


def _owe(cursor: Cursor, trials: int) -> None:
    """Claims that are billed and decided: some cut, of two hospitals and two budget lines."""
    put(cursor, "claims_batch", [
        {"batch_id": 9_000, "provider_code": HOSPITAL, "file_hash": "", "file_name": "",
         "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "refused": 0,
         "received_on": ADMITTED, "received_by": "", "recorded_at": ADMITTED}
    ])  # fmt: skip
    claims, verdicts, bills, approvals = [], [], [], []
    for number in range(trials * OWED):
        trial, place = divmod(number, OWED)
        claim_id, provider = FIRST_CLAIM + number, HOSPITALS[place % 2]
        line, care = LINES[place // 2 % 2], ("inpatient", "outpatient")[place // 2 % 2]
        on, billed = month(trial), 1_000_000 + place * 1_000
        approved = billed * (10 - place % 4) // 10
        claims.append(
            {"claim_id": claim_id, "batch_id": 9_000, "row_no": number,
             "provider_code": provider, "claim_no": str(claim_id), "mrn": "",
             "patient_name": "", "id_type": "nik", "id_value": "", "care": care,
             "care_class": 3, "admission_date": on, "discharge_date": on, "service_date": on,
             "primary_diagnosis": "A09", "diagnoses": ["A09"], "procedures": [], "cbg_code": "",
             "cbg_description": "", "charge_idr": 0, "charges": [], "billed_idr": billed,
             "payor_id": "", "payor_name": "", "doctor": "", "tariff_class_code": "",
             "cbg_version": "", "grouper_version": "", "raw": {}, "content_hash": "",
             "account_id": line, "received_on": on}
        )  # fmt: skip
        verdicts.append(
            {"claim_id": claim_id, "version": 1, "provider_code": provider,
             "outcome": "approved" if approved == billed else "reduced", "billed_idr": billed,
             "approved_idr": approved, "reduced_idr": billed - approved, "rejected_idr": 0,
             "pended_idr": 0, "pack_hash": "", "record_id": 0, "decided_on": on,
             "decided_by": "system", "recorded_at": on}
        )  # fmt: skip
        moved = (line, "bill", on, None, 0, billed, 0, provider, care, claim_id)
        bills.append((f"bill:{claim_id}", *moved))
        moved = (line, "approve", on, None, 0, -billed, approved, provider, care, claim_id)
        approvals.append((f"approve:{claim_id}:1", *moved))
    put(cursor, "claims_claim", claims)
    put(cursor, "claims_adjudication", verdicts)
    _post(cursor, bills, ADMITTED)
    _post(cursor, approvals, ADMITTED)


def _letter_no(trial: int, place: int) -> str:
    return f"{HOSPITAL}0312J{trial * 100 + place:06}"


def _promise(cursor: Cursor, trial: int, people: list[Someone]) -> None:
    """Letters for the first of some people, with what they reserve."""
    numbers = [_letter_no(trial, place) for place in range(LETTERS)]
    put(cursor, "guarantees_letter", [
        {"letter_no": number, "person_id": person.person_id, "id_type": "nik",
         "provider_code": HOSPITAL, "care": "inpatient", "care_class": 3, "emergency": False,
         "diagnosis": "A09", "issued_on": ADMITTED, "valid_from": ADMITTED,
         "valid_until": date(2012, 3, 15), "account_id": "2012/RI", "reserved_idr": 3_400_000,
         "arrears_idr": 0, "provider_class": "B", "estimate_settled": 0, "q10_idr": 0,
         "q50_idr": 0, "q80_idr": 0, "q90_idr": 0, "q95_idr": 0, "reason_code": "covered",
         "stage_code": "universal-2012", "village_code": "36.71.07.1003", "record_id": 0,
         "issued_by": "desk", "recorded_at": ADMITTED}
        for number, person in zip(numbers, people, strict=False)
    ])  # fmt: skip
    _post(cursor, [
        (f"reserve:{number}", "2012/RI", "reserve", ADMITTED, number, 3_400_000, 0, 0, HOSPITAL,
         "inpatient", None) for number in numbers
    ], ADMITTED)  # fmt: skip


def _write(path: Path, trial: int, people: list[Someone]) -> None:
    """A claim file: those with a letter, some billed above the tariff, and those without."""
    rate = next(
        row.amount_idr for row in tangerang().rates
        if (row.provider_code, row.code, row.care_class) == (HOSPITAL, GROUP, 3)
        and row.starts <= ADMITTED and (row.until is None or row.until > ADMITTED)
    )  # fmt: skip
    rows = ["\t".join(COLUMNS)]
    for place, person in enumerate(people):
        asked = str(rate + (place % 3) * 50_000)
        row = dict.fromkeys(COLUMNS, "0") | {
            "KODE_RS": HOSPITAL, "KELAS_RAWAT": "3", "PTD": "1", "SEX": "2",
            "ADMISSION_DATE": f"{ADMITTED:%d/%m/%Y}", "DISCHARGE_DATE": f"{DISCHARGED:%d/%m/%Y}",
            "BIRTH_DATE": "17/05/1980", "DISCHARGE_STATUS": "1", "DIAGLIST": "A09",
            "PROCLIST": "-", "INACBG": GROUP, "TARIF_INACBG": asked, "TOTAL_TARIF": asked,
            "LOS": "4", "NAMA_PASIEN": "CONTOH WARGA", "MRN": f"{place}",
            "SEP": _letter_no(trial, place) if place < LETTERS else f"WITHOUT{trial:03}{place:02}",
            "NOKARTU": str(person.nik),
            "PAYOR_ID": "5;JAMKESDA", "CODER_ID": "-",
        }  # fmt: skip
        rows.append("\t".join(row.values()))
    path.write_text("\n".join(rows) + "\n")


def pay(folder: Path, trial: int) -> None:
    """A payment run from the orders to the SP2D; all of it again has no further effect."""
    period = f"{month(trial):%Y-%m}"
    order_payments(period=period, by=BY, on=PAID)
    with transaction(BY) as cursor:
        cards = orders(cursor, BY, period=period)
    for card in cards:
        for step in ("check", "spm", "sp2d"):
            number = f"{step}/{card.order_no}"
            record_step(order_no=card.order_no, step=step, document_no=number, by=BY, on=PAID)


def bill(folder: Path, trial: int) -> None:
    """Take a file in and decide its claims; all of it again has no further effect."""
    path = folder / f"{trial}.txt"
    taken = import_claims(path=path, provider_code=HOSPITAL, by=BY, on=RECEIVED)
    adjudicate_batch(batch_id=taken.batch_id, by=BY, on=RECEIVED)


PAYMENTS = """
SELECT 'order', o.provider_code, count(*), sum(o.amount_idr) FROM payments_order o
WHERE o.period = %(period)s GROUP BY 2
UNION ALL
SELECT s.event, s.provider_code, count(*), sum(s.amount_idr)
FROM payments_step s JOIN payments_order o USING (region, order_no)
WHERE o.period = %(period)s GROUP BY 1, 2
UNION ALL
SELECT 'claim ' || p.attempt, p.provider_code, count(*), sum(p.amount_idr)
FROM payments_paid_claim p WHERE p.claim_id BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
UNION ALL
SELECT 'record', o.provider_code, count(*), NULL
FROM audit_record r JOIN payments_order o ON r.subject = 'order:' || o.order_no
WHERE o.period = %(period)s GROUP BY 2
UNION ALL
SELECT 'entry ' || e.kind, e.provider_code, count(*),
       sum(e.billed_idr + 3 * e.obligations_idr + 5 * e.ordered_idr + 7 * e.paid_idr)
FROM ledger_entry e WHERE e.claim_id BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""
CLAIMS = """
WITH taken AS (
    SELECT c.* FROM claims_claim c JOIN claims_batch b USING (region, batch_id)
    WHERE b.file_name = %(file)s
)
SELECT 'batch', '', count(*), sum(imported) FROM claims_batch WHERE file_name = %(file)s
UNION ALL
SELECT 'claim', '', count(*), sum(billed_idr) FROM taken
UNION ALL
SELECT 'verdict ' || a.version, a.outcome, count(*), sum(a.approved_idr)
FROM claims_adjudication a JOIN taken USING (region, claim_id) GROUP BY 1, 2
UNION ALL
SELECT 'finding', f.rule_code, count(*), sum(f.amount_idr)
FROM claims_finding f JOIN taken USING (region, claim_id) GROUP BY 2
UNION ALL
SELECT 'line', r.kind, count(*), sum(r.billed_idr)
FROM claims_line r JOIN taken USING (region, claim_id) GROUP BY 2
UNION ALL
SELECT 'result', '', count(*), sum(r.approved_idr)
FROM claims_line_result r JOIN taken USING (region, claim_id)
UNION ALL
SELECT 'letter', r.kind, count(*), sum(r.amount_idr)
FROM guarantees_resolution r WHERE r.letter_no LIKE %(letters)s GROUP BY 2
UNION ALL
SELECT 'record', r.kind, count(*), NULL
FROM audit_record r JOIN taken t ON r.subject = 'claim:' || t.claim_id GROUP BY 2
UNION ALL
SELECT 'entry', e.kind, count(*), sum(e.committed_idr + 3 * e.billed_idr + 5 * e.obligations_idr)
FROM ledger_entry e JOIN taken USING (region, claim_id) GROUP BY 2
"""


def paid_state(folder: Path, trial: int) -> list[str]:
    """All that a payment run leaves, counted and added up."""
    first = FIRST_CLAIM + trial * OWED
    values = {"period": f"{month(trial):%Y-%m}", "first": first, "last": first + OWED - 1}
    with transaction(BY) as cursor:
        return sorted(map(str, cursor.execute(PAYMENTS, values).fetchall()))


def billed_state(folder: Path, trial: int) -> list[str]:
    """All that a claim batch leaves, counted and added up."""
    values = {"file": f"{trial}.txt", "letters": f"{HOSPITAL}0312J{trial:04}%"}
    with transaction(BY) as cursor:
        return sorted(map(str, cursor.execute(CLAIMS, values).fetchall()))


def books(folder: Path, trial: int) -> dict[str, list[str]]:
    """What does not balance: nothing."""
    checks: dict[str, Callable[..., list[str]]] = {
        "unbalanced": unbalanced_accounts, "misrolled": misrolled_accounts,
        "commitments": commitment_gaps, "unfounded": unfounded_accounts,
    }  # fmt: skip
    with transaction(BY) as cursor:
        found = {name: check(cursor, BY) for name, check in checks.items()}
    left = [file.name for file in (home() / "files").glob("*") if file.stat().st_size == 0]
    return {name: some for name, some in (found | {"empty files": left}).items() if some}


def again(work: Job, state: Job) -> Job:
    """After a kill: whether the books balance, then the work once more, and what it left."""

    def act(folder: Path, trial: int) -> object:
        before = books(folder, trial)
        work(folder, trial)
        return before, state(folder, trial), books(folder, trial)

    return act


JOBS: dict[str, Job] = {
    "prepare": prepare, "tune": tune, "books": books,
    "pay": pay, "pay_state": paid_state, "pay_again": again(pay, paid_state),
    "pay_all": lambda folder, trials: [paid_state(folder, one) for one in range(trials)],
    "bill": bill, "bill_state": billed_state, "bill_again": again(bill, billed_state),
    "bill_all": lambda folder, trials: [billed_state(folder, one) for one in range(trials)],
}  # fmt: skip


def run(job: Job, folder: Path, argument: int) -> None:
    """One job in a process of its own; the pool's threads and connections end with it."""
    told, telling = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(told)
            with os.fdopen(telling, "w") as out:
                out.write(json.dumps(job(folder, argument)))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - nothing of the parent may run in the child
            traceback.print_exc()
            os._exit(1)
    os.close(telling)
    print(pid, flush=True)
    with os.fdopen(told) as answer:
        said = answer.read()
    _, status = os.waitpid(pid, 0)
    print(json.dumps([status, json.loads(said) if not status else None]), flush=True)


def main(folder: Path) -> None:
    """Serve jobs until the lines end, then leave the server: it stops."""
    print(embedded.start().data, flush=True)
    for line in sys.stdin:
        name, argument = line.split()
        if name == "start":
            embedded.start()
            print("started", flush=True)
        else:
            run(JOBS[name], folder, int(argument))
    embedded.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
