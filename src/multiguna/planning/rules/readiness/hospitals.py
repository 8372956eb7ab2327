"""Whether there are hospitals to send people to, for what, at which price, until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from multiguna.kernel.terms import Text
from multiguna.planning.rules.readiness.items import (
    missing,
    named,
    partly,
    ready,
    say,
    share_bp,
)
from multiguna.planning.terms.readiness import (
    ENDING_DAYS,
    WHOLE_BP,
    HospitalFacts,
    Item,
    ItemCode,
    ReadinessFacts,
)

INSTALL = "multiguna pack install PATH"
SERVICES = {
    "inpatient": Text("rawat inap", "inpatient"),
    "outpatient": Text("rawat jalan", "outpatient"),
    "emergency": Text("gawat darurat", "emergency"),
}
NO_HOSPITAL = Text(
    "Tidak ada rumah sakit dengan perjanjian hari ini.", "No hospital has an agreement today."
)
AGREE_FIRST = Text(
    "Tanda tangani perjanjian (PKS), tulis di agreements.csv, pasang ulang paket.",
    "Sign an agreement (PKS), write it into agreements.csv, install the pack again.",
)


def hospital_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The agreements of today, their services and ends, their rates and their payers."""
    codes = (
        ItemCode.AGREEMENTS, ItemCode.SERVICES, ItemCode.AGREEMENT_ENDS, ItemCode.TARIFFS,
        ItemCode.PAYERS,
    )  # fmt: skip
    if not facts.hospitals:
        yield from (missing(code, NO_HOSPITAL, AGREE_FIRST, INSTALL) for code in codes)
        return
    yield ready(
        ItemCode.AGREEMENTS,
        say("Rumah sakit: {n} ({names}).", "Hospitals: {n} ({names}).",
            n=len(facts.hospitals), names=named([one.name for one in facts.hospitals])),
    )  # fmt: skip
    yield _services(facts.hospitals)
    yield _ends(facts)
    yield _tariffs(facts.hospitals)
    yield _payers(facts.hospitals)


def _services(hospitals: tuple[HospitalFacts, ...]) -> Item:
    counts = {code: sum(code in one.services for one in hospitals) for code in SERVICES}
    parts = [
        say("{name} {n}", "{name} {n}", name=SERVICES[code], n=counts[code]) for code in SERVICES
    ]
    listed = Text(", ".join(part.id for part in parts), ", ".join(part.en for part in parts))
    evidence = say("Rumah sakit menurut layanan: {listed}.", "Hospitals by service: {listed}.",
                   listed=listed)  # fmt: skip
    lacking = [SERVICES[code] for code, count in counts.items() if not count]
    if not lacking:
        return ready(ItemCode.SERVICES, evidence)
    which = Text(", ".join(one.id for one in lacking), ", ".join(one.en for one in lacking))
    return partly(
        ItemCode.SERVICES,
        evidence,
        say("Sepakati {which} dengan paling sedikit satu rumah sakit.",
            "Agree on {which} with at least one hospital.", which=which),
        INSTALL,
    )  # fmt: skip


def _ends(facts: ReadinessFacts) -> Item:
    soon = facts.on + timedelta(days=ENDING_DAYS)
    ending = sorted(
        (one.until, one.name) for one in facts.hospitals if one.until and one.until <= soon
    )
    if not ending:
        return ready(
            ItemCode.AGREEMENT_ENDS,
            say("Tidak ada yang berakhir dalam {days}.", "None ends within {days}.",
                days=ENDING_DAYS),
        )  # fmt: skip
    return partly(
        ItemCode.AGREEMENT_ENDS,
        say("Berakhir dalam {days}: {n}; yang pertama {name} pada {until}.",
            "Ending within {days}: {n}; the first is {name} on {until}.",
            n=len(ending), days=ENDING_DAYS, name=ending[0][1], until=ending[0][0]),
        Text("Perpanjang perjanjiannya sebelum hari itu, lalu pasang ulang paket.",
             "Renew the agreement before that day and install the pack again."),
        INSTALL,
    )  # fmt: skip


def _tariffs(hospitals: tuple[HospitalFacts, ...]) -> Item:
    shares = [(share_bp(one.rated, one.codes), one.name) for one in hospitals]
    thin = sorted(one for one in shares if one[0] < WHOLE_BP)
    if not any(one.rated for one in hospitals):
        return missing(
            ItemCode.TARIFFS,
            Text("Tidak ada tarif yang disepakati: semua klaim akan ditunda.",
                 "No rate is agreed: every claim would be pended."),
            Text("Isi tariffs/rates.csv dari lampiran PKS, lalu pasang ulang paket.",
                 "Fill tariffs/rates.csv from the agreement's annex and install the pack again."),
            INSTALL,
        )  # fmt: skip
    codes, rated = sum(one.codes for one in hospitals), sum(one.rated for one in hospitals)
    evidence = say(
        "Kode yang punya tarif: {rated_bp}; rumah sakit di bawah {whole_bp}: {n}.",
        "Codes that have a rate: {rated_bp}; hospitals below {whole_bp}: {n}.",
        rated_bp=share_bp(rated, codes), n=len(thin), whole_bp=WHOLE_BP,
    )  # fmt: skip
    if not thin:
        return ready(ItemCode.TARIFFS, evidence)
    return partly(
        ItemCode.TARIFFS,
        evidence,
        say("Lengkapi tarif, mulai dari {name} ({share_bp}).",
            "Complete the rates, beginning with {name} ({share_bp}).",
            name=thin[0][1], share_bp=thin[0][0]),
        INSTALL,
    )  # fmt: skip


def _payers(hospitals: tuple[HospitalFacts, ...]) -> Item:
    without = [one.name for one in hospitals if not one.has_programme]
    unmapped = sum(one.unmapped for one in hospitals)
    step = Text("Tanyakan daftar jaminan e-Klaim tiap rumah sakit, isi agreements/payors.csv.",
                "Ask each hospital for its e-Klaim payer list and fill in agreements/payors.csv.",
                )  # fmt: skip
    if len(without) == len(hospitals):
        return missing(
            ItemCode.PAYERS,
            Text("Tidak ada rumah sakit yang kode penjamin programnya diketahui.",
                 "The programme's payer code is known at no hospital."),
            step, INSTALL,
        )  # fmt: skip
    evidence = say(
        "Kode program dikenal di {n} dari {all} rumah sakit; nama penjamin di klaim yang belum "
        "dipetakan: {unmapped}.",
        "The programme's code is known at {n} of {all} hospitals; payer names on claims that are "
        "not mapped: {unmapped}.",
        n=len(hospitals) - len(without), all=len(hospitals), unmapped=unmapped,
    )  # fmt: skip
    if without or unmapped:
        return partly(ItemCode.PAYERS, evidence, step, INSTALL)
    return ready(ItemCode.PAYERS, evidence)
