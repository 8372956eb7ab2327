"""Packs that were installed, whole and for ever: a decision can be replayed under its pack."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from multiguna.kernel.schema import Access, NextVal, Regional


class Pack(Regional):
    """One installation of a pack; the newest install_no of a region is in force."""

    access = Access("SELECT, INSERT")
    pk = models.CompositePrimaryKey("region", "install_no")
    install_no = models.BigIntegerField(db_default=NextVal("programme_pack_seq"))
    pack_hash = models.TextField()
    name = models.TextField()
    version = models.TextField()
    body = models.JSONField()
    installed_by = models.TextField()
    installed_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "programme_pack"
