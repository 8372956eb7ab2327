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
OVERDUE_DAYS = 60
OVERDUE_BP, OVERDUE_AGAIN_BP = 1_000, 500
SHOCK_DAYS, SHOCK_BEFORE_DAYS = 14, 84
SHOCK_BP, SHOCK_AGAIN_BP, SHOCK_SCORE = 12_500, 11_500, 3
SHOCK_YEAR_BP, SHOCK_YEAR_AGAIN_BP = 15_000, 13_000
WEEK = 7
YEAR_AGO = Text("hari yang sama tahun lalu", "the same days a year ago")
WEEKS_BEFORE = Text("12 minggu sebelumnya", "the 12 weeks before")


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
                "Berbunyi bila klaim rumah sakit belum dibayar setelah hari bayar menurut "
                "perjanjiannya; berhenti bila tidak ada lagi yang lewat.",
                "Rings when a hospital's claim is unpaid after the days to pay of its agreement; "
                "stops when none is past them.",
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
                "Berbunyi bila kunjungan per 1.000 warga dalam 14 hari terakhir 50 persen atau "
                "lebih di atas hari yang sama tahun lalu, atau 25 persen di atas 12 minggu "
                "sebelumnya, jauh di luar naik-turun biasa; berhenti di bawah 30 dan 15 persen.",
                "Rings when visits per 1,000 residents in the last 14 days are 50 percent or more "
                "above the same days a year ago, or 25 percent above the 12 weeks before, far "
                "outside the usual ups and downs; stops below 30 and 15 percent.",
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
) -> Alarm | None:
    """Whether a hospital waits for claims that were due by its agreement, the oldest on
    `oldest_due`."""
    late = (on - oldest_due).days
    if claims < 1 or late <= 0:
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
    *,
    subject: str,
    on: date,
    daily: Sequence[int],
    year_ago: Sequence[int] = (),
    residents: int = 0,
    is_open: bool = False,
) -> Alarm | None:
    """Whether people come much more often than in the same days a year ago, or the weeks before.

    `daily` counts letters (or visits) a day, the last one that of `on`; fewer than 98 days give no
    alarm. `year_ago` counts the same last 14 days of the year before; empty when the programme is
    younger. The difference must also be three times what such fortnights differ by.
    """
    if len(daily) < SHOCK_DAYS + SHOCK_BEFORE_DAYS:
        return None
    days = np.asarray(daily[len(daily) - SHOCK_DAYS - SHOCK_BEFORE_DAYS :], dtype=np.float64)
    weeks = days.reshape(-1, WEEK).sum(axis=1)
    split = SHOCK_BEFORE_DAYS // WEEK
    before, now = weeks[:split], weeks[split:]
    usual, current = float(before.mean()), float(now.mean())
    past = sum(year_ago) * WEEK / SHOCK_DAYS
    spread = max(before.var(ddof=1), usual)
    lately = _jumps(current, usual, spread * (1 / len(now) + 1 / len(before)), is_open,
                    SHOCK_AGAIN_BP if is_open else SHOCK_BP)  # fmt: skip
    yearly = _jumps(current, past, max(spread, past), is_open,
                    SHOCK_YEAR_AGAIN_BP if is_open else SHOCK_YEAR_BP)  # fmt: skip
    if not lately and not yearly:
        return None
    base = past if yearly else usual
    more = round((current / base - 1) * 100)
    figures: dict[str, Figure] = {
        "a_week_now": round(current),
        "a_week_before": round(usual),
        "a_week_year_ago": round(past),
        "change_bp": round((current / base - 1) * 10_000),
    }
    rate = Text("", "")
    if residents > 0:
        yearly_rate = round(current * 52_000 / residents, 1)
        figures["per_1000_a_year_tenths"] = round(yearly_rate * 10)
        rate = Text(
            f" ({str(yearly_rate).replace('.', ',')} per 1.000 warga setahun)",
            f" ({yearly_rate} per 1,000 residents a year)",
        )
    than = YEAR_AGO if yearly else WEEKS_BEFORE
    return _alarm(
        AlarmCode.UTILISATION_SHOCK,
        subject,
        on,
        figures,
        Text(
            f"Dua minggu terakhir {round(current)} surat seminggu{rate.id}, {more} persen di atas "
            f"{than.id}. Cari sebabnya dan periksa perkiraan anggaran.",
            f"The last two weeks had {round(current)} letters a week{rate.en}, {more} percent "
            f"above {than.en}. Find the reason and look at the outlook.",
        ),
    )


def _jumps(now: float, before: float, variance: float, is_open: bool, need_bp: int) -> bool:
    """Whether `now` is far above `before`; an open alarm need not be certain any more."""
    certain = is_open or now - before > SHOCK_SCORE * np.sqrt(variance)
    return before > 0 and now * 10_000 >= before * need_bp and certain


def _alarm(
    code: AlarmCode, subject: str, on: date, figures: dict[str, Figure], sentence: Text
) -> Alarm:
    return Alarm(code=code, subject=subject, on=on, figures=figures, sentence=sentence)


def _iso(when: date | None) -> str:
    return when.isoformat() if when else ""
