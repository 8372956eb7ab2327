"""Rules that ask: sums and days that do not fit, identity, plausibility, severity, missing rate.

Each is the twin of `sql/finding_<rule>.sql`, which says precisely when it is true.
"""

from __future__ import annotations

from multiguna.claims.rules.entitlement import error_code
from multiguna.claims.rules.saying import stops
from multiguna.claims.terms.deciding import ClaimContext, ClaimFacts, Finding
from multiguna.claims.terms.plausibility import PLAUSIBLE
from multiguna.kernel.canonical import Json

DIED = 4


def finding_los_mismatch(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The length of stay is missing or is not discharge - admission + 1."""
    if claim.los == claim.days:
        return None
    return stops(claim, "los_mismatch", dates=claim.days, los=claim.los)


def finding_charges_mismatch(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The 18 charges do not add up to the hospital's total."""
    total = sum(claim.charges)
    if total == claim.charge_idr:
        return None
    return stops(claim, "charges_mismatch", sum_idr=total, total_idr=claim.charge_idr)


def finding_total_mismatch(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The claim's parts do not add up to what is billed."""
    if claim.lines_idr == claim.billed_idr:
        return None
    return stops(claim, "total_mismatch", sum_idr=claim.lines_idr, total_idr=claim.billed_idr)


def finding_severity_outlier(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """Severity III with a stay shorter than the pack's least, and the patient did not die."""
    least = context.regime.severity_los_min
    severe = claim.care == "inpatient" and claim.cbg_code.endswith("-III")
    if least is None or not severe or claim.days >= least or claim.discharge_status == DIED:
        return None
    return stops(claim, "severity_outlier", days=claim.days, least=least)


def finding_identity_mismatch(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """NIK, birth date or sex is not the registered person's; a newborn's birth is the letter's.

    Not asked once a verifier has decided whom the claim is about.
    """
    person = context.person
    if person is None or context.confirmed:
        return None
    born_on = context.letter.born_on if context.letter else None
    birth = claim.birth_date is not None and claim.birth_date != (born_on or person.birth_date)
    nik = claim.id_type == "nik" and claim.id_value not in (person.nik, *person.other_niks)
    sex = born_on is None and claim.sex is not None and claim.sex != person.sex
    if not (birth or nik or sex):
        return None
    return stops(claim, "identity_mismatch", birth_date=birth, nik=nik, sex=sex)


def finding_implausible_for_patient(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """Group or diagnosis of the other sex or another age, or born after discharge."""
    age = sex = False
    for key in (claim.cbg_code[:1], claim.primary_diagnosis[:3]):
        fits = PLAUSIBLE.get(key)
        if fits is None:
            continue
        if claim.birth_date is not None:
            days = (claim.admission_date - claim.birth_date).days
            age = age or (fits.least_days is not None and days < fits.least_days)
            age = age or (fits.most_days is not None and days > fits.most_days)
        sex = sex or (None not in (fits.sex, claim.sex) and fits.sex != claim.sex)
    age = age or (claim.birth_date is not None and claim.birth_date > claim.discharge_date)
    return stops(claim, "implausible_for_patient", age=age, sex=sex) if age or sex else None


def finding_rate_unknown(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """No rate is agreed for hospital and the class that would be paid of the group or a top-up.

    A package needs no other rate."""
    unknown: list[Json] = [
        kind
        for kind, _ in claim.lines
        if (context.payable_rate_idr if kind == "cbg" else context.topup_rates_idr.get(kind))
        is None
    ]
    if not unknown or context.package_idr is not None or error_code(claim, context) is not None:
        return None
    care_class = max(claim.care_class, context.regime.entitled_class or claim.care_class)
    code = claim.cbg_code if context.rate_code is None else context.rate_code
    return stops(claim, "rate_unknown", care_class=care_class, code=code, lines=unknown)


def finding_needs_review(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """More is billed than may be approved without a person looking at it."""
    limit = context.regime.auto_approve_max_idr
    if limit is None or claim.billed_idr <= limit:
        return None
    return stops(claim, "needs_review", billed_idr=claim.billed_idr, limit_idr=limit)


def finding_decided_before(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """It corrects a claim that people decided: a person looks at it again."""
    if context.decided_before is None:
        return None
    return stops(claim, "decided_before", other_claim=context.decided_before)
