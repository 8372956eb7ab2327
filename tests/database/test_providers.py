"""Hospitals from a file, and the agreements and rates that a pack brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from tests.people import DAY, HOSPITAL, install, tangerang

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.providers.actions import import_providers, take_agreements
from multiguna.providers.queries import has_agreement, provider, providers
from multiguna.providers.terms import PROVIDER_COLUMNS

ROW = {
    "provider_code": "3671950", "name": "RS Contoh Baru", "class": "C", "ownership": "private",
    "tariff_code": "CP", "ppk_code": "0900", "village_code": "36.71.07.1003",
    "address": "Jl. Contoh 1", "owner_group": "", "bank_account_name": "RS Contoh Baru",
}  # fmt: skip


def written(folder: Path, *rows: dict[str, str], header: str = ",".join(PROVIDER_COLUMNS)) -> Path:
    path = folder / "hospitals.csv"
    lines = [header, *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def test_a_file_says_nothing_of_a_partners_hospital(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    """It would end the guests' settlement with the partner, and change who is paid."""
    import_providers(path=written(tmp_path, ROW), by=system_actor, on=DAY)
    db.execute("UPDATE providers_provider SET home_region = '36.74'")
    with pytest.raises(Refused) as no:
        import_providers(path=written(tmp_path, ROW), by=system_actor, on=DAY)
    assert no.value.code == "provider_of_partner"
    [card] = providers(db, system_actor)
    assert card.home_region == "36.74"


def test_a_file_of_hospitals_is_taken_and_brought_up_to_date(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    assert import_providers(path=written(tmp_path, ROW), by=system_actor, on=DAY) == 1
    again = written(tmp_path, {**ROW, "name": "RS Nama Baru"})
    import_providers(path=again, by=system_actor, on=DAY)
    [card] = providers(db, system_actor)
    assert (card.provider_code, card.name) == ("3671950", "RS Nama Baru")
    assert provider(db, system_actor, "3671950") == card
    assert provider(db, system_actor, "9999999") is None


@pytest.mark.parametrize("column", ["provider_code", "name", "class", "tariff_code"])
def test_a_hospital_without_its_key_facts_refuses_the_file(
    db: Cursor, system_actor: Actor, tmp_path: Path, column: str
) -> None:
    path = written(tmp_path, ROW, {**ROW, "provider_code": "3671951", column: ""})
    with pytest.raises(Refused, match="providers_file_invalid") as refused:
        import_providers(path=path, by=system_actor, on=DAY)
    assert refused.value.facts == {"row": 2, "column": column}
    assert providers(db, system_actor) == []


def test_other_columns_refuse_the_file(db: Cursor, system_actor: Actor, tmp_path: Path) -> None:
    turned = ",".join(reversed(PROVIDER_COLUMNS))
    for header, code in (("code,name", "columns_missing"), (turned, "providers_file_invalid")):
        with pytest.raises(Refused, match=code):
            import_providers(path=written(tmp_path, header=header), by=system_actor, on=DAY)


def test_a_row_with_too_few_or_too_many_cells_refuses_the_file(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    short = {name: ROW[name] for name in PROVIDER_COLUMNS[:5]}
    for row in (short, {**ROW, "more": "x"}):
        with pytest.raises(Refused, match="providers_file_invalid"):
            import_providers(path=written(tmp_path, row), by=system_actor, on=DAY)


def test_a_file_that_is_not_text_is_refused(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "hospitals.csv"
    path.write_bytes(",".join(PROVIDER_COLUMNS).encode() + b"\n\0\n")
    with pytest.raises(Refused, match="encoding"):
        import_providers(path=path, by=system_actor, on=DAY)


def test_an_agreement_holds_for_its_days_and_services(db: Cursor, system_actor: Actor) -> None:
    pack = install(system_actor)
    agreement = [a for a in pack.agreements if a.provider_code == HOSPITAL][-1]

    def holds(on: date, service: str) -> bool:
        return has_agreement(db, system_actor, provider_code=HOSPITAL, on=on, service=service)

    assert holds(agreement.starts, "inpatient")
    assert not holds(date(2000, 1, 1), "inpatient")
    assert not holds(agreement.starts, "dentistry")
    if agreement.until is not None:
        assert not holds(agreement.until, "inpatient")


def test_the_same_agreements_again_change_nothing(db: Cursor, system_actor: Actor) -> None:
    pack = install(system_actor)
    before = db.execute("SELECT count(*), sum(amount_idr)::bigint FROM providers_rate").fetchone()
    take_agreements(pack=pack, by=system_actor, on=DAY)
    after = db.execute("SELECT count(*), sum(amount_idr)::bigint FROM providers_rate").fetchone()
    assert after == before
    assert before is not None
    assert before[0] == len(pack.rates) > 0


def test_two_agreements_of_a_hospital_may_not_overlap(db: Cursor, system_actor: Actor) -> None:
    pack = replace(tangerang(), rates=())
    first = pack.agreements[0]
    twice = replace(first, agreement_no="PKS/LAIN")
    with pytest.raises(psycopg.errors.ExclusionViolation):
        take_agreements(pack=replace(pack, agreements=(first, twice)), by=system_actor, on=DAY)
    assert providers(db, system_actor) == []


def test_a_hospital_sees_no_other_regions_providers(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)
    assert len(providers(db, system_actor)) == 32
    db.execute("SELECT set_config('multiguna.region', '36.03', true)")
    assert providers(db, Actor("system", system_actor.role, "36.03")) == []
