"""The nouns of coverage: what is asked, what is known of a person, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Period
from multiguna.registry.terms import PersonCard


class Care(StrEnum):
    """The kind of care asked for; an emergency is said beside it."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


class Reason(StrEnum):
    """Why a person is covered or not: a code that never changes its meaning."""

    COVERED = "covered"
    COVERED_NEWBORN = "covered_newborn"
    COVERED_PAPERS_LATER = "covered_papers_later"
    NOT_REGISTERED = "not_registered"
    OTHER_REGION_CARD = "other_region_card"
    INVALID_IDENTITY = "invalid_identity"
    NOT_BORN_YET = "not_born_yet"
    DIED = "died"
    NOT_RESIDENT_YET = "not_resident_yet"
    MOVED_OUT = "moved_out"
    RESIDENCY_TOO_SHORT = "residency_too_short"
    NOT_POOR = "not_poor"
    OTHER_PAYER = "other_payer"
    FAMILY_CARD_MISMATCH = "family_card_mismatch"
    PAPERS_MISSING = "papers_missing"
    NEWBORN_WINDOW_OVER = "newborn_window_over"
    NO_STAGE = "no_stage"

    @property
    def covered(self) -> bool:
        """Whether this reason is a yes."""
        return self in COVERED_REASONS

    @property
    def statement(self) -> Text:
        """The first sentence alone, for the patient's letter: what to do next is the desk's."""
        whole = SENTENCES[self]
        return Text(*(f"{text.split('. ')[0].rstrip('.')}." for text in (whole.id, whole.en)))

    @property
    def sentence(self) -> Text:
        """The reason as a sentence for the person at the desk, with what to do next."""
        return SENTENCES[self]


COVERED_REASONS = frozenset({Reason.COVERED, Reason.COVERED_NEWBORN, Reason.COVERED_PAPERS_LATER})
SENTENCES = {
    Reason.COVERED: Text(
        "Dijamin: warga daerah ini pada tanggal pelayanan. Terbitkan surat jaminan.",
        "Covered: a resident on the day of care. Issue the guarantee letter.",
    ),
    Reason.COVERED_NEWBORN: Text(
        "Dijamin: bayi baru lahir mengikuti ibunya. Terbitkan surat jaminan dan minta keluarga "
        "mendaftarkan kelahiran.",
        "Covered: a newborn goes with the mother. Issue the letter and ask the family to register "
        "the birth.",
    ),
    Reason.COVERED_PAPERS_LATER: Text(
        "Dijamin: gawat darurat, rawat dahulu. Minta keluarga membawa KTP dan KK dalam batas "
        "waktu.",
        "Covered: an emergency, treat first. Ask the family to bring KTP and KK within the time "
        "set.",
    ),
    Reason.NOT_REGISTERED: Text(
        "Belum dapat dijamin: NIK tidak ada dalam data penduduk. Periksa angka NIK; bila benar, "
        "hubungi Dinas Dukcapil.",
        "Not covered yet: the NIK is not in the registry. Check the digits; if they are right, "
        "contact the civil registry office.",
    ),
    Reason.OTHER_REGION_CARD: Text(
        "Tidak dijamin: kartu keluarga dari daerah lain. Arahkan ke penjamin daerah asal atau JKN.",
        "Not covered: the family card is another region's. Refer to that region's payer or JKN.",
    ),
    Reason.INVALID_IDENTITY: Text(
        "Angka NIK tidak mungkin benar. Baca kembali 16 digit pada kartu.",
        "The NIK cannot be right. Read the 16 digits on the card again.",
    ),
    Reason.NOT_BORN_YET: Text(
        "Tanggal pelayanan mendahului tanggal lahir. Periksa tanggalnya.",
        "The day of care lies before the birth. Check the dates.",
    ),
    Reason.DIED: Text(
        "Tidak dijamin: tercatat meninggal sebelum tanggal ini. Bila keliru, hubungi Dinas "
        "Dukcapil.",
        "Not covered: registered as having died before this day. If wrong, contact the civil "
        "registry office.",
    ),
    Reason.NOT_RESIDENT_YET: Text(
        "Tidak dijamin: belum menjadi warga daerah ini pada tanggal pelayanan.",
        "Not covered: not yet a resident on the day of care.",
    ),
    Reason.MOVED_OUT: Text(
        "Tidak dijamin: tercatat pindah ke luar daerah sebelum tanggal pelayanan.",
        "Not covered: moved out of the region before the day of care.",
    ),
    Reason.RESIDENCY_TOO_SHORT: Text(
        "Belum dijamin: masa tinggal di daerah ini belum mencapai syarat program.",
        "Not covered yet: resident for less time than the programme asks.",
    ),
    Reason.NOT_POOR: Text(
        "Tidak dijamin pada tahap ini: tidak tercatat miskin atau hampir miskin.",
        "Not covered in this stage: not registered as poor or near-poor.",
    ),
    Reason.OTHER_PAYER: Text(
        "Dijamin penjamin lain (JKN aktif). Gunakan kartu JKN.",
        "Another payer covers this (JKN is active). Use the JKN card.",
    ),
    Reason.FAMILY_CARD_MISMATCH: Text(
        "Nomor KK tidak sesuai dengan data penduduk NIK ini. Periksa kedua kartu.",
        "The family card number is not this person's. Check both cards.",
    ),
    Reason.PAPERS_MISSING: Text(
        "Surat belum lengkap: perlu KTP dan KK; anak dan bayi memakai KK dan KTP wali.",
        "Papers are missing: KTP and KK; for a child or newborn the KK and a guardian's KTP.",
    ),
    Reason.NEWBORN_WINDOW_OVER: Text(
        "Masa bayi ikut ibu sudah lewat. Daftarkan kelahiran, lalu gunakan NIK anak.",
        "The time in which a newborn goes with the mother is over. Register the birth and use the "
        "child's NIK.",
    ),
    Reason.NO_STAGE: Text(
        "Program belum berlaku pada tanggal ini.",
        "The programme is not in force on this day.",
    ),
}


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers shown at the desk."""

    ktp: bool = True
    kk: bool = True
    guardian_ktp: bool = False


ALL_PAPERS = Papers(ktp=True, kk=True, guardian_ktp=True)


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """What a desk asks. `kk` and `card_region` are what the cards say (None: not read).

    For a newborn without a NIK the facts are the mother's and `newborn_born_on` is set.
    """

    on: date
    care: Care = Care.OUTPATIENT
    emergency: bool = False
    papers: Papers = ALL_PAPERS
    kk: int | None = None
    card_region: str | None = None
    card_possible: bool = True
    newborn_born_on: date | None = None


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """What the registry says of a person; periods are half-open and disjoint."""

    person_id: int
    kk: int
    birth_date: date
    died_on: date | None = None
    residency: tuple[Period, ...] = ()
    poor: tuple[Period, ...] = ()
    near_poor: tuple[Period, ...] = ()
    other_payer: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageStage:
    """A stage with its numbers on a day: the kinds of conditions in the pack's order."""

    code: str
    region: str
    kinds: tuple[str, ...]
    residency_days_min: int = 0
    welfare: tuple[str, ...] = ()
    newborn_days_max: int | None = None
    ktp_age_min: int = 0
    papers_hours_emergency: int | None = None


@dataclass(frozen=True, slots=True)
class CoverageDecision:
    """The answer: yes or no, why, and under which stage."""

    reason: Reason
    stage_code: str | None

    @property
    def covered(self) -> bool:
        """Whether the person is covered."""
        return self.reason.covered


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """A decision as a desk sees it, with the person's card and the record that proves it.

    `papers_hours`: within how many hours the papers are to be shown, when they may come later.
    """

    decision: CoverageDecision
    person: PersonCard | None
    record_id: int
    facts: CoverageFacts | None
    papers_hours: int | None = None


@dataclass(frozen=True, slots=True)
class JudgedCoverage:
    """A decision with all that its record will say, before the record is written."""

    decision: CoverageDecision
    person: PersonCard | None
    facts: CoverageFacts | None
    papers_hours: int | None
    subject: str
    outcome: str
    recorded: Mapping[str, Json]
    pack: Json

    def answer(self, record_id: int) -> CoverageAnswer:
        """What the desk sees once the record has its number."""
        return CoverageAnswer(self.decision, self.person, record_id, self.facts, self.papers_hours)
