"""The product's own format: its rows are said in e-Klaim's words and then judged as those are.

Pure: names and texts in, texts out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from multiguna.claims.rules import cells
from multiguna.claims.rules.eklaim import clean_names
from multiguna.claims.rules.eklaim_layout import Layout
from multiguna.claims.rules.receipts import ADDED_COLUMNS
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS, LINE_KINDS
from multiguna.claims.terms.owncsv import OWN_COLUMNS, PROGRAMME_PAYOR
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

OWN = {column.name: column for column in OWN_COLUMNS}
CARE_WORDS = {"RI": "1", "RAWAT INAP": "1", "RJ": "2", "RAWAT JALAN": "2"}
SEX_WORDS = {"L": "1", "LAKI-LAKI": "1", "P": "2", "PEREMPUAN": "2"}
TARIFFS = tuple(amount for _, _, amount in LINE_KINDS)


class OwnLayout:
    """The header of a file in the own format; turns its rows into the cells of e-Klaim's 78.

    Refuses (`columns_missing`, `columns_repeated`, `columns_too_many`) what is no such header.
    """

    def __init__(self, names: Sequence[str], provider_code: str) -> None:
        clean = clean_names(names)
        missing = [c.name for c in OWN_COLUMNS if c.required and c.name not in clean]
        if missing:
            listed = ", ".join(missing)
            raise Refused(
                "columns_missing",
                Text(
                    id=f"Berkas ini kekurangan kolom: {listed}. Pakai judul kolom dari panduan.",
                    en=f"This file lacks columns: {listed}. Use the header in the guide.",
                ),
                missing=len(missing),
            )
        self._width, self._provider_code = len(clean), provider_code
        named = {
            OWN[name].eklaim if name in OWN else name: index
            for index, name in enumerate(clean)
            if name and name not in ADDED_COLUMNS
        }
        self._places = named
        self._extra = tuple(name for name in named if name not in COLUMNS)
        self.layout = own_layout(self._extra)

    def translate(self, row: list[str]) -> list[str]:
        """A row of the file as cells of the layout; one of another width stays as it is."""
        if len(row) != self._width:
            return row
        values = {name: row[index] for name, index in self._places.items()}
        return translated(values, self._provider_code, self._extra)


def own_layout(extra: Sequence[str] = ()) -> Layout:
    """The layout of translated rows: e-Klaim's 78 columns and those that are not known."""
    names = (*COLUMNS, *extra)
    return Layout(
        len(names),
        {name: index for index, name in enumerate(names)},
        tuple(extra),
        own=True,
        shown={column.eklaim: column.name for column in OWN_COLUMNS},
    )


def is_own(names: Sequence[str]) -> bool:
    """Whether a header is one of the own format.

    >>> is_own(["NOMOR_KLAIM", "NAMA_PASIEN"]), is_own(["SEP", "NAMA_PASIEN"])
    (True, False)
    """
    return "NOMOR_KLAIM" in {name.strip().upper() for name in names}


def translated(
    values: Mapping[str, str], provider_code: str, extra: Sequence[str] = ()
) -> list[str]:
    """What was written, in e-Klaim's words: the codes for words, and what follows from the rest.

    A claim that was not grouped is one line of what is billed; charges that are not broken down
    stand as one. `values` are named as e-Klaim names them.
    """
    said = {name: _said(text) for name, text in values.items()}
    billed = said.get("TOTAL_TARIF", "")
    said["PTD"] = CARE_WORDS.get(said.get("PTD", "").upper(), said.get("PTD", ""))
    said["SEX"] = SEX_WORDS.get(said.get("SEX", "").upper(), said.get("SEX", ""))
    said["DIAGLIST"] = said.get("DIAGLIST", "").replace(",", ";")
    _default(said, "KODE_RS", provider_code)
    _default(said, "PAYOR_ID", PROGRAMME_PAYOR)
    _default(said, "LOS", _days(said))
    _default(said, "TARIF_RS", billed)
    if said["PTD"] != "1":
        _default(said, "KELAS_RAWAT", "3")
    if not any(said.get(name) for name in TARIFFS):
        said["TARIF_INACBG"] = billed
    if not any(said.get(name) for name in COST_COLUMNS):
        said[COST_COLUMNS[0]] = said["TARIF_RS"]
    return [said.get(name, "") for name in (*COLUMNS, *extra)]


def _said(text: str) -> str:
    text = text.strip()
    return "" if text in cells.EMPTY else text


def _default(said: dict[str, str], name: str, text: str) -> None:
    if not said.get(name):
        said[name] = text


def _days(said: Mapping[str, str]) -> str:
    """Length of stay by the dates, both days included; nothing when they cannot be read."""
    first = cells.read_day(said.get("ADMISSION_DATE", ""))
    last = cells.read_day(said.get("DISCHARGE_DATE", ""))
    if first is None or last is None or last.value < first.value:
        return ""
    return str((last.value - first.value).days + 1)
