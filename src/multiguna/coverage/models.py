"""Signed lists for desks without a network, the devices that hold them, coverage cards, and the
keys that sign both. Secrets are never here: they lie in files of the installation."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, Regional, RegionKey

USES = ("lists", "cards")
CARD_ENDS = ("lost", "replaced", "moved", "died", "mistake")


def _provider(name: str) -> RegionKey:
    return RegionKey(
        name=name,
        columns=["region", "provider_code"],
        table="providers_provider",
        references=["region", "provider_code"],
    )


class Signer(Regional):
    """A signing key of the region: its public half, and from when it signs.

    The latest signs. Those before it are believed for what they signed, unless a later one says
    that its predecessors fell into wrong hands.
    """

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "use", "signer_no")
    use = models.TextField()
    signer_no = models.IntegerField()
    key_id = models.TextField()
    public_key = models.TextField()
    starts = models.DateField()
    distrusts_earlier = models.BooleanField()
    made_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_signer"
        constraints = [
            models.UniqueConstraint(fields=["region", "key_id"], name="coverage_signer_key"),
            models.CheckConstraint(name="coverage_signer_use", condition=Q(use__in=USES)),
            models.CheckConstraint(name="coverage_signer_no", condition=Q(signer_no__gte=1)),
        ]


class ListKey(Regional):
    """That a hospital's lists have a new secret key from now on, and why; the key itself is
    derived from the installation's secret."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "provider_code", "key_no")
    provider_code = models.TextField()
    key_no = models.IntegerField()
    reason = models.TextField()
    made_on = models.DateField()
    made_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_list_key"
        constraints = [
            _provider("coverage_list_key_provider"),
            models.CheckConstraint(name="coverage_list_key_no", condition=Q(key_no__gte=1)),
        ]


class Device(Regional):
    """A computer of a hospital that may hold lists, with the hash of its one-time code."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "provider_code", "device_no")
    provider_code = models.TextField()
    device_no = models.IntegerField()
    name = models.TextField()
    code_hash = models.TextField()
    invited_on = models.DateField()
    code_until = models.DateField()
    invited_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_device"
        constraints = [
            _provider("coverage_device_provider"),
            models.UniqueConstraint("region", "code_hash", name="coverage_device_code"),
            models.CheckConstraint(
                name="coverage_device_period", condition=Q(code_until__gt=F("invited_on"))
            ),
        ]


class Enrolment(Regional):
    """That a device took its key, once."""

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "provider_code", "device_no")
    provider_code = models.TextField()
    device_no = models.IntegerField()
    key_no = models.IntegerField()
    enrolled_on = models.DateField()
    enrolled_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_enrolment"
        constraints = [
            RegionKey(
                name="coverage_enrolment_device",
                columns=["region", "provider_code", "device_no"],
                table="coverage_device",
                references=["region", "provider_code", "device_no"],
            ),
            RegionKey(
                name="coverage_enrolment_key",
                columns=["region", "provider_code", "key_no"],
                table="coverage_list_key",
                references=["region", "provider_code", "key_no"],
            ),
        ]


class PopulationList(Regional):
    """A list that was made for a hospital; its bytes lie in the installation's files.

    A list names the one before it, and no two name the same.
    """

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "provider_code", "list_no")
    provider_code = models.TextField()
    list_no = models.IntegerField()
    list_id = models.TextField()
    previous_id = models.TextField(null=True)
    key_no = models.IntegerField()
    day = models.DateField()
    made_at = models.BigIntegerField()
    valid_until = models.BigIntegerField()
    count = models.IntegerField()
    size = models.IntegerField()
    delta_size = models.IntegerField(null=True)
    made_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_list"
        constraints = [
            RegionKey(
                name="coverage_list_of_key",
                columns=["region", "provider_code", "key_no"],
                table="coverage_list_key",
                references=["region", "provider_code", "key_no"],
            ),
            models.UniqueConstraint(fields=["region", "list_id"], name="coverage_list_id"),
            models.UniqueConstraint(
                "region", "provider_code", "previous_id", name="coverage_list_previous"
            ),
            RegionKey(
                name="coverage_list_chain",
                columns=["region", "previous_id"],
                table="coverage_list",
                references=["region", "list_id"],
            ),
            models.CheckConstraint(
                name="coverage_list_times", condition=Q(valid_until__gt=F("made_at"))
            ),
        ]


class Card(Regional):
    """A coverage card of a person; its number is random and says nothing."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "card_id")
    card_id = models.TextField()
    person_id = models.BigIntegerField()
    key_id = models.TextField()
    issued_on = models.DateField()
    expires_on = models.DateField()
    token = models.TextField()
    record_id = models.BigIntegerField()
    issued_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_card"
        constraints = [
            RegionKey(
                name="coverage_card_person",
                columns=["region", "person_id"],
                table="registry_person",
                references=["region", "person_id"],
            ),
            RegionKey(
                name="coverage_card_signer",
                columns=["region", "key_id"],
                table="coverage_signer",
                references=["region", "key_id"],
            ),
            models.CheckConstraint(
                name="coverage_card_period", condition=Q(expires_on__gt=F("issued_on"))
            ),
        ]
        indexes = [models.Index("region", "person_id", name="coverage_card_of_person")]


class CardEnd(Regional):
    """That a card is void before it expires, and why; once."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "card_id")
    card_id = models.TextField()
    reason = models.TextField()
    ended_on = models.DateField()
    ended_by = models.TextField()
    record_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coverage_card_end"
        constraints = [
            RegionKey(
                name="coverage_card_end_card",
                columns=["region", "card_id"],
                table="coverage_card",
                references=["region", "card_id"],
            ),
            models.CheckConstraint(name="coverage_card_end_reason",
                                   condition=Q(reason__in=CARD_ENDS)),
        ]  # fmt: skip
