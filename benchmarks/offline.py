"""The list of a city for a hospital without a network: made, opened, asked, and its next day.

`MULTIGUNA_BENCH_PEOPLE` sets how many residents there are (two million). What it reaches: 15 MB
and one second for two million, for smaller cities in proportion; and a question of a millisecond.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.floor import Figure, Limit
from multiguna.coverage.actions.listing import make_lists
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.rules import listing
from multiguna.coverage.terms.listing import SignedList
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, system
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.providers.actions import take_agreements

PACK = Path(__file__).parent.parent / "packs" / "tangerang"
HOSPITAL, DAY = "3671901", date(2012, 3, 1)
AT = datetime(2012, 3, 1, 1, tzinfo=UTC)
PEOPLE = int(os.environ.get("MULTIGUNA_BENCH_PEOPLE", "2000000"))
FIRST_NIK, STRANGERS = 3671990101000000, 2_000_000
BYTES_OF_TWO_MILLION, TWO_MILLION, DYING = 15_000_000, 2_000_000, 1_000

RESIDENTS = """
INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, address, rt, rw,
    village_code, relation, marital, ektp, residency, poor, near_poor, other_payer)
SELECT '36.71', %s + n, %s + n / 4, 'CONTOH', 1, DATE '1940-01-01' + (n %% 25000)::int, '', '', '',
       '', '36.71.07.1003', 1, 2, true, '{[1940-01-01,)}', '{}', '{}', '{}'
FROM generate_series(1, %s) AS n
"""


def run() -> list[Figure]:
    """Size, and seconds to make, open, ask and bring a list up to the next day."""
    by = system("36.71")
    _city(by)
    seconds = time.perf_counter
    start = seconds()
    [file] = make_lists(provider_code=HOSPITAL, by=by, on=DAY, at=AT)
    making = seconds() - start
    data = reads.list_file("36.71", file).read_bytes()
    with transaction(by) as cursor:
        keys = reads.trusted_keys(cursor, by, "lists")
    start = seconds()
    signed = listing.read_list(data, keys)
    opening = seconds() - start
    key = reads.list_key("36.71", HOSPITAL, file.key_no)
    asking, wrong = _asked(signed, key)
    delta, updating = _next_day(by, signed, keys)
    print(f"{PEOPLE:,} residents: {len(data):,} bytes; delta of {DYING:,} deaths {delta:,} bytes; "
          f"{wrong} wrong yes among {STRANGERS:,} strangers", file=sys.stderr)  # fmt: skip
    share = PEOPLE / TWO_MILLION
    return [
        Limit("offline: size of the list", "bytes", len(data), BYTES_OF_TWO_MILLION * share),
        Limit("offline: make a hospital's list", "ms", making * 1000, 60_000 * max(share, 0.1)),
        Limit("offline: open and verify", "ms", opening * 1000, 1000),
        Limit("offline: one question", "ms", asking * 1000, 5.0),
        Limit("offline: take a day's delta", "ms", updating * 1000, 5000),
        Limit("offline: wrong yes among strangers", "people", wrong, 0),
    ]


def _city(by: Actor) -> None:
    pack = read_pack(PACK)
    with transaction(by) as cursor:
        install_pack(pack=pack, by=by, on=DAY)
        take_agreements(pack=pack, by=by, on=DAY)
        cursor.execute(RESIDENTS, [FIRST_NIK, FIRST_NIK, PEOPLE])
        cursor.execute("SELECT count(*) FROM registry_person")


def _asked(signed: SignedList, key: bytes) -> tuple[float, int]:
    """Seconds a question takes, and how many strangers the list takes for covered."""
    residents = range(FIRST_NIK + 1, FIRST_NIK + PEOPLE, max(1, PEOPLE // 1000))
    start = time.perf_counter()
    for nik in residents:
        found = listing.find(signed, listing.prefix(nik, key, signed.header.key_bytes))
        assert found is not None, "a covered resident is always found"
    each = (time.perf_counter() - start) / len(residents)
    strangers = np.arange(STRANGERS, dtype=np.int64) + FIRST_NIK + PEOPLE + 1
    rows = np.frombuffer(signed.body, np.uint8).reshape(-1, signed.header.record_bytes)
    wide = np.zeros((len(rows), 8), np.uint8)
    wide[:, 8 - signed.header.key_bytes :] = rows[:, : signed.header.key_bytes]
    listed = np.frombuffer(wide.tobytes(), ">u8").astype(np.uint64)
    asked = listing.prefixes(strangers, key, signed.header.key_bytes)
    return each, int(np.isin(asked, listed).sum())


def _next_day(by: Actor, signed: SignedList, keys: listing.Keys) -> tuple[int, float]:
    """The size of the next day's delta, and the seconds it takes to apply."""
    with transaction(by) as cursor:
        cursor.execute(
            "UPDATE registry_person SET died_on = %s WHERE region = '36.71' AND nik <= %s",
            [DAY, FIRST_NIK + DYING],
        )
    after, later = DAY + timedelta(1), AT + timedelta(1)
    [file] = make_lists(provider_code=HOSPITAL, by=by, on=after, at=later)
    delta = reads.list_file("36.71", file, delta=True).read_bytes()
    start = time.perf_counter()
    fresh = listing.apply_delta(signed, delta, keys)
    updating = time.perf_counter() - start
    assert fresh.header.count == signed.header.count - DYING
    return len(delta), updating
