"""One row of an e-Klaim export: its cells become a claim, or a list of what is wrong with them."""

from __future__ import annotations

from datetime import date

from multiguna.claims.rules import cells
from multiguna.claims.rules.cells import EMPTY
from multiguna.claims.rules.eklaim_layout import (
    CARE,
    LONGEST_CLAIM_NO,
    LONGEST_TEXT,
    TEXTS,
    TOPUPS,
    Layout,
    kept,
)
from multiguna.claims.rules.eklaim_sound import read_sound
from multiguna.claims.terms.importing import CODER, COST_COLUMNS, SHOWN_MASKED, Line, ReadClaim
from multiguna.claims.terms.problems import ProblemCode, RowProblem

_sex = cells.one_of(1, 2)
_care_class = cells.one_of(1, 2, 3)
_status = cells.one_of(1, 2, 3, 4, 5)


class RowReader:
    """Reads one row and collects everything that is wrong with it."""

    def __init__(self, row_no: int, row: list[str], layout: Layout) -> None:
        self.row_no, self._layout, self._at = row_no, layout, layout.at
        self.cells = row
        self.problems: list[RowProblem] = []
        self._refused = False

    def read(self, provider_code: str) -> ReadClaim | None:
        """The claim of this row, or None with at least one refusing problem."""
        if len(self.cells) != self._layout.width:
            self._note("", f"{len(self.cells)}", ProblemCode.COLUMNS_COUNT)
            return None
        stripped = map(str.strip, self.cells)
        self.cells = ["" if text in EMPTY else text for text in stripped]
        self.cells.append("")
        return read_sound(self.row_no, self.cells, self._layout, provider_code) or self.look_closer(
            provider_code
        )

    def look_closer(self, provider_code: str) -> ReadClaim | None:
        """The claim of a complete row, and everything that there is to say about it."""
        if self._required("KODE_RS") not in ("", provider_code):
            self._note("KODE_RS", self._cell("KODE_RS"), ProblemCode.PROVIDER_MISMATCH)
        claim = self._claim()
        return None if self._refused else claim

    def _claim(self) -> ReadClaim | None:
        card = self._card()
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
        charges = self._amounts(self._layout.costs, COST_COLUMNS)
        los, icu_los = self._number("LOS"), self._number("ICU_LOS")
        birth_weight = self._number("BIRTH_WEIGHT")
        claim_no, payor = self._claim_no(), cells.split_payor(self._cell("PAYOR_ID"))
        name, mrn, doctor, described, tariff_class, cbg_version, grouper = self._texts()
        if self._refused:
            return None
        assert card is not None and care is not None and care_class is not None
        assert admission is not None and discharge is not None
        drg, raw = kept(self.cells, self._layout, self._cell(CODER))
        return ReadClaim(
            self.row_no, claim_no, mrn, name, card[0], card[1], birth_date, sex, care, care_class,
            admission, discharge, status, diagnoses, procedures, lines[0].code, described, los,
            icu_los, birth_weight, charge, charges, billed, *payor, doctor, tariff_class,
            cbg_version, grouper, drg, raw, lines,
        )  # fmt: skip

    def _texts(self) -> tuple[str, ...]:
        """The columns of TEXTS; the name is required."""
        self._required("NAMA_PASIEN")
        texts = tuple([self.cells[index] for index in self._layout.texts])
        for column, text in zip(TEXTS, texts, strict=True):
            if len(text) > LONGEST_TEXT:
                self._note(column, text, ProblemCode.VALUE_INVALID)
        return texts

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
        shown = cells.masked(value[:60]) if column in SHOWN_MASKED else value[:60]
        named = self._layout.shown.get(column, column)
        problem = RowProblem(self.row_no, named, shown, code)
        self.problems.append(problem)
        self._refused = self._refused or not problem.kept

    def _cell(self, column: str) -> str:
        return self.cells[self._at.get(column, -1)]

    def _required(self, column: str) -> str:
        text = self.cells[self._at.get(column, -1)]
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

    def _amount(self, column: str) -> int:
        """Rupiah."""
        text = self._required(column)
        amount = cells.read_amount(text)
        if amount is None:
            self._note(column, text, ProblemCode.NUMBER_INVALID)
        return 0 if amount is None else amount

    def _amounts(self, places: tuple[int, ...], columns: tuple[str, ...]) -> tuple[int, ...]:
        """Rupiah of several columns; an empty one is an amount of zero in e-Klaim."""
        row = self.cells
        amounts = [cells.read_amount(row[index]) for index in places]
        if None not in amounts:
            return tuple(amounts)  # type: ignore[arg-type]  # the None was looked for
        for column, index, amount in zip(columns, places, amounts, strict=True):
            if amount is None:
                self._note(column, row[index], ProblemCode.NUMBER_INVALID)
        return tuple(0 for _ in amounts)

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
        text, done = self._required("DIAGLIST"), self._cell("PROCLIST")
        diagnoses = cells.read_diagnoses(text)
        if diagnoses is None or (text and not diagnoses):
            self._note("DIAGLIST", text, ProblemCode.CODE_INVALID)
        own = self._layout.own
        procedures = cells.read_services(done) if own else cells.read_procedures(done)
        if procedures is None:
            self._note("PROCLIST", done, ProblemCode.CODE_INVALID)
        return diagnoses or (), procedures or ()

    def _lines(self) -> tuple[Line, ...]:
        """The group's tariff always, and each top-up that is not zero."""
        lines = [Line("cbg", self._cbg(), self._amount("TARIF_INACBG"))]
        amounts = self._amounts(self._layout.topups, tuple(column for _, _, column in TOPUPS))
        for (kind, column, _), amount in zip(TOPUPS, amounts, strict=True):
            if amount:
                code = self._cell(column).translate(cells.HYPHENS)
                if len(code) > LONGEST_CLAIM_NO:
                    self._note(column, code, ProblemCode.CODE_INVALID)
                lines.append(Line(kind, code, amount))
        return tuple(lines)

    def _cbg(self) -> str:
        text = self._cell("INACBG") if self._layout.own else self._required("INACBG")
        read = cells.read_cbg(text) if text else None
        if text and read is None:
            self._note("INACBG", text, ProblemCode.CODE_INVALID)
        if read is not None and read.odd:
            self._note("INACBG", text, ProblemCode.HYPHEN_NORMALISED)
        return read.value if read is not None else ""
