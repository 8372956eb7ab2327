"""Reads of planning: reserves, the outlook, alarms. Charts are imported where they are drawn."""

from multiguna.planning.queries.outlook import outlook
from multiguna.planning.queries.reserves import reserves, triangles

__all__ = ["outlook", "reserves", "triangles"]
