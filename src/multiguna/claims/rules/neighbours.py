"""Rules that look at other claims of the same person: duplicates, overlaps, readmissions.

Each is the twin of `sql/finding_<rule>.sql`. Other claims count until they are rejected; one of the
same run counts unless a rule rejects it for itself (`adjudicating.is_stopped`). Earlier is the
lower number, and one that is approved already whatever its number (`OtherClaim.is_before`).
"""

from __future__ import annotations

from datetime import date

from multiguna.claims.rules.saying import stops
from multiguna.claims.terms.deciding import ClaimContext, ClaimFacts, Finding, OtherClaim

INPATIENT, OUTPATIENT = "inpatient", "outpatient"


def finding_duplicate_claim(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """An earlier claim of the same person, hospital, dates and group."""
    earlier = [
        other.claim_id
        for other in context.others
        if other.is_before(claim) and _bill(other) == _bill(claim)
    ]
    return stops(claim, "duplicate_claim", earlier_claim=min(earlier)) if earlier else None


def finding_overlapping_stay(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """A stay received earlier shares a day; [admission, discharge), transfers are fine.

    Within one hospital a stay that ends on its first day shares that day too.
    """
    if claim.care != INPATIENT:
        return None
    earlier = [
        other.claim_id
        for other in context.others
        if other.care == INPATIENT
        and other.is_before(claim)
        and _overlap(claim, other)
        and _bill(other) != _bill(claim)
    ]
    return stops(claim, "overlapping_stay", other_claim=min(earlier)) if earlier else None


def _overlap(claim: ClaimFacts, other: OtherClaim) -> bool:
    """Whether two stays share a day that only one of them can have."""
    if other.admission_date < claim.discharge_date and claim.admission_date < other.discharge_date:
        return True
    return (
        other.provider_code == claim.provider_code
        and (claim.days == 1 or other.admission_date == other.discharge_date)
        and other.admission_date <= claim.discharge_date
        and claim.admission_date <= other.discharge_date
    )


def finding_outpatient_during_stay(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """A visit after admission and before discharge of a stay."""
    if claim.care != OUTPATIENT:
        return None
    stays = [
        other.claim_id
        for other in context.others
        if other.care == INPATIENT
        and other.admission_date < claim.admission_date < other.discharge_date
    ]
    return stops(claim, "outpatient_during_stay", other_claim=min(stays)) if stays else None


def finding_readmission(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """A stay 0 to N days after the discharge of another one with the same CMG letter and number."""
    most = context.regime.readmission_days
    if claim.care != INPATIENT or most is None or claim.cbg_code.startswith("X"):
        return None
    found = [
        (days, other.claim_id)
        for other in context.others
        for days in [(claim.admission_date - other.discharge_date).days]
        if other.care == INPATIENT
        and 0 <= days <= most
        and _group(other.cbg_code) == _group(claim.cbg_code)
        and (other.admission_date, other.discharge_date)
        != (claim.admission_date, claim.discharge_date)
        and (other.provider_code == claim.provider_code or days > 0)
    ]
    if not found:
        return None
    days, other_claim = min(found)
    return stops(claim, "readmission", days=days, other_claim=other_claim)


def _bill(claim: ClaimFacts | OtherClaim) -> tuple[str, date, date, str]:
    """What makes two claims of a person the same bill."""
    return claim.provider_code, claim.admission_date, claim.discharge_date, claim.cbg_code


def _group(cbg_code: str) -> tuple[str, str]:
    """CMG letter and group number; case type and severity may differ.

    >>> _group("K-4-17-I") == _group("K-1-17-III")
    True
    """
    parts = cbg_code.split("-")
    return cbg_code[:1], parts[2] if len(parts) > 2 else ""
