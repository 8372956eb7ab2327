"""Rules that judge a claim by itself: coverage, letter, agreement, payer, deadline, service.

Each is the twin of `sql/finding_<rule>.sql`, which says precisely when it is true.
"""

from __future__ import annotations

from multiguna.claims.rules.cells import procedure_count
from multiguna.claims.rules.saying import stops
from multiguna.claims.terms.deciding import ClaimContext, ClaimFacts, Finding, Severity

NO_LONGER_GOOD = ("released", "settled")
"""Ends of a letter after which no claim can stand on it."""


def finding_not_covered(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The person is unknown or was not covered; the dead are left to after_death where it runs.

    A question instead of a rejection where a valid letter had promised the care, and while
    somebody was found whom the claim of an unknown person may be about.
    """
    if context.covered:
        return None
    if context.coverage_reason == "died" and "after_death" in context.regime.rules:
        return None
    asked = _is_promised(claim, context) or (claim.person_id is None and context.candidates)
    severity = Severity.PEND if asked else Severity.REJECT
    return stops(claim, "not_covered", severity=severity, reason=context.coverage_reason)


def _is_promised(claim: ClaimFacts, context: ClaimContext) -> bool:
    """Whether an open or billed letter fits the claim: then the registry has changed since."""
    letter = context.letter
    if letter is None or letter.end not in (None, "billed"):
        return False
    return letter.fits_care(claim) and letter.fits_days(claim, context.regime)


def finding_no_guarantee(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """No letter, one released or settled by hand, or one that an earlier claim stands on.

    A question instead where a letter was found that may be its own, until a verifier decides.
    """
    if context.letter is None and context.letter_candidates:
        return stops(claim, "no_guarantee", severity=Severity.PEND, letter="candidates")
    if context.letter is None:
        return stops(claim, "no_guarantee", letter="none")
    if context.letter.end in NO_LONGER_GOOD:
        return stops(claim, "no_guarantee", letter=context.letter.end)
    used = any(
        other.letter_no == claim.letter_no and other.is_before(claim) for other in context.others
    )
    return stops(claim, "no_guarantee", letter="used") if used else None


def finding_no_agreement(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """No agreement holds on the day of service, or it leaves out this care (or emergency)."""
    if context.agreement is None:
        return stops(claim, "no_agreement", missing="agreement")
    emergency = context.letter is not None and context.letter.emergency
    if not {claim.care, *(("emergency",) if emergency else ())} & {*context.agreement.services}:
        return stops(claim, "no_agreement", missing="service")
    return None


def finding_other_payer(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The payer on the claim is another one; a question where no list knows it."""
    if context.payer == "programme":
        return None
    severity = Severity.PEND if context.payer == "unknown" else Severity.REJECT
    return stops(claim, "other_payer", severity=severity, payer=context.payer)


def finding_grouper_error(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The INA-CBG code begins with X or has case type 0; where iDRG pays, its code with 36."""
    code = error_code(claim, context)
    return None if code is None else stops(claim, "grouper_error", code=code)


def error_code(claim: ClaimFacts, context: ClaimContext) -> str | None:
    """The code that says that grouping failed, of those that the agreement pays by."""
    if is_error(claim.cbg_code):
        return claim.cbg_code
    by_drg = context.agreement is not None and context.agreement.basis == "idrg"
    return claim.drg_code if by_drg and (claim.drg_code or "").startswith("36") else None


def is_error(cbg_code: str) -> bool:
    """Whether an INA-CBG code says that grouping failed.

    >>> is_error("X-0-98-X"), is_error("K-0-17-I"), is_error("K-4-17-I")
    (True, True, False)
    """
    return cbg_code.startswith("X") or cbg_code[1:4] == "-0-"


def finding_excluded_service(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """Primary diagnosis or group begins with an excluded code; points do not count."""
    bare = claim.primary_diagnosis.replace(".", "")
    for prefix in context.regime.excluded_diagnoses:
        if bare.startswith(prefix.replace(".", "")):
            return stops(claim, "excluded_service", code=claim.primary_diagnosis)
    if claim.cbg_code.startswith(context.regime.excluded_cbg):
        return stops(claim, "excluded_service", code=claim.cbg_code)
    return None


def finding_excluded_by_agreement(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The agreement leaves out the primary diagnosis, a procedure or the group; points do not
    count. Diagnoses are named before procedures before groups, then by code."""
    agreement = context.agreement
    if agreement is None:
        return None
    group = (claim.drg_code or "-") if agreement.basis == "idrg" else claim.cbg_code
    codes = {
        "diagnosis": (claim.primary_diagnosis.replace(".", ""),),
        "procedure": tuple(procedure_count(p)[0].replace(".", "") for p in claim.procedures),
        "group": (group,),
    }
    for kind, code in sorted(agreement.exclusions, key=lambda one: ([*codes].index(one[0]), one)):
        beginning = code if kind == "group" else code.replace(".", "")
        if any(own.startswith(beginning) for own in codes[kind]):
            return stops(claim, "excluded_by_agreement", code=code, kind=kind)
    return None


def finding_past_deadline(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """Received more days after discharge than the agreement, or else the pack, allows."""
    deadline = (
        context.agreement.deadline_days if context.agreement else context.regime.deadline_days
    )
    days = (claim.received_on - claim.discharge_date).days
    if deadline is None or days <= deadline:
        return None
    return stops(claim, "past_deadline", days=days, deadline=deadline)


def finding_outside_letter(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """The day of service lies outside the letter's days, or the letter is for other care."""
    letter = context.letter
    if letter is None:
        return None
    care = not letter.fits_care(claim)
    dates = not letter.fits_days(claim, context.regime)
    return stops(claim, "outside_letter", care=care, dates=dates) if care or dates else None


def finding_after_death(claim: ClaimFacts, context: ClaimContext) -> Finding | None:
    """Discharged after the registered day of death; not asked for a newborn on the mother."""
    person, letter = context.person, context.letter
    if person is None or person.died_on is None or (letter and letter.born_on):
        return None
    if claim.discharge_date <= person.died_on:
        return None
    return stops(claim, "after_death", died_on=person.died_on.isoformat())
