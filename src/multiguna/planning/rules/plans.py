"""Writes down what a memo was asked to answer, reads it again, and makes the study anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text
from multiguna.planning.rules.profiles import profile_of
from multiguna.planning.rules.studying import study
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.memo import Scenario, Study
from multiguna.planning.terms.plans import Asked

DAYS = {"population": "on"}
"""Where a profile has days; JSON has none, so they travel as texts."""


def studied(asked: Asked) -> Study:
    """The study that a plan asks for; the same plan, the same study."""
    return study(
        asked.profile, asked.base, asked.scenarios, pack=asked.pack, known_on=asked.known_on,
        first_year=asked.first_year, budget_idr=asked.budget_idr, confidence=asked.confidence,
        seed=asked.seed,
    )  # fmt: skip


def asked_body(asked: Asked) -> dict[str, Json]:
    """A plan's question as JSON."""
    return {
        "profile": dict(asked.written),
        "base": levers_body(asked.base),
        "scenarios": [
            {"code": one.code, "id": one.title.id, "en": one.title.en,
             "levers": levers_body(one.levers)}
            for one in asked.scenarios
        ],
        "pack": asked.pack,
        "known_on": asked.known_on.isoformat(),
        "first_year": asked.first_year,
        "budget_idr": asked.budget_idr,
        "confidence": asked.confidence,
        "seed": asked.seed,
    }  # fmt: skip


def asked_of(body: Mapping[str, Json]) -> Asked:
    """The question that JSON holds; what is kept was checked before it was kept."""
    written, scenarios = body["profile"], body["scenarios"]
    assert isinstance(written, Mapping)
    assert isinstance(scenarios, Sequence)
    return Asked(
        written=written,
        profile=profile_of(with_days(written)),
        base=levers_from(_mapping(body["base"])),
        scenarios=tuple(_scenario(_mapping(one)) for one in scenarios),
        pack=str(body["pack"]),
        known_on=date.fromisoformat(str(body["known_on"])),
        first_year=_whole(body["first_year"]),
        budget_idr=_whole(body["budget_idr"]),
        confidence=_whole(body["confidence"]),
        seed=_whole(body["seed"]),
    )


def _scenario(body: Mapping[str, Json]) -> Scenario:
    title = Text(str(body["id"]), str(body["en"]))
    return Scenario(str(body["code"]), title, levers_from(_mapping(body["levers"])))


def levers_body(levers: Levers) -> dict[str, Json]:
    """Levers as JSON, by name."""
    body: dict[str, Json] = {}
    for field in fields(Levers):
        value = getattr(levers, field.name)
        body[field.name] = sorted(value) if isinstance(value, frozenset) else value
    return body


def levers_from(body: Mapping[str, Json]) -> Levers:
    """Levers that JSON holds."""
    excluded, ceiling = body["excluded"], body["ceiling_idr"]
    assert isinstance(excluded, Sequence)
    return Levers(
        reach=Reach(str(body["reach"])),
        others_pay_first=body["others_pay_first"] is True,
        residency_days=_whole(body["residency_days"]),
        care_class=_whole(body["care_class"]),
        rates_bp=_whole(body["rates_bp"]),
        copayment_bp=_whole(body["copayment_bp"]),
        referral=body["referral"] is True,
        ceiling_idr=None if ceiling is None else _whole(ceiling),
        excluded=frozenset(Service(str(one)) for one in excluded),
    )


def without_days(value: object) -> Json:
    """What YAML gave, with days as texts."""
    if isinstance(value, dict):
        return {str(key): without_days(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_days(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def with_days(written: Mapping[str, Json]) -> dict[str, object]:
    """A written profile as YAML would give it, with days where it has days."""
    read: dict[str, object] = dict(written)
    for part, name in DAYS.items():
        inside = written.get(part)
        if isinstance(inside, Mapping) and isinstance(inside.get(name), str):
            try:
                day: object = date.fromisoformat(str(inside[name]))
            except ValueError:
                day = inside[name]
            read[part] = {**inside, name: day}
    return read


def _mapping(value: Json) -> Mapping[str, Json]:
    assert isinstance(value, Mapping)
    return value


def _whole(value: Json) -> int:
    assert isinstance(value, int)
    return value
