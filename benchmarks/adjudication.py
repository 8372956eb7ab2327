"""Deciding batches of claims, against the bare joins that read and write the same rows; then one.

`MULTIGUNA_BENCH_CLAIMS` sets the largest size (1,000,000 when not given): claims with about three
lines each, one in twelve with something for a rule to find, in a city of as many people. Batches
of a hundredth, a tenth and the whole are decided one after the other, each of other people, so that
their times can be compared. With all of them in the tables single claims are then filed from a
clinic's form and decided.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings

from benchmarks import floor
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.claims.actions import adjudicate_batch, file_claim
from multiguna.claims.terms.owncsv import FiledClaim
from multiguna.kernel.terms import Actor, system
from multiguna.ledger.actions import open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.providers.actions import take_agreements

DAY, ON = date(2012, 1, 2), date(2015, 1, 1)
PACK = Path(__file__).parent.parent / "packs" / "tangerang"
AT_LEAST = 0.25
SHARES = (100, 30, 10, 3, 1)
AS_LINEAR = 150
"""What a claim of the whole may take, in percent of one of the smallest batch."""
SINGLE_CLAIMS, SINGLE_MS = 41, 100

RATES = """
CREATE TEMPORARY TABLE rate AS
SELECT row_number() OVER (ORDER BY provider_code, code) - 1 AS n, provider_code, code, amount_idr,
    CASE WHEN split_part(code, '-', 2) IN ('1', '4', '6', '8') THEN 'inpatient'
        ELSE 'outpatient' END AS care
FROM providers_rate
WHERE code_system = 'inacbg' AND care_class = 3 AND valid_from <= '2012-01-01'
  AND (valid_until IS NULL OR valid_until >= '2013-02-01')
  AND left(code, 1) NOT IN ('O', 'P', 'V', 'W')
"""
PEOPLE = """
INSERT INTO registry_person (region, person_id, nik, kk, name, sex, birth_date, birth_place,
    address, rt, rw, village_code, relation, marital, ektp, residency)
SELECT '36.71', n, 3671990000000000 + n, 3671990000000000 + n / 4, 'CONTOH', 1 + n %% 2,
    date '1940-01-01' + (n * 7919 %% 24000)::integer, 'TANGERANG', 'JL CONTOH', '001', '002',
    '36.71.07.1003', 1, 1, true,
    CASE WHEN n %% 200 = 7 THEN '{[2013-06-01,)}' ELSE '{[1940-01-01,)}' END::datemultirange
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
CASES = """
CREATE TEMPORARY TABLE made AS
SELECT g.n AS claim_id, r.provider_code, r.code, r.care, r.amount_idr AS rate_idr,
    %(first)s::bigint + g.n * 104729 %% (%(size)s::bigint * 7 / 10) AS person_id,
    date '2012-01-01' + (g.n * 31 %% 340)::integer AS admission,
    CASE WHEN r.care = 'inpatient' THEN (g.n %% 6)::integer ELSE 0 END AS length,
    (g.n %% 100)::integer AS fault
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g (n)
JOIN rate AS r ON r.n = g.n * 7907 %% (SELECT count(*) FROM rate)
"""
TOPUPS = """
INSERT INTO providers_rate (region, provider_code, code_system, code, care_class, valid_from,
    amount_idr, legal)
SELECT '36.71', provider_code, 'special', special.code, 3, date '2012-01-01', 3000, 'contoh'
FROM providers_provider CROSS JOIN (VALUES ('YY-01-I'), ('DD-01-I')) AS special (code)
"""
LETTERS = """
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, provider_code, care,
    care_class, emergency, diagnosis, issued_on, valid_from, valid_until, account_id, reserved_idr,
    arrears_idr, provider_class, estimate_settled, q10_idr, q50_idr, q80_idr, q90_idr, q95_idr,
    reason_code, stage_code, village_code, record_id, issued_by)
SELECT '36.71', 'L' || claim_id, person_id, 'nik', provider_code, care, 3, false, 'A09', admission,
    admission, admission + CASE WHEN fault = 1 THEN 0 ELSE 14 END + 1, '2012/RI', 0, 0, 'B', 0, 0,
    0, 0, 0, 0, 'covered', 'universal-2012', '36.71.07.1003', 1, 'desk'
FROM made WHERE fault <> 2
"""
BATCH = """
INSERT INTO claims_batch (region, batch_id, provider_code, file_hash, file_name, format, rows,
    imported, unchanged, refused, received_on, received_by)
VALUES ('36.71', %(batch)s, '3671901', 'h' || %(batch)s, 'f', 'eklaim', 0, 0, 0, 0, '2012-12-31',
    'x')
"""
CLAIMS = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, birth_date, sex, care, care_class, admission_date,
    discharge_date, service_date, primary_diagnosis, diagnoses, procedures, cbg_code,
    cbg_description, los, charge_idr, charges, billed_idr, payor_id, payor_name, doctor,
    tariff_class_code, cbg_version, grouper_version, raw, content_hash, letter_no, person_id,
    account_id, received_on)
SELECT '36.71', claim_id, %(batch)s, claim_id, provider_code, 'L' || claim_id, '000123', 'CONTOH',
    'nik', (3671990000000000 + m.person_id)::text, p.birth_date, p.sex, care,
    CASE WHEN fault = 3 THEN 2 ELSE 3 END, admission, admission + length, admission, 'A09',
    '{A09,E86}', '{99.04}', CASE WHEN fault = 4 THEN 'X-0-98-X' ELSE code END, 'CONTOH',
    length + CASE WHEN fault = 5 THEN 3 ELSE 1 END, rate_idr,
    ARRAY[rate_idr - 10, CASE WHEN fault = 6 THEN 9 ELSE 10 END]
        || array_fill(0::bigint, ARRAY[16]),
    rate_idr + CASE WHEN fault = 7 THEN 100000 ELSE 0 END + 3000, '5', 'JAMKESDA', 'dr. Contoh',
    'BS', '5.10', '4', '{"ADL1": "0", "C1": "1a2b3c4d", "UMUR_TAHUN": "40"}',
    sha256(claim_id::text::bytea), CASE WHEN fault <> 2 THEN 'L' || claim_id END, m.person_id,
    '2012/RI', admission + length + CASE WHEN fault = 8 THEN 400 ELSE 20 END
FROM made AS m JOIN registry_person AS p USING (person_id)
"""
LINES = """
INSERT INTO claims_line (region, claim_id, line_no, provider_code, kind, code, billed_idr)
SELECT '36.71', claim_id, line_no, provider_code, (ARRAY['cbg', 'sp', 'sd'])[line_no],
    (ARRAY[code, 'YY-01-I', 'DD-01-I'])[line_no],
    CASE line_no WHEN 1 THEN rate_idr + CASE WHEN fault = 7 THEN 100000 ELSE 0 END
        ELSE line_no * 1000 - 1000 END
FROM made CROSS JOIN generate_series(1, 3) AS line_no
"""
MONEY = """
UPDATE ledger_account
SET billed_idr = billed_idr + total, appropriation_idr = appropriation_idr + total
FROM (
    SELECT sum(billed_idr)::bigint AS total FROM claims_claim WHERE batch_id = %(batch)s
) AS billed
WHERE account_id = '2012/RI'
"""
PLENTY = "UPDATE ledger_account SET appropriation_idr = 1000000000 WHERE account_id = '2012/RJ'"
PERSONS = """
SELECT nik, birth_date, sex FROM registry_person ORDER BY person_id OFFSET %(skip)s LIMIT %(people)s
"""
TABLES = (
    "registry_person", "guarantees_letter", "claims_claim", "claims_line", "providers_rate",
    "providers_agreement", "providers_payor", "ledger_account",
)  # fmt: skip

BARE_JOINS = {
    "claims_adjudication": """
        SELECT d.* FROM claims_adjudication AS d
        JOIN claims_claim AS c ON c.claim_id = d.claim_id
        LEFT JOIN guarantees_letter AS l ON l.letter_no = c.letter_no
        JOIN registry_person AS p ON p.person_id = c.person_id
        LEFT JOIN providers_rate AS r ON r.provider_code = c.provider_code AND r.code = c.cbg_code
            AND r.code_system = 'inacbg' AND r.care_class = c.care_class
            AND c.service_date >= r.valid_from
            AND (r.valid_until IS NULL OR c.service_date < r.valid_until)
        WHERE p.birth_date < c.admission_date AND r.amount_idr IS DISTINCT FROM -1
          AND l.valid_from IS DISTINCT FROM '1900-01-01' AND c.batch_id = %(batch)s""",
    "claims_line_result": """
        SELECT d.* FROM claims_line_result AS d
        JOIN claims_line AS l ON l.claim_id = d.claim_id AND l.line_no = d.line_no
        WHERE l.billed_idr >= 0 AND d.claim_id BETWEEN %(first)s AND %(last)s""",
    "claims_finding": """
        SELECT * FROM claims_finding WHERE claim_id BETWEEN %(first)s AND %(last)s""",
    "audit_record": """
        SELECT r.* FROM audit_record AS r
        JOIN claims_adjudication AS d ON d.record_id = r.record_id
        WHERE r.kind = 'claim_adjudication' AND d.claim_id BETWEEN %(first)s AND %(last)s""",
    "ledger_entry": """
        SELECT * FROM ledger_entry
        WHERE kind = 'approve' AND claim_id BETWEEN %(first)s AND %(last)s""",
}
"""For each table we write: the same rows again, read through the tables that deciding reads."""


@dataclass(frozen=True)
class Measured:
    """Seconds of a run and of its floor, and what was decided."""

    claims: int
    findings: int
    took: float
    bare: float


def run() -> list[Figure]:
    """Batches decided, written, recorded and posted, in claims a second; then one claim in ms."""
    by, largest = _start(), int(os.environ.get("MULTIGUNA_BENCH_CLAIMS", "1000000"))
    done: list[Measured] = []
    for number, share in enumerate(SHARES, start=1):
        first = 1 + sum(measured.claims for measured in done)
        done.append(measure(by, number, first, max(100, largest // share)))
    print(_table(done), file=sys.stderr)
    whole, small = done[-1], done[0]
    linear = 100 * (whole.took / whole.claims) / (small.took / small.claims)
    return [
        Ratio("claims: decide a batch", "claims/s", whole.claims / whole.took,
              "bare joins of the same rows", whole.claims / whole.bare, AT_LEAST),
        Limit(f"claims: time of a claim among {whole.claims:,}, of {small.claims:,}", "%", linear,
              AS_LINEAR),
        Limit("claims: one filed and decided, median", "ms", statistics.median(_single(by)),
              SINGLE_MS),
    ]  # fmt: skip


def _table(done: list[Measured]) -> str:
    """Each batch with its times, as Markdown."""
    lines = [
        "| Claims | Seconds | µs a claim | Bare joins, s | Ratio |",
        "|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {m.claims:,} | {m.took:.1f} | {1e6 * m.took / m.claims:.0f} | {m.bare:.1f} | "
        f"{m.bare / m.took:.2f} |"
        for m in done
    ]
    return "\n".join(lines)


def _start() -> Actor:
    """The pack, its hospitals and the budget's accounts in an empty database."""
    by = system("36.71")
    pack = read_pack(PACK)
    install_pack(pack=pack, by=by, on=DAY)
    take_agreements(pack=pack, by=by, on=DAY)
    open_accounts(lines=budget_lines(pack), by=by, on=DAY)
    with _owner() as owner, owner.transaction():
        owner.execute(TOPUPS)
        owner.execute(PLENTY)
    return by


def measure(by: Actor, batch: int, first: int, size: int) -> Measured:
    """Build a batch of `size` claims, decide it, and write the same rows bare."""
    values = {"batch": batch, "first": first, "last": first + size - 1, "size": size}
    with _owner() as owner:
        with owner.transaction():
            for statement in (RATES, PEOPLE, CASES, LETTERS, BATCH, CLAIMS, LINES, MONEY):
                owner.execute(statement, values)
            owner.execute("DROP TABLE rate, made")
        owner.execute(f"ANALYZE {', '.join(TABLES)}")
    took, result = floor.seconds(lambda: adjudicate_batch(batch_id=batch, by=by, on=ON))
    assert result.claims == size
    with _owner() as owner:
        owner.execute(f"ANALYZE {', '.join(BARE_JOINS)}")
        findings = owner.execute(
            "SELECT count(*) FROM claims_finding WHERE claim_id BETWEEN %(first)s AND %(last)s",
            values,
        ).fetchone()
        bare = sum(_bare(owner, table, join, values) for table, join in BARE_JOINS.items())
    assert findings is not None
    return Measured(size, findings[0], took, bare)


def _single(by: Actor) -> Iterator[float]:
    """Milliseconds in which one claim from a form is taken in and decided, each of another one."""
    with _owner() as owner:
        owner.execute(
            "SELECT setval('claims_batch_seq', (SELECT max(batch_id) FROM claims_batch)), "
            "setval('claims_claim_seq', (SELECT max(claim_id) FROM claims_claim))"
        )
        owner.execute("ANALYZE claims_batch, claims_adjudication, claims_finding, ledger_entry")
        people = owner.execute(PERSONS, {"skip": 3, "people": SINGLE_CLAIMS}).fetchall()
    for number, (nik, born, sex) in enumerate(people):
        form = FiledClaim("3671901", {
            "NOMOR_KLAIM": f"KLINIK-{number}", "NAMA_PASIEN": "CONTOH", "NIK_ATAU_KARTU": str(nik),
            "TANGGAL_LAHIR": f"{born:%d/%m/%Y}", "JENIS_KELAMIN": "LP"[sex - 1],
            "JENIS_RAWAT": "RJ", "TANGGAL_MASUK": "05/02/2012", "TANGGAL_PULANG": "05/02/2012",
            "DIAGNOSIS": "A09", "LAYANAN": "KONS-UMUM", "TAGIHAN": "150000",
        })  # fmt: skip

        def file_and_decide(form: FiledClaim = form) -> None:
            filed = file_claim(form=form, by=by, on=date(2012, 12, 31))
            assert filed.taken is not None, filed.problems
            adjudicate_batch(batch_id=filed.taken.batch_id, by=by, on=ON)

        yield 1_000 * floor.seconds(file_and_decide)[0]


def _bare(owner: psycopg.Connection, table: str, join: str, values: dict[str, int]) -> float:
    """Seconds in which the same rows are read and written, with the same keys."""

    def copy() -> None:
        with owner.transaction(force_rollback=True):
            owner.execute("SET LOCAL work_mem = '128MB'")
            owner.execute("SET LOCAL enable_nestloop = off")  # the quicker plan for the floor too
            owner.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING INDEXES)")
            owner.execute(f"INSERT INTO bench_copy {join}", values)

    return floor.seconds(copy)[0]


def _owner() -> psycopg.Connection:
    """The schema's owner, seeing the region, for making rows and statistics."""
    where = settings.DATABASES["owner"]
    owner = psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"],
        dbname=where["NAME"], autocommit=True,
    )  # fmt: skip
    owner.execute("SELECT set_config('multiguna.region', '36.71', false)")
    owner.execute("SELECT set_config('multiguna.provider', '', false)")
    return owner
