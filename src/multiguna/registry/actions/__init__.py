"""The only writers of the registry."""

from multiguna.registry.actions.importing import import_residents

__all__ = ["import_residents"]
