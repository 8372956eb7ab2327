"""Ordering a month of claims, against the bare statement that copies the same rows."""

from __future__ import annotations

from datetime import date

import psycopg
from django.conf import settings

from benchmarks import floor
from benchmarks.floor import Figure, Ratio
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text, system
from multiguna.ledger.actions import enter_documents, open_accounts
from multiguna.ledger.terms import BudgetDocument, BudgetLine
from multiguna.payments.actions import order_payments

CLAIMS, HOSPITALS = 100_000, 32
DAY = date(2012, 1, 2)
ON = date(2012, 2, 10)
WRITTEN = ("payments_order_claim", "ledger_entry")

CITY = f"""
INSERT INTO providers_provider
SELECT '36.71', format('36719%s', to_char(n, 'FM00')), 'RS Contoh', 'B', 'private', 'BS',
       '0224R902', '36.71.03.1004', '', '', ''
FROM generate_series(1, {HOSPITALS}) AS n;
INSERT INTO claims_batch (region, batch_id, provider_code, file_hash, file_name, format, rows,
    imported, unchanged, refused, received_on, received_by)
SELECT region, row_number() OVER (), provider_code, 'h', 'f', 'eklaim', 0, 0, 0, 0, '2012-02-05',
       'system'
FROM providers_provider;
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, care, care_class, admission_date, discharge_date,
    service_date, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, charge_idr,
    charges, billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version,
    grouper_version, raw, content_hash, account_id, received_on)
SELECT b.region, n, b.batch_id, n, b.provider_code, n::text, '', '', 'nik', '', 'inpatient', 3,
       '2012-01-16', '2012-01-20', '2012-01-16', 'J18.9', '{{J18.9}}', '{{}}', 'J-4-16-I', '', 0,
       '{{}}', 1000000, '5', 'JAMKESDA', '', 'BS', '', '', '{{}}', '', '2012/RI', '2012-02-05'
FROM generate_series(1, {CLAIMS}) AS n
JOIN claims_batch AS b ON b.batch_id = n % {HOSPITALS} + 1;
INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, billed_idr,
    approved_idr, reduced_idr, rejected_idr, pended_idr, pack_hash, record_id, decided_on,
    decided_by)
SELECT region, claim_id, 1, provider_code, 'approved', billed_idr, billed_idr, 0, 0, 0, 'hash', 1,
       '2012-02-06', 'system'
FROM claims_claim;
UPDATE ledger_account SET obligations_idr = {CLAIMS} * 1000000::bigint
WHERE account_id = '2012/RI';
"""


def run() -> list[Figure]:
    """100,000 approved claims of 32 hospitals are ordered in one action.

    The floor checks no foreign key and writes no posting's balance; a tenth of it is asked so
    that a month never takes minutes.
    """
    by = system("36.71")
    line = BudgetLine(
        2012, "RI", None, Text("RI", "RI"), "1.02.02.2.02.0026", "5.1.02.02.01.0077", "inpatient",
        "unfunded",
    )  # fmt: skip
    open_accounts(lines=[line], by=by, on=DAY)
    dpa = BudgetDocument("DPA", "DPA", 2012, "RI", DAY, CLAIMS * 2_000_000)
    enter_documents(documents=[dpa], by=by, on=DAY)
    with transaction(by) as cursor:
        for statement in CITY.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    with _owner() as owner:
        owner.execute("ANALYZE")
    took, orders = floor.seconds(lambda: order_payments(period="2012-01", by=by, on=ON))
    assert sum(order.claim_count for order in orders) == CLAIMS
    with _owner() as owner:
        owner.execute("SELECT set_config('multiguna.region', '36.71', false)")
        owner.execute("SELECT set_config('multiguna.provider', '', false)")
        bare = sum(_copied(owner, table) for table in WRITTEN)
    return [
        Ratio("payments: order a month", "claims/s", CLAIMS / took, "copy of the rows",
              CLAIMS / bare, 0.10)
    ]  # fmt: skip


def _owner() -> psycopg.Connection:
    """The schema's owner, for statistics and for tables that the app's role may not make."""
    where = settings.DATABASES["owner"]
    return psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], password=where["PASSWORD"],
        dbname=where["NAME"], autocommit=True,
    )  # fmt: skip


def _copied(owner: psycopg.Connection, table: str) -> float:
    """Seconds in which the same rows are read and written again, with the same keys."""
    make = f"CREATE TABLE bench_copy (LIKE {table} INCLUDING INDEXES)"

    def copy() -> None:
        with owner.transaction(force_rollback=True):
            owner.execute(make)
            owner.execute(f"INSERT INTO bench_copy SELECT * FROM {table}")

    return floor.best(copy)
