"""The claims rules as sentences: each about one claim, checked by somebody who knows the rule."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.test_claims_rules import CLAIM, CONTEXT, OTHER

from multiguna.claims.rules.adjudicating import adjudicate
from multiguna.claims.terms import RULES, ClaimContext, ClaimFacts, Outcome

SCENARIOS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "claim_rules.yaml").read_text("utf-8")
)
PARTS = ("letter", "person", "agreement", "regime")


def case_of(change: dict[str, Any]) -> tuple[ClaimFacts, ClaimContext]:
    """The sound claim with what a scenario changes; a part that is a mapping is changed in part."""
    own = {field.name for field in fields(ClaimFacts)}
    claim = {name: _plain(value) for name, value in change.items() if name in own}
    beside: dict[str, Any] = {}
    for name, value in change.items():
        if name in PARTS and value is not None:
            plain = {key: _plain(one) for key, one in value.items()}
            beside[name] = replace(getattr(CONTEXT, name), **plain)
        elif name == "others":
            beside[name] = tuple(replace(OTHER, **other) for other in value)
        elif name not in own:
            beside[name] = value
    return replace(CLAIM, **claim), replace(CONTEXT, **beside)


def _plain(value: Any) -> Any:
    """Lists of YAML as tuples."""
    return tuple(map(_plain, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one["says"]["en"])
def test_a_claim_is_decided_as_the_sentence_says(scenario: dict[str, Any]) -> None:
    decision = adjudicate(*case_of(scenario["change"]))
    assert [finding.rule_code for finding in decision.findings] == [scenario["rule"]]
    assert decision.outcome == scenario["outcome"]
    assert decision.approved_idr == scenario.get("approved_idr", 0)
    if "fine" in scenario:
        assert adjudicate(*case_of(scenario["fine"])).outcome is Outcome.APPROVED


def test_every_rule_has_a_sentence_in_both_languages() -> None:
    assert {scenario["rule"] for scenario in SCENARIOS} == set(RULES)
    said = [scenario["says"][language] for scenario in SCENARIOS for language in ("id", "en")]
    assert len(set(said)) == len(said)
