"""What a hospital is owed and was paid, claim by claim, and how long it has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.payments.terms.orders import OrderLine
from multiguna.payments.terms.remittance import RemittanceReason


class Lateness(StrEnum):
    """How many days what is owed is late."""

    NOT_DUE = "not_due"
    TO_15 = "1-15"
    TO_30 = "16-30"
    TO_60 = "31-60"
    OVER_60 = "61+"

    @classmethod
    def of(cls, days_late: int) -> Lateness:
        """The bucket of so many days late.

        >>> Lateness.of(0), Lateness.of(16), Lateness.of(61)
        (<Lateness.NOT_DUE: 'not_due'>, <Lateness.TO_30: '16-30'>, <Lateness.OVER_60: '61+'>)
        """
        fits = (bucket for bucket, last in _LAST_DAYS.items() if days_late <= last)
        return next(fits, cls.OVER_60)

    @property
    def label(self) -> Text:
        """What papers and charts call it."""
        if self is Lateness.NOT_DUE:
            return Text(id="Belum jatuh tempo", en="Not due")
        return Text(id=f"Lewat {self} hari", en=f"{self} days late")


_LAST_DAYS = {
    Lateness.NOT_DUE: 0,
    Lateness.TO_15: 15,
    Lateness.TO_30: 30,
    Lateness.TO_60: 60,
}


@dataclass(frozen=True, slots=True)
class PastDue:
    """What one hospital should have been paid by a day, and has not been, in whole rupiah."""

    provider_code: str
    claims: int
    amount_idr: int
    oldest_due: date


@dataclass(frozen=True, slots=True)
class Ageing:
    """The approved and unpaid claims of one hospital that are late by so much."""

    provider_code: str
    lateness: Lateness
    claims: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a hospital's money stands on a day; each rupiah in one place."""

    billed_idr: int = 0
    obligations_idr: int = 0
    ordered_idr: int = 0
    paid_idr: int = 0

    def __add__(self, other: Standing) -> Standing:
        """Both together."""
        return Standing(
            billed_idr=self.billed_idr + other.billed_idr,
            obligations_idr=self.obligations_idr + other.obligations_idr,
            ordered_idr=self.ordered_idr + other.ordered_idr,
            paid_idr=self.paid_idr + other.paid_idr,
        )


@dataclass(frozen=True, slots=True)
class StatementClaim:
    """One claim of a hospital as it stands on a day; amounts in whole rupiah, None undecided.

    `due_on` is None until it is approved, or when no agreement held on the day of service.
    `ordered_idr` is what the order that stands takes, `supplement_idr` what those lines of orders
    take that an appeal gave later; the lines stand beside the claims.
    """

    claim_id: int
    claim_no: str
    care: str
    discharge: date
    received_on: date
    outcome: str | None
    billed_idr: int
    approved_idr: int | None
    pended_idr: int | None
    decided_on: date | None
    order_no: str | None
    paid_on: date | None
    due_on: date | None
    days_late: int
    ordered_idr: int
    supplement_idr: int
    reasons: tuple[RemittanceReason, ...]

    @property
    def standing(self) -> Standing:
        """Where its money stands; what was reduced or rejected stands nowhere any more."""
        if self.approved_idr is None or self.pended_idr is None:
            return Standing(billed_idr=self.billed_idr)
        owed_idr = self.approved_idr - self.ordered_idr - self.supplement_idr
        if self.paid_on is not None:
            return Standing(obligations_idr=owed_idr, paid_idr=self.ordered_idr)
        return Standing(
            billed_idr=self.pended_idr, obligations_idr=owed_idr, ordered_idr=self.ordered_idr
        )

    @property
    def lateness(self) -> Lateness | None:
        """How late it is, if it is owed."""
        standing = self.standing
        if standing.obligations_idr + standing.ordered_idr == 0:
            return None
        return Lateness.of(self.days_late)


@dataclass(frozen=True, slots=True)
class Statement:
    """A hospital's money as known at the end of a day.

    `claims` lists what is open and what was paid or turned down since `starts`; `standing` counts
    everything ever received, with recoveries and penalties (`lines`) and letters settled without a
    claim (`settled_idr`), and is what the ledger says of the hospital (`ledger`).
    """

    provider_code: str
    provider_name: str
    starts: date
    on: date
    claims: tuple[StatementClaim, ...]
    lines: tuple[OrderLine, ...]
    settled_idr: int
    standing: Standing
    ledger: Standing
    paid_since_idr: int
    ageing: tuple[Ageing, ...]

    @property
    def owed_idr(self) -> int:
        """What is approved and not paid."""
        return self.standing.obligations_idr + self.standing.ordered_idr

    @property
    def late_idr(self) -> int:
        """What of it is past its due day."""
        return sum(each.amount_idr for each in self.ageing if each.lateness is not Lateness.NOT_DUE)
