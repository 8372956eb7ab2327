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
from multiguna.registry.terms.knowing import PersonAsKnown
from multiguna.registry.terms.merging import Alike, Duplicate, KnownFacts, MergeAct
from multiguna.registry.terms.persons import PersonCard
from multiguna.registry.terms.updates import (
    EVENT_TITLES,
    EVENT_WORDS,
    NEEDS,
    NEWCOMERS,
    PERSON_COLUMNS,
    SAYS,
    UPDATE_COLUMNS,
    Change,
    Event,
    EventKind,
    Example,
    KindCount,
    PersonState,
    Said,
    UpdateResult,
)

__all__ = [
    "CHECKS",
    "EVENT_TITLES",
    "EVENT_WORDS",
    "FEMALE",
    "MALE",
    "NEEDS",
    "NEWCOMERS",
    "PERSON_COLUMNS",
    "RESIDENT_COLUMNS",
    "SAYS",
    "UPDATE_COLUMNS",
    "WELFARE_COLUMNS",
    "WELFARE_STATUS",
    "Alike",
    "Change",
    "Check",
    "Duplicate",
    "Event",
    "EventKind",
    "Example",
    "ImportResult",
    "Kind",
    "KindCount",
    "KnownFacts",
    "MergeAct",
    "PersonAsKnown",
    "PersonCard",
    "PersonState",
    "Said",
    "UpdateResult",
]
