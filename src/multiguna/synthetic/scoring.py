"""What was planted against what was found: the table that a generated city is judged by."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from multiguna.synthetic.planting import KINDS, Planted

Observed = tuple[str, int, str]
"""Something the product said of a row: file, row, code."""

WHOLE_FILE = 0
ASKS_ONLY = ("needs_review", "decided_before")
"""Say that a person must look at a claim; they find no fault and accuse nobody."""


@dataclass(frozen=True, slots=True)
class Score:
    """One kind of planted thing: how many were planted, found, and what is not yet covered."""

    kind: str
    expected: str
    planted: int
    found: int
    detectable: bool
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """The whole table, and what was flagged without having been planted."""

    kinds: tuple[Score, ...]
    false: tuple[Observed, ...]

    @property
    def all_found(self) -> bool:
        """Whether everything detectable was found and nothing flagged falsely."""
        return not self.false and all(
            score.found == score.planted for score in self.kinds if score.detectable
        )


def read_planted(path: Path) -> list[Planted]:
    """The rows of planted.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Planted(row["file"], int(row["row"]), row["claim_no"], row["kind"], row["expected"],
                    row["detectable"] == "yes")
            for row in csv.DictReader(file)
        ]  # fmt: skip


def score(planted: Iterable[Planted], observed: Iterable[Observed]) -> Scores:
    """Compare by file and row. A harmless quirk counts as found when its row has no finding.

    A finding is false when its row was not planted with that code; `ASKS_ONLY` are no findings.
    """
    planted = list(planted)
    seen = {one for one in observed if one[2] not in ASKS_ONLY}
    wanted = {(one.file, one.row, one.expected) for one in planted}
    flagged = {(file, row) for file, row, _ in seen}
    planted_rows = {(one.file, one.row) for one in planted if one.expected != "none"}
    files = {file for file, row in flagged if (file, row) not in planted_rows}
    kinds = []
    for kind in KINDS:
        these = [one for one in planted if one.kind == kind.name]
        if not these:
            continue
        if not kind.detectable:
            missed = these
        elif kind.expected == "none":
            missed = [
                one for one in these
                if (one.file in files if one.row == WHOLE_FILE else (one.file, one.row) in flagged)
            ]  # fmt: skip
        else:
            missed = [one for one in these if (one.file, one.row, one.expected) not in seen]
        kinds.append(
            Score(
                kind.name, kind.expected, len(these), len(these) - len(missed), kind.detectable,
                tuple(f"{one.file}:{one.row}" for one in missed),
            )
        )  # fmt: skip
    return Scores(tuple(kinds), tuple(sorted(seen - wanted)))
