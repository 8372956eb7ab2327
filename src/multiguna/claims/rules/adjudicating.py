"""Decide one claim: the plain twin of the statement that decides a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from multiguna.claims.rules import amounts, consistency, entitlement, neighbours
from multiguna.claims.rules.ceilings import CAPS
from multiguna.claims.terms.deciding import (
    ClaimContext,
    ClaimDecision,
    ClaimFacts,
    Finding,
    Outcome,
    Severity,
)

Rule = Callable[[ClaimFacts, ClaimContext], Finding | None]

RULE_FUNCTIONS: dict[str, Rule] = {
    "not_covered": entitlement.finding_not_covered,
    "no_guarantee": entitlement.finding_no_guarantee,
    "no_agreement": entitlement.finding_no_agreement,
    "other_payer": entitlement.finding_other_payer,
    "duplicate_claim": neighbours.finding_duplicate_claim,
    "overlapping_stay": neighbours.finding_overlapping_stay,
    "outpatient_during_stay": neighbours.finding_outpatient_during_stay,
    "grouper_error": entitlement.finding_grouper_error,
    "excluded_service": entitlement.finding_excluded_service,
    "excluded_by_agreement": entitlement.finding_excluded_by_agreement,
    "past_deadline": entitlement.finding_past_deadline,
    "outside_letter": entitlement.finding_outside_letter,
    "after_death": entitlement.finding_after_death,
    "los_mismatch": consistency.finding_los_mismatch,
    "charges_mismatch": consistency.finding_charges_mismatch,
    "total_mismatch": consistency.finding_total_mismatch,
    "readmission": neighbours.finding_readmission,
    "severity_outlier": consistency.finding_severity_outlier,
    "identity_mismatch": consistency.finding_identity_mismatch,
    "implausible_for_patient": consistency.finding_implausible_for_patient,
    "rate_unknown": consistency.finding_rate_unknown,
    "needs_review": consistency.finding_needs_review,
    "decided_before": consistency.finding_decided_before,
    "rate_above_agreement": amounts.finding_rate_above_agreement,
    "class_above_entitlement": amounts.finding_class_above_entitlement,
}
"""Every rule but the caps and ceilings (CAPS), which look at what the others leave."""

BESIDE = {
    "no_guarantee",
    "duplicate_claim",
    "overlapping_stay",
    "outpatient_during_stay",
    "readmission",
}
STAND_ALONE = frozenset(RULE_FUNCTIONS) - BESIDE
"""The rules that look at a claim without the patient's other ones. So does no_guarantee, but for
its question whether another claim stands on the letter."""


def is_stopped(claim: ClaimFacts, context: ClaimContext) -> bool:
    """Whether a rule of the stage rejects the claim for itself, whatever else the patient has.

    Such a claim is not among the others of the patient's claims.
    """
    alone = replace(context, others=())
    asked = [c for c in context.regime.rules if c in STAND_ALONE or c == "no_guarantee"]
    found = (RULE_FUNCTIONS[code](claim, alone) for code in asked)
    return any(one is not None and one.severity is Severity.REJECT for one in found)


def adjudicate(claim: ClaimFacts, context: ClaimContext) -> ClaimDecision:
    """Decide a claim by the rules of its stage, findings in the stage's order.

    A rejection holds the whole claim, else a question does; else cuts are taken off, never below
    zero and never beyond what was billed. Caps and ceilings take only from what would be paid, one
    after the other; a claim with a question says what they would take, a rejected one does not.
    """
    rules = context.regime.rules
    found = [RULE_FUNCTIONS[code](claim, context) for code in rules if code in RULE_FUNCTIONS]
    findings = [finding for finding in found if finding is not None]
    severities = {finding.severity for finding in findings}
    if Severity.REJECT in severities:
        return _stopped(claim, Outcome.REJECTED, findings)
    cut = sum(finding.amount_idr for finding in findings)
    approved = max(0, min(claim.billed_idr, claim.lines_idr - cut))
    left = {}
    for code, cap in CAPS.items():
        left[code] = approved
        taken = cap(claim, context, approved) if code in rules else None
        if taken is not None:
            findings.append(taken)
            approved -= taken.amount_idr
    findings.sort(key=lambda one: rules.index(one.rule_code))
    if Severity.PEND in severities:
        return _stopped(claim, Outcome.PENDED, findings)
    by_rate = any(finding.rule_code == "rate_above_agreement" for finding in findings)
    return ClaimDecision(
        outcome=Outcome.APPROVED if approved == claim.billed_idr else Outcome.REDUCED,
        approved_idr=approved,
        reduced_idr=claim.billed_idr - approved,
        rejected_idr=0,
        pended_idr=0,
        findings=tuple(findings),
        line_approved_idr=amounts.approved_lines(
            claim, cuts_idr=amounts.line_cuts(claim, context, cut, by_rate), approved_idr=approved
        ),
        payable_idr=left["annual_ceiling"],
        household_payable_idr=left["household_ceiling"],
        month_payable_idr=left["hospital_ceiling"],
    )


def _stopped(claim: ClaimFacts, outcome: Outcome, findings: list[Finding]) -> ClaimDecision:
    """A claim that is rejected or waits: nothing is approved on any line."""
    rejected = outcome is Outcome.REJECTED
    return ClaimDecision(
        outcome=outcome,
        approved_idr=0,
        reduced_idr=0,
        rejected_idr=claim.billed_idr if rejected else 0,
        pended_idr=0 if rejected else claim.billed_idr,
        findings=tuple(findings),
        line_approved_idr=tuple(0 for _ in claim.lines),
        payable_idr=0,
        household_payable_idr=0,
        month_payable_idr=0,
    )
