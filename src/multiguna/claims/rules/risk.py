"""How much an open claim asks for a verifier's eye, in basis points, and why.

Four parts are added; each says what it rests on. The score only orders a list: it decides nothing.
The twin of `sql/claim_risks.sql`.
"""

from __future__ import annotations

from multiguna.claims.terms.deciding import Severity
from multiguna.claims.terms.working import Risk, RiskFacts, RiskPart
from multiguna.kernel.money import BASIS_POINTS, quotient, rupiah
from multiguna.kernel.terms import Text

SEVERITY_BP = {Severity.REJECT: 2_500, Severity.PEND: 1_500, Severity.REDUCE: 1_000}
EACH_FINDING_BP = 500
FINDINGS_BP_MAX = 1_500
AMOUNT_BP_MAX = 3_000
RATE_UNKNOWN_BP = 1_500
HOSPITAL_BP_MAX = 3_000
HOSPITAL_DAYS = 180
"""How far back a hospital's decided claims count."""
HOSPITAL_PRIOR_CLAIMS = 10
"""Uncut claims added to a hospital's own, so that one cut claim of two says little."""


def judge_risk(facts: RiskFacts) -> Risk:
    """The parts of a claim's risk, without those at 0; at most 10,000 bp together.

    Worst finding: 2,500 for a rejection, 1,500 for a question, 1,000 for a cut. Further findings:
    500 each, at most 1,500. Amount: 30 per cent of the excess over the agreed rate as a share of
    the rate, at most 3,000 (from twice the rate on); 1,500 where no rate is agreed. Hospital: 30
    per cent of the share of its claims that were cut or rejected in the last 180 days.

    >>> judge_risk(RiskFacts((Severity.PEND,), 150, 100, 90, 20)).bp
    3600
    """
    parts = (
        _worst(facts),
        _further(facts),
        _amount(facts),
        _hospital(facts),
    )
    return Risk(tuple(part for part in parts if part.bp))


def _worst(facts: RiskFacts) -> RiskPart:
    bp = max((SEVERITY_BP[severity] for severity in facts.severities), default=0)
    return RiskPart("severity", bp, Text("Temuan terberat", "The worst finding"))


def _further(facts: RiskFacts) -> RiskPart:
    count = max(0, len(facts.severities) - 1)
    bp = min(FINDINGS_BP_MAX, EACH_FINDING_BP * count)
    return RiskPart("findings", bp, Text(f"{count} temuan lain", f"{count} further findings"))


def _amount(facts: RiskFacts) -> RiskPart:
    rate_idr = facts.rate_idr
    if rate_idr is None:
        said = Text("Tarif yang disepakati tidak diketahui", "No agreed rate is known")
        return RiskPart("amount", RATE_UNKNOWN_BP, said)
    excess_idr = max(0, facts.billed_idr - rate_idr)
    said = Text(
        f"Ditagih {rupiah(facts.billed_idr)}, tarif {rupiah(rate_idr)}",
        f"Billed {rupiah(facts.billed_idr)}, the rate is {rupiah(rate_idr)}",
    )
    if excess_idr >= rate_idr:
        return RiskPart("amount", AMOUNT_BP_MAX if excess_idr else 0, said)
    return RiskPart("amount", quotient(excess_idr * AMOUNT_BP_MAX, rate_idr), said)


def _hospital(facts: RiskFacts) -> RiskPart:
    of = facts.hospital_claims + HOSPITAL_PRIOR_CLAIMS
    bp = quotient(facts.hospital_cut * HOSPITAL_BP_MAX, of)
    cut, claims = facts.hospital_cut, facts.hospital_claims
    return RiskPart(
        "hospital",
        bp,
        Text(
            f"{cut} dari {claims} klaim rumah sakit ini dipotong atau ditolak dalam "
            f"{HOSPITAL_DAYS} hari",
            f"{cut} of {claims} claims of this hospital were cut or rejected in "
            f"{HOSPITAL_DAYS} days",
        ),
    )


assert max(SEVERITY_BP.values()) + FINDINGS_BP_MAX + AMOUNT_BP_MAX + HOSPITAL_BP_MAX == BASIS_POINTS
