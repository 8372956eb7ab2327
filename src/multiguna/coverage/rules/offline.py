"""What a desk may say without a network. Pure; the page in the hospital says the same.

The twin in JavaScript is `web/static/web/offline_rules.js`; a test in a browser holds the two
together. A list of covered people can say yes. That somebody is not in it says nothing: such a
patient is told to wait, and an emergency is treated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.coverage.rules.deciding import coverage_stage
from multiguna.coverage.terms.listing import DeskTerms
from multiguna.coverage.terms.offline import CLASS_MASK, MINOR, OfflineQuestion, OfflineReason
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack, Period

HOURS, LETTERS, RECONCILE = "offline_hours_max", "offline_letters_max", "offline_reconcile_days"


def decide_offline(question: OfflineQuestion, desk: DeskTerms) -> OfflineReason:
    """Answer a desk by its list; the first thing that stands against a yes gives the reason.

    An emergency is never answered with less than `emergency_first`.
    """
    against = _against(question, desk)
    if against is not None:
        return OfflineReason.EMERGENCY_FIRST if question.emergency else against
    if desk.papers and not _papers_shown(question):
        later = OfflineReason.COVERED_PAPERS_LATER
        return later if question.emergency else OfflineReason.PAPERS_MISSING
    if not question.emergency and question.letters >= desk.letters_max:
        return OfflineReason.LETTERS_USED_UP
    newborn = question.newborn_days is not None
    return OfflineReason.COVERED_NEWBORN if newborn else OfflineReason.COVERED


def _against(question: OfflineQuestion, desk: DeskTerms) -> OfflineReason | None:
    if not question.possible:
        return OfflineReason.INVALID_IDENTITY
    if question.over:
        return OfflineReason.LIST_OVER
    if question.found is None:
        return OfflineReason.NOT_LISTED
    if ("emergency" if question.emergency else question.care) not in desk.services:
        return OfflineReason.NO_AGREEMENT
    if question.newborn_days is None:
        return None
    if desk.newborn_days_max is None:
        return OfflineReason.NOT_LISTED
    if question.newborn_days < 0:
        return OfflineReason.NOT_BORN_YET
    late = question.newborn_days > desk.newborn_days_max
    return OfflineReason.NEWBORN_WINDOW_OVER if late else None


def _papers_shown(question: OfflineQuestion) -> bool:
    """KK with the own KTP, or with a guardian's for whoever is too young to have one."""
    papers, newborn = question.papers, question.newborn_days is not None
    minor = newborn or bool((question.found or 0) & MINOR)
    return papers.kk and ((papers.ktp and not newborn) or (papers.guardian_ktp and minor))


def list_value(care_class: int, *, minor: bool) -> int:
    """The value of a covered person in a list.

    >>> list_value(3, minor=True)
    7
    """
    return (care_class & CLASS_MASK) | (MINOR if minor else 0)


def youngest_birth(ktp_age_min: int, on: date) -> date:
    """The last birth date of those old enough for a KTP; who is born later needs a guardian's.

    >>> youngest_birth(17, date(2012, 2, 29))
    datetime.date(1995, 2, 28)
    """
    day = on.day if (on.month, on.day) != (2, 29) or _leap(on.year - ktp_age_min) else 28
    return date(on.year - ktp_age_min, on.month, day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def desk_terms(pack: Pack, *, services: Sequence[str], provider_class: str, on: date) -> DeskTerms:
    """What a list's desk decides by on a day.

    Refuses with `offline_not_allowed` when the pack does not say how long a desk may decide
    without a network, and with `no_stage` before the programme.
    """
    stage = coverage_stage(pack, on)
    if stage is None:
        raise Refused(
            "no_stage",
            Text("Program belum berlaku pada tanggal ini.", "The programme is not in force yet."),
        )
    offline_numbers(pack, on)
    return DeskTerms(
        stage_code=stage.code,
        newborn_days_max=stage.newborn_days_max,
        papers="papers" in stage.kinds,
        papers_hours=stage.papers_hours_emergency,
        services=tuple(sorted(services)),
        letters_max=number_on(pack, LETTERS, on),
        reserve_inpatient_idr=_reserve_idr(pack, "inpatient", provider_class, on),
        reserve_outpatient_idr=_reserve_idr(pack, "outpatient", provider_class, on),
    )


def _reserve_idr(pack: Pack, care: str, provider_class: str, on: date) -> int | None:
    for row in pack.estimates:
        fits = (row.care, row.provider_class) == (care, provider_class)
        if fits and Period(row.starts, row.until).holds(on):
            return row.amount_idr
    return None


def offline_numbers(pack: Pack, on: date) -> dict[str, int]:
    """How many hours a list holds, how many letters it makes, how many days they may come in.

    Refuses with `offline_not_allowed` a pack that does not say all three.
    """
    said = {parameter.name for parameter in pack.parameters}
    if not {HOURS, LETTERS, RECONCILE} <= said:
        raise Refused(
            "offline_not_allowed",
            Text(
                f"Paket program tidak menetapkan {HOURS}, {LETTERS} dan {RECONCILE}; loket tanpa "
                "jaringan belum diizinkan.",
                f"The pack does not set {HOURS}, {LETTERS} and {RECONCILE}; desks without a "
                "network are not allowed yet.",
            ),
        )
    return {name: number_on(pack, name, on) for name in (HOURS, LETTERS, RECONCILE)}
