"""The only writers of providers: a file of hospitals, and a pack's agreements and rates."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import look_through
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.terms import Pack
from multiguna.providers.terms import PROVIDER_COLUMNS

NEEDED = ("provider_code", "name", "class", "tariff_code")
PROVIDER = """
INSERT INTO providers_provider (region, provider_code, name, provider_class, ownership,
    tariff_code, ppk_code, village_code, address, owner_group, bank_account_name)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (region, provider_code) DO UPDATE
SET name = excluded.name, provider_class = excluded.provider_class,
    ownership = excluded.ownership, tariff_code = excluded.tariff_code,
    ppk_code = excluded.ppk_code, village_code = excluded.village_code,
    address = excluded.address, owner_group = excluded.owner_group,
    bank_account_name = excluded.bank_account_name
"""
AGREEMENT = """
INSERT INTO {}providers_agreement (region, agreement_no, provider_code, valid_from, valid_until,
    services, payment_days, claim_deadline_days, late_penalty_bp_month, basis, lesser_of,
    claim_ceiling_idr, month_ceiling_idr, legal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
RATE = """
INSERT INTO {}providers_rate (region, provider_code, code_system, code, care_class, valid_from,
    valid_until, amount_idr, legal)
SELECT %s, r.* FROM rate_staged r
"""
PAYOR = """
INSERT INTO {}providers_payor (region, provider_code, payor_id, payor_name, payer)
VALUES (%s, %s, %s, %s, %s)
"""
EXCLUSION = """
INSERT INTO {}providers_exclusion (region, agreement_no, kind, code, legal)
VALUES (%s, %s, %s, %s, %s)
"""
REPLACED = ("providers_exclusion", "providers_agreement", "providers_payor", "providers_rate")


def import_providers(*, path: Path, by: Actor, on: date) -> int:
    """Take in a CSV file of hospitals, all or nothing; known ones are brought up to date.

    Columns as in `terms.PROVIDER_COLUMNS`. Refuses a file that is not text, other columns, a row of
    another length, and an empty code, name, class or tariff code, with the row. Returns the number
    of providers in the file.
    """
    require(by, Role.ADMINISTRATOR)
    source = look_through(path, required=[name.upper() for name in PROVIDER_COLUMNS])
    if source.columns != tuple(map(str.upper, PROVIDER_COLUMNS)):
        raise _wrong(path, 0, "header", ",".join(PROVIDER_COLUMNS))
    with path.open(encoding=source.encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=source.delimiter))[1:]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(PROVIDER_COLUMNS):
            raise _wrong(path, number, "", f"{len(PROVIDER_COLUMNS)}")
        for column, value in zip(PROVIDER_COLUMNS, row, strict=True):
            if column in NEEDED and not value.strip():
                raise _wrong(path, number, column, "…")
    with transaction(by) as cursor:
        _put_providers(cursor, by, rows)
        record_decision(
            cursor,
            kind="providers_import",
            subject=f"file:{source.file_hash}",
            facts={"providers": len(rows)},
            outcome="imported",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
    return len(rows)


def take_agreements(*, pack: Pack, by: Actor, on: date) -> int:
    """Put a pack's providers, agreements, rates and payer codes in place; returns the rates.

    They take the place of the earlier pack's, whole: what the pack no longer says no longer holds
    (the earlier pack stays in `programme_pack` for replays). Source: each row's legal column.
    """
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        _put_providers(
            cursor,
            by,
            (
                [p.provider_code, p.name, p.provider_class, p.ownership, p.tariff_code, p.ppk_code,
                 p.village_code, p.address, p.owner_group, p.bank_account_name]
                for p in pack.providers
            ),
        )  # fmt: skip
        for table in REPLACED:
            cursor.execute(f"DELETE FROM {table} WHERE region = %s", [by.region])
        _put_terms(cursor, by, pack)
    return len(pack.rates)


def try_agreements(cursor: Cursor, *, pack: Pack, by: Actor) -> None:
    """Put a pack's agreements, rates and payer codes before those in force, for this session only.

    They stand in temporary tables of the same names, which statements planned from here on find
    first; the caller rolls its transaction back, and they are gone. Nothing that lasts is written.
    """
    for table in reversed(REPLACED):
        cursor.execute(
            f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS) "
            "ON COMMIT DROP"
        )
    _put_terms(cursor, by, pack, "pg_temp.")
    for table in REPLACED:
        cursor.execute(f"ANALYZE pg_temp.{table}")


def _put_terms(cursor: Cursor, by: Actor, pack: Pack, place: str = "") -> None:
    """Agreements, exclusions, payer codes and rates, in the tables of `place`."""
    cursor.executemany(
        AGREEMENT.format(place),
        [
            (by.region, a.agreement_no, a.provider_code, a.starts, a.until,
             ";".join(a.services), a.payment_days, a.claim_deadline_days,
             a.late_penalty_bp_month, a.basis, a.lesser_of, a.claim_ceiling_idr,
             a.month_ceiling_idr, a.legal)
            for a in pack.agreements
        ],
    )  # fmt: skip
    cursor.executemany(
        EXCLUSION.format(place),
        [(by.region, x.agreement_no, x.kind, x.code, x.legal) for x in pack.exclusions],
    )
    cursor.executemany(
        PAYOR.format(place),
        [(by.region, p.provider_code, p.payor_id, p.payor_name, p.payer) for p in pack.payors],
    )
    _put_rates(cursor, by, pack, place)


def _put_rates(cursor: Cursor, by: Actor, pack: Pack, place: str) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE rate_staged (provider_code text, code_system text, code text, "
        "care_class smallint, valid_from date, valid_until date, amount_idr bigint, legal text) "
        "ON COMMIT DROP"
    )
    with cursor.copy("COPY rate_staged FROM STDIN") as copy:
        for r in pack.rates:
            copy.write_row(
                (r.provider_code, r.code_system, r.code, r.care_class, r.starts, r.until,
                 r.amount_idr, r.legal)
            )  # fmt: skip
    cursor.execute(RATE.format(place), [by.region])
    cursor.execute("DROP TABLE rate_staged")


def _put_providers(cursor: Cursor, by: Actor, rows: Iterable[Sequence[str]]) -> None:
    cursor.executemany(PROVIDER, [(by.region, *row) for row in rows])


def _wrong(path: Path, row: int, column: str, expected: str) -> Refused:
    return Refused(
        "providers_file_invalid",
        Text(
            id=f"{path.name} baris {row}, kolom {column}: kosong atau tidak sah ({expected}). "
            "Tidak ada yang disimpan.",
            en=f"{path.name} row {row}, column {column}: empty or invalid ({expected}). "
            "Nothing was kept.",
        ),
        row=row,
        column=column,
    )
