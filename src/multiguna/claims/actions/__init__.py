"""The writers of claims: take in a file, decide a batch."""

from multiguna.claims.actions.adjudicating import adjudicate_batch, hold_decisions
from multiguna.claims.actions.appealing import decide_appeal, file_appeal
from multiguna.claims.actions.asking import answer_query, ask_hospital
from multiguna.claims.actions.attaching import attach
from multiguna.claims.actions.bulk import approve_clean
from multiguna.claims.actions.filing import correct_claim, file_claim
from multiguna.claims.actions.guests import import_for_guests
from multiguna.claims.actions.importing import import_claims
from multiguna.claims.actions.matching import match_claims
from multiguna.claims.actions.minuting import close_minutes, sign_minutes
from multiguna.claims.actions.opining import confirm, disagree, withdraw
from multiguna.claims.actions.provisional import decide_new
from multiguna.claims.actions.reviewing import decide
from multiguna.claims.actions.sampling import check_sampled, draw_sample
from multiguna.claims.actions.trying import preview, what_if
from multiguna.claims.actions.whom import accept_matches, decide_match, decide_none, undo_match

__all__ = [
    "accept_matches",
    "adjudicate_batch",
    "answer_query",
    "approve_clean",
    "ask_hospital",
    "attach",
    "check_sampled",
    "close_minutes",
    "confirm",
    "correct_claim",
    "decide",
    "decide_appeal",
    "decide_match",
    "decide_new",
    "decide_none",
    "disagree",
    "draw_sample",
    "file_appeal",
    "file_claim",
    "hold_decisions",
    "import_claims",
    "import_for_guests",
    "match_claims",
    "preview",
    "sign_minutes",
    "undo_match",
    "what_if",
    "withdraw",
]
