"""From a file's rows to the staging tables: judged one by one, copied in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from multiguna.claims import plan
from multiguna.claims.actions.files import ClaimFile
from multiguna.claims.actions.reporting import RefusedRows, Report
from multiguna.claims.actions.sheets import SheetFile
from multiguna.claims.rules.eklaim import JudgedRow, Row, judge_rows, read_header
from multiguna.claims.rules.eklaim_copy import staged_line
from multiguna.claims.rules.owncsv import OwnLayout, is_own
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.kernel.db import Cursor
from multiguna.kernel.intake import Progress

LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file in the staging tables: its header and how many data rows it has."""

    columns: list[str]
    rows: int


def stage_file(
    cursor: Cursor,
    file: ClaimFile,
    provider_code: str,
    report: Report,
    progress: Progress,
    *,
    own: bool,
) -> StagedFile:
    """Copy every readable row into `claims_staging` and every other one into `claims_refused`.

    A workbook's header says whether it is of the own format or of e-Klaim's; `own` says it of text.
    Refuses what has neither header.
    """
    names = file.names()
    if isinstance(file, SheetFile):
        own = is_own(names)
    plan.create_staging(cursor)
    judged_ones = judged_rows(file, names, provider_code, progress, own=own)
    count = 0
    with RefusedRows(names) as refused:
        with cursor.copy(plan.COPY_STAGING) as copy:
            block: list[str] = []
            for judged in judged_ones:
                count += 1
                if judged.problems:
                    report.add(judged.problems)
                if judged.claim is None:
                    refused.add(judged.row_no, judged.cells, judged.problems)
                    continue
                block.append(staged_line(judged.claim))
                if len(block) == LINES_AT_ONCE:
                    copy.write("".join(block))
                    block.clear()
            copy.write("".join(block))
        refused.copy(cursor)
    cursor.execute(plan.ANALYZE_STAGING)
    return StagedFile(names, count)


def judged_rows(
    file: ClaimFile, names: list[str], provider_code: str, progress: Progress, *, own: bool
) -> Iterator[JudgedRow]:
    """Every row of a file, judged; the header is judged at once."""
    quoted: list[RowProblem] = []
    rows = _rows(file, progress, quoted)
    if own:
        translator = OwnLayout(names, provider_code)
        judged = judge_rows(rows, translator.layout, provider_code, translator.translate)
    else:
        judged = judge_rows(rows, read_header(names), provider_code)
    return _with_quotes(judged, quoted)


def _rows(file: ClaimFile, progress: Progress, quoted: list[RowProblem]) -> Iterator[Row]:
    if isinstance(file, SheetFile):
        return file.rows(progress)
    return file.rows(
        progress,
        lambda row_no: quoted.append(RowProblem(row_no, "", "", ProblemCode.QUOTED_FIELD)),
    )


def _with_quotes(judged: Iterator[JudgedRow], quoted: list[RowProblem]) -> Iterator[JudgedRow]:
    """Each row as it is; the first with a cell in quotes has that said as well."""
    for row in judged:
        yield row._replace(problems=[quoted.pop(), *row.problems]) if quoted else row


def cells_of(file: ClaimFile, wanted: set[int]) -> Iterator[Row]:
    """The rows of a file with these numbers, read once more."""
    for row_no, cells in _rows(file, lambda _: None, []):
        if row_no in wanted:
            yield row_no, cells
