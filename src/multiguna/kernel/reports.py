"""What is wrong in a file, row by row, and the report that a clerk can work through."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from multiguna.kernel.private import open_private
from multiguna.kernel.terms import Text

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, what, why and what to do. `kept`: only a warning."""

    row: int
    column: str
    value: str
    code: str
    message: Text
    remedy: Text
    kept: bool = False


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula; such a text gets a quote in front."""

REPORT_COLUMNS = (
    "row", "column", "value", "code", "kept",
    "message_id", "message_en", "remedy_id", "remedy_en",
)  # fmt: skip


class Report:
    """A report that is written as problems come and put in place whole when all went well.

    Problems go to the disk at once, so that a file with a million bad rows needs no memory; the
    first 50 are kept in `shown`. Used as a context: an exception leaves no report behind, and an
    earlier one stays. Without a problem there is no file. CSV in UTF-8 with a BOM, for
    spreadsheets: what came from outside is no formula in it. For its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown: list[Problem] = []
        self._fresh = path.with_name(f".{path.name}.{os.getpid()}")
        self._file: IO[str] | None = None

    def __enter__(self) -> Report:
        return self

    def add(self, problem: Problem) -> None:
        """Write one more problem."""
        if self._file is None:
            self._file = open_private(self._fresh, encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(REPORT_COLUMNS)
        if len(self.shown) < SHOWN:
            self.shown.append(problem)
        self._writer.writerow(
            (problem.row, _plain(problem.column), _plain(problem.value), problem.code,
             int(problem.kept), problem.message.id, problem.message.en, problem.remedy.id,
             problem.remedy.en)
        )  # fmt: skip

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            if kind is None:
                self._fresh.replace(self.path)
            else:
                self._fresh.unlink()


def _plain(text: str) -> str:
    return "'" + text if text.startswith(FORMULA) else text


def write_report(path: Path, problems: Iterable[Problem]) -> None:
    """Write problems as a report, whole or not at all; without any, nothing is written."""
    with Report(path) as report:
        for problem in problems:
            report.add(problem)
