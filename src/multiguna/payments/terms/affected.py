"""What a change of the registry means for promises and payments made before it was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.coverage.terms import Reason
from multiguna.kernel.terms import Text


class AffectedState(StrEnum):
    """How far a letter or claim has come when it turns out that the person was not covered."""

    OPEN_LETTER = "open_letter"
    UNDECIDED = "undecided"
    APPROVED = "approved"
    ORDERED = "ordered"
    PAID = "paid"

    @property
    def proposal(self) -> Text:
        """What a person may do about it; nothing is done by itself."""
        return PROPOSALS[self]


PROPOSALS = {
    AffectedState.OPEN_LETTER: Text(
        "Surat masih terbuka: hubungi rumah sakit dan lepaskan surat bila belum ada pelayanan.",
        "The letter is open: ask the hospital, and release it if no care was given.",
    ),
    AffectedState.UNDECIDED: Text(
        "Klaim belum diputus: aturan menilainya dengan data yang baru.",
        "The claim is not decided: the rules judge it by what is known now.",
    ),
    AffectedState.APPROVED: Text(
        "Klaim disetujui dan belum dibayar: verifikator memutus lagi.",
        "The claim is approved and not paid: a verifier decides again.",
    ),
    AffectedState.ORDERED: Text(
        "Klaim ada dalam perintah bayar: tarik kembali setelah dibayar, atau batalkan perintahnya.",
        "The claim is in a payment order: recover it once paid, or cancel the order.",
    ),
    AffectedState.PAID: Text(
        "Klaim sudah dibayar: catat kelebihan bayar; pembayaran berikutnya dipotong.",
        "The claim is paid: record the overpayment; the next payment is less by it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Affected:
    """An open letter, or a claim that is not rejected, of somebody who turns out not covered.

    `since` is the day of death or of leaving, or from which another payer covers. `amount_idr` is
    what the letter reserves, else what was paid, approved or billed; `recoverable_idr` what was
    paid and is not being recovered yet.
    """

    person_id: int
    letter_no: str | None
    claim_id: int | None
    claim_no: str
    provider_code: str
    from_date: date
    until_date: date
    reason: Reason
    since: date | None
    state: AffectedState
    amount_idr: int
    recoverable_idr: int
