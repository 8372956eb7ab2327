"""Forecasts: the same seed says the same, parts make the whole, and common shocks are dangerous."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.planner_city import CITY, NO_SHOCKS, PRESENT, certain, needs, of, only

from multiguna.cli.plan import plan
from multiguna.planning.rules.forecasting import _cash, _months, forecast, part_of_year
from multiguna.planning.rules.simulating import SERVICES, Costs, simulate
from multiguna.planning.terms.costing import Service, Shocks

RUNS = 1_000
TANGERANG = Path(__file__).parents[2] / "packs" / "tangerang"
EVERYTHING = ",".join(Service)


def digest(costs: Costs, at: int = 0) -> str:
    """Every byte of a scenario."""
    whole = hashlib.sha256()
    for part in (costs.cost_idr[at], costs.cases[at], costs.pace[at]):
        whole.update(part.tobytes())
    return whole.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    one = needs()
    first, again = (simulate([one], runs=RUNS, seed=7) for _ in range(2))
    assert digest(first) == digest(again)
    assert digest(first) != digest(simulate([one], runs=RUNS, seed=8))
    assert forecast(first, 0) == forecast(again, 0)


def test_the_command_prints_the_same_bytes_for_the_same_seed() -> None:
    def printed(seed: int) -> str:
        asked = ["run", "--pack", str(TANGERANG), "--budget", "100000000000", "--on", "2025-12-31",
                 "--change", "others_pay_first=no", "--runs", "500", "--seed", str(seed),
                 "--json"]  # fmt: skip
        result = CliRunner().invoke(plan, asked)
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)
        return result.stdout

    assert printed(3) == printed(3)
    assert printed(3) != printed(4)


def test_what_else_is_asked_changes_no_scenario() -> None:
    asked = [needs(), needs("reach=poor"), needs("care_class=1", "referral=yes"),
             needs("excluded=catastrophic")]  # fmt: skip
    together = simulate(asked, runs=RUNS)
    backwards = simulate(asked[::-1], runs=RUNS)
    for at, one in enumerate(asked):
        assert digest(together, at) == digest(backwards, len(asked) - 1 - at)
        assert digest(together, at) == digest(simulate([one], runs=RUNS))


def test_a_longer_look_ahead_does_not_change_the_first_years() -> None:
    short, long = (simulate([needs()], runs=RUNS, years=years) for years in (2, 5))
    assert (short.cost_idr[0] == long.cost_idr[0, :2]).all()
    assert (short.pace[0] == long.pace[0, :2]).all()


def test_regions_share_what_nobody_knows_and_have_their_own_chance() -> None:
    here, there = (simulate([needs()], runs=RUNS, local=place) for place in ("36.71", "13.06"))
    assert all((here.factors[code] == there.factors[code]).all() for code in here.factors)
    assert digest(here) != digest(there)
    known = certain(needs())
    own = Shocks(common_bp=0, service_bp=1000, drift_bp=0)
    apart = [simulate([known], runs=RUNS, local=place, shocks=own).total_idr[0, 0]
             for place in ("36.71", "13.06")]  # fmt: skip
    assert abs(np.corrcoef(apart)[0, 1]) < 0.1


def test_services_add_up_to_the_rupiah_and_months_to_the_year() -> None:
    costs = simulate([needs(profile=dataclasses.replace(CITY, present=PRESENT))], runs=RUNS)
    assert costs.cost_idr.dtype == np.int64
    assert (costs.cost_idr.sum(axis=2) == costs.total_idr).all()
    months = _months(costs, 0)
    assert months.sum(axis=1) == pytest.approx(costs.total_idr[0], rel=1e-12)
    assert part_of_year(costs, 0, 1, 12) == pytest.approx(costs.total_idr[0, 1], rel=1e-12)
    assert (part_of_year(costs, 0, 0, 10) > costs.total_idr[0, 0] * 0.5).all()


def test_a_year_that_climbs_is_dearer_late() -> None:
    costs = simulate([needs()], runs=RUNS)
    months = _months(costs, 0)[0]
    climbs = costs.pace[0, 0] > 0.1
    assert climbs.any()
    assert (np.diff(months[:, climbs], axis=0) > 0).all()


@pytest.mark.parametrize("lag", [0.0, 0.5, 1.0, 2.0, 3.25, 12.0])
def test_no_rupiah_is_lost_between_care_and_payment(lag: float) -> None:
    months = _months(simulate([needs()], runs=50, years=3), 0)
    cash, unpaid = _cash(months, lag)
    assert cash.sum(axis=(0, 1)) + unpaid[-1] == pytest.approx(months.sum(axis=(0, 1)), rel=1e-12)
    for year in range(
        3
    ):  # what a year leaves open is what it brought and took in less what it paid
        before = unpaid[year - 1] if year else 0
        paid = cash[year].sum(axis=0)
        assert before + months[year].sum(axis=0) - paid == pytest.approx(unpaid[year], abs=10)


def test_hospital_classes_share_the_whole_cost() -> None:
    said = forecast(simulate([needs()], runs=RUNS), 0).years[0]
    assert [name for name, _ in said.classes] == ["B", "C"]
    for part in ("mean_idr", "q05_idr", "q50_idr", "q99_idr"):
        whole = sum(getattr(spread, part) for _, spread in said.classes)
        assert whole == pytest.approx(getattr(said.cost, part), abs=2)


def test_a_budget_is_exceeded_as_often_as_runs_exceed_it() -> None:
    costs = simulate([needs()], runs=RUNS)
    year = forecast(costs, 0).years[0].cost
    for budget, share_bp in ((year.q50_idr, 5_000), (year.q95_idr, 500), (10**15, 0), (1, 10_000)):
        over = forecast(costs, 0, budget_idr=budget).years[0].over_bp
        assert over == pytest.approx(share_bp, abs=10)
    assert forecast(costs, 0).years[0].over_bp is None


@pytest.mark.parametrize(
    ("outpatients", "at_least"), [(60_000, 0.08), (400_000, 0.10)], ids=["stays", "visits too"]
)
def test_common_shocks_multiply_the_chance_of_overspending(
    outpatients: int, at_least: float
) -> None:
    """Why the common shock is an input: each service strays as far, but now together.

    A budget that independent services exceed in 5 years of 100 is exceeded in 8 where stays are
    most of the cost, and in more than 10 where visits cost as much.
    """
    present = dataclasses.replace(PRESENT, outpatients=outpatients)
    known = certain(needs(profile=dataclasses.replace(CITY, present=present)))
    alone = simulate([known], years=1, shocks=Shocks(0, 1_000, 0))
    common = simulate([known], years=1, shocks=Shocks(1_000, 0, 0))
    for service in (Service.INPATIENT, Service.OUTPATIENT, Service.DIALYSIS):
        assert of(alone, service)[0].std() == pytest.approx(of(common, service)[0].std(), rel=0.03)
    budget = np.quantile(alone.total_idr[0, 0], 0.95)
    assert (alone.total_idr[0, 0] > budget).mean() == pytest.approx(0.05)
    assert (common.total_idr[0, 0] > budget).mean() > at_least


def test_doubt_in_common_moves_services_together() -> None:
    costs = simulate([needs()], runs=RUNS, years=1)
    table = np.corrcoef(costs.cost_idr[0, 0, [SERVICES.index(s) for s in TOGETHER]])
    assert table.min() > 0.8
    known = simulate([certain(needs())], runs=RUNS, years=1, shocks=Shocks(0, 500, 0))
    apart = np.corrcoef(known.cost_idr[0, 0, [SERVICES.index(s) for s in TOGETHER]])
    assert np.abs(apart - np.eye(len(TOGETHER))).max() < 0.1


TOGETHER = (Service.INPATIENT, Service.MATERNITY, Service.OUTPATIENT, Service.DIALYSIS)


@pytest.mark.parametrize(
    "changes", [("copayment_bp=10000",), (f"excluded={EVERYTHING}",)], ids=["copaid", "excluded"]
)
def test_a_programme_that_pays_nothing_costs_nothing(changes: tuple[str, ...]) -> None:
    said = forecast(simulate([needs(*changes)], runs=RUNS), 0, budget_idr=1)
    assert said.whole.q99_idr == said.reserve_idr == said.over_whole_bp == 0


def test_nobody_covered_costs_nothing() -> None:
    nobody = dataclasses.replace(CITY, insured_bp=10_000)
    costs = simulate([needs("others_pay_first=yes", profile=nobody)], runs=RUNS)
    assert not costs.cost_idr.any()


def test_no_case_is_paid_beyond_the_ceiling() -> None:
    one = only(needs("ceiling_idr=20000000"), Service.CATASTROPHIC)
    costs = simulate([certain(one)], years=1, shocks=NO_SHOCKS)
    cases = costs.cases[0, 0, SERVICES.index(Service.CATASTROPHIC)]
    # No catastrophic bill is as low as the ceiling: each pays exactly that.
    assert of(costs, Service.CATASTROPHIC)[0].mean() == pytest.approx(cases[0] * 2e7, rel=0.01)


@pytest.mark.parametrize(("ward", "low", "high"), [(3, 1.0, 1.0), (2, 1.12, 1.28), (1, 1.3, 1.55)])
def test_a_better_ward_makes_stays_dearer_and_visits_not(
    ward: int, low: float, high: float
) -> None:
    costs = simulate([needs(), needs(f"care_class={ward}")], runs=RUNS)
    for service in (Service.INPATIENT, Service.MATERNITY):
        third, chosen = (of(costs, service, at).mean() for at in (0, 1))
        middle_of = np.sqrt(low * high)
        assert chosen / third == pytest.approx(middle_of, rel=0.02), service
    for service in (Service.OUTPATIENT, Service.DIALYSIS):
        assert (of(costs, service, 0) == of(costs, service, 1)).all()


def test_drift_widens_later_years_and_does_not_move_their_mean() -> None:
    known = certain(needs())
    calm = simulate([known], shocks=NO_SHOCKS).total_idr[0]
    drifting = simulate([known], shocks=Shocks(0, 0, 1_500)).total_idr[0]
    assert drifting.mean(axis=1) == pytest.approx(calm.mean(axis=1), rel=0.005)
    spread = np.log(drifting / calm.mean(axis=1)[:, None]).std(axis=1)
    assert spread == pytest.approx(0.15 * np.sqrt(np.arange(1, 6)), rel=0.05)


@pytest.mark.parametrize("people", [30_000, 400_000])
@pytest.mark.parametrize("changes", [(), ("reach=poor",)])
def test_a_small_region_is_not_planned_too_cheap(people: int, changes: tuple[str, ...]) -> None:
    small = dataclasses.replace(CITY, people=people)
    one = certain(needs(*changes, profile=small))
    costs = simulate([one], runs=40_000, years=1, shocks=NO_SHOCKS)
    bills = {need.service: need.bill_idr for need in one.services}
    level = np.sqrt(0.85 * 1.18) * np.sqrt(1.01 * 1.07)
    for number, service in enumerate(SERVICES):
        exact = costs.cases[0, 0, number, 0] * bills[service] * level
        ours = costs.cost_idr[0, 0, number].mean()
        within = 0.03 if service is Service.CATASTROPHIC else 0.005
        assert ours == pytest.approx(exact, rel=within), service
