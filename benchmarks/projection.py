"""A full year's projection from the days of 1.2 million visits."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from benchmarks import floor
from benchmarks.floor import Figure, Limit
from multiguna.planning.rules.run_out import project
from multiguna.planning.terms import Projection

VISITS, DAYS = 1_200_000, 730
ON = date(2012, 12, 31)
AT_MOST_SECONDS = 5.0


def run() -> list[Figure]:
    """1.2 million promises of two years are added up by day, and a year of 2,000 paths is drawn.

    What the database needs to add the promises up is not in it; the answer is checked to be one.
    """
    rng = np.random.default_rng(1)
    days = rng.integers(0, DAYS, VISITS)
    costs = rng.lognormal(13.2, 1.1, VISITS).round()

    def ask() -> Projection:
        daily = np.bincount(days, costs, DAYS)
        spent = float(daily[365:].sum())
        answer = project(
            daily,
            on=ON,
            until=ON + timedelta(days=365),
            spent_idr=0,
            spent_se_idr=0.01 * spent,
            limits_idr=[int(0.6 * spent), int(0.9 * spent)],
        )
        assert answer is not None
        return answer

    took, answer = floor.seconds(ask)
    assert len(answer.fan) == 366
    assert answer.run_outs[0].p50 is not None
    return [Limit("planning: project a year from 1.2 million visits", "ms", took * 1000,
                  AT_MOST_SECONDS * 1000)]  # fmt: skip
