"""The agreement command counts what it decides, and tells a difference."""

from __future__ import annotations

import pytest
from tests import agreement
from tests.claims_city import a_city, is_run
from tests.property import test_claims_twins

from multiguna.kernel.db import Cursor


def test_it_counts_the_claims_that_both_decide_and_keeps_none(db: Cursor) -> None:
    tally = agreement.Tally()
    for seed in (1, 2):
        agreement.decide_both(seed, tally)
    claims = [one for seed in (1, 2) for one in a_city(seed, 24).claims if is_run(one)]
    assert (tally.cities, tally.claims, tally.differing) == (2, len(claims), [])
    assert sum(tally.outcomes.values()) == len(claims)
    assert tally.cases["zero billed"] == sum(one.facts.billed_idr == 0 for one in claims) > 0
    assert db.execute("SELECT count(*) FROM claims_claim").fetchone() == (0,)
    assert "all alike" in agreement.report(tally, 1, 2, 1.0)


def test_it_tells_the_seed_of_a_city_that_differs(
    db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_claims_twins, "in_python", lambda city: {})
    tally = agreement.Tally()
    agreement.decide_both(3, tally)
    assert tally.differing == [3]
    assert "DIFFERENT for seeds [3]" in agreement.report(tally, 3, 3, 1.0)
