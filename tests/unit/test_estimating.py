"""What a letter will probably cost: shrinkage, quantiles, slow claims and fixed rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from tests.people import tangerang

from multiguna.guarantees.rules.estimating import (
    CREDIBILITY_CLAIMS,
    SPREAD_BP,
    Shrinkage,
    diagnosis_groups,
    learn,
    pack_estimate,
    shrinkage,
)
from multiguna.guarantees.terms import Cell, Estimate, SettledLetter

ON = date(2012, 7, 1)
TABLE = {("inpatient", "B"): 3_000_000, ("inpatient", "C"): 2_000_000}
TRUST = Shrinkage(10, 7_000)


def settled(
    outcome_idr: int, *, diagnosis: str = "J18.9", provider_class: str = "B", issued_on: date = ON,
    waited: int = 0,
) -> SettledLetter:  # fmt: skip
    return SettledLetter(
        "inpatient", provider_class, 3, diagnosis, issued_on, issued_on + timedelta(waited),
        outcome_idr,
    )  # fmt: skip


def learned(letters: Sequence[SettledLetter], **changes: object) -> dict[str, Estimate]:
    """What is learned, by the cell's name."""
    arguments = {
        "issued": {"inpatient": [one.issued_on for one in letters]}, "table": TABLE,
        "care_class": 3, "trust": TRUST, "on": ON,
    }  # fmt: skip
    found = learn(letters, **{**arguments, **changes})  # type: ignore[arg-type]
    return {one.cell.name: one for one in found}


def test_the_packs_amount_is_the_mean_of_its_spread() -> None:
    estimate = pack_estimate(Cell("inpatient", "B", 3), 3_000_000, 7_000)
    assert estimate.mean_idr == 3_000_000
    assert estimate.basis == "pack"
    # exp(z sigma - sigma^2 / 2) of a log-normal with mean 1 and sigma 0.7
    assert estimate.q50_idr == pytest.approx(3_000_000 * 0.782705, abs=3)
    assert estimate.q80_idr == pytest.approx(3_000_000 * 1.410769, abs=3)
    assert estimate.q95_idr == pytest.approx(3_000_000 * 2.475388, abs=5)
    without = pack_estimate(Cell("inpatient", "B", 3), 3_000_000, 0)
    assert {without.q10_idr, without.q95_idr} == {3_000_000}


def test_a_mean_moves_with_the_credibility_of_its_letters() -> None:
    cells = learned([settled(1_000_000) for _ in range(10)])
    of_care = (10 * 1_000_000 / 3_000_000 + 10) / 20  # as a share of the pack's amounts
    of_class = (10 * 1_000_000 + 10 * of_care * 3_000_000) / 20
    of_letter = (10 * 1_000_000 + 10 * of_class) / 20
    of_category = (10 * 1_000_000 + 10 * of_letter) / 20
    assert cells["inpatient/B/3"].mean_idr == round(of_class)
    assert cells["inpatient/B/3/J"].mean_idr == round(of_letter)
    assert cells["inpatient/B/3/J18"].mean_idr == round(of_category)
    assert cells["inpatient/B/3/J18"].settled_count == 10


def test_a_class_without_letters_learns_from_the_other_classes() -> None:
    cells = learned([settled(1_500_000) for _ in range(1_000)])
    other = cells["inpatient/C/3"]
    assert other.settled_count == 0
    assert other.mean_idr == round(2_000_000 * (1_000 * 0.5 + 10) / 1_010)
    assert "inpatient/C/3/J" not in cells


def test_many_letters_are_believed() -> None:
    random = Random(1)
    outcomes = [round(random.gammavariate(4, 500_000)) for _ in range(4_000)]
    cell = learned([settled(outcome) for outcome in outcomes])["inpatient/B/3/J18"]
    ordered = sorted(outcomes)
    assert cell.mean_idr == pytest.approx(sum(outcomes) / 4_000, rel=0.01)
    for level, quantile in ((0.1, cell.q10_idr), (0.5, cell.q50_idr), (0.95, cell.q95_idr)):
        assert quantile == pytest.approx(ordered[int(level * 4_000)], rel=0.02)


def test_one_fixed_rate_keeps_a_little_of_the_spread_around_it() -> None:
    """Otherwise every outcome would be at or below its q80."""
    random = Random(2)
    rates = {f"{letter}{n}": 500_000 + 173_000 * n for n, letter in enumerate("ABCDEFGHIJKLM", 10)}
    letters = [settled(rates[code], diagnosis=code) for code in rates for _ in range(60)]
    random.shuffle(letters)
    cells = learned(letters)
    estimates = [(cells[f"inpatient/B/3/{code}"], rate) for code, rate in rates.items()]
    below = sum(rate <= estimate.q80_idr for estimate, rate in estimates)
    within = sum(estimate.q10_idr <= rate <= estimate.q90_idr for estimate, rate in estimates)
    assert below in (10, 11)  # of 13; 80 % lie between
    assert within in (10, 11)
    for estimate, rate in estimates:
        assert estimate.q80_idr == pytest.approx(rate, rel=0.2)


def test_rejected_claims_count_as_nothing_owed() -> None:
    cells = learned([settled(1_000_000), settled(0)] * 500)
    assert cells["inpatient/B/3/J18"].mean_idr == pytest.approx(500_000, rel=0.02)
    assert cells["inpatient/B/3/J18"].q10_idr < 50_000


def test_dear_letters_that_come_late_are_not_underestimated() -> None:
    """Half of all letters cost 1 million and take 20 days, half 5 million and 80 days."""
    first = ON - timedelta(120)
    letters = [
        settled(amount, issued_on=first + timedelta(day), waited=waited)
        for day in range(121)
        for amount, waited in ((1_000_000, 20), (5_000_000, 80))
    ]
    seen = [one for one in letters if one.settled_on <= ON]
    naive = sum(one.outcome_idr for one in seen) / len(seen)
    assert naive < 2_200_000
    cells = learned(seen, issued={"inpatient": [one.issued_on for one in letters]})
    assert cells["inpatient/B/3/J18"].mean_idr == pytest.approx(3_000_000, rel=0.02)


def test_a_care_outside_the_packs_table_is_not_learned() -> None:
    letters = [settled(1_000_000), settled(1_000_000, provider_class="X")]
    assert all(cell.startswith(("inpatient/B", "inpatient/C")) for cell in learned(letters))


def test_quantiles_never_cross() -> None:
    random = Random(3)
    for _ in range(50):
        letters = [
            settled(
                random.choice([0, 900_000, round(random.lognormvariate(14, 1))]),
                diagnosis=random.choice(["J18", "J20.1", "A09", "", "Z"]),
                provider_class=random.choice("BC"), issued_on=ON - timedelta(random.randrange(90)),
                waited=random.randrange(3),
            )
            for _ in range(random.randrange(1, 60))
        ]  # fmt: skip
        for one in learned(letters).values():
            found = [one.q10_idr, one.q50_idr, one.q80_idr, one.q90_idr, one.q95_idr]
            assert found == sorted(found)
            assert found[0] >= 0


def test_groups_of_a_diagnosis() -> None:
    assert diagnosis_groups(" j18.9") == ("J18", "J", "")
    assert diagnosis_groups("J") == ("J", "")
    assert diagnosis_groups("") == ("",)
    assert Cell("inpatient", "B", 3, "J18").wider == Cell("inpatient", "B", 3, "J")


def test_the_pack_may_say_how_much_to_believe() -> None:
    assert shrinkage(tangerang(), ON) == Shrinkage(10, 7_000)
    assert shrinkage(tangerang(), date(2000, 1, 1)) == Shrinkage(CREDIBILITY_CLAIMS, SPREAD_BP)
