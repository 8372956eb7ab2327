"""Take in files of residents and of welfare status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from multiguna.kernel import intake, sqlplan
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Source
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.registry import plan
from multiguna.registry.actions.taking import Progress, Taking, taking, warning
from multiguna.registry.rules import resident_faults, welfare_faults
from multiguna.registry.terms import (
    RESIDENT_COLUMNS,
    WELFARE_COLUMNS,
    ImportResult,
    Kind,
)

LATEST_IMPORT = """
SELECT file_hash, rows, warned FROM registry_import
WHERE region = %s AND kind = %s AND refused = 0 AND import_no = (
    SELECT max(import_no) FROM registry_import WHERE region = %s AND kind = %s)
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
    with taking(source, by=by, report_to=report_to) as file:
        cursor = file.cursor
        latest = cursor.execute(LATEST_IMPORT, [by.region, kind, by.region, kind]).fetchone()
        if latest is not None and latest[0] == source.file_hash:
            return ImportResult(kind, latest[1], 0, 0, latest[1], 0, latest[2], again=True)
        result = take(file, progress)
        file.record(result, on)
    return replace(result, import_no=file.import_no)


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


def _take_residents(file: Taking, progress: Progress | None) -> ImportResult:
    villages = frozenset(village.village_code for village in pack_in_force(file.by).villages)
    staged = intake.stage(
        file.cursor, file.source, "resident_staged",
        columns=plan.resident_columns(villages),
        judge=file.judge(lambda row: resident_faults(row, villages)),
        progress=progress,
    )  # fmt: skip
    refused = staged.refused
    for step in ("reversed_periods", "repeated_niks"):
        refused += file.refuse("resident_staged", step)
    warned = _warn(file, villages)
    resident_rows = [sqlplan.load("registry", "resident_rows")]
    changed = sqlplan.join(resident_rows, plan.statement("changed_residents"))
    updated = file.replace(changed, "update_residents")
    insert = sqlplan.join(resident_rows, plan.statement("insert_residents"))
    inserted = file.cursor.execute(insert, file.values).rowcount
    unchanged = staged.rows - refused - inserted - updated
    return ImportResult(
        Kind.RESIDENTS, staged.rows, inserted, updated, unchanged, refused, warned,
        tuple(file.report.shown),
    )  # fmt: skip


def _take_welfare(file: Taking, progress: Progress | None) -> ImportResult:
    staged = intake.stage(
        file.cursor, file.source, "welfare_staged",
        columns=plan.welfare_columns(),
        judge=file.judge(welfare_faults),
        progress=progress,
    )  # fmt: skip
    refused = staged.refused + file.refuse("welfare_staged", "welfare_unfit")
    file.keep("welfare_rows", plan.statement("welfare_rows"))
    refused += file.refuse("welfare_staged", "welfare_overlaps")
    file.cursor.execute("DELETE FROM welfare_rows WHERE poor && near_poor")
    file.replace(WELFARE_CHANGED, "update_welfare")
    changed = "SELECT coalesce(sum(row_count), 0)::int FROM person_changed"
    row = file.cursor.execute(changed).fetchone()
    assert row is not None
    return ImportResult(
        Kind.WELFARE, staged.rows, 0, row[0], staged.rows - refused - row[0], refused, 0,
        tuple(file.report.shown),
    )  # fmt: skip


def _warn(file: Taking, villages: frozenset[str]) -> int:
    """List how many rows look odd but are kept, each kind once with its first row."""
    districts = sorted({int(code.replace(".", "")[:6]) for code in villages})
    values = {"regency": int(file.by.region.replace(".", "")), "districts": districts}
    row = file.cursor.execute(plan.statement("resident_warnings"), values).fetchone()
    assert row is not None
    found = ((("district_unknown", "NIK"), *row[:2]), (("nik_differs", "TGL_LHR"), *row[2:]))
    for key, count, first in found:
        if count:
            file.report.add(warning(*key, rows=count, first=first))
    return int(row[0] + row[2])
