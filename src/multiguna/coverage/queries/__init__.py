"""Reads of coverage."""

from multiguna.coverage.queries.asking import (
    FACTS,
    POPULATION,
    RECORD,
    coverage_facts,
    coverage_of_population,
    facts_of,
    periods,
    population_statement,
    replay,
)

__all__ = [
    "FACTS",
    "POPULATION",
    "RECORD",
    "coverage_facts",
    "coverage_of_population",
    "facts_of",
    "periods",
    "population_statement",
    "replay",
]
