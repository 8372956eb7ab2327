"""Whether letters print, keys exist, the machinery runs, and people have practised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.planning.rules.readiness.items import (
    missing,
    named,
    not_needed,
    partly,
    ready,
    say,
)
from multiguna.planning.terms.readiness import Item, ItemCode, ReadinessFacts, RunningFacts

NOTE = 'multiguna readiness note {} --text "…"'


def running_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The letters, the keys, the books, the worker, the lists and the backup."""
    running = facts.running
    yield _letters(running)
    yield _letter_key(running)
    yield _checkpoint(running, facts.on)
    yield _doctor(running)
    yield _worker(running, facts.on)
    yield _lists(running, facts.on)
    yield missing(
        ItemCode.BACKUP,
        Text("Tidak ada catatan bahwa cadangan pernah dipulihkan.",
             "There is no note that a backup was ever restored."),
        Text("Cadangkan basis data dan folder kunci, pulihkan di mesin lain, lalu catat.",
             "Back up the database and the folder of keys, restore them elsewhere, and note it."),
        NOTE.format(ItemCode.BACKUP),
    )  # fmt: skip


def _letters(running: RunningFacts) -> Item:
    if running.broken or not running.printed:
        which = named(running.broken) if running.broken else Text("semua", "all of them")
        return missing(
            ItemCode.LETTERS,
            say("Tidak dapat dicetak: {which}.", "Cannot be printed: {which}.", which=which),
            Text("Perbaiki templat di letters/, lalu pasang ulang paket.",
                 "Correct the templates in letters/ and install the pack again."),
            "multiguna pack install PATH",
        )  # fmt: skip
    return ready(
        ItemCode.LETTERS,
        say("Semua jenis surat ({n}) dicoba cetak dan berhasil.",
            "All kinds of papers ({n}) were set on trial.",
            n=running.printed),
    )  # fmt: skip


def _letter_key(running: RunningFacts) -> Item:
    if running.letter_key:
        return ready(
            ItemCode.LETTER_KEY,
            Text("Kunci ada di mesin ini; bagian publiknya untuk rumah sakit.",
                 "The key is on this machine; its public part is for hospitals."),
        )  # fmt: skip
    return missing(
        ItemCode.LETTER_KEY,
        Text("Kunci belum dibuat di mesin ini.", "The key was not made on this machine yet."),
        Text("Buat kuncinya dan serahkan bagian publiknya kepada rumah sakit.",
             "Make the key and hand its public part to the hospitals."),
        "multiguna guarantee public-key",
    )  # fmt: skip


def _checkpoint(running: RunningFacts, on: date) -> Item:
    if running.checkpoint_on is None:
        return missing(
            ItemCode.CHECKPOINT,
            Text("Catatan audit belum pernah disegel.", "The log was never sealed."),
            Text("Jalankan pekerja latar, lalu serahkan segelnya kepada inspektorat.",
                 "Run the worker, then hand the checkpoint to the inspectorate."),
            "multiguna audit checkpoint",
        )  # fmt: skip
    return ready(
        ItemCode.CHECKPOINT,
        say("Catatan disegel: {n}, terakhir {on}.", "Records sealed: {n}, last on {on}.",
            n=running.checkpoint_size, on=running.checkpoint_on),
    )  # fmt: skip


def _doctor(running: RunningFacts) -> Item:
    if running.unhealthy is None:
        return partly(
            ItemCode.DOCTOR,
            Text("Tidak diperiksa di halaman ini.", "Not examined on this page."),
            Text("Jalankan pemeriksaannya.", "Run the examination."),
            "multiguna doctor",
        )
    if running.unhealthy:
        return missing(
            ItemCode.DOCTOR,
            say("Tidak beres: {which}.", "Not in order: {which}.", which=named(running.unhealthy)),
            Text("Hentikan pembayaran dan hubungi auditor; lihat rinciannya.",
                 "Stop payments and call the auditor; see the details."),
            "multiguna doctor",
        )  # fmt: skip
    return ready(
        ItemCode.DOCTOR,
        Text("Semua pemeriksaan lulus.", "Every check passes."),
    )


def _worker(running: RunningFacts, on: date) -> Item:
    step = Text("Jalankan situs dengan pekerjanya.", "Run the site with its worker.")
    if running.watched_on is None:
        return missing(
            ItemCode.WORKER,
            Text("Peringatan belum pernah diperiksa.", "The alarms were never watched."),
            step, "multiguna serve",
        )  # fmt: skip
    days = (on - running.watched_on).days
    evidence = say("Peringatan terakhir diperiksa {on}.", "The alarms were last watched {on}.",
                   on=running.watched_on)  # fmt: skip
    if days <= 1:
        return ready(ItemCode.WORKER, evidence)
    return partly(ItemCode.WORKER, evidence, step, "multiguna work --once")


def _lists(running: RunningFacts, on: date) -> Item:
    if not running.devices:
        return not_needed(
            ItemCode.OFFLINE_LISTS,
            Text("Tidak ada loket yang memakai daftar luring.", "No desk uses offline lists."),
        )
    step = Text("Buat daftar hari ini.", "Make today's lists.")
    if running.listed_on is None:
        return missing(
            ItemCode.OFFLINE_LISTS,
            say("Perangkat terdaftar: {n}; daftar belum pernah dibuat.",
                "Devices enrolled: {n}; no list was ever made.", n=running.devices),
            step, "multiguna offline make",
        )  # fmt: skip
    evidence = say("Perangkat: {n}; daftar terakhir {on}.", "Devices: {n}; latest list {on}.",
                   n=running.devices, on=running.listed_on)  # fmt: skip
    if (on - running.listed_on).days <= 1:
        return ready(ItemCode.OFFLINE_LISTS, evidence)
    return partly(ItemCode.OFFLINE_LISTS, evidence, step, "multiguna offline make")


def practice_items(facts: ReadinessFacts) -> Iterator[Item]:
    """Whether each role has done its work once, by what stands in the data."""
    letters = [one.name for one in facts.hospitals if one.issued]
    files = [one.name for one in facts.hospitals if one.sent]
    yield _at_each(facts, ItemCode.PRACTICE_DESK, letters)
    yield _at_each(facts, ItemCode.PRACTICE_BILLING, files)
    yield _once(ItemCode.PRACTICE_VERIFYING, facts.practice.verdicts)
    yield _once(ItemCode.PRACTICE_PAYING, facts.practice.orders)


TRAIN = {
    ItemCode.PRACTICE_DESK: Text(
        "Latih petugas loket dengan kota buatan (multiguna demo), lalu catat.",
        "Train the desk clerks with a generated city (multiguna demo), then note it.",
    ),
    ItemCode.PRACTICE_BILLING: Text(
        "Latih petugas klaim dengan berkas buatan, lalu catat.",
        "Train the billers with a generated file, then note it.",
    ),
    ItemCode.PRACTICE_VERIFYING: Text(
        "Latih verifikator dengan kota buatan, lalu catat.",
        "Train the verifiers with a generated city, then note it.",
    ),
    ItemCode.PRACTICE_PAYING: Text(
        "Latih bendahara membuat SPP dengan kota buatan, lalu catat.",
        "Train the treasurers to make an SPP with a generated city, then note it.",
    ),
}


def _at_each(facts: ReadinessFacts, code: ItemCode, done: list[str]) -> Item:
    evidence = say("Rumah sakit: {n} dari {all}.", "Hospitals: {n} of {all}.",
                   n=len(done), all=len(facts.hospitals))  # fmt: skip
    if done and len(done) == len(facts.hospitals):
        return ready(code, evidence)
    return (partly if done else missing)(code, evidence, TRAIN[code], NOTE.format(code))


def _once(code: ItemCode, count: int) -> Item:
    if count:
        return ready(code, say("Sudah: {n}.", "Done so far: {n}.", n=count))
    return missing(code, Text("Belum pernah.", "Never yet."), TRAIN[code], NOTE.format(code))
