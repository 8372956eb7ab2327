"""What the app's role may not do, whatever the code asks."""

from __future__ import annotations

import psycopg
import pytest

from multiguna.kernel.db import Cursor


@pytest.mark.parametrize("table", ["ledger_entry", "guarantees_letter", "claims_adjudication"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET region = region", "TRUNCATE {}"])
def test_the_app_cannot_rewrite_what_is_only_added(db: Cursor, table: str, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(verb.format(table))
