"""The reads of the registry."""

from multiguna.registry.queries.cards import (
    person_by_id,
    person_by_nik,
    person_names,
    resident_count,
)

__all__ = ["person_by_id", "person_by_nik", "person_names", "resident_count"]
