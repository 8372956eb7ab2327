"""The e-Klaim TXT export: header and rows. Pure: cells in, a row or its problems out.

Source: the export of e-Klaim build 5.10 (78 columns, newer builds append IDRG_*), read by name.
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from multiguna.claims.rules import cells
from multiguna.claims.rules.cells import EMPTY
from multiguna.claims.terms.importing import (
    CODER,
    COLUMNS,
    COST_COLUMNS,
    DRG_PREFIX,
    LINE_KINDS,
    SHOWN_MASKED,
    UNRELIABLE,
    Line,
    ReadClaim,
)
from multiguna.claims.terms.problems import ProblemCode, RowProblem
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

MOST_COLUMNS = 400
LONGEST_CLAIM_NO = 40
CARE = {"1": "inpatient", "2": "outpatient"}
USED = frozenset(
    {
        "KODE_RS", "KELAS_RAWAT", "KODE_TARIF", "PTD", "ADMISSION_DATE", "DISCHARGE_DATE",
        "BIRTH_DATE", "BIRTH_WEIGHT", "SEX", "DISCHARGE_STATUS", "DIAGLIST", "PROCLIST", "INACBG",
        "DESKRIPSI_INACBG", "TOTAL_TARIF", "TARIF_RS", "LOS", "ICU_LOS", "NAMA_PASIEN", "MRN",
        "DPJP", "SEP", "NOKARTU", "PAYOR_ID", "VERSI_INACBG", "VERSI_GROUPER", CODER,
        *COST_COLUMNS, *(column for kind in LINE_KINDS for column in kind[1:]),
    }
)  # fmt: skip
"""Columns with a place of their own in a claim; the others are kept raw."""

_SAID = tuple(
    field.name for field in dataclasses.fields(ReadClaim) if field.name not in ("row_no", "raw")
)

_sex = cells.one_of(1, 2)
_care_class = cells.one_of(1, 2, 3)
_status = cells.one_of(1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each known column stands in this file, and which columns are its own."""

    width: int
    at: Mapping[str, int]
    raw: tuple[tuple[str, int], ...]
    drg: tuple[tuple[str, int], ...]
    extra: tuple[str, ...]


def read_header(names: Sequence[str]) -> Layout:
    """The places of the 78 columns, by name and in any order.

    Refuses (`columns_missing`, `columns_repeated`, `columns_too_many`) a file that lacks one, has
    one twice, or has more than any e-Klaim writes.
    """
    if len(names) > MOST_COLUMNS:
        raise Refused(
            "columns_too_many",
            Text(
                id=f"Berkas ini punya {len(names)} kolom; e-Klaim menulis paling banyak "
                f"{MOST_COLUMNS}. Ekspor ulang dari e-Klaim (TXT) tanpa mengubahnya.",
                en=f"This file has {len(names)} columns; e-Klaim writes at most {MOST_COLUMNS}. "
                "Export again from e-Klaim (TXT) and leave it as it is.",
            ),
            columns=len(names),
        )
    clean = [name.strip().upper() for name in names]
    missing = [name for name in COLUMNS if name not in clean]
    if missing:
        listed = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise Refused(
            "columns_missing",
            Text(
                id=f"Berkas ini kekurangan {len(missing)} dari 78 kolom e-Klaim: {listed}. "
                "Ekspor ulang dari e-Klaim (TXT) tanpa mengubahnya.",
                en=f"This file lacks {len(missing)} of e-Klaim's 78 columns: {listed}. "
                "Export again from e-Klaim (TXT) and leave it as it is.",
            ),
            missing=len(missing),
        )
    named = [name for name in clean if name]
    if len(set(named)) < len(named):
        raise Refused(
            "columns_repeated",
            Text(
                id="Ada kolom yang muncul dua kali. Ekspor ulang dari e-Klaim (TXT).",
                en="A column stands in the file twice. Export again from e-Klaim (TXT).",
            ),
        )
    at = {name: index for index, name in enumerate(clean) if name}
    extra = tuple(n for n in named if n not in COLUMNS and not n.startswith(DRG_PREFIX))
    return Layout(
        width=len(clean),
        at=at,
        raw=tuple((n, i) for n, i in at.items() if n not in USED and not n.startswith(DRG_PREFIX)),
        drg=tuple((n, i) for n, i in at.items() if n.startswith(DRG_PREFIX)),
        extra=extra,
    )


def split_line(line: str) -> list[str]:
    """The cells of one line: tabs between them, a cell may be in quotes with doubled quotes.

    None at all when the quotes cannot be read: a huge cell, or a line end inside a line.

    >>> split_line('a\\t"b"'), split_line('"a"\\rb')
    (['a', 'b'], [])
    """
    if '"' not in line:
        return line.split("\t")
    try:
        return next(csv.reader([line], delimiter="\t"))
    except csv.Error:
        return []


def read_rows(
    lines: Iterable[str], layout: Layout, provider_code: str
) -> Iterator[tuple[ReadClaim | None, list[RowProblem]]]:
    """Every data row in turn: what was read (None: refused) and what is to say about it.

    Rows count from 1 at the first line after the header; a blank line has a number and is no row.
    What concerns the whole file is said once, with the first row.
    """
    said_quoted = False
    problems = [RowProblem(0, name, "", ProblemCode.EXTRA_COLUMN) for name in layout.extra]
    for row_no, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if not said_quoted and '\t"' in line:
            said_quoted = True
            problems.append(RowProblem(row_no, "", "", ProblemCode.QUOTED_FIELD))
        reader = _RowReader(row_no, split_line(line), layout)
        row = reader.read(provider_code)
        yield row, problems + reader.problems
        problems = []


class _RowReader:
    """Reads one row and collects everything that is wrong with it."""

    def __init__(self, row_no: int, row: list[str], layout: Layout) -> None:
        self.row_no, self._row, self._layout = row_no, row, layout
        self.problems: list[RowProblem] = []
        self._refused = False

    def read(self, provider_code: str) -> ReadClaim | None:
        """The claim of this row, or None with at least one refusing problem."""
        if len(self._row) != self._layout.width:
            self._note("", f"{len(self._row)}", ProblemCode.COLUMNS_COUNT)
            return None
        if self._required("KODE_RS") not in ("", provider_code):
            self._note("KODE_RS", self._cell("KODE_RS"), ProblemCode.PROVIDER_MISMATCH)
        claim = self._claim()
        return None if self._refused else claim

    def _claim(self) -> ReadClaim | None:
        card = self._card()
        payor_id, payor_name = cells.split_payor(self._cell("PAYOR_ID"))
        admission, discharge = self._day("ADMISSION_DATE"), self._day("DISCHARGE_DATE")
        if admission and discharge and discharge < admission:
            code = ProblemCode.DISCHARGE_BEFORE_ADMISSION
            self._note("DISCHARGE_DATE", self._cell("DISCHARGE_DATE"), code)
        birth_date = self._day("BIRTH_DATE", required=False)
        care = CARE.get(self._required("PTD"))
        if care is None and self._cell("PTD"):
            self._note("PTD", self._cell("PTD"), ProblemCode.CODE_INVALID)
        care_class = self._small("KELAS_RAWAT", _care_class, required=True)
        sex = self._small("SEX", _sex)
        status = self._small("DISCHARGE_STATUS", _status)
        diagnoses, procedures = self._codes()
        lines = self._lines()
        charge, billed = self._amount("TARIF_RS"), self._amount("TOTAL_TARIF")
        charges = tuple(self._amount(column, required=False) for column in COST_COLUMNS)
        numbers = [self._number(column) for column in ("LOS", "ICU_LOS", "BIRTH_WEIGHT")]
        claim_no, name = self._claim_no(), self._required("NAMA_PASIEN")
        if self._refused:
            return None
        assert card is not None and care is not None and care_class is not None
        assert admission is not None and discharge is not None
        drg, raw = self._kept()
        return ReadClaim(
            row_no=self.row_no,
            claim_no=claim_no,
            mrn=self._cell("MRN"),
            patient_name=name,
            id_type=card[0],
            id_value=card[1],
            birth_date=birth_date,
            sex=sex,
            care=care,
            care_class=care_class,
            admission_date=admission,
            discharge_date=discharge,
            discharge_status=status,
            diagnoses=diagnoses,
            procedures=procedures,
            cbg_code=lines[0].code,
            cbg_description=self._cell("DESKRIPSI_INACBG"),
            los=numbers[0],
            icu_los=numbers[1],
            birth_weight=numbers[2],
            charge_idr=charge,
            charges=charges,
            billed_idr=billed,
            payor_id=payor_id,
            payor_name=payor_name,
            doctor=self._cell("DPJP"),
            tariff_class_code=self._cell("KODE_TARIF"),
            cbg_version=self._cell("VERSI_INACBG"),
            grouper_version=self._cell("VERSI_GROUPER"),
            drg=drg,
            raw=raw,
            lines=lines,
        )

    def _claim_no(self) -> str:
        claim_no = self._required("SEP")
        if len(claim_no) > LONGEST_CLAIM_NO:
            self._note("SEP", claim_no, ProblemCode.VALUE_INVALID)
        return claim_no

    def _card(self) -> tuple[str, str, bool] | None:
        text = self._cell("NOKARTU")
        card = cells.read_card(text)
        if card is None:
            self._note("NOKARTU", text, ProblemCode.CODE_INVALID)
        elif card[2]:
            self._note("NOKARTU", text, ProblemCode.CARD_PADDED)
        return card

    def _note(self, column: str, value: str, code: ProblemCode) -> None:
        shown = cells.masked(value) if column in SHOWN_MASKED else value[:60]
        problem = RowProblem(self.row_no, column, shown, code)
        self.problems.append(problem)
        self._refused = self._refused or not problem.kept

    def _cell(self, column: str) -> str:
        text = self._row[self._layout.at[column]].strip()
        return "" if text in EMPTY else text

    def _required(self, column: str) -> str:
        text = self._cell(column)
        if not text:
            self._note(column, "", ProblemCode.VALUE_MISSING)
        return text

    def _day(self, column: str, *, required: bool = True) -> date | None:
        text = self._required(column) if required else self._cell(column)
        if not text:
            return None
        read = cells.read_day(text)
        if read is None:
            self._note(column, text, ProblemCode.DATE_INVALID)
            return None
        if read.odd:
            self._note(column, text, ProblemCode.DATE_SERIAL)
        return read.value

    def _amount(self, column: str, *, required: bool = True) -> int:
        """Rupiah; an empty optional column is an amount of zero in e-Klaim."""
        text = self._required(column) if required else self._cell(column)
        if not text:
            return 0
        amount = cells.read_whole(text)
        if amount is None:
            self._note(column, text, ProblemCode.NUMBER_INVALID)
        return 0 if amount is None else amount

    def _number(self, column: str) -> int | None:
        text = self._cell(column)
        if not text:
            return None
        number = cells.read_whole(text)
        if number is None or number > 99_999:
            self._note(column, text, ProblemCode.NUMBER_INVALID)
        return number

    def _small(self, column: str, reader: cells.SmallCode, *, required: bool = False) -> int | None:
        text = self._required(column) if required else self._cell(column)
        if not text:
            return None
        number = reader(text)
        if number is None:
            self._note(column, text, ProblemCode.CODE_INVALID)
        return number

    def _codes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        text = self._required("DIAGLIST")
        diagnoses = cells.read_diagnoses(text)
        if diagnoses is None or (text and not diagnoses):
            self._note("DIAGLIST", text, ProblemCode.CODE_INVALID)
        procedures = cells.read_procedures(self._cell("PROCLIST"))
        if procedures is None:
            self._note("PROCLIST", self._cell("PROCLIST"), ProblemCode.CODE_INVALID)
        return diagnoses or (), procedures or ()

    def _lines(self) -> tuple[Line, ...]:
        """The group's tariff always, and each top-up that is not zero."""
        lines = []
        for kind, code_column, amount_column in LINE_KINDS:
            main = kind == "cbg"
            amount = self._amount(amount_column, required=main)
            code = self._cell(code_column).translate(cells.HYPHENS)
            if main:
                code = self._cbg()
            if main or amount:
                lines.append(Line(kind, code, amount))
        return tuple(lines)

    def _cbg(self) -> str:
        text = self._required("INACBG")
        read = cells.read_cbg(text) if text else None
        if text and read is None:
            self._note("INACBG", text, ProblemCode.CODE_INVALID)
        if read is not None and read.odd:
            self._note("INACBG", text, ProblemCode.HYPHEN_NORMALISED)
        return read.value if read is not None else ""

    def _kept(self) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """The IDRG_* columns and the other unused ones, without the coder's NIK anywhere."""
        coder, numbers = cells.strip_coder(self._cell(CODER))

        def filled(columns: tuple[tuple[str, int], ...]) -> Iterator[tuple[str, str]]:
            for name, index in columns:
                text = self._row[index].strip()
                if text not in EMPTY:
                    for number in numbers:
                        text = text.replace(number, "*")
                    yield name, text

        raw = tuple(filled(self._layout.raw))
        return tuple(filled(self._layout.drg)), (*raw, (CODER, coder)) if coder else raw


def content_hash(row: ReadClaim) -> bytes:
    """SHA-256 of what a claim says: its values, not how they were written.

    Row number and the columns C1 to C4 do not count, so the same claim exported again is the same.
    """
    said = [getattr(row, name) for name in _SAID]
    said.append(sorted(pair for pair in row.raw if pair[0] not in UNRELIABLE))
    return sha256(repr(said).encode()).digest()
