"""The reads of the registry."""

from multiguna.registry.queries.cards import (
    person_by_id,
    person_by_nik,
    person_names,
    resident_count,
)
from multiguna.registry.queries.health import registry_gaps
from multiguna.registry.queries.knowing import person_as_known
from multiguna.registry.queries.membership import active_members, regional_members
from multiguna.registry.queries.merging import find_duplicates, merge_acts, same_person

__all__ = [
    "active_members",
    "find_duplicates",
    "merge_acts",
    "person_as_known",
    "person_by_id",
    "person_by_nik",
    "person_names",
    "regional_members",
    "registry_gaps",
    "resident_count",
    "same_person",
]
