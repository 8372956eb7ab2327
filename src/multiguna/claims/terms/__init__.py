"""The nouns of claims: taking in files, deciding, the rules, what pages show."""

from multiguna.claims.terms.catalogue import RULES, Rule
from multiguna.claims.terms.deciding import (
    AdjudicationResult,
    AgreementFacts,
    ClaimContext,
    ClaimDecision,
    ClaimFacts,
    Finding,
    LetterFacts,
    OtherClaim,
    Outcome,
    OutcomeSum,
    PersonFacts,
    Regime,
    Severity,
)
from multiguna.claims.terms.importing import ClaimsImport, RowProblem

__all__ = [
    "RULES",
    "AdjudicationResult",
    "AgreementFacts",
    "ClaimContext",
    "ClaimDecision",
    "ClaimFacts",
    "ClaimsImport",
    "Finding",
    "LetterFacts",
    "OtherClaim",
    "Outcome",
    "OutcomeSum",
    "PersonFacts",
    "Regime",
    "RowProblem",
    "Rule",
    "Severity",
]
