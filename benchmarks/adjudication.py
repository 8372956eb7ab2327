"""Deciding one batch of claims, against the bare joins that read and write the same rows.

`MULTIGUNA_BENCH_CLAIMS` sets the size (1,000,000 when not given): claims with about three lines
each, one in twelve with something for a rule to find, in a city of as many people.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings

from benchmarks import floor
from benchmarks.floor import Figure, Ratio
from multiguna.claims.actions import adjudicate_batch
from multiguna.kernel.terms import system
from multiguna.ledger.actions import open_accounts
from multiguna.ledger.terms import BudgetLine
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.providers.actions import take_agreements

DAY, ON = date(2012, 1, 2), date(2015, 1, 1)
PACK = Path(__file__).parent.parent / "packs" / "tangerang"
AT_LEAST = 0.25

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
FROM generate_series(1, %(size)s::bigint) AS n
"""
CASES = """
CREATE TEMPORARY TABLE made AS
SELECT g.n AS claim_id, r.provider_code, r.code, r.care, r.amount_idr AS rate_idr,
    1 + g.n * 104729 %% (%(size)s::bigint * 7 / 10) AS person_id,
    date '2012-01-01' + (g.n * 31 %% 340)::integer AS admission,
    CASE WHEN r.care = 'inpatient' THEN (g.n %% 6)::integer ELSE 0 END AS length,
    (g.n %% 100)::integer AS fault
FROM generate_series(1, %(size)s::bigint) AS g (n)
JOIN rate AS r ON r.n = g.n * 7907 %% (SELECT count(*) FROM rate)
"""
TOPUPS = """
INSERT INTO providers_rate (region, provider_code, code_system, code, care_class, valid_from,
    amount_idr, legal)
SELECT DISTINCT '36.71', provider_code, 'special', special.code, 3, date '2012-01-01', 3000, 'contoh'
FROM rate CROSS JOIN (VALUES ('YY-01-I'), ('DD-01-I')) AS special (code)
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
VALUES ('36.71', 1, '3671901', 'h', 'f', 'eklaim', 0, 0, 0, 0, '2012-12-31', 'x')
"""
CLAIMS = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, birth_date, sex, care, care_class, admission_date,
    discharge_date, service_date, primary_diagnosis, diagnoses, procedures, cbg_code,
    cbg_description, los, charge_idr, charges, billed_idr, payor_id, payor_name, doctor,
    tariff_class_code, cbg_version, grouper_version, raw, content_hash, letter_no, person_id,
    account_id, received_on)
SELECT '36.71', claim_id, 1, claim_id, provider_code, 'L' || claim_id, '000123', 'CONTOH', 'nik',
    (3671990000000000 + m.person_id)::text, p.birth_date, p.sex, care,
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
UPDATE ledger_account SET billed_idr = total, appropriation_idr = total
FROM (SELECT sum(billed_idr)::bigint AS total FROM claims_claim) AS billed
WHERE account_id = '2012/RI'
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
            AND r.code_system = 'inacbg' AND r.care_class = c.care_class AND c.service_date >= r.valid_from
            AND (r.valid_until IS NULL OR c.service_date < r.valid_until)
        WHERE p.birth_date < c.admission_date AND r.amount_idr IS DISTINCT FROM -1
          AND l.valid_from IS DISTINCT FROM '1900-01-01'""",
    "claims_line_result": """
        SELECT d.* FROM claims_line_result AS d
        JOIN claims_line AS l ON l.claim_id = d.claim_id AND l.line_no = d.line_no
        WHERE l.billed_idr >= 0""",
    "claims_finding": "SELECT * FROM claims_finding",
    "audit_record": "SELECT * FROM audit_record WHERE kind = 'claim_adjudication'",
    "ledger_entry": "SELECT * FROM ledger_entry WHERE kind = 'approve'",
}
"""For each table we write: the same rows again, read through the tables that deciding reads."""


@dataclass(frozen=True)
class Measured:
    """Seconds of a run and of its floor, and what was decided."""

    claims: int
    findings: int
    took: float
    bare: float
    bare_by_table: dict[str, float]

    @property
    def ratio(self) -> float:
        """Our rate as a share of the bare joins' rate."""
        return self.bare / self.took


def run() -> list[Figure]:
    """One batch decided, written, recorded and posted, in claims a second."""
    measured = measure(int(os.environ.get("MULTIGUNA_BENCH_CLAIMS", "1000000")))
    return [
        Ratio("claims: decide a batch", "claims/s", measured.claims / measured.took,
              "bare joins of the same rows", measured.claims / measured.bare, AT_LEAST)
    ]  # fmt: skip


def measure(size: int) -> Measured:
    """Build `size` claims in an empty database, decide them, and write the same rows bare."""
    by = system("36.71")
    pack = read_pack(PACK)
    install_pack(pack=pack, by=by, on=DAY)
    take_agreements(pack=pack, by=by, on=DAY)
    open_accounts(
        lines=[
            BudgetLine(line.fiscal_year, line.line_code, line.parent_code or None, line.name,
                       line.sub_activity_code, line.account_code, line.care, line.policy)
            for line in pack.budget_lines
        ],
        by=by, on=DAY,
    )  # fmt: skip
    with _owner() as owner:
        _build(owner, size)
    took, result = floor.seconds(lambda: adjudicate_batch(batch_id=1, by=by, on=ON))
    assert result.claims == size
    with _owner() as owner:
        findings = owner.execute("SELECT count(*) FROM claims_finding").fetchone()
        bare = {table: _bare(owner, table, join) for table, join in BARE_JOINS.items()}
    assert findings is not None
    return Measured(size, findings[0], took, sum(bare.values()), bare)


def _build(owner: psycopg.Connection, size: int) -> None:
    """People, letters and claims by generate_series, with statistics."""
    with owner.transaction():
        for statement in (RATES, TOPUPS, PEOPLE, CASES, LETTERS, BATCH, CLAIMS, LINES, MONEY):
            owner.execute(statement, {"size": size})
    owner.execute(f"ANALYZE {', '.join(TABLES)}")


def _bare(owner: psycopg.Connection, table: str, join: str) -> float:
    """Seconds in which the same rows are read and written, with the same keys."""

    def copy() -> None:
        with owner.transaction(force_rollback=True):
            owner.execute("SET LOCAL work_mem = '128MB'")
            owner.execute("SET LOCAL enable_nestloop = off")  # the quicker plan for the floor too
            owner.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING INDEXES)")
            owner.execute(f"INSERT INTO bench_copy {join}")

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
