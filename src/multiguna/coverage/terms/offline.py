"""The nouns of a desk without a network: what it asks, and what it may say until it is back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from multiguna.coverage.terms.deciding import Papers
from multiguna.kernel.terms import Text

CLASS_MASK = 0b11
MINOR = 0b100
"""The bits of a list's value: the ward a person is entitled to, and whether the person is too
young for a KTP, so that a guardian's counts."""


class OfflineReason(StrEnum):
    """What a desk without a network says; nothing of it is a no to an emergency."""

    COVERED = "covered"
    COVERED_NEWBORN = "covered_newborn"
    COVERED_PAPERS_LATER = "covered_papers_later"
    EMERGENCY_FIRST = "emergency_first"
    NOT_LISTED = "not_listed"
    LIST_OVER = "list_over"
    INVALID_IDENTITY = "invalid_identity"
    NO_AGREEMENT = "no_agreement"
    NOT_BORN_YET = "not_born_yet"
    NEWBORN_WINDOW_OVER = "newborn_window_over"
    PAPERS_MISSING = "papers_missing"
    LETTERS_USED_UP = "letters_used_up"

    @property
    def promises(self) -> bool:
        """Whether the desk makes a provisional letter."""
        return self in PROMISING

    @property
    def sentence(self) -> Text:
        """The answer as a sentence, with what to do next."""
        return OFFLINE_SENTENCES[self]


PROMISING = frozenset(
    {
        OfflineReason.COVERED,
        OfflineReason.COVERED_NEWBORN,
        OfflineReason.COVERED_PAPERS_LATER,
        OfflineReason.EMERGENCY_FIRST,
    }
)
OFFLINE_SENTENCES = {
    OfflineReason.COVERED: Text(
        "Ada dalam daftar warga yang dijamin. Buat surat sementara.",
        "In the list of covered residents. Make the provisional letter.",
    ),
    OfflineReason.COVERED_NEWBORN: Text(
        "Ibunya ada dalam daftar; bayi mengikuti ibunya. Buat surat sementara.",
        "The mother is in the list; the newborn goes with her. Make the provisional letter.",
    ),
    OfflineReason.COVERED_PAPERS_LATER: Text(
        "Gawat darurat dan ada dalam daftar: rawat dahulu. Minta keluarga membawa berkas.",
        "An emergency, and in the list: treat first. Ask the family to bring the papers.",
    ),
    OfflineReason.EMERGENCY_FIRST: Text(
        "Gawat darurat: rawat dahulu. Daftar ini tidak menolak siapa pun; daerah memutuskan "
        "setelah jaringan kembali.",
        "An emergency: treat first. This list turns nobody away; the city decides once the "
        "network is back.",
    ),
    OfflineReason.NOT_LISTED: Text(
        "Belum dapat dijawab: tidak ada dalam daftar. Ini bukan penolakan. Periksa angkanya, lalu "
        "telepon Dinas Kesehatan atau tunggu jaringan.",
        "No answer yet: not in the list. This is no refusal. Check the digits, then call the "
        "health office or wait for the network.",
    ),
    OfflineReason.LIST_OVER: Text(
        "Belum dapat dijawab: daftar di perangkat ini sudah lewat masanya. Sambungkan jaringan.",
        "No answer yet: the list on this device is too old. Connect to the network.",
    ),
    OfflineReason.INVALID_IDENTITY: Text(
        "Angka NIK tidak mungkin benar. Baca kembali 16 digit pada kartu.",
        "The NIK cannot be right. Read the 16 digits on the card again.",
    ),
    OfflineReason.NO_AGREEMENT: Text(
        "Rumah sakit tidak punya perjanjian untuk layanan ini.",
        "The hospital has no agreement for this service.",
    ),
    OfflineReason.NOT_BORN_YET: Text(
        "Tanggal pelayanan mendahului tanggal lahir. Periksa tanggalnya.",
        "The day of care lies before the birth. Check the dates.",
    ),
    OfflineReason.NEWBORN_WINDOW_OVER: Text(
        "Masa bayi ikut ibu sudah lewat. Gunakan NIK anak.",
        "The time in which a newborn goes with the mother is over. Use the child's NIK.",
    ),
    OfflineReason.PAPERS_MISSING: Text(
        "Surat belum lengkap: perlu KTP dan KK; anak dan bayi memakai KK dan KTP wali.",
        "Papers are missing: KTP and KK; for a child or newborn the KK and a guardian's KTP.",
    ),
    OfflineReason.LETTERS_USED_UP: Text(
        "Jatah surat sementara untuk daftar ini habis. Sambungkan jaringan; gawat darurat tetap "
        "dilayani.",
        "The provisional letters of this list are used up. Connect to the network; emergencies "
        "are served all the same.",
    ),
}


@dataclass(frozen=True, slots=True)
class OfflineQuestion:
    """What a desk asks its list: whether the NIK has a possible form, what the list says of it
    (None: not there), the care, the papers, and for a newborn the days since its birth.

    `letters` counts the provisional letters on this list so far, emergencies left out.
    """

    possible: bool
    found: int | None
    care: str
    emergency: bool
    papers: Papers
    newborn_days: int | None = None
    letters: int = 0
    over: bool = False
