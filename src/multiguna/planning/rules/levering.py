"""The levers that a pack sets on a day, and changes to them as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.programme.rules.choosing import number_on, number_or_none, stage_on
from multiguna.programme.terms import Mode, Pack

YES, NO, NONE = "yes", "no", "none"


def levers_of(pack: Pack, on: date) -> Levers:
    """What a pack sets on a day: whom the stage covers, residence, ward, patients' share, ceiling,
    who pays first.

    A ceiling per person and year is taken as one per bill, so that it saves no more than it would:
    `plan live` counts it person by person. A household's ceiling is no lever here, for nothing is
    known of households: `plan live` counts that one too. Refuses `stage_missing` where no stage is
    in force, and `mode_not_planned` for a stage that pays contributions and no care.
    """
    stage = stage_on(pack, on)
    if stage is None:
        raise Refused(
            "stage_missing",
            Text(f"Paket {pack.name} tidak punya tahap pada {on}. Pilih tanggal lain.",
                 f"Pack {pack.name} has no stage on {on}. Choose another day."),
        )  # fmt: skip
    if stage.mode is Mode.CONTRIBUTION:
        raise Refused(
            "mode_not_planned",
            Text("Tahap ini membayar iuran, bukan perawatan; biayanya peserta kali iuran.",
                 "This stage pays contributions and no care; it costs members times contribution."),
        )  # fmt: skip
    kinds = {condition.kind: condition for condition in stage.conditions}
    resident = kinds.get("resident")
    days = resident.days_min if resident is not None else None
    rules = frozenset(stage.rules)
    return Levers(
        reach=Reach.POOR if "welfare" in kinds else Reach.EVERYONE,
        others_pay_first="no_other_payer" in kinds or "other_payer" in rules,
        residency_days=number_on(pack, days, on) if days is not None else 0,
        care_class=number_on(pack, "care_class_entitled", on),
        copayment_bp=number_on(pack, "copayment_bp", on) if "copayment" in rules else 0,
        ceiling_idr=number_or_none(pack, "annual_ceiling_idr", on)
        if "annual_ceiling" in rules else None,
    )  # fmt: skip


def change(levers: Levers, changes: Iterable[str]) -> Levers:
    """Levers with changes such as `care_class=2`, `reach=poor`, `excluded=dialysis,maternity`.

    Refuses `lever_unknown` and `lever_wrong`, saying what may be written.

    >>> change(Levers(), ["copayment_bp=1000", "referral=yes"]).copayment_bp
    1000
    """
    for text in changes:
        name, _, value = text.partition("=")
        levers = _change(levers, name.strip(), value.strip())
    return levers


def _change(levers: Levers, name: str, value: str) -> Levers:
    match name:
        case "reach":
            return replace(levers, reach=Reach(_one_of(name, value, tuple(Reach))))
        case "others_pay_first":
            return replace(levers, others_pay_first=_one_of(name, value, (YES, NO)) == YES)
        case "referral":
            return replace(levers, referral=_one_of(name, value, (YES, NO)) == YES)
        case "residency_days":
            return replace(levers, residency_days=_whole(name, value, 0, 3650))
        case "care_class":
            return replace(levers, care_class=_whole(name, value, 1, 3))
        case "rates_bp":
            return replace(levers, rates_bp=_whole(name, value, 1, 50_000))
        case "copayment_bp":
            return replace(levers, copayment_bp=_whole(name, value, 0, 10_000))
        case "ceiling_idr":
            ceiling = None if value == NONE else _whole(name, value, 1, 10**12)
            return replace(levers, ceiling_idr=ceiling)
        case "excluded":
            words = [] if value in ("", NONE) else value.split(",")
            chosen = {Service(_one_of(name, word.strip(), tuple(Service))) for word in words}
            return replace(levers, excluded=frozenset(chosen))
    known = ", ".join(field.name for field in fields(Levers))
    raise Refused(
        "lever_unknown",
        Text(f"Tidak ada tuas `{name}`. Yang ada: {known}.",
             f"There is no lever `{name}`. There are: {known}."),
    )  # fmt: skip


def _whole(name: str, value: str, least: int, most: int) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1
    if least <= number <= most:
        return number
    raise Refused(
        "lever_wrong",
        Text(f"`{name}` bilangan bulat {least} sampai {most}, bukan `{value}`.",
             f"`{name}` is a whole number from {least} to {most}, not `{value}`."),
    )  # fmt: skip


def _one_of(name: str, value: str, options: tuple[str, ...]) -> str:
    if value in options:
        return value
    known = ", ".join(options)
    raise Refused(
        "lever_wrong",
        Text(f"`{name}` salah satu dari {known}, bukan `{value}`.",
             f"`{name}` is one of {known}, not `{value}`."),
    )  # fmt: skip
