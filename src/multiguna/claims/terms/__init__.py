"""The nouns of claims: taking in files, deciding, the rules, what pages show."""

from multiguna.claims.terms.catalogue import RULES, SAID, Rule
from multiguna.claims.terms.deciding import (
    AdjudicationResult,
    AgreedRates,
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
from multiguna.claims.terms.importing import COLUMNS, ClaimsImport
from multiguna.claims.terms.problems import RowProblem
from multiguna.claims.terms.views import (
    ClaimDetail,
    ClaimRow,
    DecisionCard,
    FindingCard,
    LineCard,
)

__all__ = [
    "COLUMNS",
    "RULES",
    "SAID",
    "AdjudicationResult",
    "AgreedRates",
    "AgreementFacts",
    "ClaimContext",
    "ClaimDecision",
    "ClaimDetail",
    "ClaimFacts",
    "ClaimRow",
    "ClaimsImport",
    "DecisionCard",
    "Finding",
    "FindingCard",
    "LetterFacts",
    "LineCard",
    "OtherClaim",
    "Outcome",
    "OutcomeSum",
    "PersonFacts",
    "Regime",
    "RowProblem",
    "Rule",
    "Severity",
]
