"""Damaged files, forms and attachments: all of it happens or nothing does. Short here; the runner
`python -m tests.fuzz_intake` goes on for as long as it is told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake_fuzz import (
    CITY,
    ON,
    PROVIDER,
    check_attachment,
    check_file,
    check_form,
    zip_bomb,
)

from multiguna.claims.actions import attach, import_claims
from multiguna.claims.terms.importing import COLUMNS
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

short = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def city(db: Cursor) -> Cursor:
    """A hospital and a budget."""
    db.execute(CITY.encode())
    return db


@given(seed=st.integers(0, 2**32))
@short
def test_a_damaged_file_happens_whole_or_not_at_all(city: Cursor, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_file(city, seed, Path(folder))


@given(seed=st.integers(0, 2**32))
@short
def test_a_form_with_nonsense_is_listed_or_lands(city: Cursor, seed: int) -> None:
    check_form(city, seed)


@given(seed=st.integers(0, 2**32))
@settings(short, max_examples=8)
def test_an_attachment_is_a_document_or_nothing(
    city: Cursor, seed: int, system_actor: Actor
) -> None:
    check_attachment(city, seed, system_actor)


HEADER = "\t".join(COLUMNS).encode() + b"\n"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("row.txt", HEADER + b"x" * 10_000_000, "line_too_long"),
        ("columns.txt", b"\t".join(b"K%d" % n for n in range(10_000)), "columns_too_many"),
        ("nul.txt", HEADER + b"\x00", "encoding"),
        ("bomb.xlsx", zip_bomb("xl/workbook.xml"), "file_large"),
        ("entities.xlsx", zip_bomb("[Content_Types].xml", entities=True), "encoding"),
    ],
)
def test_what_exhausts_a_careless_reader_is_refused(
    city: Cursor, tmp_path: Path, system_actor: Actor, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        import_claims(path=path, provider_code=PROVIDER, by=system_actor, on=ON)
    assert refusal.value.code == code


def test_a_zip_bomb_is_no_attachment(city: Cursor, system_actor: Actor) -> None:
    with pytest.raises(Refused, match="file_type"):
        attach(claim_id=1, file=zip_bomb("a"), name="a.pdf", by=system_actor, on=ON)
