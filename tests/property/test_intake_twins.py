"""The short and the long way of reading a row are one: the same claim, or a closer look."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eklaim_files import PROVIDER, file_bytes, odd_row, sound_row

from multiguna.claims.rules.eklaim import read_header, split_line
from multiguna.claims.rules.eklaim_copy import content_hash, staged_line
from multiguna.claims.rules.eklaim_rows import RowReader
from multiguna.claims.rules.eklaim_sound import read_sound
from multiguna.claims.terms.importing import COLUMNS

LAYOUT = read_header(COLUMNS)
seeds = st.integers(0, 2**32)


def ways(cells: list[str]) -> tuple[object, object, list[object]]:
    """What the short way and the long way make of a row, and what the long way says."""
    reader = RowReader(1, cells, LAYOUT)
    reader.read(PROVIDER)  # strips the cells
    stripped = reader.cells
    closer = RowReader(1, list(stripped), LAYOUT)
    return (
        read_sound(1, stripped, LAYOUT, PROVIDER),
        closer.look_closer(PROVIDER),
        [*closer.problems],
    )


@given(seeds)
@settings(max_examples=300, deadline=None)
def test_both_ways_read_the_same_claim(seed: int) -> None:
    rng = random.Random(seed)
    row = sound_row(rng, rng.randint(0, 10**6))
    if rng.random() < 0.7:
        row = odd_row(rng, row)
    cells = split_line("\t".join(row.values()))
    if len(cells) != LAYOUT.width:
        return
    short, long, problems = ways(cells)
    if short is not None:
        assert short == long
        assert problems == []
    else:
        assert long is None or problems or row_is_unusual(row)


def row_is_unusual(row: dict[str, str]) -> bool:
    """Whether a row without problems may take the long way: amounts with a point."""
    return any("." in text for name, text in row.items() if name.startswith(("TARIF", "LOS")))


@given(seeds)
@settings(max_examples=50, deadline=None)
def test_sound_rows_take_the_short_way(seed: int) -> None:
    rng = random.Random(seed)
    row = sound_row(rng, 1)
    short, long, problems = ways(list(row.values()))
    assert short is not None
    assert (short, problems) == (long, [])


@given(seeds)
@settings(max_examples=50, deadline=None)
def test_a_line_of_copy_has_as_many_fields_as_the_staging_table(seed: int) -> None:
    rng = random.Random(seed)
    row = odd_row(rng, sound_row(rng, 1))
    cells = split_line("\t".join(row.values()))
    claim = RowReader(1, cells, LAYOUT).read(PROVIDER)
    if claim is None:
        return
    line = staged_line(claim)
    assert (line.count("\t"), line.count("\n")) == (34, 1)
    assert content_hash(claim).hex() in line


def test_the_files_have_every_shape() -> None:
    made = [file_bytes(random.Random(seed), 5, 0.9) for seed in range(60)]
    assert any(data.startswith(b"\xef\xbb\xbf") for data in made)
    assert any(b"\r\n" in data for data in made)
    assert any("\u2010".encode() in data for data in made)
    assert any(b"IDRG_DRG_CODE" in data for data in made)
    assert any(b"40940" in data for data in made)
    assert any(b'""cara_masuk""' in data for data in made)
