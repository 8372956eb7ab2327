"""Reads of claims: lists, one claim, the desk, clocks, worklist, lateness, minutes."""

from multiguna.claims.queries.attachments import attachment, attachments
from multiguna.claims.queries.clocks import clock
from multiguna.claims.queries.desk import claim_desk, person_claims
from multiguna.claims.queries.details import claim_detail
from multiguna.claims.queries.filing import claim_form
from multiguna.claims.queries.lateness import lateness
from multiguna.claims.queries.lists import UNDECIDED, claim_list, claim_rows, outcome_sums
from multiguna.claims.queries.matching import matching_card, open_matchings
from multiguna.claims.queries.minutes import (
    altered_minutes,
    known_minutes,
    minutes_card,
    minutes_claims,
    minutes_list,
    open_months,
)
from multiguna.claims.queries.papers import minutes_pdf, minutes_proof
from multiguna.claims.queries.receipts import claim_history, receipt, receipt_card, refused_rows
from multiguna.claims.queries.reviewing import (
    appeal,
    appeals,
    appeals_open,
    claim_under_review,
    proposals,
    proposals_waiting,
)
from multiguna.claims.queries.sampling import sample, samples
from multiguna.claims.queries.talking import open_queries, query_card, thread
from multiguna.claims.queries.worklist import claim_risk, worklist

__all__ = [
    "UNDECIDED",
    "altered_minutes",
    "appeal",
    "appeals",
    "appeals_open",
    "attachment",
    "attachments",
    "claim_desk",
    "claim_detail",
    "claim_form",
    "claim_history",
    "claim_list",
    "claim_risk",
    "claim_rows",
    "claim_under_review",
    "clock",
    "known_minutes",
    "lateness",
    "matching_card",
    "minutes_card",
    "minutes_claims",
    "minutes_list",
    "minutes_pdf",
    "minutes_proof",
    "open_matchings",
    "open_months",
    "open_queries",
    "outcome_sums",
    "person_claims",
    "proposals",
    "proposals_waiting",
    "query_card",
    "receipt",
    "receipt_card",
    "refused_rows",
    "sample",
    "samples",
    "thread",
    "worklist",
]
