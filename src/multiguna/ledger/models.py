"""The budget: accounts with stored balances under CHECKs, and entries that are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now

from multiguna.kernel.schema import Access, NextVal, Regional, RegionKey

USED = (
    F("committed_idr") + F("billed_idr") + F("obligations_idr") + F("ordered_idr") + F("paid_idr")
)


def _amount() -> models.BigIntegerField[int, int]:
    return models.BigIntegerField(db_default=0)


class Account(Regional):
    """One budget line of one fiscal year. A line with children is their sum and holds nothing.

    The CHECKs have the last word: no balance below zero, arrears are exactly what exceeds the
    appropriation (so an overrun that does not say so is refused), and paid <= released <=
    appropriated.
    """

    access = Access("SELECT, INSERT, UPDATE")
    pk = models.CompositePrimaryKey("region", "account_id")
    account_id = models.TextField()
    fiscal_year = models.IntegerField()
    line_code = models.TextField()
    parent_id = models.TextField(null=True)
    name_id = models.TextField()
    name_en = models.TextField()
    sub_activity_code = models.TextField()
    account_code = models.TextField()
    care = models.TextField()
    policy = models.TextField()
    appropriation_idr = _amount()
    released_idr = _amount()
    committed_idr = _amount()
    billed_idr = _amount()
    obligations_idr = _amount()
    ordered_idr = _amount()
    paid_idr = _amount()
    arrears_idr = _amount()
    available_idr = models.GeneratedField(
        expression=F("appropriation_idr")
        + F("arrears_idr")
        - F("committed_idr")
        - F("billed_idr")
        - F("obligations_idr")
        - F("ordered_idr")
        - F("paid_idr"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.CheckConstraint(
                name="ledger_account_not_negative",
                condition=Q(committed_idr__gte=0, billed_idr__gte=0, obligations_idr__gte=0)
                & Q(ordered_idr__gte=0, paid_idr__gte=0, arrears_idr__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_account_arrears_are_the_overrun",
                condition=Q(arrears_idr=Greatest(0, USED - F("appropriation_idr"))),
            ),
            models.CheckConstraint(
                name="ledger_account_paid_released_appropriated",
                condition=Q(paid_idr__lte=F("released_idr"))
                & Q(released_idr__lte=F("appropriation_idr")),
            ),
            models.CheckConstraint(
                name="ledger_account_policy",
                condition=Q(policy__in=("refuse", "queue", "unfunded")),
            ),
            models.CheckConstraint(
                name="ledger_account_code",
                condition=Q(account_code__regex=r"^\d\.\d\.\d\d\.\d\d\.\d\d\.\d\d\d\d$"),
            ),
            models.UniqueConstraint(
                "region", "fiscal_year", "line_code", name="ledger_account_line"
            ),
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "care"],
                condition=~Q(care=""),
                name="ledger_account_pays_one_care",
            ),
        ]


class Entry(Regional):
    """One movement on one account, for ever. `entry_id` comes from the caller: same id, one
    effect. A reservation is resolved (billed, settled, released, expired) at most once. A hospital
    sees its own entries alone."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "entry_id")
    entry_id = models.TextField()
    entry_no = models.BigIntegerField(db_default=NextVal("ledger_entry_seq"))
    account_id = models.TextField()
    kind = models.TextField()
    reservation_id = models.TextField(null=True)
    appropriation_idr = _amount()
    released_idr = _amount()
    committed_idr = _amount()
    billed_idr = _amount()
    obligations_idr = _amount()
    ordered_idr = _amount()
    paid_idr = _amount()
    arrears_idr = _amount()
    provider_code = models.TextField(null=True)
    care = models.TextField(null=True)
    village_code = models.TextField(null=True)
    claim_id = models.BigIntegerField(null=True)
    on_date = models.DateField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            RegionKey(
                name="ledger_entry_account",
                columns=["region", "account_id"],
                table="ledger_account",
                references=["region", "account_id"],
            ),
            models.UniqueConstraint(
                fields=["region", "reservation_id"],
                condition=Q(kind__in=("bill", "settle", "release", "expire")),
                name="ledger_entry_resolved_once",
            ),
        ]
        indexes = [models.Index("region", "account_id", "on_date", name="ledger_entry_stock")]
