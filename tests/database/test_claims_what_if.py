"""A what-if: another pack decides the same claims, and nothing of it stays."""
# ruff: noqa: F811  fixtures of another test

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from tests.database.test_claims_adjudicating import (  # noqa: F401  fixtures
    ADMITTED,
    GROUP,
    RECEIVED,
    Bill,
    bill,
    decide,
    pack,
    rate,
    siti,
)
from tests.people import HOSPITAL, PACKS, Someone

from multiguna.claims.actions.trying import preview, what_if
from multiguna.claims.terms.trying import Move, RuleShift, Weight
from multiguna.cli.claims import claims
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.terms import ExclusionRow, Pack, Period

LEFT = "SELECT (SELECT count(*) FROM {0}), (SELECT sum(hashtext({0}::text)) FROM {0})"
KEPT = ("claims_adjudication", "claims_finding", "claims_line_result", "audit_record",
        "ledger_entry", "ledger_account", "providers_rate", "providers_agreement",
        "providers_exclusion", "programme_pack")  # fmt: skip


def everything(cursor: Cursor) -> list[object]:
    """How many rows each table has and what they say, and the next record's number."""
    found: list[object] = [cursor.execute(LEFT.format(name)).fetchone() for name in KEPT]
    return [*found, cursor.execute("SELECT last_value FROM audit_record_seq").fetchone()]


def cheaper(pack: Pack, amount_idr: int) -> Pack:
    """The pack with another rate of the group in class 3 at the hospital."""
    rates = tuple(
        replace(r, amount_idr=amount_idr)
        if (r.provider_code, r.code, r.care_class) == (HOSPITAL, GROUP, 3)
        else r
        for r in pack.rates
    )
    return replace(pack, rates=rates, version="1.1")


def test_a_lower_rate_would_cut_and_nothing_is_written(
    db: Cursor, pack: Pack, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    assert decide(system_actor, batch_id) == {"approved": 1}
    before = everything(db)

    tried = what_if(
        pack=cheaper(pack, rate - 100_000), batch_id=batch_id, by=system_actor, on=RECEIVED
    )

    assert tried.moves == (Move("approved", "reduced", 1, rate + 5000, rate + 5000, rate - 95_000),)
    assert tried.rules == (RuleShift("rate_above_agreement", 0, 1, 0, 100_000),)
    assert (tried.changed, tried.most[0].rules) == (1, ("rate_above_agreement",))
    assert tried.difference_idr == -100_000
    assert (tried.pack_name, tried.pack_version, tried.claims) == (pack.name, "1.1", 1)
    assert everything(db) == before
    assert preview(batch_id=batch_id, by=system_actor, on=RECEIVED).changed == 0


def test_undecided_claims_are_tried_and_then_decided_by_the_pack_in_force(
    db: Cursor, pack: Pack, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    agreement = next(
        a for a in pack.agreements
        if a.provider_code == HOSPITAL and Period(a.starts, a.until).holds(ADMITTED)
    )  # fmt: skip
    stricter = replace(
        pack, exclusions=(ExclusionRow(agreement.agreement_no, "diagnosis", "A0", "contoh"),)
    )
    for _ in range(7):  # often enough that the driver prepares what it can
        tried = what_if(pack=stricter, batch_id=batch_id, by=system_actor, on=RECEIVED)
        assert tried.after == {"rejected": Weight(1, rate + 5000, 0)}
        assert preview(batch_id=batch_id, by=system_actor, on=RECEIVED).after == {
            "approved": Weight(1, rate + 5000, rate + 5000)
        }
    assert tried.before == {"undecided": Weight(1, rate + 5000, 0)}
    assert decide(system_actor, batch_id) == {"approved": 1}
    tried = what_if(pack=stricter, batch_id=batch_id, by=system_actor, on=RECEIVED)
    assert [(m.before, m.after) for m in tried.moves] == [("approved", "rejected")]


def test_a_period_takes_the_claims_with_service_in_it(
    pack: Pack, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    bill(siti, 1)

    def tried(starts: date, until: date | None) -> int:
        period = Period(starts, until)
        return what_if(pack=pack, period=period, by=system_actor, on=RECEIVED).claims

    assert tried(ADMITTED, None) == 1
    assert tried(date(2012, 1, 1), ADMITTED) == 0


def test_who_may_try_and_what_there_must_be_to_try(
    pack: Pack, siti: Someone, bill: Bill, actor: Callable[..., Actor], system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    with pytest.raises(Refused, match="role_not_allowed"):
        what_if(pack=pack, batch_id=batch_id, by=actor(Role.TREASURER), on=RECEIVED)
    with pytest.raises(Refused, match="nothing_to_try"):
        what_if(pack=pack, by=system_actor, on=RECEIVED)
    with pytest.raises(Refused, match="batch_unknown"):
        what_if(pack=pack, batch_id=batch_id + 99, by=system_actor, on=RECEIVED)
    with pytest.raises(Refused, match="pack_of_other_region"):
        what_if(pack=replace(pack, region="36.72"), batch_id=1, by=system_actor, on=RECEIVED)


def test_the_command_says_what_would_change(
    pack: Pack, siti: Someone, bill: Bill, rate: int, system_actor: Actor
) -> None:
    batch_id = bill(siti, 1)
    decide(system_actor, batch_id)
    folder = str(PACKS / "tangerang")
    arguments = ["what-if", "--pack", folder, "--batch", str(batch_id), "--on", str(RECEIVED)]
    told = CliRunner().invoke(claims, [*arguments, "--json"], obj=system_actor)
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)  # the pack as it lies there has no rate for the top-up
    assert body["moves"] == [
        {"before": "approved", "after": "pended", "claims": 1, "billed_idr": rate + 5000,
         "approved_before_idr": rate + 5000, "approved_after_idr": 0},
    ]  # fmt: skip
    assert body["rules"][0]["rule_code"] == "rate_unknown"
    shown = CliRunner().invoke(claims, arguments, obj=system_actor).output
    assert "rate_unknown" in shown
    assert "1 berubah / changed" in shown
    assert CliRunner().invoke(claims, ["what-if"], obj=system_actor).exit_code == 2
