"""Any pack survives the way through JSON, and its hash tells two packs apart."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multiguna.programme.rules import diff_packs, pack_body, pack_from_body, pack_hash
from multiguna.programme.terms import Pack

st.register_type_strategy(int, st.integers(min_value=-(10**15), max_value=10**15))
PACKS = st.from_type(Pack)
QUICK = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(PACKS)
def test_a_body_gives_the_same_pack_back(pack: Pack) -> None:
    stored = json.loads(json.dumps(pack_body(pack)))
    again = pack_from_body(stored)
    assert again == pack
    assert pack_hash(again) == pack_hash(pack)
    assert diff_packs(pack, again) == []


@QUICK
@given(PACKS, PACKS)
def test_packs_with_one_hash_are_one_pack(one: Pack, other: Pack) -> None:
    assert (pack_hash(one) == pack_hash(other)) == (one == other)
