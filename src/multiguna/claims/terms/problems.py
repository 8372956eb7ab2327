"""What is wrong with a row of a claim file, said in both languages, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from multiguna.kernel.terms import Text


class ProblemCode(StrEnum):
    """Why a row was refused or what was noticed about a row that was kept."""

    COLUMNS_COUNT = "columns_count"
    VALUE_MISSING = "value_missing"
    VALUE_INVALID = "value_invalid"
    DATE_INVALID = "date_invalid"
    NUMBER_INVALID = "number_invalid"
    CODE_INVALID = "code_invalid"
    PROVIDER_MISMATCH = "provider_mismatch"
    CLAIM_NO_REUSED = "claim_no_reused"
    CLAIM_NO_REPEATED = "claim_no_repeated"
    DISCHARGE_BEFORE_ADMISSION = "discharge_before_admission"
    DATE_SERIAL = "date_serial"
    CARD_PADDED = "card_padded"
    HYPHEN_NORMALISED = "hyphen_normalised"
    EXTRA_COLUMN = "extra_column"
    QUOTED_FIELD = "quoted_field"


WARNINGS = frozenset(
    {
        ProblemCode.DATE_SERIAL,
        ProblemCode.CARD_PADDED,
        ProblemCode.HYPHEN_NORMALISED,
        ProblemCode.EXTRA_COLUMN,
        ProblemCode.QUOTED_FIELD,
    }
)

MESSAGES: dict[ProblemCode, tuple[Text, Text]] = {
    ProblemCode.COLUMNS_COUNT: (
        Text(
            id="Jumlah kolom baris ini berbeda dari judulnya.",
            en="This row does not have as many columns as the header.",
        ),
        Text(
            id="Ekspor ulang dari e-Klaim tanpa mengubah berkasnya.",
            en="Export again from e-Klaim and leave the file as it is.",
        ),
    ),
    ProblemCode.VALUE_MISSING: (
        Text(id="Kolom ini wajib diisi.", en="This column must be filled."),
        Text(
            id="Lengkapi di e-Klaim, lalu ekspor ulang baris ini.",
            en="Complete it in e-Klaim, then export this row again.",
        ),
    ),
    ProblemCode.VALUE_INVALID: (
        Text(
            id="Nomor klaim ini terlalu panjang; paling banyak 40 karakter.",
            en="This claim number is too long; it has at most 40 characters.",
        ),
        Text(
            id="Tulis nomor surat jaminan atau SEP yang benar di e-Klaim, lalu ekspor ulang.",
            en="Write the right letter or SEP number in e-Klaim, then export again.",
        ),
    ),
    ProblemCode.DATE_INVALID: (
        Text(id="Tanggal ini tidak ada atau tidak terbaca.", en="This is not a day we can read."),
        Text(id="Tulis sebagai dd/mm/yyyy.", en="Write it as dd/mm/yyyy."),
    ),
    ProblemCode.NUMBER_INVALID: (
        Text(
            id="Ini bukan bilangan bulat nol atau lebih, atau lebih dari seratus miliar rupiah.",
            en="This is not a whole number of zero or more, or it is above 100 thousand million "
            "rupiah.",
        ),
        Text(
            id="Tulis rupiah utuh tanpa titik, koma atau huruf.",
            en="Write whole rupiah without points, commas or letters.",
        ),
    ),
    ProblemCode.CODE_INVALID: (
        Text(id="Kode ini tidak dikenal untuk kolom ini.", en="This code has no meaning here."),
        Text(
            id="Perbaiki kodenya di e-Klaim, lalu ekspor ulang.",
            en="Correct the code in e-Klaim, then export again.",
        ),
    ),
    ProblemCode.PROVIDER_MISMATCH: (
        Text(
            id="KODE_RS baris ini bukan rumah sakit yang mengirim berkas.",
            en="KODE_RS of this row is not the hospital that sends the file.",
        ),
        Text(
            id="Kirim baris ini dari rumah sakit yang merawat.",
            en="Send this row from the hospital that gave the care.",
        ),
    ),
    ProblemCode.CLAIM_NO_REUSED: (
        Text(
            id="Klaim dengan nomor dan tanggal ini tidak dapat diperbaiki lagi: sudah disetujui, "
            "sudah diganti, atau keberatannya menunggu putusan.",
            en="The claim with this number and these dates cannot be corrected any more: it was "
            "approved or replaced, or an appeal about it waits.",
        ),
        Text(
            id="Ajukan keberatan atas klaim yang sudah diputus; untuk perawatan lain pakai nomor "
            "lain.",
            en="Appeal against the decided claim; use another number for other care.",
        ),
    ),
    ProblemCode.CLAIM_NO_REPEATED: (
        Text(
            id="Nomor SEP dan tanggal ini ada dua kali dalam berkas dengan isi yang berbeda.",
            en="This SEP number with these dates stands in the file twice with other content.",
        ),
        Text(
            id="Sisakan satu baris yang benar; untuk perawatan lain pakai nomor lain.",
            en="Keep the one row that is right; use another number for other care.",
        ),
    ),
    ProblemCode.DISCHARGE_BEFORE_ADMISSION: (
        Text(
            id="Tanggal pulang lebih awal daripada tanggal masuk.",
            en="The discharge is before the admission.",
        ),
        Text(
            id="Perbaiki salah satu tanggal, lalu ekspor ulang.",
            en="Correct one of the dates, then export again.",
        ),
    ),
    ProblemCode.DATE_SERIAL: (
        Text(
            id="Tanggal berupa nomor seri lembar kerja; dibaca sebagai tanggal.",
            en="The date is a spreadsheet's serial number; it was read as a date.",
        ),
        Text(
            id="Jangan simpan ulang berkas di lembar kerja.",
            en="Do not save the file again in a spreadsheet.",
        ),
    ),
    ProblemCode.CARD_PADDED: (
        Text(
            id="Nol di depan nomor kartu JKN hilang; dilengkapi menjadi 13 angka.",
            en="The JKN card number had lost its leading zeros; it was padded to 13 digits.",
        ),
        Text(
            id="Jangan simpan ulang berkas di lembar kerja.",
            en="Do not save the file again in a spreadsheet.",
        ),
    ),
    ProblemCode.HYPHEN_NORMALISED: (
        Text(
            id="Tanda hubung dalam kode INA-CBG bukan tanda minus biasa; sudah diganti.",
            en="The hyphen in the INA-CBG code was not a plain one; it was replaced.",
        ),
        Text(id="Tidak perlu tindakan.", en="Nothing to do."),
    ),
    ProblemCode.EXTRA_COLUMN: (
        Text(
            id="Kolom ini tidak dikenal; isinya disimpan tetapi tidak dipakai.",
            en="This column is not known; its content is kept and not used.",
        ),
        Text(id="Tidak perlu tindakan.", en="Nothing to do."),
    ),
    ProblemCode.QUOTED_FIELD: (
        Text(
            id="Berkas ini memuat kolom bertanda kutip; tanda kutipnya dilepas.",
            en="This file has quoted fields; the quotes were taken off.",
        ),
        Text(id="Tidak perlu tindakan.", en="Nothing to do."),
    ),
}
"""For each code: what is wrong, and what to do about it."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing about one row: `row` counts data rows from 1; 0 speaks of the whole file.

    `value` is what stood there, masked where it could identify a person.
    """

    row: int
    column: str
    value: str
    code: ProblemCode

    @property
    def kept(self) -> bool:
        """Whether the row was kept all the same: only a warning."""
        return self.code in WARNINGS

    @property
    def message(self) -> Text:
        """What is wrong."""
        return MESSAGES[self.code][0]

    @property
    def remedy(self) -> Text:
        """What to do."""
        return MESSAGES[self.code][1]
