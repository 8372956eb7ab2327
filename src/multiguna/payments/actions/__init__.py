"""The writers of payment."""

from multiguna.payments.actions.ordering import order_payments
from multiguna.payments.actions.reconciling import import_realisation
from multiguna.payments.actions.recovering import record_overpayment
from multiguna.payments.actions.stepping import cancel_order, record_step, return_step

__all__ = [
    "cancel_order",
    "import_realisation",
    "order_payments",
    "record_overpayment",
    "record_step",
    "return_step",
]
