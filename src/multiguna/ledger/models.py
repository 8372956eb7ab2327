"""The budget: accounts with stored balances under CHECKs, and entries that are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now

from multiguna.kernel.schema import Access, NextVal, Regional, RegionKey

FACES = ("kind", "provider", "village", "reserved", "letter", "bill")
USED = (
    F("committed_idr") + F("billed_idr") + F("obligations_idr") + F("ordered_idr") + F("paid_idr")
)


def _amount() -> models.BigIntegerField[int, int]:
    return models.BigIntegerField(db_default=0)


class Account(Regional):
    """One budget line of one fiscal year. A line with children is their sum and holds nothing.

    The CHECKs have the last word: no balance below zero, arrears are exactly what exceeds the
    appropriation (so an overrun that does not say so is refused), paid <= released <=
    appropriated, and a closed line owes nothing: what was pending went to the line `carried_to`,
    which takes every later posting of this one.
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
    closed_on = models.DateField(null=True)
    carried_to = models.TextField(null=True)
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
                name="ledger_account_closed_is_empty",
                condition=Q(closed_on__isnull=True, carried_to__isnull=True)
                | Q(closed_on__isnull=False, carried_to__isnull=False)
                & ~Q(carried_to=F("account_id"))
                & Q(committed_idr=0, billed_idr=0, obligations_idr=0)
                & Q(ordered_idr=0, arrears_idr=0),
            ),
            RegionKey(
                name="ledger_account_successor",
                columns=["region", "carried_to"],
                table="ledger_account",
                references=["region", "account_id"],
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
    effect. A reservation is resolved (billed, settled, released, expired) at most once, and
    `reserved_on` says on which day it was made. A hospital sees its own entries alone."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "entry_id")
    entry_id = models.TextField()
    entry_no = models.BigIntegerField(db_default=NextVal("ledger_entry_seq"))
    account_id = models.TextField()
    kind = models.TextField()
    reservation_id = models.TextField(null=True)
    reserved_on = models.DateField(null=True)
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
        indexes = [
            models.Index("region", "account_id", "on_date", name="ledger_entry_stock"),
            models.Index("region", "entry_no", name="ledger_entry_number"),
            models.Index(
                fields=["region", "reservation_id"],
                condition=Q(kind="reserve"),
                name="ledger_entry_reservation",
            ),
            models.Index(
                fields=["region", "claim_id"],
                condition=Q(kind__in=("order", "cancel")),
                name="ledger_entry_ordered",
            ),
        ]


class Rollup(Regional):
    """One roll-up: every entry up to and with `through_no` stands in the sums of this grain.

    Entries are added up by day, and once a month the days are added up by month.
    """

    pk = models.CompositePrimaryKey("region", "grain", "through_no")
    grain = models.TextField()
    through_no = models.BigIntegerField()
    entries = models.BigIntegerField()
    on_date = models.DateField()
    rolled_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_rollup"
        constraints = [
            models.CheckConstraint(
                name="ledger_rollup_grain", condition=Q(grain__in=("day", "month"))
            )
        ]


class Rolled(Regional):
    """What the entries of one roll-up moved: one row per face, period, account and key.

    A face tells what `key` is: the kind, the hospital or the village of an entry, the day its
    reservation was made (only what moved committed), or the hospital of a new letter or of a bill
    without one. A period is a day or a month by the entries' own dates, so that an entry dated
    back lands where it belongs. A hospital sees the rows of its own code alone.
    """

    access = Access(provider_column="provider_code")
    pk = models.CompositePrimaryKey(
        "region", "face", "grain", "account_id", "starts", "key", "through_no"
    )
    face = models.TextField()
    grain = models.TextField()
    account_id = models.TextField()
    starts = models.DateField()
    key = models.TextField()
    through_no = models.BigIntegerField()
    provider_code = models.TextField(null=True)
    entries = models.BigIntegerField()
    appropriation_idr = _amount()
    released_idr = _amount()
    committed_idr = _amount()
    billed_idr = _amount()
    obligations_idr = _amount()
    ordered_idr = _amount()
    paid_idr = _amount()
    arrears_idr = _amount()

    class Meta:
        db_table = "ledger_rolled"
        constraints = [
            RegionKey(
                name="ledger_rolled_rollup",
                columns=["region", "grain", "through_no"],
                table="ledger_rollup",
                references=["region", "grain", "through_no"],
            ),
            models.CheckConstraint(
                name="ledger_rolled_face",
                condition=Q(face__in=FACES),
            ),
        ]
        indexes = [
            models.Index("region", "face", "grain", "through_no", name="ledger_rolled_through")
        ]


class Document(Regional):
    """One line of a budget document (DPA, DPAP, SPD), for ever.

    A correction is a new document that names the one it supersedes; a line is superseded once.
    """

    pk = models.CompositePrimaryKey("region", "document_no", "account_id")
    document_no = models.TextField()
    account_id = models.TextField()
    kind = models.TextField()
    on_date = models.DateField()
    amount_idr = models.BigIntegerField()
    quarter = models.SmallIntegerField(null=True)
    legal = models.TextField()
    supersedes = models.TextField(null=True)
    entered_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_document"
        constraints = [
            RegionKey(
                name="ledger_document_account",
                columns=["region", "account_id"],
                table="ledger_account",
                references=["region", "account_id"],
            ),
            models.UniqueConstraint(
                fields=["region", "supersedes", "account_id"],
                name="ledger_document_superseded_once",
            ),
            models.CheckConstraint(
                name="ledger_document_kind",
                condition=Q(kind__in=("DPA", "DPAP"), quarter__isnull=True)
                | Q(kind="SPD", quarter__gte=1, quarter__lte=4),
            ),
            models.CheckConstraint(
                name="ledger_document_not_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("document_no")),
            ),
        ]
