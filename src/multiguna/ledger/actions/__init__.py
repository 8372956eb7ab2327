"""The writers of the budget: lines and their documents, movements, roll-ups, a year's end."""

from multiguna.ledger.actions.closing import close_year
from multiguna.ledger.actions.documents import enter_documents, import_budget
from multiguna.ledger.actions.lines import open_accounts
from multiguna.ledger.actions.posting import post, post_batch
from multiguna.ledger.actions.rolling import roll_up

__all__ = [
    "close_year",
    "enter_documents",
    "import_budget",
    "open_accounts",
    "post",
    "post_batch",
    "roll_up",
]
