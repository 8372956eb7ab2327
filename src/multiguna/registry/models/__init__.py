"""The tables of the registry, by what they hold."""

from multiguna.registry.models.files import Event, Import, Membership
from multiguna.registry.models.merging import Merge, Merged
from multiguna.registry.models.persons import Person, PersonPast

__all__ = ["Event", "Import", "Membership", "Merge", "Merged", "Person", "PersonPast"]
