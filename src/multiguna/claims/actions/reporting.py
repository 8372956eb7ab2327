"""What is said about the rows of a claim file: counted, shown, written beside it, and kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from multiguna.claims import plan
from multiguna.claims.rules.eklaim_copy import ESCAPED, text_array
from multiguna.claims.rules.receipts import without_coder
from multiguna.claims.terms.problems import RowProblem
from multiguna.kernel import reports
from multiguna.kernel.db import Cursor

IN_MEMORY = 1 << 22
CHUNK = 1 << 20


class RefusedRows:
    """Rows that were refused, put by until the file was read, then copied into `claims_refused`.

    They go to the disk when there are many, without the coder's NIK. Used as a context.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name.strip().upper() for name in names]
        self._spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115

    def __enter__(self) -> RefusedRows:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, row_no: int, cells: Sequence[str], problems: Sequence[RowProblem]) -> None:
        """Put one row by."""
        said = [[p.column, p.code.value, p.value] for p in problems if p.row and not p.kept]
        kept = text_array(without_coder(cells, self._names))
        line = f"{row_no}\t{kept}\t{json.dumps(said).translate(ESCAPED)}\n"
        self._spool.write(line.encode("utf-8", "replace"))

    def copy(self, cursor: Cursor) -> None:
        """Copy them all."""
        self._spool.seek(0)
        with cursor.copy(plan.COPY_REFUSED) as copy:
            while chunk := self._spool.read(CHUNK):
                copy.write(chunk)


class Report:
    """Counts the rows with problems, keeps the first problems, and writes all to a report.

    Leaving the block ill leaves no report behind; without anything to say there is none.
    """

    KEPT = 50

    def __init__(self, path: Path | None) -> None:
        self._written = reports.Report(path) if path else None
        self.kept: list[RowProblem] = []
        self.refused = self.warned = 0

    def __enter__(self) -> Report:
        if self._written is not None:
            self._written.__enter__()
        return self

    def add(self, problems: list[RowProblem]) -> None:
        """The problems of one row."""
        if not problems:
            return
        if not all(problem.kept for problem in problems):
            self.refused += 1
        elif any(problem.column for problem in problems if problem.row):
            self.warned += 1
        for problem in problems:
            if len(self.kept) < self.KEPT:
                self.kept.append(problem)
            if self._written is not None:
                self._written.add(_listed(problem))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._written is not None:
            self._written.__exit__(kind, error, trace)


def _listed(said: RowProblem) -> reports.Problem:
    """A problem as the report lists it."""
    return reports.Problem(
        said.row, said.column, said.value, said.code, said.message, said.remedy, kept=said.kept
    )
