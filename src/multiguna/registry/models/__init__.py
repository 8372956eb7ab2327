"""The tables of the registry, by what they hold."""

from multiguna.registry.models.files import Import
from multiguna.registry.models.persons import Person, PersonPast

__all__ = ["Import", "Person", "PersonPast"]
