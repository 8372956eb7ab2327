"""Whether the registry knows the people, and whom another payer covers."""

from __future__ import annotations

from collections.abc import Iterator

from multiguna.kernel.terms import Text
from multiguna.planning.rules.readiness.items import (
    missing,
    not_needed,
    partly,
    ready,
    say,
    share_bp,
)
from multiguna.planning.terms.readiness import (
    FRESH_DAYS,
    WHOLE_BP,
    Item,
    ItemCode,
    PeopleFacts,
    ReadinessFacts,
)

IMPORT = "multiguna residents import FILE"
NO_FILE = Text(
    "Belum ada berkas penduduk yang masuk.", "No file of residents has been imported yet."
)
ASK = Text(
    "Minta berkas penduduk dari Disdukcapil, lalu impor.",
    "Ask the civil registry office (Disdukcapil) for the file and import it.",
)


def people_items(facts: ReadinessFacts) -> Iterator[Item]:
    """The residents, how new and whole their file is, their villages, and their JKN status."""
    yield _residents(facts.people)
    yield from _file(facts)
    yield _villages(facts)
    yield _jkn(facts)


def _residents(people: PeopleFacts) -> Item:
    if not people.residents:
        return missing(
            ItemCode.RESIDENTS,
            Text("Registri kosong: loket akan menolak semua orang.",
                 "The registry is empty: the desk would turn everybody away."),
            ASK, IMPORT,
        )  # fmt: skip
    if people.expected is None:
        return ready(
            ItemCode.RESIDENTS,
            say("Penduduk: {n}; profil wilayah tidak diberikan untuk dibandingkan.",
                "Residents: {n}; no region profile was given to compare with.", n=people.residents),
        )  # fmt: skip
    known_bp = share_bp(people.residents, people.expected)
    evidence = say(
        "Penduduk: {n}, {known_bp} dari {expected} menurut profil ({source}).",
        "Residents: {n}, {known_bp} of the {expected} in the profile ({source}).",
        n=people.residents, known_bp=known_bp, expected=people.expected,
        source=people.expected_source,
    )  # fmt: skip
    if known_bp >= WHOLE_BP:
        return ready(ItemCode.RESIDENTS, evidence)
    return partly(
        ItemCode.RESIDENTS,
        evidence,
        Text("Cari kecamatan yang berkasnya belum masuk, lalu impor.",
             "Find the districts whose file has not come, and import it."),
        IMPORT,
    )  # fmt: skip


def _file(facts: ReadinessFacts) -> Iterator[Item]:
    file = facts.people.file
    if file is None:
        yield missing(ItemCode.REGISTRY_AGE, NO_FILE, ASK, IMPORT)
        yield missing(ItemCode.REGISTRY_ROWS, NO_FILE, ASK, IMPORT)
        return
    days = (facts.on - file.on).days
    evidence = say("Berkas terakhir {on}, berumur {days}.", "Latest file {on}, {days} old.",
                   on=file.on, days=days)  # fmt: skip
    if days <= FRESH_DAYS:
        yield ready(ItemCode.REGISTRY_AGE, evidence)
    else:
        yield partly(
            ItemCode.REGISTRY_AGE,
            evidence,
            Text("Impor berkas perubahan bulan ini: lahir, mati, pindah.",
                 "Import this month's update file: births, deaths, moves."),
            "multiguna residents update FILE",
        )  # fmt: skip
    evidence = say(
        "Baris dibaca: {rows}, ditolak: {refused}, dengan peringatan: {warned}.",
        "Rows read: {rows}, refused: {refused}, with a warning: {warned}.",
        rows=file.rows, refused=file.refused, warned=file.warned,
    )  # fmt: skip
    if file.refused:
        yield partly(
            ItemCode.REGISTRY_ROWS,
            evidence,
            Text("Serahkan daftar kesalahan kepada Disdukcapil dan impor perbaikannya.",
                 "Hand the list of errors to the registry office and import the corrections."),
            f"{IMPORT} --report ERRORS.csv",
        )  # fmt: skip
    else:
        yield ready(ItemCode.REGISTRY_ROWS, evidence)


def _villages(facts: ReadinessFacts) -> Item:
    pack, people = facts.pack, facts.people
    if pack is None or not pack.villages:
        return missing(
            ItemCode.VILLAGES,
            Text("Paket tidak memuat daftar kelurahan dan desa.", "The pack lists no villages."),
            Text("Isi regions/villages.csv, lalu pasang ulang paket.",
                 "Fill in regions/villages.csv and install the pack again."),
            "multiguna pack install PATH",
        )  # fmt: skip
    evidence = say(
        "Di paket: {villages}; tanpa penduduk: {empty}; penduduk di luar daftar: {outside}.",
        "In the pack: {villages}; nobody lives in: {empty}; residents outside the list: {outside}.",
        villages=pack.villages, empty=people.empty, outside=people.outside,
    )  # fmt: skip
    if people.empty or people.outside:
        return partly(
            ItemCode.VILLAGES,
            evidence,
            Text("Samakan kode kelurahan di paket dan di berkas penduduk.",
                 "Make the village codes of the pack and of the registry file agree."),
            IMPORT,
        )  # fmt: skip
    return ready(ItemCode.VILLAGES, evidence)


def _jkn(facts: ReadinessFacts) -> Item:
    pack, file = facts.pack, facts.people.jkn
    if pack is None or not pack.wants_payer:
        return not_needed(
            ItemCode.JKN_STATUS,
            Text("Tahap hari ini tidak menanyakan penjamin lain.",
                 "Today's stage does not ask about another payer."),
        )  # fmt: skip
    command = "multiguna residents jkn FILE"
    if file is None:
        return missing(
            ItemCode.JKN_STATUS,
            Text("Belum ada berkas peserta JKN: peserta JKN akan dijamin dua kali.",
                 "No file of JKN members: they would be covered twice."),
            Text("Minta berkas status peserta dari BPJS Kesehatan, lalu impor.",
                 "Ask BPJS Kesehatan for the file of members and import it."),
            command,
        )  # fmt: skip
    days = (facts.on - file.on).days
    evidence = say("Berkas terakhir {on}, berumur {days}; baris: {rows}.",
                   "Latest file {on}, {days} old; rows: {rows}.",
                   on=file.on, days=days, rows=file.rows)  # fmt: skip
    if days <= FRESH_DAYS:
        return ready(ItemCode.JKN_STATUS, evidence)
    return partly(
        ItemCode.JKN_STATUS,
        evidence,
        Text("Impor berkas peserta JKN bulan ini.", "Import this month's file of JKN members."),
        command,
    )
