"""Whether there is money to promise, released to pay, and enough of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from multiguna.kernel.terms import Text
from multiguna.planning.rules.readiness.items import missing, named, partly, ready, say
from multiguna.planning.terms.readiness import (
    SURE_BP,
    Item,
    ItemCode,
    MoneyFacts,
    ReadinessFacts,
)

ENTER = "multiguna budget import FILE"
CARES = {
    "inpatient": Text("rawat inap", "inpatient"),
    "outpatient": Text("rawat jalan", "outpatient"),
}


def money_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The year's lines, their appropriation and release, the estimates, and if it is enough."""
    money = facts.money
    yield _lines(money)
    yield _appropriation(money)
    yield _release(money)
    yield _estimates(facts)
    yield _enough(money)


def _lines(money: MoneyFacts) -> Item:
    paid = {line.care for line in money.lines}
    lacking = [name for care, name in CARES.items() if care not in paid]
    year = str(money.year)
    if lacking:
        which = Text(" dan ".join(n.id for n in lacking), " and ".join(n.en for n in lacking))
        return missing(
            ItemCode.BUDGET_LINES,
            say("Tahun {year} tidak punya mata anggaran {which}.",
                "Year {year} has no line for {which} care.", year=year, which=which),
            Text("Tulis mata anggarannya di budget/lines.csv, lalu pasang ulang paket.",
                 "Write the lines into budget/lines.csv and install the pack again."),
            "multiguna pack install PATH",
        )  # fmt: skip
    return ready(
        ItemCode.BUDGET_LINES,
        say("Mata anggaran {year}: {n}.", "Lines of {year}: {n}.",
            n=len(money.lines), year=year),
    )  # fmt: skip


def _appropriation(money: MoneyFacts) -> Item:
    total_idr = sum(line.appropriation_idr for line in money.lines)
    empty = [
        CARES[line.care] for line in money.lines
        if line.care in CARES and line.appropriation_idr == 0
    ]  # fmt: skip
    step = Text(
        "Catat DPA yang disahkan sebagai dokumen anggaran.",
        "Enter the approved DPA as a budget document.",
    )
    if not total_idr:
        return missing(
            ItemCode.APPROPRIATION,
            say("Pagu tahun {year} belum dicatat.", "No appropriation is entered for {year}.",
                year=str(money.year)),
            step, ENTER,
        )  # fmt: skip
    evidence = say("Pagu {year}: {total_idr}.", "Appropriation of {year}: {total_idr}.",
                   year=str(money.year), total_idr=total_idr)  # fmt: skip
    if empty:
        return partly(
            ItemCode.APPROPRIATION,
            say("{evidence} Tanpa pagu: {which}.", "{evidence} Without one: {which}.",
                evidence=evidence, which=empty[0]),
            step, ENTER,
        )  # fmt: skip
    return ready(ItemCode.APPROPRIATION, evidence)


def _release(money: MoneyFacts) -> Item:
    """What is released and not yet used, against what a month takes."""
    released_idr = sum(line.released_idr for line in money.lines)
    left_idr = released_idr - sum(line.used_idr for line in money.lines)
    step = Text("Ajukan SPD berikutnya kepada PPKD, lalu catat.",
                "Ask the regional treasury (PPKD) for the next SPD and enter it.")  # fmt: skip
    if not released_idr:
        return missing(
            ItemCode.RELEASE,
            Text("Belum ada SPD: tagihan tidak dapat dibayar.",
                 "There is no SPD: no bill can be paid."),
            step, ENTER,
        )  # fmt: skip
    evidence = say(
        "Dirilis {released_idr}, tersisa {left_idr}; sebulan memakai sekitar {month_idr}.",
        "Released {released_idr}, {left_idr} left; a month takes about {month_idr}.",
        released_idr=released_idr, left_idr=left_idr, month_idr=money.month_idr,
    )  # fmt: skip
    if left_idr < money.month_idr:
        return partly(ItemCode.RELEASE, evidence, step, ENTER)
    return ready(ItemCode.RELEASE, evidence)


def _estimates(facts: ReadinessFacts) -> Item:
    pack = facts.pack
    step = Text("Lengkapi budget/estimates.csv, lalu pasang ulang paket.",
                "Complete budget/estimates.csv and install the pack again.")  # fmt: skip
    command = "multiguna pack install PATH"
    if pack is None or not facts.hospitals:
        return missing(
            ItemCode.ESTIMATES,
            Text("Belum ada rumah sakit untuk ditaksir.", "There is no hospital to estimate for."),
            step, command,
        )  # fmt: skip
    if pack.uncosted:
        return missing(
            ItemCode.ESTIMATES,
            say("Tanpa taksiran: {which}. Surat di sana tidak dapat terbit.",
                "Without an estimate: {which}. No letter can be issued there.",
                which=named(pack.uncosted)),
            step, command,
        )  # fmt: skip
    return ready(
        ItemCode.ESTIMATES,
        Text("Ada taksiran untuk tiap layanan dan kelas rumah sakit.",
             "There is an estimate for every kind of care and class of hospital."),
    )  # fmt: skip


def _enough(money: MoneyFacts) -> Item:
    step = Text(
        "Hitung kebutuhan setahun dengan rencana, bahas pagu atau cakupannya, lalu catat.",
        "Plan the year's need, discuss the appropriation or the coverage, then note it.",
    )
    command = "multiguna plan run --pack PATH"
    if money.chance_bp is None:
        return missing(
            ItemCode.BUDGET_ENOUGH,
            Text("Belum dapat dikatakan: belum ada pagu atau pengalaman.",
                 "Nobody can say yet: there is no appropriation or no experience."),
            step, command,
        )  # fmt: skip
    evidence = say("Peluang cukup sampai 31 Desember: {chance_bp}.",
                   "Chance to last until 31 December: {chance_bp}.",
                   chance_bp=money.chance_bp)  # fmt: skip
    if money.chance_bp >= SURE_BP:
        return ready(ItemCode.BUDGET_ENOUGH, evidence)
    return replace(partly(ItemCode.BUDGET_ENOUGH, evidence, step, command), refuted=True)
