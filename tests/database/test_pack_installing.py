"""What an installation of a pack leaves behind: whose word it rests on, and never an older law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.people import tangerang

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.actions import install_pack
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms.signing import UNSIGNED, Provenance

ON = date(2026, 11, 24)
FACTS = """
SELECT body::jsonb #>> '{facts,version}', body::jsonb #>> '{facts,signed_by}',
       body::jsonb #>> '{facts,publisher}'
FROM audit_record WHERE kind = 'pack_install' ORDER BY record_id
"""


def test_the_record_says_who_signed(db: Cursor, system_actor: Actor) -> None:
    pack = tangerang()
    install_pack(pack=pack, by=system_actor, on=ON)
    install_pack(
        pack=replace(pack, version="1.10"), by=system_actor, on=ON,
        provenance=Provenance("00112233aabbccdd", "Provinsi Contoh"),
    )  # fmt: skip
    assert db.execute(FACTS).fetchall() == [
        ("1.0", None, None),
        ("1.10", "00112233aabbccdd", "Provinsi Contoh"),
    ]


def test_a_pack_that_was_signed_since_is_recorded_once_as_signed(
    db: Cursor, system_actor: Actor
) -> None:
    pack, signed = tangerang(), Provenance("00112233aabbccdd", "Provinsi Contoh")
    first = install_pack(pack=pack, by=system_actor, on=ON)
    for provenance in (signed, signed, UNSIGNED):
        again = install_pack(pack=pack, by=system_actor, on=ON, provenance=provenance)
        assert again == first
    assert db.execute(FACTS).fetchall() == [
        ("1.0", None, None), ("1.0", "00112233aabbccdd", "Provinsi Contoh"),
    ]  # fmt: skip


def test_an_older_version_needs_a_word(db: Cursor, system_actor: Actor) -> None:
    pack = tangerang()
    install_pack(pack=replace(pack, version="1.10"), by=system_actor, on=ON)
    with pytest.raises(Refused) as told:
        install_pack(pack=replace(pack, version="1.9"), by=system_actor, on=ON)
    assert (told.value.code, told.value.facts) == ("pack_older", {"installed": "1.10"})
    assert pack_in_force(system_actor).version == "1.10"

    install_pack(pack=replace(pack, version="1.9"), by=system_actor, on=ON, older=True)
    assert pack_in_force(system_actor).version == "1.9"


def test_the_same_version_may_be_corrected_and_another_pack_has_its_own_versions(
    db: Cursor, system_actor: Actor
) -> None:
    pack = tangerang()
    install_pack(pack=replace(pack, version="3"), by=system_actor, on=ON)
    install_pack(pack=replace(pack, version="3", villages=()), by=system_actor, on=ON)
    install_pack(pack=replace(pack, name="other", version="1"), by=system_actor, on=ON)
    assert (pack_in_force(system_actor).name, pack_in_force(system_actor).version) == ("other", "1")
