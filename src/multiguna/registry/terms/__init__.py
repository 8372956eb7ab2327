"""The nouns of the registry: persons as cards, files of the civil registry, their problems."""

from multiguna.registry.terms.checks import CHECKS, Check
from multiguna.registry.terms.files import (
    FEMALE,
    MALE,
    RESIDENT_COLUMNS,
    WELFARE_COLUMNS,
    WELFARE_STATUS,
    ImportResult,
    Kind,
)
from multiguna.registry.terms.persons import PersonCard

__all__ = [
    "CHECKS",
    "FEMALE",
    "MALE",
    "RESIDENT_COLUMNS",
    "WELFARE_COLUMNS",
    "WELFARE_STATUS",
    "Check",
    "ImportResult",
    "Kind",
    "PersonCard",
]
