"""The only writers of the registry."""

from multiguna.registry.actions.importing import import_residents
from multiguna.registry.actions.membership import import_membership
from multiguna.registry.actions.merging import merge_persons, undo_merge
from multiguna.registry.actions.updating import update_residents

__all__ = [
    "import_membership",
    "import_residents",
    "merge_persons",
    "undo_merge",
    "update_residents",
]
