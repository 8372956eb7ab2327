"""What the treasurer is woken for: five rules, each with its threshold, its title and its reason.

A rule takes facts and gives an alarm or None. Rules whose facts waver take `is_open`: an alarm that
is open closes later than a new one would open, so that it does not come and go from day to day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from multiguna.kernel.money import share
from multiguna.kernel.saying import day, short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.terms import Alarm, AlarmCode, Figure, RunOut

REACH_BP, REACH_AGAIN_BP = 2_000, 4_000
UNPAID_DAYS, UNPAID_DAYS_AGAIN = 14, 0
OVERDUE_DAYS = 60
OVERDUE_BP, OVERDUE_AGAIN_BP = 1_000, 500
SHOCK_DAYS, SHOCK_BEFORE_DAYS = 14, 84
SHOCK_BP, SHOCK_AGAIN_BP, SHOCK_SCORE = 12_500, 11_500, 3
WEEK = 7


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """A rule for people: what it is called, and when it rings in one sentence."""

    code: AlarmCode
    title: Text
    threshold: Text


RULES = {
    rule.code: rule
    for rule in (
        AlarmRule(
            AlarmCode.RUN_OUT,
            Text("Anggaran akan habis", "The budget will run out"),
            Text(
                "Berbunyi bila peluang anggaran cukup sampai akhir tahun di bawah 20 persen; "
                "berhenti bila kembali 40 persen atau lebih.",
                "Rings when the chance that the budget lasts to the year's end is below 20 "
                "percent; stops when it is back at 40 percent or more.",
            ),
        ),
        AlarmRule(
            AlarmCode.ARREARS_OPENED,
            Text("Ada tunggakan", "There are arrears"),
            Text(
                "Berbunyi bila ada rupiah yang dijanjikan tanpa anggaran.",
                "Rings when any rupiah is promised that has no budget.",
            ),
        ),
        AlarmRule(
            AlarmCode.HOSPITAL_UNPAID,
            Text("Rumah sakit belum dibayar", "A hospital is unpaid"),
            Text(
                "Berbunyi bila klaim tertua rumah sakit yang belum dibayar lewat jatuh tempo lebih "
                "dari 14 hari; berhenti bila tidak ada lagi yang lewat.",
                "Rings when a hospital's oldest unpaid claim is more than 14 days past its due "
                "date; stops when none is past it.",
            ),
        ),
        AlarmRule(
            AlarmCode.COMMITMENT_OVERDUE,
            Text("Jaminan lama belum ditagih", "Old promises are not billed"),
            Text(
                "Berbunyi bila lebih dari 10 persen nilai jaminan terbuka berumur di atas 60 hari; "
                "berhenti bila 5 persen atau kurang.",
                "Rings when more than 10 percent of the open promises' amount is older than 60 "
                "days; stops at 5 percent or less.",
            ),
        ),
        AlarmRule(
            AlarmCode.UTILISATION_SHOCK,
            Text("Permintaan melonjak", "Demand has jumped"),
            Text(
                "Berbunyi bila 14 hari terakhir 25 persen atau lebih di atas 12 minggu sebelumnya, "
                "dan jauh di luar naik-turun minggu-minggu itu; berhenti di bawah 15 persen.",
                "Rings when the last 14 days are 25 percent or more above the 12 weeks before, and "
                "far outside the ups and downs of those weeks; stops below 15 percent.",
            ),
        ),
    )
}
"""Every rule, for settings pages and the guide."""


def run_out(*, subject: str, on: date, expected: RunOut, is_open: bool = False) -> Alarm | None:
    """Whether a limit (the year's appropriation, what is released) will be used up too early.

    `expected` comes from `run_out.project`, to the last day on which the money has to last.
    """
    if expected.chance_to_reach_bp >= (REACH_AGAIN_BP if is_open else REACH_BP):
        return None
    when = expected.p50

    def said(language: str) -> str:
        return day(when, language) if when else "–"

    chance = (expected.chance_to_reach_bp + 50) // 100
    limit = expected.limit_idr
    return _alarm(
        AlarmCode.RUN_OUT,
        subject,
        on,
        {
            "limit_idr": limit,
            "p10": _iso(expected.p10),
            "p50": _iso(expected.p50),
            "p90": _iso(expected.p90),
            "chance_to_reach_bp": expected.chance_to_reach_bp,
        },
        Text(
            f"{short_rupiah(limit, 'id')} diperkirakan habis sekitar {said('id')}; peluang cukup "
            f"sampai akhir tahun {chance} persen. Siapkan perubahan anggaran atau batasi janji.",
            f"{short_rupiah(limit, 'en')} is expected to be used up around {said('en')}; the "
            f"chance to reach the year's end is {chance} percent. Prepare an amended budget or "
            "limit what is promised.",
        ),
    )


def arrears_opened(*, subject: str, on: date, arrears_idr: int) -> Alarm | None:
    """Whether a budget line has promises that no budget stands behind."""
    if arrears_idr <= 0:
        return None
    return _alarm(
        AlarmCode.ARREARS_OPENED,
        subject,
        on,
        {"arrears_idr": arrears_idr},
        Text(
            f"{short_rupiah(arrears_idr, 'id')} sudah dijanjikan tanpa anggaran. Usulkan perubahan "
            "anggaran sekarang.",
            f"{short_rupiah(arrears_idr, 'en')} is promised without a budget. Propose an amended "
            "budget now.",
        ),
    )


def hospital_unpaid(
    *,
    provider_code: str,
    on: date,
    claims: int,
    amount_idr: int,
    oldest_due: date,
    is_open: bool = False,
) -> Alarm | None:
    """Whether a hospital waits too long for claims that were due, the oldest on `oldest_due`."""
    late = (on - oldest_due).days
    if claims < 1 or late <= (UNPAID_DAYS_AGAIN if is_open else UNPAID_DAYS):
        return None
    return _alarm(
        AlarmCode.HOSPITAL_UNPAID,
        provider_code,
        on,
        {
            "claims": claims,
            "amount_idr": amount_idr,
            "oldest_due": oldest_due.isoformat(),
            "days_late": late,
        },
        Text(
            f"{claims} klaim senilai {short_rupiah(amount_idr, 'id')} belum dibayar, yang tertua "
            f"terlambat {late} hari. Buat atau selesaikan perintah pembayarannya.",
            f"{claims} {'claim' if claims == 1 else 'claims'} of {short_rupiah(amount_idr, 'en')} "
            f"{'is' if claims == 1 else 'are'} unpaid, the oldest {late} days late. Make or finish "
            "the payment order.",
        ),
    )


def commitment_overdue(
    *, subject: str, on: date, committed_idr: int, overdue_idr: int, is_open: bool = False
) -> Alarm | None:
    """Whether too much of what is promised is old: `overdue_idr` is that of `OVERDUE_DAYS` up."""
    limit = share(committed_idr, OVERDUE_AGAIN_BP if is_open else OVERDUE_BP)
    if overdue_idr <= limit:
        return None
    percent = (overdue_idr * 100 + committed_idr // 2) // committed_idr
    return _alarm(
        AlarmCode.COMMITMENT_OVERDUE,
        subject,
        on,
        {"committed_idr": committed_idr, "overdue_idr": overdue_idr, "days": OVERDUE_DAYS},
        Text(
            f"{short_rupiah(overdue_idr, 'id')} ({percent} persen jaminan terbuka) berumur lebih "
            f"dari {OVERDUE_DAYS} hari. Tagih berkas rumah sakit atau akhiri suratnya.",
            f"{short_rupiah(overdue_idr, 'en')} ({percent} percent of the open promises) is older "
            f"than {OVERDUE_DAYS} days. Ask the hospitals for their files or expire the letters.",
        ),
    )


def utilisation_shock(
    *, subject: str, on: date, daily: Sequence[int], is_open: bool = False
) -> Alarm | None:
    """Whether people come much more often than in the weeks before.

    `daily` counts letters (or visits) a day, the last one that of `on`; fewer than 98 days give no
    alarm. The difference must also be three times what two weeks differ by among such weeks.
    """
    if len(daily) < SHOCK_DAYS + SHOCK_BEFORE_DAYS:
        return None
    days = np.asarray(daily[len(daily) - SHOCK_DAYS - SHOCK_BEFORE_DAYS :], dtype=np.float64)
    weeks = days.reshape(-1, WEEK).sum(axis=1)
    split = SHOCK_BEFORE_DAYS // WEEK
    before, now = weeks[:split], weeks[split:]
    usual, current = before.mean(), now.mean()
    spread = max(before.var(ddof=1), usual) * (1 / len(now) + 1 / len(before))
    need = SHOCK_AGAIN_BP if is_open else SHOCK_BP
    certain = is_open or current - usual > SHOCK_SCORE * np.sqrt(spread)
    if usual <= 0 or current * 10_000 < usual * need or not certain:
        return None
    more = round((current / usual - 1) * 100)
    return _alarm(
        AlarmCode.UTILISATION_SHOCK,
        subject,
        on,
        {
            "a_week_now": round(current),
            "a_week_before": round(usual),
            "change_bp": round((current / usual - 1) * 10_000),
        },
        Text(
            f"Dua minggu terakhir {round(current)} surat seminggu, {more} persen di atas 12 minggu "
            "sebelumnya. Cari sebabnya dan periksa perkiraan anggaran.",
            f"The last two weeks had {round(current)} letters a week, {more} percent above the 12 "
            "weeks before. Find the reason and look at the outlook.",
        ),
    )


def _alarm(
    code: AlarmCode, subject: str, on: date, figures: dict[str, Figure], sentence: Text
) -> Alarm:
    return Alarm(code=code, subject=subject, on=on, figures=figures, sentence=sentence)


def _iso(when: date | None) -> str:
    return when.isoformat() if when else ""
