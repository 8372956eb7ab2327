"""What is planted in a city: every defect and abuse is written down with what should find it.

`expected` is an importer's reason code, a claims rule, a coverage reason, or `none`. `detectable`
is False for what no check of the product can find yet; it is planted all the same, so that the gap
is seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Planted(NamedTuple):
    """One planted thing: where it lies and what should find it. Row 0 means the whole file."""

    file: str
    row: int
    claim_no: str
    kind: str
    expected: str
    detectable: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of planted thing and what should find it."""

    name: str
    expected: str
    detectable: bool = True


RESIDENT_DEFECTS = (
    Kind("resident_nik_length", "nik_invalid"),
    Kind("resident_date_impossible", "date_invalid"),
    Kind("resident_nik_repeated", "nik_repeated"),
    Kind("resident_name_missing", "value_missing"),
    Kind("resident_village_unknown", "code_invalid"),
    Kind("resident_sex_unknown", "code_invalid"),
)
DESK_REFUSALS = tuple(
    Kind(f"desk_{reason}", reason)
    for reason in (
        "moved_out",
        "died",
        "not_resident_yet",
        "other_region_card",
        "not_registered",
        "family_card_mismatch",
        "invalid_identity",
        "newborn_window_over",
    )
)
FILE_QUIRKS = tuple(
    Kind(f"quirk_{name}", "none")
    for name in (
        "file_crlf",
        "file_bom",
        "file_latin1",
        "file_idrg_columns",
        "file_column_order",
        "file_dash_dates",
        "file_iso_dates",
    )
)
ROW_QUIRKS = tuple(
    Kind(f"quirk_{name}", "none")
    for name in ("serial_dates", "none_values", "quoted_json", "hyphen_u2010", "card_zeros")
)
ROW_DEFECTS = (
    Kind("row_column_missing", "columns_count"),
    Kind("row_date_impossible", "date_invalid"),
    Kind("row_amount_words", "number_invalid"),
    Kind("row_sep_empty", "value_missing"),
    Kind("row_sep_reused", "claim_no_repeated"),
    Kind("row_discharge_early", "discharge_before_admission"),
    Kind("row_other_hospital", "provider_mismatch"),
)
CLAIM_FAULTS = (
    Kind("claim_twice_other_sep", "duplicate_claim"),
    Kind("stay_overlapping", "overlapping_stay"),
    Kind("outpatient_during_stay", "outpatient_during_stay"),
    Kind("readmitted_within_days", "readmission"),
    Kind("moved_out_before_care", "not_covered"),
    Kind("care_after_death", "after_death"),
    Kind("no_letter", "no_guarantee"),
    Kind("letter_run_out", "outside_letter"),
    Kind("billed_too_late", "past_deadline"),
    Kind("length_of_stay_wrong", "los_mismatch"),
    Kind("charges_do_not_add_up", "charges_mismatch"),
    Kind("total_does_not_add_up", "total_mismatch"),
    Kind("grouper_failed", "grouper_error"),
    Kind("rate_too_high", "rate_above_agreement"),
    Kind("rate_not_agreed", "rate_unknown"),
    Kind("class_upgraded", "class_above_entitlement"),
    Kind("service_excluded", "excluded_service"),
    Kind("service_left_out", "excluded_by_agreement"),
    Kind("package_exceeded", "above_package"),
    Kind("charges_below_rate", "above_charge"),
    Kind("other_person", "identity_mismatch"),
    Kind("childbirth_of_a_man", "implausible_for_patient"),
    Kind("severe_for_one_day", "severity_outlier"),
    Kind("jkn_pays", "other_payer"),
    Kind("phantom_billing", "none", detectable=False),
    Kind("upcoding", "none", detectable=False),
    Kind("prolonged_stay", "none", detectable=False),
)
KINDS = RESIDENT_DEFECTS + DESK_REFUSALS + FILE_QUIRKS + ROW_QUIRKS + ROW_DEFECTS + CLAIM_FAULTS


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is planted: the share of each kind, in basis points, and the least number of each.

    `resident_bp` is of the residents, `desk_bp` of the visits, `row_bp`, `quirk_bp` and
    `fault_bp` of the claims, each for one kind; `file_quirks` files carry each quirk of a file.
    At most `most_bp` of the claims carry anything planted, so that a tiny city stays mostly sound.
    """

    resident_bp: int = 3
    desk_bp: int = 40
    row_bp: int = 30
    quirk_bp: int = 50
    fault_bp: int = 40
    file_quirks: int = 2
    least: int = 2
    most_bp: int = 4000

    def count(self, share_bp: int, of: int) -> int:
        """How many of one kind: the share of `of`, rounded half up, but `least` unless it is 0."""
        return max(self.least, (of * share_bp + 5000) // 10_000) if share_bp else 0


def by_kind(planted: Iterable[Planted]) -> dict[str, int]:
    """How many of each kind were planted, in the order of the catalogue."""
    found: dict[str, int] = {}
    for one in planted:
        found[one.kind] = found.get(one.kind, 0) + 1
    return {kind.name: found[kind.name] for kind in KINDS if kind.name in found}
