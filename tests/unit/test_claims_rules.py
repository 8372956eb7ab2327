"""The claims rules one by one: a sound claim, one thing changed, one finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from tests.people import tangerang

from multiguna.claims import plan
from multiguna.claims.rules.adjudicating import RULE_FUNCTIONS, adjudicate
from multiguna.claims.rules.ceilings import CAPS
from multiguna.claims.rules.explaining import EXPLANATIONS, explain
from multiguna.claims.rules.rates import agreed_rates
from multiguna.claims.rules.regimes import ALWAYS, regime_on, regimes
from multiguna.claims.terms import (
    RULES,
    SAID,
    AgreementFacts,
    ClaimContext,
    ClaimFacts,
    LetterFacts,
    OtherClaim,
    Outcome,
    PersonFacts,
    Regime,
    Severity,
)
from multiguna.kernel import sqlplan
from multiguna.programme.rules.choosing import stage_on
from multiguna.programme.terms import CLAIM_RULES

DAY = date(2012, 3, 1)
NIK = "3671996902800001"
REGIME = Regime(
    None, None, "universal-2012", tuple(RULES), entitled_class=3, deadline_days=180,
    readmission_days=30, severity_los_min=3, excluded_diagnoses=("N97", "Z31"),
    excluded_cbg=("Q-5",),
)  # fmt: skip
CLAIM = ClaimFacts(
    claim_id=10, provider_code="3671901", care="inpatient", care_class=3, admission_date=DAY,
    discharge_date=date(2012, 3, 4), received_on=date(2012, 4, 5), primary_diagnosis="A09",
    cbg_code="K-4-17-I", billed_idr=1_605_000, charge_idr=36, charges=(2,) * 18,
    lines=(("cbg", 1_600_000), ("sd", 5_000)), los=4, discharge_status=1, id_value=NIK,
    birth_date=date(1980, 2, 29), sex=2, letter_no="L", person_id=1,
)  # fmt: skip
CONTEXT = ClaimContext(
    regime=REGIME, covered=True, coverage_reason="covered", payer="programme",
    letter=LetterFacts("inpatient", DAY, DAY + timedelta(days=14)),
    person=PersonFacts(NIK, date(1980, 2, 29), 2),
    agreement=AgreementFacts("PKS", ("inpatient", "outpatient"), 60),
    claimed_rate_idr=1_600_000, payable_rate_idr=1_600_000, topup_rates_idr={"sd": 5_000},
)  # fmt: skip
OTHER = OtherClaim(5, "3671901", "inpatient", DAY, date(2012, 3, 4), "K-4-17-I", "M")


def agreed(**terms: object) -> dict[str, object]:
    """A context's change: what else the agreement says."""
    return {"agreement": replace(CONTEXT.agreement, **terms)}  # type: ignore[type-var,arg-type]


def found(claim: ClaimFacts = CLAIM, context: ClaimContext = CONTEXT) -> list[str]:
    return [finding.rule_code for finding in adjudicate(claim, context).findings]


def beside(**changed: object) -> ClaimContext:
    """A context with one other claim of the patient."""
    return replace(CONTEXT, others=(replace(OTHER, **changed),))  # type: ignore[arg-type]


def test_a_sound_claim_is_approved_whole() -> None:
    decision = adjudicate(CLAIM, CONTEXT)
    assert decision.findings == ()
    assert decision.outcome is Outcome.APPROVED
    assert decision.line_approved_idr == (1_600_000, 5_000)


@pytest.mark.parametrize(
    ("code", "claim", "context"),
    [
        ("not_covered", {}, {"covered": False, "coverage_reason": "moved_out"}),
        ("no_guarantee", {}, {"letter": None}),
        (
            "no_guarantee",
            {},
            {"letter": LetterFacts("inpatient", DAY, date(2013, 1, 1), "released")},
        ),
        (
            "no_guarantee",
            {},
            {"letter": LetterFacts("inpatient", DAY, date(2013, 1, 1), "settled")},
        ),
        ("no_agreement", {}, {"agreement": None}),
        ("no_agreement", {}, {"agreement": AgreementFacts("PKS", ("outpatient",), 60)}),
        ("other_payer", {}, {"payer": "jkn"}),
        ("grouper_error", {"cbg_code": "X-0-98-X"}, {}),
        ("excluded_service", {"primary_diagnosis": "Z31.1"}, {}),
        ("excluded_service", {"cbg_code": "Q-5-44-0"}, {}),
        ("excluded_by_agreement", {}, agreed(exclusions=(("diagnosis", "A0"),))),
        (
            "excluded_by_agreement",
            {"procedures": ("86.22+2",)},
            agreed(exclusions=(("procedure", "86.2"),)),
        ),
        ("excluded_by_agreement", {}, agreed(exclusions=(("group", "K-4"),))),
        ("grouper_error", {"drg_code": "3600001"}, agreed(basis="idrg")),
        ("needs_review", {}, {"regime": replace(REGIME, auto_approve_max_idr=1_604_999)}),
        ("above_package", {}, {"package_idr": 1_500_000}),
        ("above_charge", {}, agreed(lesser_of=True)),
        ("agreement_ceiling", {}, agreed(claim_ceiling_idr=1_000_000)),
        ("hospital_ceiling", {}, agreed(month_ceiling_idr=1_600_000)),
        ("past_deadline", {"received_on": date(2012, 5, 4)}, {}),
        ("outside_letter", {}, {"letter": LetterFacts("inpatient", date(2012, 3, 2), DAY)}),
        ("outside_letter", {}, {"letter": LetterFacts("outpatient", DAY, date(2013, 1, 1))}),
        ("after_death", {}, {"person": PersonFacts(NIK, date(1980, 2, 29), 2, date(2012, 3, 3))}),
        ("los_mismatch", {"los": 5}, {}),
        ("los_mismatch", {"los": None}, {}),
        ("charges_mismatch", {"charge_idr": 35}, {}),
        ("total_mismatch", {"billed_idr": 1_700_000}, {}),
        ("severity_outlier", {"cbg_code": "K-4-17-III", "discharge_date": DAY, "los": 1}, {}),
        ("identity_mismatch", {"birth_date": date(1980, 2, 28)}, {}),
        ("identity_mismatch", {"sex": 1}, {}),
        ("identity_mismatch", {"id_value": "3671996902800002"}, {}),
        ("rate_unknown", {}, {"claimed_rate_idr": None, "payable_rate_idr": None}),
        ("rate_unknown", {}, {"topup_rates_idr": {"sp": 5_000}}),
        ("rate_above_agreement", {}, {"claimed_rate_idr": 1_500_000}),
        ("rate_above_agreement", {}, {"topup_rates_idr": {"sd": 4_999}}),
        ("class_above_entitlement", {"care_class": 2}, {"payable_rate_idr": 1_400_000}),
    ],
)
def test_one_thing_wrong_is_one_finding(
    code: str, claim: dict[str, object], context: dict[str, object]
) -> None:
    changed = replace(CLAIM, **claim)  # type: ignore[arg-type]
    assert found(changed, replace(CONTEXT, **context)) == [code]  # type: ignore[arg-type]


def test_bounds_are_where_they_are_said_to_be() -> None:
    assert found(replace(CLAIM, received_on=date(2012, 5, 3))) == []  # the 60th day
    assert (
        found(context=replace(CONTEXT, person=replace(CONTEXT.person, died_on=date(2012, 3, 4))))
        == []
    )  # type: ignore[type-var]
    last_day = LetterFacts("inpatient", DAY - timedelta(days=13), DAY + timedelta(days=1))
    assert found(context=replace(CONTEXT, letter=last_day)) == []
    died_soon = replace(CLAIM, cbg_code="K-4-17-III", discharge_date=DAY, los=1, discharge_status=4)
    assert found(died_soon) == []


def test_an_emergency_is_treated_first_and_may_go_on_as_either_care() -> None:
    letter = LetterFacts("outpatient", DAY, date(2013, 1, 1), emergency=True)
    only = AgreementFacts("PKS", ("emergency",), 60)
    context = replace(CONTEXT, letter=letter, agreement=only)
    assert found(context=context) == []
    assert found(context=replace(context, letter=replace(letter, emergency=False))) == [
        "no_agreement", "outside_letter",
    ]  # fmt: skip
    hours = replace(context, regime=replace(REGIME, papers_hours=25))  # two whole days
    for days, codes in ((2, []), (3, ["outside_letter"])):
        late = replace(letter, valid_from=DAY + timedelta(days=days))
        assert found(context=replace(hours, letter=late)) == codes


def test_other_claims_of_the_patient() -> None:
    assert found(context=beside()) == ["duplicate_claim"]
    assert found(context=beside(claim_id=11)) == []  # the earlier one stands
    assert found(context=beside(letter_no="L", care="outpatient", cbg_code="Q-4-44-0")) == [
        "no_guarantee"
    ]
    overlap = beside(provider_code="3671902", admission_date=DAY - timedelta(days=2))
    assert found(context=overlap) == ["overlapping_stay"]
    transfer = beside(
        provider_code="3671902", admission_date=DAY - timedelta(days=2), discharge_date=DAY
    )
    assert found(context=transfer) == []
    for day, provider, code in (
        (DAY, "3671901", ["overlapping_stay"]), (DAY, "3671902", []),
        (CLAIM.discharge_date, "3671901", ["overlapping_stay"]),
        (CLAIM.discharge_date, "3671902", []), (date(2012, 3, 5), "3671901", []),
    ):  # fmt: skip
        hours = beside(
            provider_code=provider, admission_date=day, discharge_date=day, cbg_code="Q-4-44-0"
        )
        assert found(context=hours) == code
    again = beside(
        claim_id=99, cbg_code="K-1-17-II", admission_date=DAY - timedelta(days=9),
        discharge_date=DAY - timedelta(days=7),
    )  # fmt: skip
    [finding] = adjudicate(CLAIM, again).findings
    assert (finding.rule_code, finding.facts) == ("readmission", {"days": 7, "other_claim": 99})
    visit = replace(CLAIM, care="outpatient", discharge_date=DAY, los=1)
    stay = replace(
        beside(admission_date=DAY - timedelta(days=1)),
        letter=LetterFacts("outpatient", DAY, date(2013, 1, 1)),
    )
    assert found(visit, stay) == ["outpatient_during_stay"]


def test_a_man_does_not_give_birth_and_a_child_of_three_does_not_either() -> None:
    birth = replace(CLAIM, cbg_code="O-6-13-I", primary_diagnosis="O80.0")
    assert found(birth) == []
    man = replace(CONTEXT, person=PersonFacts(NIK, date(1980, 2, 29), 1))
    assert found(replace(birth, sex=1), man) == ["implausible_for_patient"]
    born = date(2009, 1, 1)
    child = replace(CONTEXT, person=PersonFacts(NIK, born, 2))
    assert found(replace(birth, birth_date=born), child) == ["implausible_for_patient"]


def test_a_newborn_is_known_by_the_letter_not_by_the_mother() -> None:
    letter = LetterFacts("inpatient", DAY, date(2013, 1, 1), born_on=DAY)
    dead_mother = PersonFacts(NIK, date(1980, 2, 29), 2, died_on=DAY - timedelta(days=1))
    context = replace(CONTEXT, letter=letter, person=dead_mother)
    assert found(replace(CLAIM, birth_date=DAY, sex=1, cbg_code="P-8-17-I"), context) == []
    assert found(replace(CLAIM, sex=1, cbg_code="K-4-17-I"), context) == ["identity_mismatch"]


def test_a_payer_that_no_list_knows_is_asked_about() -> None:
    for payer, outcome in (("unknown", Outcome.PENDED), ("jkn", Outcome.REJECTED)):
        decision = adjudicate(CLAIM, replace(CONTEXT, payer=payer))
        assert (decision.outcome, decision.findings[0].rule_code) == (outcome, "other_payer")


def test_what_a_valid_letter_promised_is_asked_about_and_not_rejected() -> None:
    moved = replace(CONTEXT, covered=False, coverage_reason="moved_out")
    assert adjudicate(CLAIM, moved).outcome is Outcome.PENDED
    valid = LetterFacts("inpatient", DAY, DAY + timedelta(days=14))
    for end, outcome in (
        ("billed", Outcome.PENDED), ("expired", Outcome.REJECTED), ("released", Outcome.REJECTED),
    ):  # fmt: skip
        context = replace(moved, letter=replace(valid, end=end))
        assert adjudicate(CLAIM, context).outcome is outcome
    over = replace(valid, valid_from=DAY - timedelta(days=9), valid_until=DAY)
    for letter in (None, over):
        decision = adjudicate(CLAIM, replace(moved, letter=letter))
        assert decision.findings[0].severity is Severity.REJECT


def test_the_dead_are_told_once() -> None:
    dead = replace(
        CONTEXT, covered=False, coverage_reason="died",
        person=PersonFacts(NIK, date(1980, 2, 29), 2, date(2012, 2, 1)),
    )  # fmt: skip
    assert found(context=dead) == ["after_death"]
    without = replace(REGIME, rules=("not_covered",))
    assert found(context=replace(dead, regime=without)) == ["not_covered"]


def test_a_rejection_goes_before_a_question_and_a_question_before_a_cut() -> None:
    cut = replace(CONTEXT, claimed_rate_idr=1_500_000, payable_rate_idr=1_500_000)
    decision = adjudicate(CLAIM, cut)
    assert (decision.outcome, decision.reduced_idr) == (Outcome.REDUCED, 100_000)
    decision = adjudicate(replace(CLAIM, los=9), cut)
    assert (decision.outcome, decision.pended_idr) == (Outcome.PENDED, 1_605_000)
    decision = adjudicate(replace(CLAIM, los=9), replace(cut, payer="jkn"))
    assert (decision.outcome, decision.rejected_idr) == (Outcome.REJECTED, 1_605_000)
    assert len(decision.findings) == 3


def test_upgrade_and_overcharge_are_told_apart() -> None:
    claim = replace(CLAIM, care_class=1)
    context = replace(CONTEXT, claimed_rate_idr=1_500_000, payable_rate_idr=1_200_000)
    decision = adjudicate(claim, context)
    assert {f.rule_code: f.amount_idr for f in decision.findings} == {
        "rate_above_agreement": 100_000, "class_above_entitlement": 300_000,
    }  # fmt: skip
    assert decision.line_approved_idr == (1_200_000, 5_000)


def test_each_line_is_cut_to_its_own_rate() -> None:
    context = replace(CONTEXT, claimed_rate_idr=1_500_000, topup_rates_idr={"sd": 1_000})
    [finding] = (decision := adjudicate(CLAIM, context)).findings
    assert finding.facts == {"billed_idr": 1_605_000, "lines": ["cbg", "sd"], "rate_idr": 1_501_000}
    assert decision.line_approved_idr == (1_500_000, 1_000)
    assert (decision.outcome, decision.reduced_idr) == (Outcome.REDUCED, 104_000)


def test_the_ceiling_takes_from_the_last_line_backwards() -> None:
    regime = replace(REGIME, annual_ceiling_idr=2_000_000)
    context = replace(CONTEXT, regime=regime, used_idr=400_000)
    decision = adjudicate(CLAIM, context)
    assert decision.line_approved_idr == (1_600_000, 0)
    assert [f.rule_code for f in decision.findings] == ["annual_ceiling"]
    nothing_left = adjudicate(CLAIM, replace(context, used_idr=3_000_000))
    assert nothing_left.approved_idr == 0
    assert found(context=replace(CONTEXT, regime=replace(regime, annual_ceiling_idr=None))) == []


def test_caps_take_one_after_the_other_and_a_question_says_what_they_would() -> None:
    """A package price, the charges, the claim's ceiling, the month's: each from what is left."""
    claim = replace(CLAIM, charge_idr=1_450_000, charges=(1_450_000,))
    context = replace(
        CONTEXT, package_idr=1_500_000, month_used_idr=9_000_000,
        **agreed(lesser_of=True, claim_ceiling_idr=1_400_000, month_ceiling_idr=10_300_000),
    )  # fmt: skip
    decision = adjudicate(claim, context)
    assert {f.rule_code: f.amount_idr for f in decision.findings} == {
        "above_package": 105_000, "above_charge": 50_000, "agreement_ceiling": 50_000,
        "hospital_ceiling": 100_000,
    }  # fmt: skip
    assert (decision.approved_idr, decision.line_approved_idr) == (1_300_000, (1_300_000, 0))
    assert (decision.month_payable_idr, decision.payable_idr) == (1_400_000, 1_300_000)
    asked = adjudicate(replace(claim, los=9), context)
    assert (asked.outcome, asked.approved_idr) == (Outcome.PENDED, 0)
    assert {f.rule_code for f in asked.findings} > {f.rule_code for f in decision.findings}


def test_a_package_needs_no_other_rate_and_fees_are_counted() -> None:
    package = replace(
        CONTEXT, package_idr=2_000_000, claimed_rate_idr=None, payable_rate_idr=None,
        topup_rates_idr={},
    )  # fmt: skip
    assert found(context=package) == []
    fees = {"86.22": 700_000, "99.04": 200_000}
    claim = replace(CLAIM, procedures=("86.22+2", "99.04"))

    def rate(system: str, code: str, care_class: int) -> int | None:
        return fees.get(code) if (system, care_class) == ("fee", 3) else None

    rates = agreed_rates(claim, REGIME, "fee", {}, rate)
    assert (rates.claimed_idr, rates.payable_idr, rates.code) == (1_600_000, 1_600_000, "-")
    rates = agreed_rates(
        replace(claim, procedures=("86.22", "1.1", "0.1")), REGIME, "fee", {}, rate
    )
    assert (rates.payable_idr, rates.code) == (None, "0.1, 1.1")
    assert agreed_rates(claim, REGIME, "idrg", {}, rate).code == "-"


def test_the_pack_of_tangerang_is_cut_into_regimes_without_a_gap() -> None:
    pack = tangerang()
    periods = regimes(pack)
    assert periods[0].rules == ("not_covered",)
    for before, after in pairwise(periods):
        assert before.until == after.starts
    for on in (date(2007, 5, 1), date(2008, 1, 1), date(2011, 12, 31), date(2016, 1, 1)):
        stage = stage_on(pack, on)
        regime = regime_on(periods, on)
        assert regime.stage_code == (stage.code if stage else None)
        listed = (*stage.rules, *ALWAYS) if stage else ("not_covered",)
        assert regime.rules == listed


def test_every_rule_of_the_catalogue_has_both_twins_a_severity_and_an_explanation() -> None:
    assert set(RULES) == set(CLAIM_RULES) == {*RULE_FUNCTIONS, *CAPS}
    assert set(SAID) == set(EXPLANATIONS)
    for code, rule in RULES.items():
        step = sqlplan.load("claims", f"finding_{code}")
        severity, _, _ = step.header["severity"].partition(",")
        assert (step.header["code"], severity) == (code, rule.severity)
        assert all((rule.sentence.id, rule.sentence.en, rule.remedy.id, rule.remedy.en, rule.legal))
    assert {rule.severity for rule in RULES.values()} == set(Severity)


def test_an_explanation_is_about_this_claim() -> None:
    assert explain("los_mismatch", {"dates": 4, "los": None}).en == (
        "LOS says –, the dates say 4 days."
    )
    assert explain("identity_mismatch", {"birth_date": True, "nik": False, "sex": True}).id == (
        "Yang tidak sesuai: tanggal lahir, jenis kelamin."
    )
    assert (
        "Rp 1.500.000"
        in explain(
            "rate_above_agreement",
            {"billed_idr": 1_600_000, "lines": ["cbg"], "rate_idr": 1_500_000},
        ).id
    )


def test_the_deciding_statement_is_one() -> None:
    text = plan.statement()
    assert text.count("INSERT INTO") == 1
    assert not text.rstrip().endswith(";")
    assert all(f"finding_{code} AS (" in text for code in RULES)
