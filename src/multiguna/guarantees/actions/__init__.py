"""The writers of guarantee letters; each takes one transaction and leaves its decision record."""

from multiguna.guarantees.actions.issuing import issue_guarantee
from multiguna.guarantees.actions.learning import learn_estimates, learn_if_due
from multiguna.guarantees.actions.reconciling import reconcile_offline
from multiguna.guarantees.actions.resolving import (
    bill_letters,
    expire_guarantees,
    release_guarantee,
    settle_guarantee,
)
from multiguna.guarantees.actions.waiting import issue_waiting

__all__ = [
    "bill_letters",
    "expire_guarantees",
    "issue_guarantee",
    "issue_waiting",
    "learn_estimates",
    "learn_if_due",
    "reconcile_offline",
    "release_guarantee",
    "settle_guarantee",
]
