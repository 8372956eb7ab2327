"""The writers of coverage."""

from multiguna.coverage.actions.checking import (
    BULK_MAX,
    check_coverage,
    check_coverage_many,
    record_judged,
)

__all__ = [
    "BULK_MAX",
    "check_coverage",
    "check_coverage_many",
    "record_judged",
]
