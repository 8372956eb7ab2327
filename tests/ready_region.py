"""A region under construction: its pack part by part, its people, accounts and rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tests.claims_rows import put
from tests.database.test_registry import SITI
from tests.people import HOSPITAL, tangerang

from multiguna.accounts.actions import add_user
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import open_accounts
from multiguna.ledger.rules import budget_lines
from multiguna.planning.queries.examining import examine
from multiguna.planning.queries.readiness import readiness
from multiguna.planning.terms.profile import RegionProfile
from multiguna.planning.terms.readiness import Item, ItemCode, Readiness, State
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import Provenance
from multiguna.providers.actions import take_agreements

ON = date(2012, 3, 1)
VILLAGE = SITI["KODE_KEL"]
PARTS = ("scenarios", "villages", "letters", "agreements", "estimates", "rates", "payors",
         "budget_lines")  # fmt: skip
READY, PARTLY, MISSING, NOT_NEEDED = State
PROFILE = RegionProfile(
    "36.71", "Kota Tangerang", 10, ON, 0, 0, 0, 10_000, 10_000, 0, (), (), None,
    (("population", "sensus contoh"),),
)  # fmt: skip


def small_pack() -> Pack:
    """Kota Tangerang with one hospital, one village and the budget lines of 2012."""
    pack = tangerang()
    return replace(
        pack,
        providers=tuple(one for one in pack.providers if one.provider_code == HOSPITAL),
        agreements=tuple(one for one in pack.agreements if one.provider_code == HOSPITAL),
        exclusions=(),
        rates=tuple(one for one in pack.rates if one.provider_code == HOSPITAL),
        villages=tuple(one for one in pack.villages if one.village_code == VILLAGE),
        budget_lines=tuple(one for one in pack.budget_lines if one.fiscal_year == 2012),
    )


@dataclass
class Region:
    """A region under construction: its pack so far, and how ready it was when last looked at."""

    by: Actor
    folder: Path
    pack: Pack
    seen: dict[ItemCode, State] = field(default_factory=dict)

    def look(self, on: date = ON, **asked: object) -> Readiness:
        """How ready the region is, with its books examined."""
        examined = examine(self.by)
        with transaction(self.by) as cursor:
            return readiness(cursor, self.by, on=on, examined=examined, **asked)  # type: ignore[arg-type]

    def item(self, code: ItemCode, on: date = ON, **asked: object) -> Item:
        """How one item stands."""
        return next(one for one in self.look(on, **asked).items if one.code is code)

    def moved(self) -> dict[ItemCode, State]:
        """What stands otherwise than at the last look."""
        now = {one.code: one.state for one in self.look().items}
        changes = {code: state for code, state in now.items() if self.seen.get(code) != state}
        self.seen = now
        return changes

    def install(self, provenance: Provenance | None = None, **parts: object) -> None:
        """Install the pack with some parts changed."""
        self.pack = replace(self.pack, **parts)  # type: ignore[arg-type]
        with transaction(self.by):
            if provenance is None:
                install_pack(pack=self.pack, by=self.by, on=ON)
            else:
                install_pack(pack=self.pack, by=self.by, on=ON, provenance=provenance)
            take_agreements(pack=self.pack, by=self.by, on=ON)
            open_accounts(lines=budget_lines(self.pack), by=self.by, on=ON)

    def account(self, name: str, role: Role, provider_code: str | None = None) -> None:
        """Open an account."""
        add_user(
            username=name, full_name=name.title(), role=role, password="rahasia-benar-9",
            provider_code=provider_code, by=self.by, on=ON,
        )  # fmt: skip

    def rows(self, table: str, **row: object) -> None:
        """A row that real work would have left behind."""
        with transaction(self.by) as cursor:
            put(cursor, table, [row])


def founded(region: Region) -> Region:
    """The region with its whole pack."""
    region.install()
    return region


def put_file(region: Region, number: int) -> None:
    """A claim file of the hospital."""
    region.rows(
        "claims_batch", batch_id=number, provider_code=HOSPITAL, file_hash=f"h{number}",
        file_name="f", format="eklaim", rows=1, imported=1, unchanged=0, corrected=0, refused=0,
        received_on=ON, received_by="x", recorded_at=ON,
    )  # fmt: skip


def put_claim(region: Region, number: int, code: str, payor_id: str = "5") -> None:
    """A claim that a hospital's file brought."""
    put_file(region, number)
    region.rows(
        "claims_claim", claim_id=number, batch_id=number, row_no=1, provider_code=HOSPITAL,
        claim_no=f"C{number}", mrn="MR", patient_name="CONTOH", id_type="nik",
        id_value=SITI["NIK"], care="inpatient", care_class=3, admission_date=ON,
        discharge_date=ON, service_date=ON, primary_diagnosis="J18.9", diagnoses=["J18.9"],
        procedures=[], cbg_code=code, cbg_description="", charge_idr=0, charges=[], billed_idr=2,
        payor_id=payor_id, payor_name="LAIN" if payor_id == "99" else "JAMKESDA", doctor="",
        tariff_class_code="BS", cbg_version="", grouper_version="", raw={}, content_hash="\\x00",
        account_id="2012/RI", received_on=ON, revision=0,
    )  # fmt: skip
