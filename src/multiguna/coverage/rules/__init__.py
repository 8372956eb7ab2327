"""Who is covered."""

from multiguna.coverage.rules.conditions import CONDITIONS
from multiguna.coverage.rules.deciding import (
    PERSON_FACTS,
    coverage_request,
    coverage_stage,
    decide_coverage,
    decision_read_again,
    judge_coverage,
    pack_version,
    recorded_facts,
    stage_times,
)

__all__ = [
    "CONDITIONS",
    "PERSON_FACTS",
    "coverage_request",
    "coverage_stage",
    "decide_coverage",
    "decision_read_again",
    "judge_coverage",
    "pack_version",
    "recorded_facts",
    "stage_times",
]
