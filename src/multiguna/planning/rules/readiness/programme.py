"""Whether the pack says today who is covered, and says it rightly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.planning.rules.readiness.items import missing, named, partly, ready, say
from multiguna.planning.terms.readiness import LAW_DAYS, Item, ItemCode, ReadinessFacts

INSTALL = "multiguna pack install PATH"
NO_PACK = Text("Belum ada paket program.", "There is no programme pack yet.")
INSTALL_FIRST = Text("Pasang paket program dahulu.", "Install a programme pack first.")

CODES = (
    ItemCode.PACK, ItemCode.SIGNATURE, ItemCode.SCENARIOS, ItemCode.STAGE, ItemCode.LAW,
)  # fmt: skip


def programme_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The pack, its signature and scenarios, its stage of today and how old its law is."""
    pack = facts.pack
    if pack is None:
        for code in CODES:
            yield missing(code, NO_PACK, INSTALL_FIRST, INSTALL)
        return
    yield ready(
        ItemCode.PACK,
        say("{name} versi {version}, terpasang {on}.", "{name} version {version}, installed {on}.",
            name=pack.name, version=pack.version, on=pack.installed_on),
    )  # fmt: skip
    if pack.signed_by:
        yield ready(
            ItemCode.SIGNATURE,
            say("Penerbit: {publisher}.", "Publisher: {publisher}.", publisher=pack.signed_by),
        )
    else:
        yield missing(
            ItemCode.SIGNATURE,
            Text("Paket dipasang tanpa tanda tangan penerbit.",
                 "The pack was installed without a publisher's signature."),
            Text("Minta paket yang ditandatangani, atau tandatangani sendiri lalu pasang ulang.",
                 "Ask for a signed pack, or sign your own and install it again."),
            "multiguna pack sign PATH",
        )  # fmt: skip
    yield _scenarios(pack.scenarios, pack.failing)
    yield _stage(facts)
    yield _law(pack.checked_on, facts.on)


def _scenarios(count: int, failing: tuple[str, ...]) -> Item:
    if not count:
        return partly(
            ItemCode.SCENARIOS,
            Text("Paket tidak memuat contoh kejadian.", "The pack has no scenarios."),
            Text("Tulis contoh kejadian yang diperiksa ahli peraturannya.",
                 "Write scenarios that somebody who knows the regulation has checked."),
            "multiguna pack check PATH",
        )  # fmt: skip
    if failing:
        return missing(
            ItemCode.SCENARIOS,
            say("{wrong} dari {count} diputuskan lain dari yang tertulis: {which}",
                "{wrong} of {count} are decided other than written: {which}",
                wrong=len(failing), count=count, which=named(failing)),
            Text("Perbaiki aturan atau contohnya, lalu pasang ulang paket.",
                 "Correct the rules or the scenarios and install the pack again."),
            INSTALL,
        )  # fmt: skip
    return ready(
        ItemCode.SCENARIOS,
        say("Semua {count} contoh diputuskan seperti tertulis.",
            "All {count} scenarios are decided as written.", count=count),
    )  # fmt: skip


def _stage(facts: ReadinessFacts) -> Item:
    pack = facts.pack
    assert pack is not None
    if pack.stage is None:
        return missing(
            ItemCode.STAGE,
            say("Tidak ada tahap yang berlaku pada {on}.", "No stage holds on {on}.", on=facts.on),
            Text("Tambahkan tahap dengan dasar hukumnya di programme.yaml, lalu pasang ulang.",
                 "Add a stage with its legal source to programme.yaml and install again."),
            INSTALL,
        )  # fmt: skip
    if pack.stage_until is None:
        return ready(ItemCode.STAGE, say("{stage}.", "{stage}.", stage=pack.stage))
    return ready(
        ItemCode.STAGE,
        say("{stage}; berlaku sampai sebelum {until}.", "{stage}; holds until before {until}.",
            stage=pack.stage, until=pack.stage_until),
    )  # fmt: skip


def _law(checked_on: date | None, on: date) -> Item:
    step = Text(
        "Bandingkan nilai di parameters/ dengan naskah peraturannya, tulis checked_on.",
        "Compare the values in parameters/ with the regulations and write checked_on.",
    )
    command = "multiguna pack check PATH"
    if checked_on is None:
        return missing(
            ItemCode.LAW,
            Text("Tidak ada tahap yang nilainya dapat diperiksa.", "No stage has values to check."),
            step,
            command,
        )
    evidence = say(
        "Nilai yang paling lama diperiksa: {on}.", "The value checked longest ago: {on}.",
        on=checked_on,
    )  # fmt: skip
    if (on - checked_on).days <= LAW_DAYS:
        return ready(ItemCode.LAW, evidence)
    return partly(ItemCode.LAW, evidence, step, command)
