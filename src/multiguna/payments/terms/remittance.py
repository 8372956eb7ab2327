"""The remittance: what an order pays and why, claim by claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.payments.terms.orders import OrderCard, OrderLine


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
    pay beside them at 0, as they stood when the order was made, and what is recovered
    or added (`lines`). No patient is named."""

    order: OrderCard
    claims: tuple[RemittanceClaim, ...]
    lines: tuple[OrderLine, ...] = ()

    @property
    def totals(self) -> RemittanceTotals:
        """The sums of its claims; `totals.approved_idr` is `order.claims_idr`."""
        return RemittanceTotals(
            billed_idr=sum(claim.billed_idr for claim in self.claims),
            reduced_idr=sum(claim.reduced_idr for claim in self.claims),
            rejected_idr=sum(claim.rejected_idr for claim in self.claims),
            pended_idr=sum(claim.pended_idr for claim in self.claims),
            approved_idr=sum(claim.approved_idr for claim in self.claims),
        )
