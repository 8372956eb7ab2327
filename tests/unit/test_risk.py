"""The risk that orders the worklist: four parts, each said in a sentence."""

from __future__ import annotations

from multiguna.claims.rules.risk import judge_risk
from multiguna.claims.terms.deciding import Severity
from multiguna.claims.terms.working import RiskFacts

CLEAN = RiskFacts((), 100, 100, 0, 0)


def parts(facts: RiskFacts) -> dict[str, int]:
    return {part.code: part.bp for part in judge_risk(facts).parts}


def test_a_clean_claim_at_its_rate_has_no_risk() -> None:
    assert judge_risk(CLEAN).bp == 0


def test_the_worst_finding_counts_whole_and_each_further_one_a_little() -> None:
    assert parts(RiskFacts((Severity.REDUCE,), 100, 100, 0, 0)) == {"severity": 1000}
    two = RiskFacts((Severity.REDUCE, Severity.PEND), 100, 100, 0, 0)
    assert parts(two) == {"severity": 1500, "findings": 500}
    many = RiskFacts((Severity.REJECT,) * 9, 100, 100, 0, 0)
    assert parts(many) == {"severity": 2500, "findings": 1500}


def test_what_is_billed_above_the_rate_counts_up_to_twice_the_rate() -> None:
    assert parts(RiskFacts((), 150, 100, 0, 0)) == {"amount": 1500}
    assert parts(RiskFacts((), 200, 100, 0, 0)) == {"amount": 3000}
    assert parts(RiskFacts((), 900, 100, 0, 0)) == {"amount": 3000}
    assert parts(RiskFacts((), 1, 0, 0, 0)) == {"amount": 3000}
    assert parts(RiskFacts((), 0, 0, 0, 0)) == {}, "zero is a rate"
    assert parts(RiskFacts((), 90, None, 0, 0)) == {"amount": 1500}


def test_a_hospital_whose_claims_were_cut_counts_with_their_share() -> None:
    assert parts(RiskFacts((), 100, 100, 90, 45)) == {"hospital": 1350}
    assert parts(RiskFacts((), 100, 100, 1, 1)) == {"hospital": 273}, "one claim says little"


def test_the_worst_of_all_stays_within_ten_thousand() -> None:
    worst = RiskFacts((Severity.REJECT,) * 9, 10**12, 1, 10**6, 10**6)
    assert 9_900 < judge_risk(worst).bp <= 10_000
    assert all(part.text.id and part.text.en for part in judge_risk(worst).parts)
