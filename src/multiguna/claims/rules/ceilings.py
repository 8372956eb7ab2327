"""Caps and ceilings: each takes from what rates, class and the cap before it leave of a claim.

What a claim is worth comes first (package, charges), then the patient's share of it; the ceilings
are last, for they limit what the region pays and not what care costs.

Each is the twin of `sql/finding_<rule>.sql`; what is left after each, of `sql/weighed.sql`.
"""

from __future__ import annotations

from collections.abc import Callable

from multiguna.claims.rules.saying import cuts
from multiguna.claims.terms.deciding import ClaimContext, ClaimFacts, Finding
from multiguna.kernel.money import share

Cap = Callable[[ClaimFacts, ClaimContext, int], Finding | None]


def finding_above_package(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """A package is agreed for one of the procedures, and the claim is above its price."""
    price = context.package_idr
    if price is None or payable_idr <= price:
        return None
    return cuts(
        "above_package", payable_idr - price, package_idr=price, payable_idr=payable_idr
    )  # fmt: skip


def finding_above_charge(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """The agreement pays the lesser of rate and charges, and the charges are less."""
    lesser = context.agreement is not None and context.agreement.lesser_of
    if not lesser or payable_idr <= claim.charge_idr:
        return None
    return cuts(
        "above_charge", payable_idr - claim.charge_idr,
        charge_idr=claim.charge_idr, payable_idr=payable_idr,
    )  # fmt: skip


def finding_copayment(claim: ClaimFacts, context: ClaimContext, payable_idr: int) -> Finding | None:
    """The patient pays a share of what would be paid, to the hospital; emergencies too.

    Rounded half up to whole rupiah, so that the half falls to the patient.
    """
    share_bp = context.regime.copayment_bp
    own_idr = 0 if share_bp is None else share(payable_idr, share_bp)
    if not own_idr:
        return None
    return cuts("copayment", own_idr, payable_idr=payable_idr, share_bp=share_bp)


def finding_agreement_ceiling(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """What would be paid is above the agreement's ceiling for one claim."""
    ceiling = context.agreement.claim_ceiling_idr if context.agreement else None
    if ceiling is None or payable_idr <= ceiling:
        return None
    return cuts(
        "agreement_ceiling", payable_idr - ceiling, ceiling_idr=ceiling, payable_idr=payable_idr
    )  # fmt: skip


def finding_hospital_ceiling(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """What would be paid goes beyond what the hospital's ceiling of the month leaves."""
    ceiling = context.agreement.month_ceiling_idr if context.agreement else None
    return _beyond("hospital_ceiling", ceiling, context.month_used_idr, payable_idr)


def finding_annual_ceiling(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """What would be paid goes beyond what the person's ceiling of the year leaves."""
    ceiling = None if claim.person_id is None else context.regime.annual_ceiling_idr
    return _beyond("annual_ceiling", ceiling, context.used_idr, payable_idr)


def finding_household_ceiling(
    claim: ClaimFacts, context: ClaimContext, payable_idr: int
) -> Finding | None:
    """What would be paid goes beyond what the ceiling of the person's family card leaves."""
    ceiling = None if claim.person_id is None else context.regime.household_ceiling_idr
    return _beyond("household_ceiling", ceiling, context.household_used_idr, payable_idr)


def _beyond(code: str, ceiling_idr: int | None, used_idr: int, payable_idr: int) -> Finding | None:
    if ceiling_idr is None:
        return None
    left = max(0, ceiling_idr - used_idr)
    if payable_idr <= left:
        return None
    return cuts(code, payable_idr - left, ceiling_idr=ceiling_idr, used_idr=used_idr)


CAPS: dict[str, Cap] = {
    "above_package": finding_above_package,
    "above_charge": finding_above_charge,
    "copayment": finding_copayment,
    "agreement_ceiling": finding_agreement_ceiling,
    "hospital_ceiling": finding_hospital_ceiling,
    "annual_ceiling": finding_annual_ceiling,
    "household_ceiling": finding_household_ceiling,
}
"""In the order in which they take."""
