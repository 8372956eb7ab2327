"""Reservations learned month by month in a generated city, and how their quantiles came out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from tests.people import PACKS

from multiguna.guarantees.queries import calibration, letter_outcomes
from multiguna.guarantees.terms import Calibration
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system

REGION = "36.71"
RESIDENTS, MONTHS = 40_000, 12
JULY, END = date(2012, 7, 1), date(2013, 1, 1)
FIVE_POINTS = 500


@pytest.fixture
def city(real_db: None, superuser: psycopg.Connection, tmp_path: Path) -> Iterator[date]:
    """A year of a city through the public actions; gives its last day."""
    from multiguna.cli.packs import install_whole
    from multiguna.programme.rules import read_pack
    from multiguna.providers.actions import import_providers
    from multiguna.synthetic.city import DEFAULT_START, write_city
    from multiguna.synthetic.life import live

    by, files = system(REGION), tmp_path / "files"
    write_city(files, pack_dir=PACKS / "tangerang", residents=RESIDENTS, months=MONTHS, seed=11)
    (tmp_path / "reports").mkdir()
    install_whole(read_pack(PACKS / "tangerang"), by=by, on=DEFAULT_START)
    import_providers(path=files / "hospitals.csv", by=by, on=DEFAULT_START)
    yield live(files, tmp_path / "reports", region=REGION).last_day


def near(part: Calibration, count: int, bp: int) -> bool:
    share = part.share_bp(count)
    assert share is not None
    return abs(share - bp) <= FIVE_POINTS


def test_after_six_months_the_quantiles_hold_what_they_say(city: date) -> None:
    by = system(REGION)
    period = {"starts": JULY, "until": END, "on": city}
    with transaction(by) as cursor:
        whole, *parts = calibration(cursor, by, **period)
        letters = letter_outcomes(cursor, by, **period)
    assert {part.care for part in parts} == {"inpatient", "outpatient"}
    assert whole.settled == whole.learned == len(letters) > 500
    assert near(whole, whole.until_q80, 8_000), whole
    assert near(whole, whole.within, 8_000), whole
    # The report says what the letters say, and every kind of outcome is among them.
    assert whole.until_q80 == sum(one.outcome_idr <= one.estimate.q80_idr for one in letters)
    assert whole.outcome_idr == sum(one.outcome_idr for one in letters)
    assert any(one.outcome_idr == 0 for one in letters)
    assert len({one.estimate.learned_on for one in letters}) == 6
    # Learned means are near what letters come to; the pack's table was 20 % and more too high.
    assert whole.mean_error_bp is not None
    assert abs(whole.mean_error_bp) < 1_000
