"""The judgements of payment: whose turn it is, what fits, what is late."""

from multiguna.payments.rules.affected import affected_reason
from multiguna.payments.rules.amounts import (
    Owed,
    due_on,
    lines_that_fit,
    months_late,
    oldest_that_fit,
    penalty_idr,
)
from multiguna.payments.rules.orders import (
    check_duties_apart,
    check_may_pay,
    judge_cancel,
    judge_return,
    judge_step,
    period_days,
)
from multiguna.payments.rules.realisation import compare, read_amount, read_day, read_rows
from multiguna.payments.rules.words import in_words

__all__ = [
    "Owed",
    "affected_reason",
    "check_duties_apart",
    "check_may_pay",
    "compare",
    "due_on",
    "in_words",
    "judge_cancel",
    "judge_return",
    "judge_step",
    "lines_that_fit",
    "months_late",
    "oldest_that_fit",
    "penalty_idr",
    "period_days",
    "read_amount",
    "read_day",
    "read_rows",
]
