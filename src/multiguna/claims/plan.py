"""The SQL of claims: taking in a file, and deciding a batch in one statement."""

from __future__ import annotations

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

CREATE_STAGING = """
CREATE TEMPORARY TABLE claims_staging (
    row_no integer, claim_no text, mrn text, patient_name text, id_type text, id_value text,
    birth_date date, sex smallint, care text, care_class smallint, admission_date date,
    discharge_date date, discharge_status smallint, diagnoses text[], procedures text[],
    cbg_code text, cbg_description text, los integer, icu_los integer, birth_weight integer,
    charge_idr bigint, charges bigint[], billed_idr bigint, payor_id text, payor_name text,
    doctor text, tariff_class_code text, cbg_version text, grouper_version text, drg jsonb,
    raw jsonb, line_kinds text[], line_codes text[], line_amounts bigint[], content_hash bytea
) ON COMMIT DROP
"""
COPY_STAGING = "COPY claims_staging FROM STDIN"

IMPORT_TABLES = ("claims_staging", "claims_verdict", "claims_match", "billed_letters")


def statement(name: str) -> str:
    """One of the statements in `sql/` that stands alone."""
    return sqlplan.load("claims", name).select


def create_staging(cursor: Cursor) -> None:
    """Make the empty temporary table that a file is copied into."""
    for table in IMPORT_TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(CREATE_STAGING)


def materialise(cursor: Cursor, table: str, step: str, values: dict[str, object]) -> None:
    """Put what a step gives into a temporary table of this transaction, with statistics."""
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {statement(step)}", values)
    cursor.execute(f"ANALYZE {table}")
