"""What is wrong in a file, row by row, and the report that a clerk can work through."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from multiguna.kernel.terms import Text


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


REPORT_COLUMNS = (
    "row", "column", "value", "code", "kept",
    "message_id", "message_en", "remedy_id", "remedy_en",
)  # fmt: skip


def write_report(path: Path, problems: Iterable[Problem]) -> None:
    """Write problems as CSV (UTF-8 with BOM, for spreadsheets), whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT_COLUMNS)
        for problem in problems:
            writer.writerow(
                (problem.row, problem.column, problem.value, problem.code, int(problem.kept),
                 problem.message.id, problem.message.en, problem.remedy.id, problem.remedy.en)
            )  # fmt: skip
    fresh.replace(path)
