"""The only writers of the registry: files of residents and of welfare status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import islice
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.kernel import intake, sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Problem, Source
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import pack_in_force
from multiguna.registry import plan
from multiguna.registry.terms import (
    CHECKS,
    RESIDENT_COLUMNS,
    WELFARE_COLUMNS,
    ImportResult,
    Kind,
)

SHOWN_PROBLEMS = 50
RECORD_IMPORT = """
INSERT INTO registry_import (region, file_hash, kind, file_name, rows, inserted, updated,
    unchanged, refused, warned, imported_by, imported_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
EARLIER_IMPORT = """
SELECT kind, rows, inserted, updated, unchanged, refused, warned FROM registry_import
WHERE region = %s AND file_hash = %s
"""


def import_residents(
    *,
    path: Path,
    by: Actor,
    on: date,
    report_to: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Take in a registry file: residents or welfare periods, told apart by their columns.

    One transaction. Good rows are inserted, updated (the old row is kept) or found unchanged; bad
    rows are listed in `report_to` (default: FILE.errors.csv, written only when there are any).
    The same bytes again change nothing. `progress` is called with bytes read. Refuses a file that
    is not text or lacks columns. Source: civil registry columns (SIAK); NIK structure.
    """
    source = intake.look_through(path, required=("NIK",))
    if set(RESIDENT_COLUMNS) <= set(source.columns):
        kind, take = Kind.RESIDENTS, _take_residents
    elif set(WELFARE_COLUMNS) <= set(source.columns):
        kind, take = Kind.WELFARE, _take_welfare
    else:
        raise _columns_missing(source)
    with transaction(by) as cursor:
        earlier = cursor.execute(EARLIER_IMPORT, [by.region, source.file_hash]).fetchone()
        if earlier is not None:
            _, rows, _, _, _, refused, warned = earlier
            return ImportResult(kind, rows, 0, 0, rows - refused, refused, warned, again=True)
        result, problems = take(cursor, source, by, progress)
        counts = (result.rows, result.inserted, result.updated, result.unchanged, result.refused)
        cursor.execute(
            RECORD_IMPORT,
            [by.region, source.file_hash, kind, path.name, *counts, result.warned, by.name, on],
        )
        record_decision(
            cursor,
            kind="registry_import",
            subject=f"file:{source.file_hash}",
            facts=dict(
                zip(("rows", "inserted", "updated", "unchanged", "refused"), counts, strict=True)
            ),
            outcome="imported",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )
        if problems:
            intake.write_report(report_to or path.with_name(f"{path.name}.errors.csv"), problems)
    return result


def _take_residents(
    cursor: Cursor, source: Source, by: Actor, progress: Callable[[int], None] | None
) -> tuple[ImportResult, list[Problem]]:
    rows, problems = intake.stage(cursor, source, "resident_staged", progress)
    cursor.execute(plan.iso_dates("resident_staged", plan.DATE_COLUMNS))
    villages = [village.village_code for village in pack_in_force(by).villages]
    values: dict[str, object] = {"region": by.region, "file_hash": source.file_hash}
    values |= {"villages": villages, "regency": by.region.replace(".", "")}
    values |= {"districts": sorted({code.split(".")[2] for code in villages})}
    problems += _unfit(
        cursor, plan.faults("resident_staged", plan.RESIDENT_FAULTS), values, problems
    )
    problems += _more_unfit(cursor, plan.statement("repeated_niks"), values)
    warnings = _warnings(cursor, values)
    updated = 0
    resident_rows = [sqlplan.load("registry", "resident_rows")]
    known = cursor.execute(
        "SELECT EXISTS (SELECT FROM registry_person WHERE region = %s)", [by.region]
    ).fetchone()
    if known and known[0]:
        changed = sqlplan.join(resident_rows, plan.statement("changed_residents"))
        updated = _replace(cursor, changed, "resident_changed", values)
        cursor.execute(plan.statement("update_residents"), values)
    cursor.execute(sqlplan.join(resident_rows, plan.statement("insert_residents")), values)
    inserted = cursor.rowcount
    refused = len({problem.row for problem in problems})
    unchanged = rows - refused - inserted - updated
    warned = sum(count for count, _ in warnings)
    return (
        ImportResult(
            Kind.RESIDENTS, rows, inserted, updated, unchanged, refused, warned,
            tuple(islice(problems, SHOWN_PROBLEMS)),
        ),
        [*problems, *(problem for _, problem in warnings)],
    )  # fmt: skip


def _take_welfare(
    cursor: Cursor, source: Source, by: Actor, progress: Callable[[int], None] | None
) -> tuple[ImportResult, list[Problem]]:
    rows, problems = intake.stage(cursor, source, "welfare_staged", progress)
    cursor.execute(plan.iso_dates("welfare_staged", ("sejak", "sampai")))
    values: dict[str, object] = {"region": by.region, "file_hash": source.file_hash}
    problems += _unfit(cursor, plan.faults("welfare_staged", plan.WELFARE_FAULTS), values, problems)
    problems += _more_unfit(cursor, plan.statement("welfare_unknown"), values)
    cursor.execute(
        "CREATE TEMPORARY TABLE welfare_rows ON COMMIT DROP AS " + plan.statement("welfare_rows"),
        values,
    )
    overlaps = cursor.execute(
        "DELETE FROM welfare_rows WHERE poor && near_poor RETURNING first_row"
    ).fetchall()
    check = CHECKS["status_overlaps", "STATUS"]
    problems += [
        Problem(row, check.column, "", check.code, check.message, check.remedy)
        for (row,) in sorted(overlaps)
    ]
    changed = """SELECT w.* FROM welfare_rows w
        JOIN registry_person p ON p.region = %(region)s AND p.person_id = w.person_id
        WHERE (p.poor, p.near_poor) IS DISTINCT FROM (w.poor, w.near_poor)"""
    updated = _replace(cursor, changed, "welfare_changed", values)
    cursor.execute(plan.statement("update_welfare"), values)
    refused = len({problem.row for problem in problems})
    return (
        ImportResult(
            Kind.WELFARE, rows, 0, updated, max(0, rows - refused - updated), refused, 0,
            tuple(islice(problems, SHOWN_PROBLEMS)),
        ),
        problems,
    )  # fmt: skip


def _unfit(
    cursor: Cursor, statement: str, values: dict[str, object], known: list[Problem]
) -> list[Problem]:
    """Find unfit rows into the temporary table `import_unfit`; give them as problems."""
    cursor.execute(
        "CREATE TEMPORARY TABLE import_unfit "
        "(row_no bigint, code text, column_name text, value text) ON COMMIT DROP"
    )
    values = {**values, "known": [problem.row for problem in known]}
    return _more_unfit(cursor, statement, values)


def _more_unfit(cursor: Cursor, statement: str, values: dict[str, object]) -> list[Problem]:
    found = cursor.execute(
        f"INSERT INTO import_unfit {statement} RETURNING row_no, code, column_name, value", values
    ).fetchall()
    problems = []
    for row, code, column, value in sorted(found):
        check = CHECKS[code, column]
        problems.append(Problem(row, column, value, code, check.message, check.remedy))
    return problems


def _warnings(cursor: Cursor, values: dict[str, object]) -> list[tuple[int, Problem]]:
    row = cursor.execute(plan.statement("resident_warnings"), values).fetchone()
    assert row is not None
    found = []
    for key, count, first in (
        (("district_unknown", "NIK"), row[0], row[1]),
        (("nik_differs", "TGL_LHR"), row[2], row[3]),
    ):
        if count:
            check = CHECKS[key]
            message = Text(check.message.id.format(rows=count), check.message.en.format(rows=count))
            problem = Problem(first, check.column, "", check.code, message, check.remedy, kept=True)
            found.append((count, problem))
    return found


def _replace(cursor: Cursor, changed: str, table: str, values: dict[str, object]) -> int:
    """Put the changed persons in a temporary table and keep what their rows said before."""
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {changed}", values)
    count = cursor.rowcount
    keep = plan.statement("keep_past").replace("import_changing", table)
    cursor.execute(keep, values)
    return count


def _columns_missing(source: Source) -> Refused:
    missing = ", ".join(_lacking(source, RESIDENT_COLUMNS))
    return Refused(
        "columns_missing",
        Text(
            id=f"Berkas {source.path.name} bukan data penduduk (kolom tidak ada: {missing}) dan "
            f"bukan data kesejahteraan ({', '.join(WELFARE_COLUMNS)}). Tidak ada yang disimpan.",
            en=f"File {source.path.name} is neither residents (columns missing: {missing}) nor "
            f"welfare status ({', '.join(WELFARE_COLUMNS)}). Nothing was kept.",
        ),
    )


def _lacking(source: Source, wanted: Iterable[str]) -> list[str]:
    return [name for name in wanted if name not in source.columns]
