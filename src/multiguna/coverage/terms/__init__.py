"""The nouns of coverage."""

from multiguna.coverage.terms.deciding import (
    ALL_PAPERS,
    COVERED_REASONS,
    SENTENCES,
    Care,
    CoverageAnswer,
    CoverageDecision,
    CoverageFacts,
    CoverageRequest,
    CoverageStage,
    JudgedCoverage,
    Papers,
    Reason,
)

__all__ = [
    "ALL_PAPERS",
    "COVERED_REASONS",
    "SENTENCES",
    "Care",
    "CoverageAnswer",
    "CoverageDecision",
    "CoverageFacts",
    "CoverageRequest",
    "CoverageStage",
    "JudgedCoverage",
    "Papers",
    "Reason",
]
