"""What a file of budget documents must be, how old a promise is, when a year may be closed."""

from multiguna.ledger.rules.files import budget_lines, read_budget
from multiguna.ledger.rules.years import age_of, check_closable

__all__ = ["age_of", "budget_lines", "check_closable", "read_budget"]
