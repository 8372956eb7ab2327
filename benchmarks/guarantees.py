"""Sixteen desks that ask for letters on one budget line, against the bare statements.

The floor is `pgbench` with as many clients doing what a letter leaves behind and nothing else: the
guarded update of the one budget line, its entry, two decision records and the letter, with the
same keys and checks. Ours reads and judges first, in processes as the site runs them. They take
turns, and of each the best turn counts.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks import floor
from benchmarks.floor import Figure, Ratio
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee, learn_estimates, settle_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import LetterCard
from multiguna.kernel import embedded
from multiguna.kernel.db import SCOPE, transaction
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import enter_documents, open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.ledger.terms import BudgetDocument
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.providers.actions import take_agreements

PACK = Path(__file__).parent.parent / "packs" / "tangerang"
HOSPITAL, DAY, PEOPLE = "3671901", date(2012, 3, 1), 9_999
CLERK = Actor("bench", Role.DESK_CLERK, "36.71", HOSPITAL)
PROCESSES, THREADS, SECONDS, TURNS = 2, 8, 5, 3
FIRST_NIK, FIRST_KK = 3671990101800000, 3671990101000000

RESIDENTS = """
INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, address, rt, rw,
    village_code, relation, marital, ektp, residency, poor, near_poor, other_payer)
SELECT '36.71', %s + n, %s + n, 'CONTOH', 1, '1980-01-01', '', '', '', '', '36.71.07.1003', 1, 2,
       true, '{[1980-01-01,)}', '{}', '{}', '{}'
FROM generate_series(1, %s) AS n
"""
LINE = """
UPDATE ledger_account SET committed_idr = committed_idr + {reserved_idr},
    arrears_idr = greatest(0, committed_idr + billed_idr + obligations_idr + ordered_idr + paid_idr
        + {reserved_idr} - appropriation_idr)
WHERE region = '36.71' AND account_id = '{account_id}'
  AND committed_idr + billed_idr + obligations_idr + ordered_idr + paid_idr + {reserved_idr}
      <= appropriation_idr
"""
COPIED = {
    "ledger_entry": ("kind = 'reserve' AND reservation_id = %s", {
        "entry_id": "'reserve:' || :n", "reservation_id": ":n::text"}),
    "audit_record": ("subject = 'letter:' || %s", {"subject": "'letter:' || :n"}),
    "guarantees_letter": ("letter_no = %s", {"letter_no": ":n::text"}),
}  # fmt: skip
GIVEN = ("entry_no", "record_id", "recorded_at", "xid")
"""Columns of the copied rows that the database gives, but for the letter's own record."""


@dataclass(frozen=True)
class Turn:
    """How many letters a process issued in a turn, and how long it took in seconds."""

    letters: int
    seconds: float


def run() -> list[Figure]:
    """Letters a second of sixteen concurrent desks, as a share of the bare statements."""
    letter = _city()
    script = _script(letter)
    url = os.environ["DATABASE_URL"]
    clients = PROCESSES * THREADS
    bare, ours = [], []
    for _ in range(TURNS):
        bare.append(floor.pgbench(script, url=url, clients=clients, duration=SECONDS))
        ours.append(_desks())
    return [Ratio("guarantees: 16 desks on one line", "letters/s", max(ours), "pgbench",
                  max(bare), 0.50)]  # fmt: skip


def _city() -> LetterCard:
    """People, a hospital, a line with money, and learned estimates; gives a letter by them."""
    by, pack = system("36.71"), read_pack(PACK)
    pack = replace(pack, rates=tuple(r for r in pack.rates if r.provider_code == HOSPITAL))
    with transaction(by) as cursor:
        install_pack(pack=pack, by=by, on=DAY)
        take_agreements(pack=pack, by=by, on=DAY)
        open_accounts(lines=budget_lines(pack), by=by, on=DAY)
        dpa = BudgetDocument("DPA", "DPA", 2012, "RI", DAY, 10**14)
        enter_documents(documents=[dpa], by=by, on=DAY)
        cursor.execute(RESIDENTS, [FIRST_NIK, FIRST_KK, PEOPLE])
    settled = _issue(1)
    settle_guarantee(letter_no=settled.letter_no, amount_idr=2_000_000, by=by, on=DAY)
    learn_estimates(by=by, on=DAY)
    name = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    with psycopg.connect(embedded.cluster().url("postgres", name), autocommit=True) as admin:
        admin.execute("VACUUM (ANALYZE)")
    return _issue(2)


def _issue(number: int) -> LetterCard:
    """A letter for one of the people, by a number that nobody used."""
    person = 1 + number % PEOPLE
    answer = issue_guarantee(
        letter_no=letter_number(HOSPITAL, DAY, secrets.randbits(30)), nik=FIRST_NIK + person,
        kk=FIRST_KK + person, provider_code=HOSPITAL, care=Care.INPATIENT, diagnosis="J18.9",
        by=CLERK, on=DAY,
    )  # fmt: skip
    assert answer.letter is not None
    return answer.letter


def _desks() -> float:
    """Letters a second of all desks together."""
    context = get_context("spawn")
    start = context.Barrier(PROCESSES)
    with context.Pool(PROCESSES, initializer=_take, initargs=(start,)) as pool:
        turns = pool.map(_turn, range(PROCESSES), chunksize=1)
    return sum(turn.letters / turn.seconds for turn in turns)


def _take(start: Barrier) -> None:
    """Set a process up as the site's are, with the barrier that all of them start at."""
    global _start
    _start = start
    import django

    django.setup()


def _turn(process: int) -> Turn:
    """The letters that the desks of one process issue; each warms its connection first."""
    letters: list[int] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(THREADS + 1)
    end = 0.0

    def desk(number: int) -> None:
        try:
            for warm in range(10):
                _issue(number + warm)
            ready.wait()
            ready.wait()
            issued = 0
            while time.perf_counter() < end:
                issued += 1
                _issue(number + issued)
            letters.append(issued)
        except BaseException as failure:  # noqa: BLE001 (told by the thread that waits)
            failures.append(failure)
            ready.abort()

    threads = [
        threading.Thread(target=desk, args=((process * THREADS + number) * 600,))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    _start.wait()
    began = time.perf_counter()
    end = began + SECONDS
    ready.wait()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]
    return Turn(sum(letters), time.perf_counter() - began)


def _script(letter: LetterCard) -> Path:
    """The rows of one letter under ever new numbers, as pgbench writes them."""
    statements = []
    with transaction(system("36.71")) as cursor:
        for table, (where, new) in COPIED.items():
            given = GIVEN if table != "guarantees_letter" else ("recorded_at",)
            rows = cursor.execute(
                f"SELECT key, quote_nullable(value) FROM {table} AS t, "
                f"jsonb_each_text(to_jsonb(t)) WHERE {where} AND key <> ALL(%s)",
                [letter.letter_no, list(given)],
            ).fetchall()
            row = {key: value.replace(":", "\\u003a") if table == "audit_record" else value
                   for key, value in rows} | new  # fmt: skip
            insert = f"INSERT INTO {table} ({', '.join(row)}) SELECT {', '.join(row.values())}"
            statements += [insert] * (2 if table == "audit_record" else 1)
    line = LINE.format(reserved_idr=letter.reserved_idr, account_id=letter.account_id)
    scope = SCOPE
    for value in ("'36.71'", f"'{HOSPITAL}'", "'bench'"):
        scope = scope.replace("%s", value, 1)
    script = Path(tempfile.mkdtemp(prefix="multiguna-bench-")) / "letter.sql"
    script.write_text(
        "\\set n random(1, 1000000000000000)\nBEGIN;\n"
        + "".join(" ".join(s.split()) + ";\n" for s in (scope, line, *statements))
        + "COMMIT;\n"
    )
    return script
