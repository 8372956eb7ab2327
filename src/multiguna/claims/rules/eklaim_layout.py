"""Where the columns of a claim file stand, looked up once and not for every row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from multiguna.claims.rules import cells
from multiguna.claims.terms.importing import CODER, COST_COLUMNS, DRG_PREFIX, LINE_KINDS

Pairs = tuple[tuple[str, str], ...]
Pick = Callable[[list[str]], tuple[str, ...]]
"""Takes certain cells out of a row."""

LONGEST_CLAIM_NO = 40
LONGEST_TEXT = 500
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

TOPUPS = LINE_KINDS[1:]
TEXTS = ("NAMA_PASIEN", "MRN", "DPJP", "DESKRIPSI_INACBG", "KODE_TARIF", "VERSI_INACBG",
         "VERSI_GROUPER")  # fmt: skip
"""Columns that are taken as they stand, as long as they are not endless."""

MAIN = ("KODE_RS", "SEP", "NOKARTU", "ADMISSION_DATE", "DISCHARGE_DATE", "BIRTH_DATE", "PTD",
        "KELAS_RAWAT", "SEX", "DISCHARGE_STATUS", "DIAGLIST", "PROCLIST", "INACBG",
        "TARIF_INACBG", "TOTAL_TARIF", "TARIF_RS", "LOS", "ICU_LOS", "BIRTH_WEIGHT", "PAYOR_ID",
        CODER)  # fmt: skip
"""The columns with a meaning of their own, in the order in which a row is read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in this file, by e-Klaim's name, and which it does not know.

    A column that the file lacks stands behind its last one, where nothing is. `own` is the
    product's own format, which needs no grouper; `shown` are its names of the columns.
    """

    width: int
    at: Mapping[str, int]
    extra: tuple[str, ...] = ()
    own: bool = False
    shown: Mapping[str, str] = field(default_factory=dict)
    costs: tuple[int, ...] = field(init=False)
    topups: tuple[int, ...] = field(init=False)
    texts: tuple[int, ...] = field(init=False)
    raw: tuple[tuple[str, int], ...] = field(init=False)
    drg: tuple[tuple[str, int], ...] = field(init=False)
    main: Pick = field(init=False)
    texts_of: Pick = field(init=False)
    amounts_of: Pick = field(init=False)

    def __post_init__(self) -> None:
        """Look the places up once, not for every row."""
        named = [(n, i) for n, i in self.at.items() if n not in USED]
        set_once = object.__setattr__
        set_once(self, "costs", tuple(map(self.place, COST_COLUMNS)))
        set_once(self, "topups", tuple(self.place(amount) for _, _, amount in TOPUPS))
        set_once(self, "texts", tuple(map(self.place, TEXTS)))
        set_once(self, "main", itemgetter(*map(self.place, MAIN)))
        set_once(self, "texts_of", itemgetter(*self.texts))
        set_once(self, "amounts_of", itemgetter(*self.topups, *self.costs))
        set_once(self, "raw", tuple(p for p in named if not p[0].startswith(DRG_PREFIX)))
        set_once(self, "drg", tuple(p for p in named if p[0].startswith(DRG_PREFIX)))

    def place(self, column: str) -> int:
        """The place of a column; behind the last one when the file lacks it."""
        return self.at.get(column, self.width)


def kept(row: list[str], layout: Layout, coder_text: str) -> tuple[Pairs, Pairs]:
    """The IDRG_* columns and the other unused ones, without the coder's NIK anywhere."""
    coder, numbers = cells.strip_coder(coder_text)
    drg = tuple([(name, row[index]) for name, index in layout.drg if row[index]])
    raw = tuple([(name, row[index]) for name, index in layout.raw if row[index]])
    for number in numbers:
        drg = tuple([(name, text.replace(number, "*")) for name, text in drg])
        raw = tuple([(name, text.replace(number, "*")) for name, text in raw])
    return drg, (*raw, (CODER, coder)) if coder else raw
