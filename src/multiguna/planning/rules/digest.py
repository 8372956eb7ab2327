"""The day's letter to the treasurer: where the budget stands, and what asks for a person.

Amounts, budget lines and hospitals, never a patient. Indonesian first, the same in English below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from multiguna.kernel.saying import day, short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.rules.alarms import RULES
from multiguna.planning.terms import Alarm, AlarmCode, AlarmEvent, Digest, Outlook

STOCK = (
    ("appropriation_idr", Text("Pagu", "Appropriation")),
    ("committed_idr", Text("Dijanjikan", "Promised")),
    ("billed_idr", Text("Ditagih", "Billed")),
    ("obligations_idr", Text("Terverifikasi", "Verified")),
    ("ordered_idr", Text("Diperintahkan", "Ordered")),
    ("paid_idr", Text("Dibayar", "Paid")),
    ("available_idr", Text("Tersedia", "Available")),
    ("arrears_idr", Text("Tunggakan", "Arrears")),
)
Since = Mapping[tuple[AlarmCode, str], date]


def digest(
    seen: Outlook, ringing: Sequence[Alarm], closed: Sequence[AlarmEvent], *, region_name: str,
    names: Mapping[str, Text], since: Since,
) -> Digest:  # fmt: skip
    """The letter of a day, from its outlook, its alarms and those that closed on it."""
    available = short_rupiah(seen.stock.available_idr, "id")
    subject = (
        f"Multiguna {region_name}, {day(seen.on, 'id')}: {len(ringing)} peringatan, "
        f"tersedia {available}"
    ).replace("\u00a0", " ")
    parts = []
    for language in ("id", "en"):
        parts += _state(seen, language)
        parts += _alarms(ringing, names, since, language)
        parts += _closed(closed, names, language)
    body = "\n".join(parts).replace("\u00a0", " ")
    return Digest(seen.on, subject, body, tuple(ringing))


def _state(seen: Outlook, language: str) -> list[str]:
    title = Text(
        f"Anggaran {seen.year} pada {day(seen.on, 'id', short=False)}",
        f"The budget of {seen.year} on {day(seen.on, 'en', short=False)}",
    )
    lines = [title.in_(language), ""]
    for name, label in STOCK:
        amount = short_rupiah(getattr(seen.stock, name), language)
        lines.append(f"  {label.in_(language):<14} {amount:>20}")
    return [*lines, "", _outlook(seen).in_(language), ""]


def _outlook(seen: Outlook) -> Text:
    if not seen.fan or seen.appropriation is None:
        return Text(
            "Belum cukup janji untuk memperkirakan akhir tahun.",
            "There are too few promises yet to foresee the year's end.",
        )
    end, out = seen.fan[-1], seen.appropriation
    low, middle, high = (end.p10_idr, end.p50_idr, end.p90_idr)
    chance = (out.chance_to_reach_bp + 50) // 100
    return Text(
        f"Perkiraan sampai {day(seen.until, 'id')}: {short_rupiah(middle, 'id')} "
        f"({short_rupiah(low, 'id')} sampai {short_rupiah(high, 'id')}); peluang pagu cukup "
        f"{chance} persen" + (f", habis sekitar {day(out.p50, 'id')}." if out.p50 else "."),
        f"Expected by {day(seen.until, 'en')}: {short_rupiah(middle, 'en')} "
        f"({short_rupiah(low, 'en')} to {short_rupiah(high, 'en')}); the chance that the budget "
        f"lasts is {chance} percent"
        + (f", it runs out about {day(out.p50, 'en')}." if out.p50 else "."),
    )


def _alarms(
    ringing: Sequence[Alarm], names: Mapping[str, Text], since: Since, language: str
) -> list[str]:
    if not ringing:
        return [Text("Tidak ada peringatan.", "No alarms.").in_(language), ""]
    lines = [Text("PERINGATAN", "ALARMS").in_(language), ""]
    for one in ringing:
        began = since.get((one.code, one.subject))
        from_day = (
            Text(f", sejak {day(began, 'id')}", f", since {day(began, 'en')}") if began else None
        )
        lines += [
            f"* {RULES[one.code].title.in_(language)}: {_name(one.subject, names, language)}"
            + (from_day.in_(language) if from_day else ""),
            f"  {one.sentence.in_(language)}",
            "",
        ]
    return lines


def _closed(closed: Sequence[AlarmEvent], names: Mapping[str, Text], language: str) -> list[str]:
    if not closed:
        return []
    lines = [Text("SELESAI HARI INI", "OVER TODAY").in_(language), ""]
    for one in closed:
        lines.append(
            f"* {RULES[one.code].title.in_(language)}: {_name(one.subject, names, language)}"
        )
    return [*lines, ""]


def _name(subject: str, names: Mapping[str, Text], language: str) -> str:
    return names[subject].in_(language) if subject in names else subject


def addressees_of(addresses: Sequence[str], region: str) -> list[str]:
    """Who gets a region's digest: those named for it (`36.71=a@contoh.id`) and those for all.

    >>> addressees_of(["a@contoh.id", "36.71=b@contoh.id", "36.74=c@contoh.id"], "36.71")
    ['a@contoh.id', 'b@contoh.id']
    """
    named = [address.rpartition("=") for address in addresses]
    return [address for of, _, address in named if of in ("", region)]
