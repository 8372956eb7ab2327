"""The tables of the audit log. The app's role may add rows and read them, and nothing else.

`audit_leaf` has no foreign key to `audit_record`: a leaf outlives whatever happens to its record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from multiguna.kernel.schema import Access, ActingProvider, NextVal, Regional

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

HASH_BYTES = 32


class TransactionIdField(models.Field):  # type: ignore[type-arg]
    """A PostgreSQL transaction number that never wraps around (`xid8`)."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type."""
        return "xid8"


class CurrentTransaction(Func):
    """The number of the transaction that writes the row."""

    function = "pg_current_xact_id"
    output_field = TransactionIdField()


class OctetLength(Func):
    """The number of bytes of a `bytea`."""

    function = "octet_length"
    output_field = models.IntegerField()


def _has_bytes(column: str, count: int, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(Exact(OctetLength(F(column)), count)))


class AuditRecord(Regional):
    """One decision: a canonical JSON body that is only ever erased by law, and its leaf hash.

    A hospital sees the records that it made itself; the city sees all.
    """

    access = Access("SELECT, INSERT", provider_column="provider_code")
    pk = models.CompositePrimaryKey("region", "record_id")
    record_id = models.BigIntegerField(db_default=NextVal("audit_record_seq"))
    kind = models.TextField()
    subject = models.TextField()
    body = models.TextField(null=True)
    leaf_hash = models.BinaryField()
    xid = TransactionIdField(db_default=CurrentTransaction())
    provider_code = models.TextField(null=True, db_default=ActingProvider())
    actor = models.TextField()
    recorded_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        db_table = "audit_record"
        indexes = [
            models.Index(fields=["region", "xid"], name="audit_record_xid"),
            models.Index(fields=["region", "subject", "record_id"], name="audit_record_subject"),
        ]
        constraints = [_has_bytes("leaf_hash", HASH_BYTES, "audit_record_hash_is_sha256")]


class AuditLeaf(Regional):
    """One numbered place of the log. The sequencer alone adds them, without gaps, from 0."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "leaf_index")
    leaf_index = models.BigIntegerField()
    record_id = models.BigIntegerField()
    leaf_hash = models.BinaryField()

    class Meta:
        db_table = "audit_leaf"
        constraints = [
            models.UniqueConstraint(fields=["region", "record_id"], name="audit_leaf_once"),
            _has_bytes("leaf_hash", HASH_BYTES, "audit_leaf_hash_is_sha256"),
            models.CheckConstraint(name="audit_leaf_from_zero", condition=Q(leaf_index__gte=0)),
        ]


class AuditTile(Regional):
    """A complete tile of 256 node hashes, and the root over them."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "level", "tile_index")
    level = models.SmallIntegerField()
    tile_index = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        db_table = "audit_tile"
        constraints = [
            _has_bytes("hashes", 256 * HASH_BYTES, "audit_tile_is_complete"),
            _has_bytes("root", HASH_BYTES, "audit_tile_root_is_sha256"),
        ]


class AuditCheckpoint(Regional):
    """A signed size and root. Every transaction below `watermark` is in the log."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "size")
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    watermark = TransactionIdField()
    signed_on = models.DateField()

    class Meta:
        db_table = "audit_checkpoint"
        constraints = [_has_bytes("root", HASH_BYTES, "audit_checkpoint_root_is_sha256")]


class AuditAccess(Regional):
    """One read of one person's record: by whom, and for what purpose."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "access_id")
    access_id = models.BigIntegerField(db_default=NextVal("audit_access_seq"))
    actor = models.TextField()
    person_id = models.BigIntegerField()
    purpose = models.TextField()
    at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        db_table = "audit_access"
        indexes = [
            models.Index(fields=["region", "person_id", "access_id"], name="audit_access_person")
        ]
