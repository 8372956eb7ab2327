"""From staging to claims, lines, postings, billed letters and the record, set by set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.claims import plan
from multiguna.claims.actions.correcting import look_up, replace_claims
from multiguna.claims.actions.reporting import RefusedRows, Report
from multiguna.claims.rules.eklaim import Row
from multiguna.claims.terms.importing import ClaimsImport
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.guarantees.actions import bill_letters
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table, lock_named

ADD_BATCH = """
INSERT INTO claims_batch (region, provider_code, file_hash, file_name, format, columns, rows,
    imported, unchanged, corrected, refused, received_on, received_by)
VALUES (%(region)s, %(provider_code)s, %(file_hash)s, %(file_name)s, %(format)s, %(columns)s,
    %(rows)s, %(imported)s, %(unchanged)s, %(corrected)s, %(refused)s, %(on)s, %(by)s)
RETURNING batch_id
"""
REFUSED = """
SELECT v.row_no, s.claim_no, v.verdict FROM claims_verdict v JOIN claims_staging s USING (row_no)
WHERE v.verdict IN ('reused', 'repeated') ORDER BY v.row_no
"""
NUMBER_REFUSED = {
    "reused": ProblemCode.CLAIM_NO_REUSED,
    "repeated": ProblemCode.CLAIM_NO_REPEATED,
}
WITHOUT_ACCOUNT = """
SELECT count(*), min(extract(year FROM s.admission_date))::integer FROM claims_match m
JOIN claims_staging s USING (row_no) WHERE m.account_id IS NULL
"""
COUNTED_FACTS = ("corrected", "imported", "refused", "rows", "unchanged")
SAID_FACTS = ("file_hash", "format", "provider_code")


class Arrival:
    """What came and is staged: one file, or one form. `take_in` makes claims of it."""

    def __init__(
        self, *, provider_code: str, file_hash: str, file_name: str, format: str,
        columns: list[str] | None, rows: int, report: Report, shown: str = "SEP",
        corrects: int | None = None,
    ) -> None:  # fmt: skip
        self.values: dict[str, object] = {
            "provider_code": provider_code,
            "file_hash": file_hash,
            "file_name": file_name,
            "format": format,
            "columns": columns,
            "rows": rows,
            "corrects": corrects,
        }
        self.report, self.rows, self._shown = report, rows, shown

    def cells(self, wanted: set[int]) -> Iterator[Row]:
        """The rows with these numbers as they stood; a form has none."""
        return iter(())

    def take_in(self, cursor: Cursor, *, by: Actor, on: date) -> ClaimsImport:
        """Add the claims, bill them, and write the record of it, in the caller's transaction."""
        values, report = self.values, self.report
        values |= {"region": by.region, "on": on, "by": by.name}
        look_up(cursor, values, by=by)
        self._refuse_numbers(cursor)
        (unchanged,) = _first(
            cursor, "SELECT count(*) FROM claims_verdict WHERE verdict = 'unchanged'"
        )
        plan.materialise(cursor, "claims_match", "import_matches", values)
        (imported,) = _first(cursor, "SELECT count(*) FROM claims_match WHERE corrects IS NULL")
        _need_accounts(cursor)
        corrected = replace_claims(cursor, values, by=by)
        values |= {"imported": imported, "unchanged": unchanged, "corrected": corrected}
        values["refused"] = report.refused
        (batch_id,) = _first(cursor, ADD_BATCH, values)
        values["batch_id"] = batch_id
        for step in ("import_claims", "import_lines", "import_refused"):
            cursor.execute(plan.statement(step), values)
        _bill(cursor, values, by=by, on=on)
        self._record(cursor, batch_id, by=by, on=on)
        return ClaimsImport(
            batch_id, self.rows, imported, unchanged, report.refused, report.warned, False,
            tuple(report.kept), corrected,
        )  # fmt: skip

    def _refuse_numbers(self, cursor: Cursor) -> None:
        """List the rows whose number was used for something else, and keep them as refused."""
        found: dict[int, ProblemCode] = {}
        for row_no, claim_no, verdict in cursor.execute(REFUSED):
            found[row_no] = code = NUMBER_REFUSED[verdict]
            self.report.add([RowProblem(row_no, self._shown, claim_no, code)])
        columns = self.values["columns"]
        if found and isinstance(columns, list):
            with RefusedRows(columns) as refused:
                for row_no, cells in self.cells(set(found)):
                    problem = RowProblem(row_no, self._shown, "", found[row_no])
                    refused.add(row_no, cells, [problem])
                refused.copy(cursor)

    def _record(self, cursor: Cursor, batch_id: int, *, by: Actor, on: date) -> None:
        counted = {name: self.values[name] for name in COUNTED_FACTS}
        said = {name: self.values[name] for name in SAID_FACTS}
        record_decision(
            cursor,
            kind="claims_import",
            subject=f"claims_batch:{batch_id}",
            facts={
                **{name: int(str(count)) for name, count in counted.items()},
                **{name: str(text) for name, text in said.items()},
            },
            outcome="imported",
            reasons=sorted({str(problem.code) for problem in self.report.kept}),
            pack=None,
            by=by,
            on=on,
        )


def _need_accounts(cursor: Cursor) -> None:
    count, year = _first(cursor, WITHOUT_ACCOUNT)
    if count:
        raise Refused(
            "account_missing",
            Text(
                id=f"Tidak ada baris anggaran untuk {count} klaim (tahun {year}). Pasang paket "
                "program dengan baris anggaran tahun itu, lalu kirim ulang berkas ini.",
                en=f"There is no budget line for {count} claims (year {year}). Install a programme "
                "pack with budget lines of that year, then send this file again.",
            ),
            claims=count,
            year=year,
        )


def _bill(cursor: Cursor, values: dict[str, object], *, by: Actor, on: date) -> None:
    """Move what the letters had reserved to billed, and resolve the letters.

    The accounts are locked before the letters are looked at, so that no letter can be released or
    expire in between.
    """
    accounts = cursor.execute(
        "SELECT account_id FROM claims_match UNION SELECT account_id FROM claims_replaced"
    ).fetchall()
    lock_named(cursor, by.region, [row[0] for row in accounts])
    plan.materialise(cursor, "billed_letters", "import_billed_letters", values)
    create_posting_table(cursor)
    cursor.execute(plan.statement("import_postings"), values)
    post_batch(cursor, by=by, on=on)
    bill_letters(cursor, by=by, on=on)


def _first(
    cursor: Cursor, statement: str, values: dict[str, object] | Sequence[object] | None = None
) -> tuple[int, ...]:
    row = cursor.execute(statement, values).fetchone()
    assert row is not None
    return row
