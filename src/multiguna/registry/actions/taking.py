"""What every taking in of a registry file does: one at a time, bad rows listed, the past kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.intake import Judge, Problem, Source
from multiguna.kernel.reports import Report
from multiguna.kernel.terms import Actor, Text
from multiguna.registry import plan
from multiguna.registry.rules import Faults
from multiguna.registry.terms import CHECKS, ImportResult

Progress: TypeAlias = Callable[[int], None]

# One import of a region at a time. Dates may also be written dd-mm-yyyy, which the judge let pass.
BEGIN_IMPORT = """
SELECT pg_advisory_xact_lock(hashtextextended('multiguna.registry.import ' || %s, 0)),
       nextval('registry_import_seq'),
       set_config('datestyle', 'ISO, DMY', true), set_config('work_mem', '256MB', true)
"""
RECORD_IMPORT = """
INSERT INTO registry_import (region, import_no, file_hash, kind, file_name, rows, inserted,
    updated, unchanged, refused, warned, imported_by, imported_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Taking:
    """A file that is being taken in, within its one transaction."""

    cursor: Cursor
    source: Source
    by: Actor
    report: Report
    import_no: int

    @property
    def values(self) -> dict[str, object]:
        """What the statements of an import bind."""
        return {
            "region": self.by.region,
            "file_hash": self.source.file_hash,
            "import_no": self.import_no,
        }

    def judge(self, faults: Callable[[dict[str, str]], Faults]) -> Judge:
        """A judge of single rows that lists what it refuses."""
        columns = self.source.columns

        def judge(row_no: int, texts: Sequence[str]) -> bool:
            if len(texts) != len(columns):
                self.report.add(problem(row_no, "columns_count", "", str(len(texts))))
                return False
            row = dict(zip(columns, texts, strict=True))
            found = faults(row)
            for code, column in found:
                self.report.add(problem(row_no, code, column, row[column]))
            return not found

        return judge

    def refuse(self, table: str, step: str, values: Mapping[str, object] | None = None) -> int:
        """Take the rows that a step finds out of a staged table and list them; gives how many.

        A row of which several things are wrong is one row, with a line for each.
        """
        find = f"CREATE TEMPORARY TABLE row_faults ON COMMIT DROP AS {plan.statement(step)}"
        self.cursor.execute("DROP TABLE IF EXISTS pg_temp.row_faults")
        self.cursor.execute(find, {**self.values, **(values or {})})
        if not self.cursor.rowcount:
            return 0
        listed = "SELECT row_no, code, column_name, value FROM row_faults ORDER BY row_no, code"
        for row_no, code, column, value in self.cursor.execute(listed).fetchall():
            self.report.add(problem(row_no, code, column, value))
        self.cursor.execute(
            f"DELETE FROM {table} r USING (SELECT DISTINCT row_no FROM row_faults) f "
            "WHERE f.row_no = r.row_no"
        )
        return self.cursor.rowcount

    def keep(self, table: str, select: str, values: Mapping[str, object] | None = None) -> int:
        """Keep the rows of a SELECT in a temporary table; gives how many."""
        self.cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        self.cursor.execute(
            f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {select}",
            {**self.values, **(values or {})},
        )
        return self.cursor.rowcount

    def replace(self, changed: str, update: str) -> int:
        """Change the persons that `changed` gives, keeping what their rows said before."""
        count = self.keep("person_changed", changed)
        if count:
            self.cursor.execute(plan.statement("keep_past"), self.values)
            self.cursor.execute(plan.statement(update), self.values)
        return count

    def record(self, result: ImportResult, on: date) -> None:
        """Leave the import's own row and its decision record."""
        counts = {
            "rows": result.rows, "inserted": result.inserted, "updated": result.updated,
            "unchanged": result.unchanged, "refused": result.refused, "warned": result.warned,
        }  # fmt: skip
        source, by = self.source, self.by
        self.cursor.execute(
            RECORD_IMPORT,
            [by.region, self.import_no, source.file_hash, result.kind, source.path.name,
             *counts.values(), by.name, on],
        )  # fmt: skip
        record_decision(
            self.cursor,
            kind="registry_import",
            subject=f"file:{source.file_hash}",
            facts={**counts, "kind": result.kind.value},
            outcome="imported",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )


@contextmanager
def taking(source: Source, *, by: Actor, report_to: Path | None) -> Iterator[Taking]:
    """Take a file in: one transaction, one import of a region at a time, one report of bad rows.

    The report is written beside the file where no other place is named.
    """
    report = Report(report_to or source.path.with_name(f"{source.path.name}.errors.csv"))
    with transaction(by) as cursor, report:
        row = cursor.execute(BEGIN_IMPORT, [by.region]).fetchone()
        assert row is not None
        yield Taking(cursor, source, by, report, row[1])


def problem(row_no: int, code: str, column: str, value: str) -> Problem:
    """A fault of a row as the report tells it."""
    check = CHECKS[code, column]
    return Problem(row_no, column, value, code, check.message, check.remedy)


def warning(code: str, column: str, *, rows: int, first: int) -> Problem:
    """What is odd in several rows that are kept, told once with its first row."""
    check = CHECKS[code, column]
    message = Text(check.message.id.format(rows=rows), check.message.en.format(rows=rows))
    return Problem(first, column, "", code, message, check.remedy, kept=True)
