"""Two regions on one instance, and what somebody of one tries to reach of the other.

Every attempt is kept with what came of it. An attempt succeeds when anything of the other region
comes back, or when a row of it is changed; `snapshot` sees the second whoever did it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

import psycopg
from django.apps import apps
from psycopg.types.json import Jsonb
from tests.browser.world import (
    APPROVAL,
    BATCH,
    CLAIM,
    DECISION,
    FINDING,
    LINE,
    PASSWORD,
    TODAY,
)
from tests.people import Someone, install, make_person, tangerang

from multiguna.accounts.actions import add_user
from multiguna.claims.actions import close_minutes, draw_sample
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import transaction
from multiguna.kernel.schema import Regional
from multiguna.kernel.terms import Actor, Role, system
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posting
from multiguna.payments.actions import order_payments
from multiguna.planning.actions import keep_plan
from multiguna.planning.rules.profiles import profile_of
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.plans import Asked
from multiguna.programme.terms import Pack

HERE, THERE = "36.71", "36.74"
HOSPITAL_THERE = "3674901"
MARK = "SEBERANG"
"""In everything of the other region that a page or a command could show, but its users' names."""
STAFF_THERE = {
    "tomi": (Role.DESK_CLERK, HOSPITAL_THERE),
    "tina": (Role.BILLER, HOSPITAL_THERE),
    "tuti": (Role.VERIFIER, None),
    "tono": (Role.TREASURER, None),
    "tara": (Role.AUDITOR, None),
}


@dataclass
class Attempts:
    """What was tried, how it ended, and what succeeded."""

    tried: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    crossed: list[str] = field(default_factory=list)

    def note(self, kind: str, what: str, end: str, *, crossed: bool) -> None:
        """Keep one attempt."""
        self.tried[kind] += 1
        self.ended[end] += 1
        if crossed:
            self.crossed.append(f"{kind}: {what}: {end}")

    @property
    def count(self) -> int:
        """How many attempts there were."""
        return self.tried.total()


@dataclass(frozen=True)
class Other:
    """What the other region has, by what an address or an option calls it."""

    person: Someone
    letter_no: str
    rejected: int
    pended: int
    approved: int
    batch_id: int
    order_no: str
    minutes_no: str
    sample_no: int
    record_id: int
    plan_no: int


def regional_tables() -> list[str]:
    """Every table of a region, by name."""
    models = [model for model in apps.get_models() if issubclass(model, Regional)]
    return sorted(model._meta.db_table for model in models)


def snapshot(admin: psycopg.Connection, region: str) -> dict[str, str]:
    """A fingerprint of every row of a region, table by table, as the superuser sees it."""
    found = {}
    for table in regional_tables():
        row = admin.execute(
            "SELECT count(*) || ':' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
            f" FROM {table} AS t WHERE region = %s",
            [region],
        ).fetchone()
        assert row is not None
        found[table] = str(row[0])
    users = admin.execute(
        "SELECT md5(string_agg(concat(username, password, role, is_active, totp_secret, region), "
        "'|' ORDER BY id)) FROM accounts_user WHERE region = %s",
        [region],
    ).fetchone()
    assert users is not None
    return found | {"accounts_user": str(users[0])}


def pack_there() -> Pack:
    """The law of the other region: its own hospitals, with its mark in every name."""
    pack = tangerang()

    def code(own: str) -> str:
        return own.replace("36719", "36749")

    return replace(
        pack, name="seberang", region=THERE, region_name=f"Kota {MARK}",
        providers=tuple(
            replace(p, provider_code=code(p.provider_code), name=f"RS {MARK} {p.provider_code[-1]}")
            for p in pack.providers
        ),
        agreements=tuple(
            replace(a, provider_code=code(a.provider_code)) for a in pack.agreements
        ),
        payors=tuple(replace(p, provider_code=code(p.provider_code)) for p in pack.payors),
        rates=tuple(
            replace(r, provider_code=code(r.provider_code))
            for r in pack.rates
            if r.provider_code <= "3671901"
        ),
    )  # fmt: skip


def build_other(superuser: psycopg.Connection) -> Other:
    """A second region that has been at work: people, a letter, claims, an order, minutes."""
    by = system(THERE)
    install(by, pack_there(), budget={"RI": 70_000_000, "RJ": 70_000_000})
    _rates(by)
    for username, (role, provider_code) in STAFF_THERE.items():
        add_user(
            username=username, full_name=username.title(), role=role,
            password=PASSWORD, provider_code=provider_code, by=by, on=TODAY,
        )  # fmt: skip
    with transaction(by) as cursor:
        person = make_person(cursor, name=f"TIRTA {MARK}", resident="{[1980-05-17,)}")
    clerk = Actor("tomi", Role.DESK_CLERK, THERE, HOSPITAL_THERE)
    answer = issue_guarantee(
        letter_no=letter_number(HOSPITAL_THERE, TODAY, 77), nik=person.nik, kk=person.kk,
        provider_code=HOSPITAL_THERE, care=Care.INPATIENT, by=clerk, on=TODAY,
    )  # fmt: skip
    assert answer.letter is not None
    for number, outcome in ((1011, "rejected"), (1012, "pended"), (1013, "approved")):
        _claim(superuser, person, number, outcome)
    _bill(by, 1013)
    verifier = Actor("tuti", Role.VERIFIER, THERE)
    sample = draw_sample(
        period_from=date(2012, 5, 1), period_until=date(2012, 8, 1), size=2, seed=1,
        by=verifier, on=TODAY,
    )  # fmt: skip
    minutes = close_minutes(provider_code=HOSPITAL_THERE, month="2012-05", by=verifier, on=TODAY)
    [order] = order_payments(period="2012-05", by=by, on=TODAY)
    return Other(
        person, answer.letter.letter_no, 1011, 1012, 1013, 1013, order.order_no,
        minutes.minutes_no, sample.sample_no, answer.record_id, _plan(),
    )  # fmt: skip


def _plan() -> int:
    """A cost plan of the other region."""
    people = {"people": 100_000, "growth_bp": 0, "source": MARK}
    written = {
        "region": THERE, "name": f"Kota {MARK}", "insured_bp": 9000, "insured_source": MARK,
        "poor_bp": 1000, "poor_source": MARK, "access_bp": 10_000, "access_source": MARK,
        "cost_level_bp": 10_000, "cost_source": MARK, "hospitals_source": MARK,
        "hospitals": [{"class": "C", "ownership": "government", "share_bp": 10_000}],
    }  # fmt: skip
    profile = profile_of({**written, "population": {**people, "on": date(2020, 9, 1)}})
    body = {**written, "population": {**people, "on": "2020-09-01"}}
    asked = Asked(body, profile, Levers(), (), "seberang", date(2026, 11, 24), 2027, 10**10, 95)
    return keep_plan(asked=asked, by=Actor("tari", Role.PLANNER, THERE), on=TODAY)


def _rates(by: Actor) -> None:
    """A rate, so that the other region's law is not empty of amounts."""
    with transaction(by) as cursor:
        cursor.execute(
            "INSERT INTO providers_rate (region, provider_code, code, care_class, valid_from, "
            "amount_idr, legal) VALUES (%s, %s, 'Z-9-99-I', 3, '2008-01-01', 7654321, %s)",
            [by.region, HOSPITAL_THERE, MARK],
        )


def _claim(superuser: psycopg.Connection, person: Someone, number: int, outcome: str) -> None:
    """A claim of May 2012 with its decision, as the tests of pages put them."""
    values = {
        "id": number, "batch": number, "provider": HOSPITAL_THERE, "no": f"{MARK}-{number}",
        "name": f"TIRTA {MARK}", "nik": str(person.nik), "person": person.person_id,
        "outcome": outcome, "rejected": 2_000_000 * (outcome == "rejected"),
        "pended": 2_000_000 * (outcome == "pended"), "approved": 2_000_000, "reduced": 0,
        "rule": "los_mismatch", "severity": "pend", "facts": Jsonb({"los": 9, "dates": 4}),
    }  # fmt: skip
    decided = (APPROVAL,) if outcome == "approved" else (DECISION, FINDING)
    for statement in (BATCH, CLAIM, LINE, *decided):
        superuser.execute(statement.replace(f"'{HERE}'", f"'{THERE}'"), values)


def _bill(by: Actor, number: int) -> None:
    moves = (
        ("bill", date(2012, 6, 2), {"billed_idr": 2_000_000}),
        ("approve", date(2012, 6, 10), {"billed_idr": -2_000_000, "obligations_idr": 2_000_000}),
    )
    with transaction(by) as cursor:
        for kind, on, deltas in moves:
            posting = Posting(
                f"{kind}:{number}", "2012/RI", EntryKind(kind), on, provider_code=HOSPITAL_THERE,
                care="inpatient", village_code="36.71.07.1003", claim_id=number, **deltas,
            )  # fmt: skip
            post(cursor, posting, by=by)
