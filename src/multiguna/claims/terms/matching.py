"""Whom a claim may be about: how somebody was found, what agreed, and what a verifier decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Method:
    """A way to find whom a claim is about; `base_bp` is its score when nothing speaks against it.

    A `safe` one needs nobody's decision: it is the same number, written otherwise.
    """

    code: str
    label: Text
    base_bp: int
    safe: bool = False


_ALL = (
    Method("letter_written", Text("Nomor surat sama, ditulis lain",
                                  "The same letter number, written otherwise"), 10_000, safe=True),
    Method("person_letter", Text("Surat pasien ini di rumah sakit ini pada tanggal itu",
                                 "A letter of this patient at this hospital for that day"), 9_900),
    Method("card", Text("Nomor kartu JKN", "The JKN card's number"), 9_700),
    Method("letter_digits", Text("Nomor surat berbeda satu tanda",
                                 "A letter number that differs in one character"), 9_700),
    Method("nik_digits", Text("NIK berbeda satu angka", "A NIK that differs in one digit"), 9_500),
    Method("linkage", Text("Nama, lahir dan nomor mirip",
                           "Name, birth and numbers are alike"), 9_999),
    Method("by_hand", Text("Dipilih verifikator", "Chosen by the verifier"), 10_000),
)  # fmt: skip
METHODS: dict[str, Method] = {method.code: method for method in _ALL}
"""Every method by its code, the surest first; `linkage` says its own score, at most this."""

AGAINST_BP = {"birth_date": 1_500, "sex": 1_000, "name": 2_500}
"""What a score loses for each thing that differs; what a claim leaves open costs nothing."""


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What a claim says of its patient and letter, as matching reads it; None is not said."""

    claim_no: str
    provider_code: str
    care: str
    service_date: date
    name: str
    nik: str | None = None
    card_no: str | None = None
    birth_date: date | None = None
    sex: int | None = None
    letter_no: str | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """A resident as matching reads one."""

    person_id: int
    nik: str
    name: str
    birth_date: date
    sex: int
    card_nos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A letter as matching reads one: `free` when no claim stands on it and it was not ended."""

    letter_no: str
    person_id: int
    provider_code: str
    care: str
    valid_from: date
    valid_until: date
    emergency: bool = False
    born_on: date | None = None
    free: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a claim may be about, perhaps with a letter."""

    person_id: int
    letter_no: str | None
    method: str
    score_bp: int


@dataclass(frozen=True, slots=True)
class MatchingResult:
    """What a run of matching left behind."""

    claims: int
    decided: int
    found: int
    without: int
    by_method: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CandidateCard:
    """A candidate as a verifier sees it, masked, beside the letter it comes with.

    `agreed` says of each thing `exact`, `close`, `part`, `differs` or `unknown`.
    """

    candidate_no: int
    method: Method
    score_bp: int
    person_id: int
    nik_masked: str
    name: str
    birth_date: date
    sex: int
    letter_no: str | None
    letter_care: str | None
    letter_from: date | None
    letter_until: date | None
    agreed: Mapping[str, str]
    found_on: date


@dataclass(frozen=True, slots=True)
class MatchCard:
    """A decision on whom a claim is about."""

    seq: int
    kind: str
    basis: str
    method: Method | None
    person_id: int | None
    letter_no: str | None
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class MatchingCard:
    """All about whom a claim is about: what was found, what was decided, the latest last."""

    claim_id: int
    candidates: tuple[CandidateCard, ...]
    decisions: tuple[MatchCard, ...]

    @property
    def holds(self) -> MatchCard | None:
        """The decision that holds."""
        last = self.decisions[-1] if self.decisions else None
        return last if last is not None and last.kind != "undo" else None


@dataclass(frozen=True, slots=True)
class OpenMatching:
    """A claim that waits for a verifier to say whom it is about, with its surest candidate."""

    claim_id: int
    claim_no: str
    provider_code: str
    admission_date: date
    billed_idr: int
    candidates: int
    method: Method
    score_bp: int
    letter_no: str | None
