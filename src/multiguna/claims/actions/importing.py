"""Take in a hospital's claim file: every row lands or is listed; the same file changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.claims import plan
from multiguna.claims.actions.correcting import look_up, replace_claims
from multiguna.claims.actions.files import Report, TextFile, keep_original, look_at
from multiguna.claims.rules.eklaim import content_hash, read_header, read_rows, split_line
from multiguna.claims.terms.importing import ClaimsImport, ReadClaim
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.guarantees.actions import bill_letters
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Progress
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table, lock_named

FORMATS = ("eklaim",)

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.import ' || %s, 0))"
KNOWN_FILE = """
SELECT batch_id, rows, imported + unchanged + corrected, refused FROM claims_batch
WHERE region = %s AND provider_code = %s AND file_hash = %s
"""
ADD_BATCH = """
INSERT INTO claims_batch (region, provider_code, file_hash, file_name, format, rows, imported,
    unchanged, corrected, refused, received_on, received_by)
VALUES (%(region)s, %(provider_code)s, %(file_hash)s, %(file_name)s, %(format)s, %(rows)s,
    %(imported)s, %(unchanged)s, %(corrected)s, %(refused)s, %(on)s, %(by)s)
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


def import_claims(
    *,
    path: Path,
    provider_code: str,
    by: Actor,
    on: date,
    format: str = "eklaim",
    report_to: Path | None = None,
    progress: Progress | None = None,
) -> ClaimsImport:
    """Take in one file of one hospital, received `on` a day; good rows land, bad ones are listed.

    The same bytes again change nothing (`known`). A known claim with the same content is
    `unchanged`; with other content it is `corrected` while it is undecided, in question or
    rejected, and its row is refused (`claim_no_reused`) once it is approved. New claims are matched
    to their letter and person and billed on the ledger in the same transaction. `report_to` gets
    every problem as CSV; `progress` gets the characters read since its last call.
    Billers and verifiers hand files in; refuses everybody else (`role_not_allowed`).
    Refuses the whole file, which is then stored nowhere: `encoding`, `columns_missing`,
    `columns_repeated`, `columns_too_many`, `file_unreadable`, `format_unknown`, `provider_unknown`,
    `provider_mismatch` (of the actor), `account_missing`.
    """
    require(by, Role.BILLER, Role.VERIFIER)
    _check(format, provider_code, by)
    file = look_at(path)
    # The report is put in place before the transaction commits, so that no import lacks its own.
    with transaction(by) as cursor, Report(report_to) as report:
        _check_provider(cursor, provider_code, by)
        cursor.execute(LOCK, [f"{by.region} {provider_code}"])
        known = cursor.execute(KNOWN_FILE, [by.region, provider_code, file.file_hash]).fetchone()
        if known is not None:
            batch_id, rows, unchanged, refused = known
            return ClaimsImport(batch_id, rows, 0, unchanged, refused, 0, known=True)
        plan.create_staging(cursor)
        rows = _stage(cursor, file, provider_code, report, progress or (lambda _: None))
        result = _take_in(cursor, file, rows, report, provider_code, by=by, on=on, format=format)
        keep_original(file)
    return result


def _check(format: str, provider_code: str, by: Actor) -> None:
    if format not in FORMATS:
        raise Refused(
            "format_unknown",
            Text(
                id="Format berkas ini belum dikenal. Pakai eklaim.",
                en="This file format is not known yet. Use eklaim.",
            ),
        )
    if by.provider_code not in (None, provider_code):
        raise Refused(
            "provider_mismatch",
            Text(
                id="Anda hanya dapat mengirim klaim rumah sakit Anda sendiri.",
                en="You may send claims of your own hospital only.",
            ),
        )


def _check_provider(cursor: Cursor, provider_code: str, by: Actor) -> None:
    cursor.execute(
        "SELECT FROM providers_provider WHERE region = %s AND provider_code = %s",
        [by.region, provider_code],
    )
    if cursor.fetchone() is None:
        raise Refused(
            "provider_unknown",
            Text(
                id=f"Rumah sakit {provider_code} tidak ada di paket program. Periksa kodenya.",
                en=f"Hospital {provider_code} is not in the programme pack. Check its code.",
            ),
            provider_code=provider_code,
        )


def _stage(
    cursor: Cursor, file: TextFile, provider_code: str, report: Report, progress: Progress
) -> int:
    """Copy every readable row into `claims_staging`; gives the number of data rows."""
    lines = file.lines()
    layout = read_header(split_line(next(lines, "")))
    told = _Told(progress)
    rows = 0
    with cursor.copy(plan.COPY_STAGING) as copy:
        for row, problems in read_rows(told.each(lines), layout, provider_code):
            rows += 1
            report.add(problems)
            if row is not None:
                copy.write_row(_staged(row))
    cursor.execute("ANALYZE claims_staging")
    return rows


class _Told:
    """Tells how much of a file was read: lines come through, their sizes go to `progress`."""

    EVERY = 1 << 18

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def each(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines as they are."""
        untold = 0
        for line in lines:
            untold += len(line) + 1
            if untold > self.EVERY:
                self._progress(untold)
                untold = 0
            yield line
        self._progress(untold)


def _staged(row: ReadClaim) -> tuple[object, ...]:
    """A row in the order of the staging table's columns."""
    return (
        row.row_no,
        row.claim_no,
        row.mrn,
        row.patient_name,
        row.id_type,
        row.id_value,
        row.birth_date,
        row.sex,
        row.care,
        row.care_class,
        row.admission_date,
        row.discharge_date,
        row.discharge_status,
        list(row.diagnoses),
        list(row.procedures),
        row.cbg_code,
        row.cbg_description,
        row.los,
        row.icu_los,
        row.birth_weight,
        row.charge_idr,
        list(row.charges),
        row.billed_idr,
        row.payor_id,
        row.payor_name,
        row.doctor,
        row.tariff_class_code,
        row.cbg_version,
        row.grouper_version,
        json.dumps(dict(row.drg)) if row.drg else None,
        json.dumps(dict(row.raw)),
        [line.kind for line in row.lines],
        [line.code for line in row.lines],
        [line.billed_idr for line in row.lines],
        content_hash(row),
    )


def _take_in(
    cursor: Cursor,
    file: TextFile,
    rows: int,
    report: Report,
    provider_code: str,
    *,
    by: Actor,
    on: date,
    format: str,
) -> ClaimsImport:
    """From staging to claims, lines, postings, billed letters and the record, set by set."""
    values: dict[str, object] = {
        "region": by.region,
        "provider_code": provider_code,
        "on": on,
        "by": by.name,
        "file_hash": file.file_hash,
        "file_name": file.path.name,
        "format": format,
        "rows": rows,
    }
    look_up(cursor, values, by=by)
    for row_no, claim_no, verdict in cursor.execute(REFUSED).fetchall():
        report.add([RowProblem(row_no, "SEP", claim_no, NUMBER_REFUSED[verdict])])
    (unchanged,) = _first(cursor, "SELECT count(*) FROM claims_verdict WHERE verdict = 'unchanged'")
    plan.materialise(cursor, "claims_match", "import_matches", values)
    (imported,) = _first(cursor, "SELECT count(*) FROM claims_match WHERE corrects IS NULL")
    _need_accounts(cursor)
    corrected = replace_claims(cursor, values)
    values |= {"imported": imported, "unchanged": unchanged, "corrected": corrected}
    values["refused"] = report.refused
    (values["batch_id"],) = _first(cursor, ADD_BATCH, values)
    cursor.execute(plan.statement("import_claims"), values)
    cursor.execute(plan.statement("import_lines"), values)
    _bill(cursor, values, by=by, on=on)
    batch_id = values["batch_id"]
    assert isinstance(batch_id, int)
    record_decision(
        cursor,
        kind="claims_import",
        subject=f"claims_batch:{batch_id}",
        facts={
            "corrected": corrected,
            "file_hash": file.file_hash,
            "format": format,
            "imported": imported,
            "provider_code": provider_code,
            "refused": report.refused,
            "rows": rows,
            "unchanged": unchanged,
        },
        outcome="imported",
        reasons=sorted({str(problem.code) for problem in report.kept}),
        pack=None,
        by=by,
        on=on,
    )
    return ClaimsImport(
        batch_id, rows, imported, unchanged, report.refused, report.warned, False,
        tuple(report.kept), corrected,
    )  # fmt: skip


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
    accounts = cursor.execute("SELECT DISTINCT account_id FROM claims_match").fetchall()
    lock_named(cursor, by.region, [row[0] for row in accounts])
    plan.materialise(cursor, "billed_letters", "import_billed_letters", values)
    create_posting_table(cursor)
    cursor.execute(plan.statement("import_postings"), values)
    post_batch(cursor, by=by, on=on)
    bill_letters(cursor, by=by, on=on)


def _first(
    cursor: Cursor, statement: str, values: dict[str, object] | None = None
) -> tuple[int, ...]:
    row = cursor.execute(statement, values).fetchone()
    assert row is not None
    return row
