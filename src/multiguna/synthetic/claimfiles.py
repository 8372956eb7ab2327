"""Writes the monthly e-Klaim files of every hospital, with the quirks real files have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Protocol

from multiguna.synthetic.eklaim import COLUMNS, DATE_COLUMNS, IDRG_COLUMNS, Row, claim_row
from multiguna.synthetic.planting import FILE_QUIRKS, KINDS, Planted, Shares
from multiguna.synthetic.spoiling import SPOILERS
from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import Hospital, World

CATALOGUE = {kind.name: kind for kind in KINDS}
REUSED, COLUMN_MISSING = "row_sep_reused", "row_column_missing"
ACCENTS = str.maketrans({"A": "Á", "E": "É"})


class Places(Protocol):
    """Knows where the file stands that a stay's `billed` names."""

    def file_path(self, hospital: Hospital, billed: int, /) -> str:
        """The path below the city's folder."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file, with what was planted in it."""

    row: Row
    claim_no: str
    planted: str


class ClaimFiles:
    """Writes the claims of a city below a folder; counts rows and lists what was planted."""

    def __init__(
        self, out: Path, *, world: World, billing: Places, shares: Shares, rng: Random
    ) -> None:
        self._out, self._world, self._billing = out, world, billing
        self._shares, self._rng = shares, rng
        self.files = self.rows = 0
        self.planted: list[Planted] = []

    def write(self, stays: list[Stay]) -> None:
        """Writes one file for each hospital and month that bills something."""
        groups: dict[tuple[int, str], list[Stay]] = {}
        for stay in stays:
            if stay.billed is not None:
                groups.setdefault((stay.billed, stay.hospital.code), []).append(stay)
        quirks = self._quirks(groups)
        for key in sorted(groups):
            billed = sorted(groups[key], key=lambda stay: (stay.discharge, stay.letter_no))
            self._write_file(key[0], billed, quirks.get(key, ""))

    def _quirks(self, groups: dict[tuple[int, str], list[Stay]]) -> dict[tuple[int, str], str]:
        """Which files carry a quirk: files without anything planted in a row, the fuller first."""
        clean = [key for key in sorted(groups) if not any(stay.planted for stay in groups[key])]
        ranked = sorted(clean, key=lambda key: (-min(3, len(groups[key])), self._rng.random()))
        names = [kind.name for kind in FILE_QUIRKS] * self._shares.file_quirks
        room = max(len(FILE_QUIRKS), len(groups) // 3) if self._shares.file_quirks else 0
        return dict(zip(ranked[:room], names, strict=False))

    def _write_file(self, month: int, stays: list[Stay], quirk: str) -> None:
        """One file: header and rows, its planted rows noted by their number."""
        name = self._billing.file_path(stays[0].hospital, month)
        lines = [line for stay in stays for line in self._lines(stay)]
        header = list(COLUMNS)
        if quirk == "quirk_file_column_order":
            header = sorted(header, key=lambda column: (self._rng.random(), column))
        if quirk == "quirk_file_idrg_columns":
            header += IDRG_COLUMNS
        text = ["\t".join(header)]
        for number, line in enumerate(lines, start=1):
            self._in_style(line.row, quirk, first=number == 1)
            cells = [line.row[column] for column in header]
            text.append("\t".join(cells[:-1] if line.planted == COLUMN_MISSING else cells))
            if line.planted:
                kind = CATALOGUE[line.planted]
                self.planted.append(
                    Planted(name, number, line.claim_no, kind.name, kind.expected, kind.detectable)
                )
        if quirk:
            self.planted.append(Planted(name, 0, "", quirk, "none", True))
        end = "\r\n" if quirk == "quirk_file_crlf" else "\n"
        encoding = {"quirk_file_bom": "utf-8-sig", "quirk_file_latin1": "latin-1"}.get(
            quirk, "utf-8"
        )
        path = self._out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((end.join(text) + end).encode(encoding))
        self.files += 1
        self.rows += len(lines)

    def _lines(self, stay: Stay) -> list[Line]:
        """The rows of a stay: one, or two when its number is used again for something else."""
        row = claim_row(stay, self._world, self._rng)
        lines: list[Line] = []
        if stay.planted == REUSED:
            lines.append(Line(dict(row), stay.letter_no, ""))
        if stay.planted in SPOILERS:
            SPOILERS[stay.planted].spoil(row, stay, self._world)
        return [*lines, Line(row, row["SEP"], stay.planted)]

    def _in_style(self, row: Row, quirk: str, *, first: bool) -> None:
        """Writes a row as the file's quirk asks: other dates, more columns, an accent."""
        if quirk == "quirk_file_dash_dates":
            for column in DATE_COLUMNS:
                row[column] = row[column].replace("/", "-")
        elif quirk == "quirk_file_iso_dates":
            for column in DATE_COLUMNS:
                day = datetime.strptime(row[column], "%d/%m/%Y")  # noqa: DTZ007 - no zone
                row[column] = f"{day:%Y-%m-%d}"
        elif quirk == "quirk_file_idrg_columns":
            row.update(dict.fromkeys(IDRG_COLUMNS, "-"))
            row["IDRG_DIAG_LISTS"], row["IDRG_PROC_LISTS"] = row["DIAGLIST"], row["PROCLIST"]
            row["IDRG_COST_WEIGHT"], row["IDRG_NBR"] = "0.4375", "8037060"
        elif quirk == "quirk_file_latin1" and first:
            row["NAMA_PASIEN"] = row["NAMA_PASIEN"].translate(ACCENTS)
