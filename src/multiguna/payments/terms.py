"""The nouns of payment: orders, their steps, and the remittance that explains each amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


class StepName(StrEnum):
    """The papers of a direct payment in their order: request, order to pay, disbursement."""

    SPP = "spp"
    SPM = "spm"
    SP2D = "sp2d"


STEP_TITLES = {
    StepName.SPP: Text(id="Surat Permintaan Pembayaran (SPP-LS)", en="Payment request"),
    StepName.SPM: Text(id="Surat Perintah Membayar (SPM)", en="Order to pay"),
    StepName.SP2D: Text(id="Surat Perintah Pencairan Dana (SP2D)", en="Disbursement order"),
}
"""What each step is called on screens and papers."""


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One recorded step of an order: its document's number and date, and who recorded it."""

    step: StepName
    document_no: str
    on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One payment order: a hospital, a month of discharge (`YYYY-MM`), whole rupiah, its steps."""

    order_no: str
    provider_code: str
    provider_name: str
    period: str
    amount_idr: int
    claim_count: int
    created_on: date
    created_by: str
    record_id: int
    steps: tuple[OrderStep, ...]

    @property
    def state(self) -> str:
        """`ordered` until the SP2D is recorded, then `paid`."""
        return "ordered" if self.step(StepName.SP2D) is None else "paid"

    @property
    def next_step(self) -> StepName | None:
        """The step that may be recorded next; None when the order is paid."""
        return next((name for name in StepName if self.step(name) is None), None)

    def step(self, name: StepName) -> OrderStep | None:
        """The recorded step of that name, or None."""
        return next((step for step in self.steps if step.step == name), None)


@dataclass(frozen=True, slots=True)
class RemittanceReason:
    """One finding about a claim: its rule, what it took away, and its sentence."""

    rule_code: str
    severity: str
    amount_idr: int
    sentence: Text


@dataclass(frozen=True, slots=True)
class RemittanceClaim:
    """One claim of a remittance; `billed = approved + reduced + rejected + pended`, in rupiah."""

    claim_id: int
    claim_no: str
    care: str
    admission: date
    discharge: date
    code: str
    outcome: str
    billed_idr: int
    approved_idr: int
    reduced_idr: int
    rejected_idr: int
    pended_idr: int
    reasons: tuple[RemittanceReason, ...]

    @property
    def difference_idr(self) -> int:
        """Approved less billed: zero or negative."""
        return self.approved_idr - self.billed_idr


@dataclass(frozen=True, slots=True)
class RemittanceTotals:
    """The sums over the claims of a remittance, whole rupiah."""

    billed_idr: int
    reduced_idr: int
    rejected_idr: int
    pended_idr: int
    approved_idr: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """What one order pays and why, claim by claim, with the claims of the month that it does not
    pay beside them at 0, as they stood when the order was made. No patient is named."""

    order: OrderCard
    claims: tuple[RemittanceClaim, ...]

    @property
    def totals(self) -> RemittanceTotals:
        """The sums of its claims; `totals.approved_idr` is the order's amount."""
        return RemittanceTotals(
            billed_idr=sum(claim.billed_idr for claim in self.claims),
            reduced_idr=sum(claim.reduced_idr for claim in self.claims),
            rejected_idr=sum(claim.rejected_idr for claim in self.claims),
            pended_idr=sum(claim.pended_idr for claim in self.claims),
            approved_idr=sum(claim.approved_idr for claim in self.claims),
        )
