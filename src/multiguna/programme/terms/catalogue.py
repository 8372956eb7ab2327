"""What a programme pack may say: kinds of conditions and parameters, claims rules, reasons.

A pack chooses and orders these names and sets their values; another name is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How a stage covers: everything, only what JKN leaves open, or by paying contributions."""

    FULL = "full"
    GAP = "gap"
    CONTRIBUTION = "contribution"


class BudgetPolicy(StrEnum):
    """What happens to a guarantee when the budget line has too little left."""

    REFUSE = "refuse"
    QUEUE = "queue"
    UNFUNDED = "unfunded"


class ValueType(StrEnum):
    """What the value of a parameter may be."""

    WHOLE = "whole"
    WHOLE_OR_NONE = "whole_or_none"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A kind of condition a stage may set: the attributes it reads and the settings it needs.

    `settings` names its keys in programme.yaml; each but `any_of` names a parameter.
    """

    kind: str
    reads: frozenset[str]
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterKind:
    """A parameter a pack may set, with the type and the unit of its values.

    `most` is the largest whole number that makes sense at all: a share is never above the whole.
    """

    name: str
    type: ValueType
    unit: str
    most: int | None = None


PROTECTED_ATTRIBUTES = frozenset(
    {"welfare", "sex", "religion", "ethnicity", "disability", "occupation"}
)
WELFARE_STATUSES = ("poor", "near_poor")

CONDITION_KINDS = {
    kind.kind: kind
    for kind in (
        ConditionKind("alive", frozenset({"death"})),
        ConditionKind("resident", frozenset({"residency"}), ("days_min",)),
        ConditionKind("welfare", frozenset({"welfare"}), ("any_of",)),
        ConditionKind("no_other_payer", frozenset({"other_payer"})),
        ConditionKind("papers", frozenset({"proof"})),
        ConditionKind("newborn_on_mother", frozenset({"birth", "mother"}), ("days_max",)),
    )
}

PER_1000_A_YEAR = "case per 1,000 residents and year"

PARAMETER_KINDS = {
    kind.name: kind
    for kind in (
        ParameterKind("residency_days_min", ValueType.WHOLE, "day"),
        ParameterKind("newborn_days_max", ValueType.WHOLE, "day"),
        ParameterKind("papers_hours_emergency", ValueType.WHOLE, "hour"),
        ParameterKind("ktp_age_min", ValueType.WHOLE, "year"),
        ParameterKind("care_class_entitled", ValueType.WHOLE, "class"),
        ParameterKind("letter_days_inpatient", ValueType.WHOLE, "day"),
        ParameterKind("letter_days_outpatient", ValueType.WHOLE, "day"),
        ParameterKind("letter_days_emergency", ValueType.WHOLE, "day"),
        ParameterKind("claim_deadline_days", ValueType.WHOLE, "day"),
        ParameterKind("decide_days_max", ValueType.WHOLE, "day"),
        ParameterKind("answer_days", ValueType.WHOLE, "day"),
        ParameterKind("payment_days_max", ValueType.WHOLE, "day"),
        ParameterKind("readmission_days", ValueType.WHOLE, "day"),
        ParameterKind("annual_ceiling_idr", ValueType.WHOLE_OR_NONE, "IDR"),
        ParameterKind("household_ceiling_idr", ValueType.WHOLE_OR_NONE, "IDR"),
        ParameterKind("copayment_bp", ValueType.WHOLE, "bp", most=10_000),
        ParameterKind("excluded_diagnoses", ValueType.CODES, "ICD-10 prefix"),
        ParameterKind("excluded_cbg", ValueType.CODES, "INA-CBG prefix"),
        ParameterKind("severity_los_min", ValueType.WHOLE, "day"),
        ParameterKind("auto_approve_max_idr", ValueType.WHOLE_OR_NONE, "IDR"),
        ParameterKind("second_opinion_idr", ValueType.WHOLE_OR_NONE, "IDR"),
        ParameterKind("bulk_approvable", ValueType.CODES, "claims rule"),
        ParameterKind("appeal_days", ValueType.WHOLE, "day"),
        ParameterKind("appeal_decide_days", ValueType.WHOLE, "day"),
        ParameterKind("estimate_credibility_claims", ValueType.WHOLE, "claim"),
        ParameterKind("estimate_spread_bp", ValueType.WHOLE, "bp"),
        ParameterKind("offline_hours_max", ValueType.WHOLE, "hour"),
        ParameterKind("offline_letters_max", ValueType.WHOLE, "letter"),
        ParameterKind("offline_reconcile_days", ValueType.WHOLE, "day"),
        ParameterKind("card_days_max", ValueType.WHOLE, "day"),
        ParameterKind("expected_inpatient_per_1000", ValueType.WHOLE, PER_1000_A_YEAR),
        ParameterKind("expected_outpatient_per_1000", ValueType.WHOLE, PER_1000_A_YEAR),
    )
}

ALWAYS_NEEDED = (
    "care_class_entitled",
    "letter_days_inpatient",
    "letter_days_outpatient",
    "letter_days_emergency",
    "claim_deadline_days",
    "decide_days_max",
    "payment_days_max",
)
"""Parameters that every stage needs a value of on each of its days."""

CLAIM_RULES: dict[str, tuple[str, ...]] = {
    "not_covered": (),
    "no_guarantee": (),
    "no_agreement": (),
    "other_payer": (),
    "duplicate_claim": (),
    "overlapping_stay": (),
    "outpatient_during_stay": (),
    "grouper_error": (),
    "excluded_service": ("excluded_diagnoses", "excluded_cbg"),
    "excluded_by_agreement": (),
    "past_deadline": ("claim_deadline_days",),
    "outside_letter": ("papers_hours_emergency",),
    "after_death": (),
    "los_mismatch": (),
    "charges_mismatch": (),
    "total_mismatch": (),
    "readmission": ("readmission_days",),
    "severity_outlier": ("severity_los_min",),
    "identity_mismatch": (),
    "implausible_for_patient": (),
    "rate_unknown": (),
    "needs_review": ("auto_approve_max_idr",),
    "decided_before": (),
    "rate_above_agreement": (),
    "class_above_entitlement": ("care_class_entitled",),
    "above_package": (),
    "above_charge": (),
    "copayment": ("copayment_bp",),
    "agreement_ceiling": (),
    "hospital_ceiling": (),
    "annual_ceiling": ("annual_ceiling_idr",),
    "household_ceiling": ("household_ceiling_idr",),
}
"""The claims rules a stage may list, each with the parameters it reads."""

COVERAGE_REASONS = (
    "covered",
    "covered_newborn",
    "covered_papers_later",
    "not_registered",
    "other_region_card",
    "invalid_identity",
    "not_born_yet",
    "died",
    "not_resident_yet",
    "moved_out",
    "residency_too_short",
    "not_poor",
    "other_payer",
    "family_card_mismatch",
    "papers_missing",
    "newborn_window_over",
    "no_stage",
)
"""The reasons a scenario may expect."""
