"""Supporting files: what is taken, what is not, and who reads it."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.database.test_claims_importing import (
    CITY,
    OTHER,
    PROVIDER,
    RECEIVED,
    SITI,
    Write,
    city,
    row,
    rows_of,
    take_in,
    write,
)

from multiguna.claims.actions import attach
from multiguna.claims.queries import attachment, attachments
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Role

__all__ = ["city", "write"]

PDF = b"%PDF-1.7\n" + b"resume medis" * 20 + b"\n%%EOF\n"


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    body = struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture
def claim_id(city: Cursor, write: Write, system_actor: Actor) -> int:
    """Siti's claim."""
    take_in(write(row()), system_actor)
    [claim] = rows_of(city, "SELECT claim_id FROM claims_claim")
    return int(str(claim["claim_id"]))


def test_a_file_is_kept_by_its_hash_and_read_back_under_the_log(
    city: Cursor, claim_id: int, system_actor: Actor
) -> None:
    card = attach(claim_id=claim_id, file=PDF, name="../x/resume <1>.PDF", by=system_actor,
                  on=RECEIVED)  # fmt: skip
    assert (card.seq, card.name, card.media_type, card.size) == (
        1, "resume _1_.pdf", "application/pdf", len(PDF),
    )  # fmt: skip
    found = attachment(city, system_actor, claim_id=claim_id, seq=1)
    assert found.path.read_bytes() == PDF
    assert os.stat(found.path).st_mode & 0o777 == 0o600
    [read] = rows_of(city, "SELECT person_id, purpose FROM audit_access")
    assert tuple(read.values()) == (SITI, "claim_attachment")
    [record] = rows_of(city, "SELECT body FROM audit_record WHERE kind = 'claim_attachment'")
    assert card.file_hash in str(record["body"])
    assert not list((home() / "incoming").iterdir())


def test_the_same_file_again_has_no_effect(
    city: Cursor, claim_id: int, tmp_path: Path, system_actor: Actor
) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(png(100, 100))
    for _ in range(2):
        attach(claim_id=claim_id, file=path, name="scan.png", by=system_actor, on=RECEIVED)
    attach(claim_id=claim_id, file=PDF, name="b.pdf", by=system_actor, on=RECEIVED)
    assert [card.seq for card in attachments(city, system_actor, claim_id)] == [1, 2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04 a zip bomb", "file_type"),
        (b"MZ\x90\x00", "file_type"),
        (b"<html>%PDF-", "file_type"),
        (png(100_000, 100_000), "file_type"),
        (b"\x89PNG\r\n\x1a\n", "file_type"),
        (b"%PDF-" + b"0" * 20_000_001, "file_large"),
    ],
)
def test_what_is_no_document_is_refused_and_kept_nowhere(
    city: Cursor, claim_id: int, system_actor: Actor, content: bytes, code: str
) -> None:
    before = set((home() / "files").iterdir())
    with pytest.raises(Refused) as refusal:
        attach(claim_id=claim_id, file=content, name="a.pdf", by=system_actor, on=RECEIVED)
    assert refusal.value.code == code
    assert set((home() / "files").iterdir()) == before
    assert rows_of(city, "SELECT * FROM claims_attachment") == []
    assert not list((home() / "incoming").iterdir())


@pytest.mark.parametrize(
    ("command", "code"),
    [("true", None), ("false", "file_infected"), ("sh -c 'exit 2'", "scan_failed"),
     ("/does/not/exist", "scan_failed"), ("sh -c 'sleep 5'", "scan_failed")],
)  # fmt: skip
def test_the_operators_scanner_has_a_say(
    city: Cursor, claim_id: int, system_actor: Actor, monkeypatch: pytest.MonkeyPatch,
    command: str, code: str | None,
) -> None:  # fmt: skip
    monkeypatch.setenv("MULTIGUNA_SCAN_COMMAND", command)
    monkeypatch.setenv("MULTIGUNA_SCAN_SECONDS", "1")
    if code is None:
        attach(claim_id=claim_id, file=PDF, name="a.pdf", by=system_actor, on=RECEIVED)
        return
    with pytest.raises(Refused) as refusal:
        attach(claim_id=claim_id, file=PDF, name="a.pdf", by=system_actor, on=RECEIVED)
    assert refusal.value.code == code
    assert attachments(city, system_actor, claim_id) == []


def test_a_query_or_appeal_of_another_claim_is_refused(
    city: Cursor, claim_id: int, system_actor: Actor
) -> None:
    for more in ({"query_no": 99}, {"appeal_no": 99}):
        with pytest.raises(Refused, match="unknown"):
            attach(claim_id=claim_id, file=PDF, name="a.pdf", by=system_actor, on=RECEIVED, **more)


def test_another_hospital_neither_attaches_nor_reads(
    real_db: None, superuser: psycopg.Connection, write: Write, actor: Callable[..., Actor]
) -> None:
    superuser.execute(CITY.encode())
    own, other = actor(Role.BILLER, PROVIDER), actor(Role.BILLER, OTHER)
    take_in(write(row()), own)
    [(claim_id,)] = superuser.execute("SELECT claim_id FROM claims_claim").fetchall()
    attach(claim_id=claim_id, file=PDF, name="a.pdf", by=own, on=RECEIVED)
    with pytest.raises(Refused, match="claim_unknown"):
        attach(claim_id=claim_id, file=PDF, name="a.pdf", by=other, on=RECEIVED)
    with transaction(other) as cursor:
        assert attachments(cursor, other, claim_id) == []
        with pytest.raises(Refused, match="attachment_unknown"):
            attachment(cursor, other, claim_id=claim_id, seq=1)


def test_the_operator_sets_how_large_a_file_may_be(
    city: Cursor, claim_id: int, system_actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULTIGUNA_ATTACHMENT_MB", "1")
    with pytest.raises(Refused) as refusal:
        attach(claim_id=claim_id, file=b"%PDF-" + bytes(1_000_000), name="a.pdf", by=system_actor,
               on=RECEIVED)  # fmt: skip
    assert (refusal.value.code, refusal.value.facts) == ("file_large", {"megabytes": 1})
