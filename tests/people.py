"""People, hospitals and a budget for tests: small builders with names, no files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import enter_documents, open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.ledger.terms import BudgetDocument
from multiguna.programme.actions import install_pack
from multiguna.programme.rules.packs import read_pack
from multiguna.programme.terms import Pack, Parameter, ParameterValue
from multiguna.providers.actions import take_agreements

PACKS = Path(__file__).parent.parent / "packs"
DAY = date(2012, 3, 1)
HOSPITAL = "3671901"
_serial = count(1)


@dataclass(frozen=True)
class Someone:
    """A person in the registry."""

    person_id: int
    nik: int
    kk: int


@cache
def tangerang() -> Pack:
    """The pack of Kota Tangerang as it lies in the repository."""
    return read_pack(PACKS / "tangerang")


def sharing(pack: Pack, *, copayment_bp: int, household_ceiling_idr: int | None = None) -> Pack:
    """The pack whose every stage asks a co-payment and caps a household's year, at these values."""
    rules, always = ("copayment", "household_ceiling"), date(2000, 1, 1)
    numbers = {"copayment_bp": copayment_bp, "household_ceiling_idr": household_ceiling_idr}
    more = tuple(
        Parameter(name, Text(name, name), "bp" if name.endswith("_bp") else "IDR",
                  (ParameterValue(always, None, value, "contoh", always),))
        for name, value in numbers.items()
    )  # fmt: skip
    stages = tuple(replace(one, rules=(*one.rules, *rules)) for one in pack.stages)
    return replace(pack, stages=stages, parameters=(*pack.parameters, *more))


def install(by: Actor, pack: Pack | None = None, *, budget: dict[str, int] | None = None) -> Pack:
    """Install a pack with its hospitals and budget lines; `budget` appropriates and releases.

    The rates of the first two hospitals are enough for tests, and quick.
    """
    pack = pack or tangerang()
    few = tuple(rate for rate in pack.rates if rate.provider_code <= "3671902")
    pack = replace(pack, rates=few)
    with transaction(by):
        install_pack(pack=pack, by=by, on=DAY)
        take_agreements(pack=pack, by=by, on=DAY)
        open_accounts(lines=budget_lines(pack), by=by, on=DAY)
        documents = []
        for line, amount_idr in (budget or {}).items():
            documents.append(BudgetDocument("DPA-T", "DPA", 2012, line, DAY, amount_idr))
            documents.append(BudgetDocument("SPD-T", "SPD", 2012, line, DAY, amount_idr))
        enter_documents(documents=documents, by=by, on=DAY)
    return pack


def make_person(
    cursor: Cursor,
    *,
    born: date = date(1980, 5, 17),
    sex: int = 1,
    resident: str = "{[1980-05-17,)}",
    poor: str = "{}",
    near_poor: str = "{}",
    other_payer: str = "{}",
    died_on: date | None = None,
    kk: int | None = None,
    name: str = "CONTOH WARGA",
) -> Someone:
    """Put a person in the registry; periods are written as PostgreSQL writes multiranges."""
    serial = next(_serial) % 10_000 or next(_serial)
    day = born.day + (40 if sex == 2 else 0)
    nik = int(f"367199{day:02}{born:%m%y}{serial:04}")
    kk = kk or int(f"367199010100{serial:04}")
    row = cursor.execute(
        "INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, "
        "address, rt, rw, village_code, relation, marital, ektp, died_on, residency, poor, "
        "near_poor, other_payer) VALUES (current_setting('multiguna.region'), %s, %s, %s, %s, %s, "
        "'TANGERANG', 'JL CONTOH', '001', '002', '36.71.07.1003', 1, 2, true, %s, "
        "%s::datemultirange, %s::datemultirange, %s::datemultirange, %s::datemultirange) "
        "RETURNING person_id",
        [nik, kk, name, sex, born, died_on, resident, poor, near_poor, other_payer],
    ).fetchone()
    assert row is not None
    return Someone(row[0], nik, kk)
