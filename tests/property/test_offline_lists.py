"""A city's list, made in SQL in one pass, holds whom the rules in Python call covered: all of
them, nobody else, each with the right value."""

from __future__ import annotations

from collections import Counter

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property.test_coverage import World, packs, put

from multiguna.coverage.queries.listing import covered_population
from multiguna.coverage.rules import coverage_stage, decide_coverage, listing
from multiguna.coverage.rules.offline import list_value, youngest_birth
from multiguna.coverage.terms import CoverageRequest
from multiguna.coverage.terms.listing import ListHeader, ListKind
from multiguna.kernel.db import Cursor
from multiguna.kernel.keys import key_id
from multiguna.kernel.terms import Actor
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack

FIRST_NIK = 3671990101000000
EXAMPLES, SECRET = 30, bytes(range(32))
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {key_id(SIGNER.public_key()): SIGNER.public_key()}
HEADER = ListHeader(
    ListKind.POPULATION, "36.71", "3671901", 1, "2012-03-01", 1, 2, None, 1, "", 6, 1, (), ()
)
SEEN = Counter[int | None]()


@given(pack=packs(), seed=st.integers(0, 2**32))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def check_agreement(db: Cursor, by: Actor, pack: Pack, seed: int) -> None:
    world = World(seed)
    on = max(world.day(), pack.parameters[0].values[0].starts)
    stage = coverage_stage(pack, on)
    with db.connection.transaction(force_rollback=True):
        put(db, world.facts)
        niks, values = covered_population(db, by, pack, on=on)
    rows = listing.records(listing.prefixes(niks, SECRET, 6), values)
    signed = listing.read_list(listing.write_list(HEADER, rows, SIGNER), TRUSTED)
    assert signed.header.count == len(niks)
    entitled = number_on(pack, "care_class_entitled", on)
    oldest = youngest_birth(stage.ktp_age_min if stage else 0, on)
    for facts in world.facts:
        covered = decide_coverage(facts, stage, CoverageRequest(on)).covered
        expected = list_value(entitled, minor=facts.birth_date > oldest) if covered else None
        key = listing.prefix(FIRST_NIK + facts.person_id, SECRET, 6)
        assert listing.find(signed, key) == expected, (facts, on)
        SEEN[expected] += 1
    strangers = listing.prefixes(np.arange(1, 50, dtype=np.int64) + 10**15, SECRET, 6)
    assert all(listing.find(signed, int(key)) is None for key in strangers)


def test_the_list_of_any_city_is_right(db: Cursor, system_actor: Actor) -> None:
    SEEN.clear()
    check_agreement(db, system_actor)
    assert SEEN.total() >= 3_000
    assert {value for value, count in SEEN.items() if count >= 20} == {None, 3, 7}
