"""Reads of claims: lists, one claim, the desk, clocks, worklist, lateness, minutes."""

from multiguna.claims.queries.clocks import clock
from multiguna.claims.queries.details import claim_detail
from multiguna.claims.queries.lists import UNDECIDED, claim_list, outcome_sums
from multiguna.claims.queries.talking import query_card, thread

__all__ = [
    "UNDECIDED",
    "claim_detail",
    "claim_list",
    "clock",
    "outcome_sums",
    "query_card",
    "thread",
]
