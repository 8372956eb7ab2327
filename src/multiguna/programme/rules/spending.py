"""What a pack changes in money: the year's budget, what letters reserve, and the agreed rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from multiguna.kernel.money import BASIS_POINTS, quotient
from multiguna.kernel.terms import Text
from multiguna.programme.rules.wording import percent, plain_rupiah
from multiguna.programme.terms import Pack, RateRow

CARES = {
    "inpatient": Text("rawat inap", "inpatient"),
    "outpatient": Text("rawat jalan", "outpatient"),
}
GRANTED = ("DPA", "DPAP")


def money_changes(old: Pack, new: Pack) -> list[Text]:
    """Budgets with their differences, estimates and rates; the tables say which rows did it."""
    return [
        *_budget_changes(old, new, GRANTED, Text("Pagu", "The budget of")),
        *_budget_changes(old, new, ("SPD",), Text("Penyediaan dana (SPD)", "The release of")),
        *_estimate_changes(old, new),
        *_rate_changes(old, new),
    ]


def _budget_changes(old: Pack, new: Pack, kinds: tuple[str, ...], words: Text) -> Iterator[Text]:
    """The whole of a year and each of its lines, where the amount is another."""
    before, after = (_granted(pack, kinds) for pack in (old, new))
    names = {(line.fiscal_year, line.line_code): line.name
             for pack in (old, new) for line in pack.budget_lines}  # fmt: skip
    for year in sorted({year for year, _ in before.keys() | after.keys()}):
        was, now = (sum(v for (y, _), v in one.items() if y == year) for one in (before, after))
        if was != now:
            yield _amount(Text(f"{words.id} {year}", f"{words.en} {year}"), was, now)
        lines = sorted(key for key in before.keys() | after.keys() if key[0] == year)
        for key in lines:
            was, now = before.get(key, 0), after.get(key, 0)
            if was != now:
                name = names.get(key, Text(key[1], key[1]))
                yield _amount(Text(f"{words.id} {year} untuk {name.id}",
                                   f"{words.en} {year} for {name.en}"), was, now)  # fmt: skip


def _granted(pack: Pack, kinds: tuple[str, ...]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for row in pack.appropriations:
        if row.kind in kinds:
            key = (row.fiscal_year, row.line_code)
            found[key] = found.get(key, 0) + row.amount_idr
    return found


def _amount(words: Text, was: int, now: int) -> Text:
    """A sentence about an amount: how much it was and is, and the difference."""
    verb = Text("naik", "rises") if now > was else Text("turun", "falls")
    first, last, by = (plain_rupiah(amount) for amount in (was, now, abs(now - was)))
    return Text(f"{words.id} {verb.id} {by}: dari {first} menjadi {last}.",
                f"{words.en} {verb.en} by {by}: from {first} to {last}.")  # fmt: skip


def _estimate_changes(old: Pack, new: Pack) -> Iterator[Text]:
    """What a new letter reserves, by care and hospital class, as it is last."""
    before, after = (
        {
            (row.care, row.provider_class): row.amount_idr
            for row in sorted(pack.estimates, key=lambda row: row.starts)
        }
        for pack in (old, new)
    )
    for care, class_ in sorted(before.keys() & after.keys()):
        was, now = before[care, class_], after[care, class_]
        if was != now:
            words = CARES.get(care, Text(care, care))
            yield _amount(Text(f"Perkiraan satu surat {words.id} di RS kelas {class_}",
                               f"The estimate of one {words.en} letter at class {class_}"),
                          was, now)  # fmt: skip


def _rate_changes(old: Pack, new: Pack) -> Iterator[Text]:
    """How many agreed amounts rise and fall, and by how much the middle one of them changes.

    Of one region hospital by hospital; of two regions by the middle amount of their hospitals.
    """
    apart = old.region != new.region
    before, after = (_latest(pack.rates, apart=apart) for pack in (old, new))
    both = [(before[key], after[key]) for key in before.keys() & after.keys()]
    moved = [(was, now) for was, now in both if was != now]
    if not moved:
        return
    up = sum(now > was for was, now in moved)
    steps = [quotient((now - was) * BASIS_POINTS, was) for was, now in moved if was > 0]
    middle = int(median(steps)) if steps else 0
    step = percent(abs(middle))
    sign = "+" if middle > 0 else "−"
    yield Text(
        f"Tarif yang disepakati: {up} naik dan {len(moved) - up} turun, {len(both) - len(moved)} "
        f"tetap; perubahan tengah {sign}{step.id}.",
        f"Agreed rates: {up} rise and {len(moved) - up} fall, {len(both) - len(moved)} stay; the "
        f"middle change is {sign}{step.en}.",
    )


def _latest(rates: Iterable[RateRow], *, apart: bool) -> dict[tuple[str, ...], int]:
    """The last agreed amount of each code, class and hospital, or (`apart`) their middle."""
    latest: dict[tuple[str, ...], int] = {
        (row.code_system, row.code, str(row.care_class), row.provider_code): row.amount_idr
        for row in sorted(rates, key=lambda row: row.starts)
    }
    if not apart:
        return latest
    amounts: dict[tuple[str, ...], list[int]] = {}
    for key, amount in latest.items():
        amounts.setdefault(key[:3], []).append(amount)
    return {key: int(median(found)) for key, found in amounts.items()}
