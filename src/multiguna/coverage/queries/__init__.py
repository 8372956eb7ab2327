"""Reads of coverage."""

from multiguna.coverage.queries.asking import (
    FACTS,
    FACTS_WIDTH,
    POPULATION,
    RECORD,
    coverage_facts,
    coverage_of_population,
    facts_of,
    periods,
    population_statement,
    replay,
)
from multiguna.coverage.queries.knowing import CoverageAsKnown, coverage_as_known

__all__ = [
    "FACTS",
    "FACTS_WIDTH",
    "POPULATION",
    "RECORD",
    "CoverageAsKnown",
    "coverage_as_known",
    "coverage_facts",
    "coverage_of_population",
    "facts_of",
    "periods",
    "population_statement",
    "replay",
]
