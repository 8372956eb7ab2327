"""Two regions that agreed: Siti lives in 36.71 and falls ill in 36.74, where Tomi has the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from tests.border import HERE, HOSPITAL_THERE, THERE, pack_there
from tests.browser.world import HOSPITAL, PASSWORD, TODAY, World, city
from tests.people import tangerang

from multiguna.accounts.actions import add_user
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import enter_documents, open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.ledger.terms import BudgetDocument
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack, PortabilityRow
from multiguna.providers.actions import take_agreements

HOME, HOST = system(HERE), system(THERE)
TOMI = Actor("tomi", Role.DESK_CLERK, THERE, HOSPITAL_THERE)
TINA = Actor("tina", Role.BILLER, THERE, HOSPITAL_THERE)
SINCE = date(2012, 1, 1)
BUDGET_IDR = 60_000_000


def row(partner: str, **changed: object) -> PortabilityRow:
    """What a pack says of the other region, unless said otherwise."""
    said = PortabilityRow(
        partner, SINCE, None, ("inpatient", "outpatient", "emergency"), "direct", None, "Contoh"
    )
    return replace(said, **changed)  # type: ignore[arg-type]


def pack_of(region: str, *rows: PortabilityRow) -> Pack:
    """A region's pack with what it says of others, and a hundred rates of its first hospital."""
    pack = tangerang() if region == HERE else pack_there()
    hospital = HOSPITAL if region == HERE else HOSPITAL_THERE
    rates = [rate for rate in pack.rates if rate.provider_code == hospital]
    return replace(pack, rates=tuple(rates), portability=rows)


def put(by: Actor, pack: Pack) -> None:
    """Install a pack whole, as `pack install` does."""
    with transaction(by):
        install_pack(pack=pack, by=by, on=TODAY)
        take_agreements(pack=pack, by=by, on=TODAY)
        open_accounts(lines=budget_lines(pack), by=by, on=TODAY)


def two_regions(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The body of a fixture: both regions agreed, neither has taken a hospital over yet."""
    for world in city(monkeypatch):
        put(HOME, pack_of(HERE, row(THERE)))
        put(HOST, pack_of(THERE, row(HERE)))
        with transaction(HOST):
            documents = [
                BudgetDocument(kind, kind, 2012, line, TODAY, BUDGET_IDR)
                for line in ("RI", "RJ") for kind in ("DPA", "SPD")
            ]  # fmt: skip
            enter_documents(documents=documents, by=HOST, on=TODAY)
        for username, role in (("tomi", Role.DESK_CLERK), ("tina", Role.BILLER)):
            add_user(username=username, full_name=username, role=role, password=PASSWORD,
                     provider_code=HOSPITAL_THERE, by=HOST, on=TODAY)  # fmt: skip
        yield world
