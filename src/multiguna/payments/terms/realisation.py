"""The region's own books (SIPD) beside ours: their disbursements, and where the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text

SIPD_COLUMNS = (
    "tanggal_periode",
    "jenis_dokumen",
    "jenis_transaksi",
    "nomor_dokumen",
    "kode_skpd",
    "nama_skpd",
    "kode_sub_kegiatan",
    "nama_sub_kegiatan",
    "kode_rekening",
    "nama_rekening",
    "nilai_realisasi",
    "nilai_setoran",
    "nomor_sp2d",
    "nilai_sp2d",
    "keterangan_dokumen",
)
"""The columns of SIPD's realisation report, in its order."""


@dataclass(frozen=True, slots=True)
class RealisationRow:
    """One line of the report about our sub-activities and accounts; whole rupiah.

    `note` holds the document's number and description, where the order is named. `sp2d_no` may be
    empty; `sp2d_idr` is what the line says that its whole SP2D comes to, 0 when it does not say.
    """

    row_no: int
    on: date
    sp2d_no: str
    realised_idr: int
    deposited_idr: int
    note: str
    sp2d_idr: int = 0

    @property
    def label(self) -> str:
        """What to call the line: its SP2D's number, else its document and description."""
        return self.sp2d_no or self.note.strip() or "?"

    @property
    def given_back_idr(self) -> int:
        """What the line takes off: money paid in, or a realisation below zero."""
        return self.deposited_idr - min(0, self.realised_idr)


@dataclass(frozen=True, slots=True)
class Disbursement:
    """One SP2D as the report has it: the sum of its lines, and all that they say.

    `stated_idr` holds what the lines say that the whole SP2D comes to: one amount, if they agree.
    """

    sp2d_no: str
    on: date
    amount_idr: int
    note: str
    stated_idr: frozenset[int] = frozenset()


class DifferenceKind(StrEnum):
    """How the region's books and ours differ about an SP2D."""

    AMOUNT = "amount"
    NO_NUMBER = "no_number"
    REPEATED = "repeated"
    DATE = "date"
    UNKNOWN = "unknown"
    MISSING = "missing"
    NOT_READY = "not_ready"
    RETURNED = "returned"
    DEPOSIT = "deposit"
    REFUSED = "refused"


_SENTENCES = {
    DifferenceKind.AMOUNT: Text("jumlah berbeda", "the amount differs"),
    DifferenceKind.NO_NUMBER: Text(
        "baris tanpa nomor SP2D; lengkapi di SIPD",
        "a line with no SP2D number; complete it in SIPD",
    ),
    DifferenceKind.REPEATED: Text(
        "perintahnya sudah punya SP2D sejumlah ini dengan nomor lain; cocokkan nomornya",
        "its order has an SP2D of this amount under another number; compare the numbers",
    ),
    DifferenceKind.DATE: Text("tanggal berbeda", "the date differs"),
    DifferenceKind.UNKNOWN: Text(
        "tidak menyebut perintah kami; periksa keterangannya di SIPD",
        "names no order of ours; check its description in SIPD",
    ),
    DifferenceKind.MISSING: Text(
        "ada di sini, tidak ada di SIPD bulan itu", "is here, and not in SIPD for that month"
    ),
    DifferenceKind.NOT_READY: Text(
        "perintahnya belum sampai SPM, atau sudah dibayar atau dibatalkan",
        "its order has no SPM yet, or is paid or cancelled",
    ),
    DifferenceKind.RETURNED: Text("di sini tercatat dikembalikan", "is recorded here as returned"),
    DifferenceKind.DEPOSIT: Text(
        "setoran; cocokkan dengan pengembalian atau kelebihan bayar",
        "money paid in; compare it with returns and overpayments",
    ),
    DifferenceKind.REFUSED: Text("tidak dapat dicatat", "could not be recorded"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two books say differently; None where one of them says nothing."""

    kind: DifferenceKind
    sp2d_no: str
    order_no: str | None = None
    sipd_on: date | None = None
    sipd_idr: int | None = None
    our_on: date | None = None
    our_idr: int | None = None
    refusal: Text | None = None

    @property
    def sentence(self) -> Text:
        """The difference in words."""
        said = _SENTENCES[self.kind]
        order = f" ({self.order_no})" if self.order_no else ""
        numbers_id = numbers_en = ""
        if self.refusal is not None:
            numbers_id, numbers_en = f": {self.refusal.id}", f": {self.refusal.en}"
        elif self.kind is DifferenceKind.DATE:
            numbers_id = f": SIPD {self.sipd_on}, di sini {self.our_on}"
            numbers_en = f": SIPD {self.sipd_on}, here {self.our_on}"
        elif self.kind is DifferenceKind.AMOUNT:
            numbers_id = f": SIPD {rupiah(self.sipd_idr)}, di sini {rupiah(self.our_idr)}"
            numbers_en = f": SIPD {rupiah(self.sipd_idr)}, here {rupiah(self.our_idr)}"
        return Text(
            id=f"SP2D {self.sp2d_no}{order}: {said.id}{numbers_id}",
            en=f"SP2D {self.sp2d_no}{order}: {said.en}{numbers_en}",
        )


@dataclass(frozen=True, slots=True)
class Match:
    """An SP2D of the report that pays an order of ours (all that is left of it, or a part)."""

    order_no: str
    sp2d: Disbursement


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a month of the report says against our orders.

    `known` are already recorded as they are, `new` are to be recorded, the rest differs.
    """

    known: tuple[Match, ...]
    new: tuple[Match, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Realisation:
    """What came of a report: SP2Ds recorded now, those known before, and every difference."""

    months: tuple[date, ...]
    rows: int
    matched: tuple[Match, ...]
    already: int
    differences: tuple[Difference, ...]
