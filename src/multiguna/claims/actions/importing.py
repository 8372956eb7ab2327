"""Take in a hospital's claim files: every row lands or is listed; the same file changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from multiguna.claims.actions.files import ClaimFile, keep_original, look_at
from multiguna.claims.actions.landing import Arrival
from multiguna.claims.actions.reporting import Report
from multiguna.claims.actions.staging import StagedFile, cells_of, stage_file
from multiguna.claims.rules.eklaim import Row
from multiguna.claims.rules.owncsv import is_own
from multiguna.claims.terms.importing import ClaimsImport
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import Progress
from multiguna.kernel.private import unnumbered
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.providers.queries import known_provider

FORMATS = ("eklaim", "csv", "receipt")

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.claims.import ' || %s, 0))"
KNOWN_FILE = """
SELECT batch_id, rows, imported + unchanged + corrected, refused FROM claims_batch
WHERE region = %s AND provider_code = %s AND file_hash = %s
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

    `format` is e-Klaim's TXT (`eklaim`), the product's own columns (`csv`) or a workbook
    (`receipt`: the corrected receipt of an earlier file, or a filled template); a workbook says by
    its header which columns it has, whatever it is called.
    The same bytes again change nothing (`known`). A known claim with the same content is
    `unchanged`; with other content it is `corrected` while it is undecided, in question or
    rejected, and its row is refused (`claim_no_reused`) once it is approved. New claims are matched
    to their letter and person and billed on the ledger in the same transaction. Refused rows are
    kept for the receipt. `report_to` gets every problem as CSV; `progress` gets the characters read
    since its last call.
    Billers and verifiers hand files in; refuses everybody else (`role_not_allowed`).
    Refuses the whole file, which is then stored nowhere: `encoding`, `columns_missing`,
    `columns_repeated`, `columns_too_many`, `file_unreadable`, `file_large`, `line_too_long`,
    `format_unknown`, `provider_unknown`, `provider_mismatch` (of the actor), `account_missing`.
    """
    require(by, Role.BILLER, Role.VERIFIER)
    _check(format)
    check_own(provider_code, by)
    file = look_at(path)
    # The report is put in place before the transaction commits, so that no import lacks its own.
    with transaction(by) as cursor, Report(report_to) as report:
        known = begin(cursor, provider_code, file.file_hash, by)
        if known is not None:
            return known
        staged = stage_file(
            cursor, file, provider_code, report, progress or (lambda _: None), own=format == "csv"
        )
        result = _FileArrival(file, staged, provider_code, report).take_in(cursor, by=by, on=on)
        with path.open("rb") as original:
            keep_original(file.file_hash, original)
    return result


class _FileArrival(Arrival):
    """A file that came; its rows can be read once more."""

    def __init__(
        self, file: ClaimFile, staged: StagedFile, provider_code: str, report: Report
    ) -> None:
        own = is_own(staged.columns)
        super().__init__(
            provider_code=provider_code, file_hash=file.file_hash,
            file_name=unnumbered(file.path.name), format="csv" if own else "eklaim",
            columns=staged.columns, rows=staged.rows, report=report,
            shown="NOMOR_KLAIM" if own else "SEP",
        )  # fmt: skip
        self._file = file

    def cells(self, wanted: set[int]) -> Iterator[Row]:
        """The rows with these numbers as they stand in the file."""
        return cells_of(self._file, wanted)


def begin(cursor: Cursor, provider_code: str, file_hash: str, by: Actor) -> ClaimsImport | None:
    """Wait for other imports of the hospital; gives the earlier import of the same bytes."""
    known_provider(cursor, by, provider_code)
    cursor.execute(LOCK, [f"{by.region} {provider_code}"])
    known = cursor.execute(KNOWN_FILE, [by.region, provider_code, file_hash]).fetchone()
    if known is None:
        return None
    batch_id, rows, unchanged, refused = known
    return ClaimsImport(batch_id, rows, 0, unchanged, refused, 0, known=True)


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Refused(
            "format_unknown",
            Text(
                id="Format berkas ini belum dikenal. Pakai eklaim, csv atau receipt.",
                en="This file format is not known yet. Use eklaim, csv or receipt.",
            ),
        )


def check_own(provider_code: str, by: Actor) -> None:
    """Refuse (`provider_mismatch`) a hospital that sends another one's claims."""
    if by.provider_code not in (None, provider_code):
        raise Refused(
            "provider_mismatch",
            Text(
                id="Anda hanya dapat mengirim klaim rumah sakit Anda sendiri.",
                en="You may send claims of your own hospital only.",
            ),
        )
