"""Reads of planning: reserves, the outlook, alarms. Charts are imported where they are drawn."""

from multiguna.planning.queries.alarms import (
    alarm_events,
    alarms,
    day_digest,
    open_alarms,
    subject_names,
    waiting,
)
from multiguna.planning.queries.outlook import outlook
from multiguna.planning.queries.reserves import reserves, triangles

__all__ = [
    "alarm_events",
    "alarms",
    "day_digest",
    "open_alarms",
    "outlook",
    "reserves",
    "subject_names",
    "triangles",
    "waiting",
]
