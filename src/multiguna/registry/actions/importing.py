"""Take in files of residents and of welfare status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from multiguna.audit.actions import record_decision
from multiguna.kernel import intake, sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Judge, Problem, Source
from multiguna.kernel.reports import Report
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.registry import plan
from multiguna.registry.rules import Faults, resident_faults, welfare_faults
from multiguna.registry.terms import (
    CHECKS,
    RESIDENT_COLUMNS,
    WELFARE_COLUMNS,
    ImportResult,
    Kind,
)

Progress: TypeAlias = Callable[[int], None]

# One import of a region at a time. Dates may also be written dd-mm-yyyy, which the judge let pass.
BEGIN_IMPORT = """
SELECT pg_advisory_xact_lock(hashtextextended('multiguna.registry.import ' || %s, 0)),
       set_config('datestyle', 'ISO, DMY', true), set_config('work_mem', '256MB', true)
"""
LATEST_IMPORT = """
SELECT file_hash, rows, warned FROM registry_import
WHERE region = %s AND kind = %s AND refused = 0 AND import_no = (
    SELECT max(import_no) FROM registry_import WHERE region = %s AND kind = %s)
"""
RECORD_IMPORT = """
INSERT INTO registry_import (region, file_hash, kind, file_name, rows, inserted, updated,
    unchanged, refused, warned, imported_by, imported_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
WELFARE_CHANGED = """
SELECT w.* FROM welfare_rows w
JOIN registry_person p ON p.region = %(region)s AND p.person_id = w.person_id
WHERE (p.poor, p.near_poor) IS DISTINCT FROM (w.poor, w.near_poor)
"""


def import_residents(
    *,
    path: Path,
    by: Actor,
    on: date,
    report_to: Path | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Take in a registry file: residents or welfare periods, told apart by their columns.

    One transaction. Good rows are inserted, updated (the old row is kept) or found unchanged; bad
    rows are listed in `report_to` (default: FILE.errors.csv, written only when there are any). The
    same content again changes nothing. A welfare file says all periods of the persons it names,
    and nothing of others. `progress` is called with bytes read. Refuses a file that is not text or
    lacks columns. Source: civil registry columns (SIAK); structure of NIK and KK.
    """
    require(by, Role.ADMINISTRATOR)
    source = intake.look_through(path, required=("NIK",))
    kind = _kind(source)
    take = _take_residents if kind is Kind.RESIDENTS else _take_welfare
    report = Report(report_to or path.with_name(f"{path.name}.errors.csv"))
    with transaction(by) as cursor, report:
        cursor.execute(BEGIN_IMPORT, [by.region])
        latest = cursor.execute(LATEST_IMPORT, [by.region, kind, by.region, kind]).fetchone()
        if latest is not None and latest[0] == source.file_hash:
            return ImportResult(kind, latest[1], 0, 0, latest[1], 0, latest[2], again=True)
        result = take(cursor, source, by, report, progress)
        _record(cursor, source, result, by, on)
    return result


def _kind(source: Source) -> Kind:
    for kind, columns in ((Kind.RESIDENTS, RESIDENT_COLUMNS), (Kind.WELFARE, WELFARE_COLUMNS)):
        if set(columns) <= set(source.columns):
            return kind
    missing = ", ".join(name for name in RESIDENT_COLUMNS if name not in source.columns)
    raise Refused(
        "columns_missing",
        Text(
            id=f"Berkas {source.path.name} bukan data penduduk (kolom tidak ada: {missing}) dan "
            f"bukan data kesejahteraan ({', '.join(WELFARE_COLUMNS)}). Tidak ada yang disimpan.",
            en=f"File {source.path.name} is neither residents (columns missing: {missing}) nor "
            f"welfare status ({', '.join(WELFARE_COLUMNS)}). Nothing was kept.",
        ),
    )


def _record(cursor: Cursor, source: Source, result: ImportResult, by: Actor, on: date) -> None:
    """Leave the import's own row and its decision record."""
    counts = {
        "rows": result.rows, "inserted": result.inserted, "updated": result.updated,
        "unchanged": result.unchanged, "refused": result.refused, "warned": result.warned,
    }  # fmt: skip
    values = [by.region, source.file_hash, result.kind, source.path.name, *counts.values()]
    cursor.execute(RECORD_IMPORT, [*values, by.name, on])
    record_decision(
        cursor,
        kind="registry_import",
        subject=f"file:{source.file_hash}",
        facts={**counts, "kind": result.kind.value},
        outcome="imported",
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )


def _take_residents(
    cursor: Cursor, source: Source, by: Actor, report: Report, progress: Progress | None
) -> ImportResult:
    villages = frozenset(village.village_code for village in pack_in_force(by).villages)
    staged = intake.stage(
        cursor, source, "resident_staged",
        columns=plan.resident_columns(villages),
        judge=_judge(source, report, lambda row: resident_faults(row, villages)),
        progress=progress,
    )  # fmt: skip
    values: dict[str, object] = {"region": by.region, "file_hash": source.file_hash}
    refused = staged.refused
    for step in ("reversed_periods", "repeated_niks"):
        refused += _refuse(cursor, "resident_staged", step, values, report)
    warned = _warn(cursor, villages, by, report)
    resident_rows = [sqlplan.load("registry", "resident_rows")]
    changed = sqlplan.join(resident_rows, plan.statement("changed_residents"))
    updated = _replace(cursor, changed, "update_residents", values)
    cursor.execute(sqlplan.join(resident_rows, plan.statement("insert_residents")), values)
    inserted = cursor.rowcount
    unchanged = staged.rows - refused - inserted - updated
    return ImportResult(
        Kind.RESIDENTS, staged.rows, inserted, updated, unchanged, refused, warned,
        tuple(report.shown),
    )  # fmt: skip


def _take_welfare(
    cursor: Cursor, source: Source, by: Actor, report: Report, progress: Progress | None
) -> ImportResult:
    staged = intake.stage(
        cursor, source, "welfare_staged",
        columns=plan.welfare_columns(),
        judge=_judge(source, report, welfare_faults),
        progress=progress,
    )  # fmt: skip
    values: dict[str, object] = {"region": by.region, "file_hash": source.file_hash}
    refused = staged.refused + _refuse(cursor, "welfare_staged", "welfare_unfit", values, report)
    _keep(cursor, "welfare_rows", plan.statement("welfare_rows"), values)
    refused += _refuse(cursor, "welfare_staged", "welfare_overlaps", values, report)
    cursor.execute("DELETE FROM welfare_rows WHERE poor && near_poor")
    _replace(cursor, WELFARE_CHANGED, "update_welfare", values)
    row = cursor.execute("SELECT coalesce(sum(row_count), 0)::int FROM person_changed").fetchone()
    assert row is not None
    return ImportResult(
        Kind.WELFARE, staged.rows, 0, row[0], staged.rows - refused - row[0], refused, 0,
        tuple(report.shown),
    )  # fmt: skip


def _judge(source: Source, report: Report, faults: Callable[[dict[str, str]], Faults]) -> Judge:
    """A judge of single rows that lists what it refuses."""

    def judge(row_no: int, texts: Sequence[str]) -> bool:
        if len(texts) != len(source.columns):
            report.add(_problem(row_no, "columns_count", "", str(len(texts))))
            return False
        row = dict(zip(source.columns, texts, strict=True))
        found = faults(row)
        for code, column in found:
            report.add(_problem(row_no, code, column, row[column]))
        return not found

    return judge


def _refuse(
    cursor: Cursor, table: str, step: str, values: dict[str, object], report: Report
) -> int:
    """Take the rows that a step finds out of a staged table and list them; gives how many."""
    refuse = f"""DELETE FROM {table} r USING ({plan.statement(step)}) f
        WHERE f.row_no = r.row_no RETURNING f.row_no, f.code, f.column_name, f.value"""
    cursor.execute(refuse, values)
    for row_no, code, column, value in cursor:
        report.add(_problem(row_no, code, column, value))
    return cursor.rowcount


def _problem(row_no: int, code: str, column: str, value: str) -> Problem:
    check = CHECKS[code, column]
    return Problem(row_no, column, value, code, check.message, check.remedy)


def _warn(cursor: Cursor, villages: frozenset[str], by: Actor, report: Report) -> int:
    """List how many rows look odd but are kept, each kind once with its first row."""
    districts = sorted({int(code.replace(".", "")[:6]) for code in villages})
    values = {"regency": int(by.region.replace(".", "")), "districts": districts}
    row = cursor.execute(plan.statement("resident_warnings"), values).fetchone()
    assert row is not None
    found = ((("district_unknown", "NIK"), *row[:2]), (("nik_differs", "TGL_LHR"), *row[2:]))
    for key, count, first in found:
        if count:
            check = CHECKS[key]
            message = Text(check.message.id.format(rows=count), check.message.en.format(rows=count))
            report.add(
                Problem(first, check.column, "", check.code, message, check.remedy, kept=True)
            )
    return int(row[0] + row[2])


def _keep(cursor: Cursor, table: str, select: str, values: dict[str, object]) -> int:
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {select}", values)
    return cursor.rowcount


def _replace(cursor: Cursor, changed: str, update: str, values: dict[str, object]) -> int:
    """Change the persons that `changed` gives, keeping what their rows said before."""
    count = _keep(cursor, "person_changed", changed, values)
    if count:
        cursor.execute(plan.statement("keep_past"), values)
        cursor.execute(plan.statement(update), values)
    return count
