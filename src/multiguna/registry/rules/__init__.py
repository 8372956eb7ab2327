"""The judgements of the registry: numbers, days, rows of files."""

from multiguna.registry.rules.identity import (
    PROVINCES,
    calendar_day,
    kk_is_possible,
    masked,
    nik_is_possible,
)
from multiguna.registry.rules.knowing import held_same, known_at
from multiguna.registry.rules.membership import (
    active_periods,
    member_questions,
    membership_faults,
)
from multiguna.registry.rules.merging import known_together
from multiguna.registry.rules.residents import Faults, resident_faults, welfare_faults
from multiguna.registry.rules.updating import update_faults, updated

__all__ = [
    "PROVINCES",
    "Faults",
    "active_periods",
    "calendar_day",
    "held_same",
    "kk_is_possible",
    "known_at",
    "known_together",
    "masked",
    "member_questions",
    "membership_faults",
    "nik_is_possible",
    "resident_faults",
    "update_faults",
    "updated",
    "welfare_faults",
]
