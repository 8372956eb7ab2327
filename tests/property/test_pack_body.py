"""Any pack survives the way through JSON, and its hash tells two packs apart."""

from __future__ import annotations

import dataclasses
import json
import types
from datetime import date
from enum import StrEnum
from typing import get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.programme.rules import diff_packs, pack_body, pack_from_body, pack_hash
from multiguna.programme.terms import Pack

LEAVES: dict[object, st.SearchStrategy[object]] = {
    str: st.text(max_size=4),
    int: st.integers(-(10**15), 10**15),
    bool: st.booleans(),
    date: st.dates(),
    type(None): st.none(),
}


def anything(kind: object) -> st.SearchStrategy[object]:
    """Small values of a type that stands in a pack, down to its leaves."""
    if kind in LEAVES:
        return LEAVES[kind]
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=1).map(tuple)
    if isinstance(kind, types.UnionType):
        return st.one_of([anything(arm) for arm in get_args(kind)])
    assert isinstance(kind, type)
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    hints = get_type_hints(kind)
    fields = {field.name: anything(hints[field.name]) for field in dataclasses.fields(kind)}
    return st.builds(kind, **fields)


PACKS = anything(Pack)


@settings(max_examples=60, deadline=None)
@given(PACKS)
def test_a_body_gives_the_same_pack_back(pack: Pack) -> None:
    stored = json.loads(json.dumps(pack_body(pack)))

    again = pack_from_body(stored)

    assert again == pack
    assert pack_hash(again) == pack_hash(pack)
    assert diff_packs(pack, again) == []


@settings(max_examples=60, deadline=None)
@given(PACKS, PACKS, st.sampled_from([field.name for field in dataclasses.fields(Pack)]))
def test_a_pack_has_the_hash_of_another_only_if_it_says_the_same(
    pack: Pack, other: Pack, field: str
) -> None:
    changed = dataclasses.replace(pack, **{field: getattr(other, field)})
    assert (pack_hash(changed) == pack_hash(pack)) == (changed == pack)
