"""What the page without a network sends, read strictly; and the words that it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from multiguna.coverage.terms import Care
from multiguna.coverage.terms.offline import OFFLINE_SENTENCES, OfflineReason
from multiguna.guarantees.terms import CARE_TITLES, OfflineRequest, Request
from multiguna.kernel.canonical import Json
from multiguna.kernel.clock import JAKARTA
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

BODY_BYTES_MAX = 1 << 20
LATEST = 1 << 33
UNKEPT = re.compile("[\x00\ud800-\udfff]")
PAPERS = ("guardian_ktp", "kk", "ktp")

UNREADABLE = Text(
    "Kiriman loket tidak terbaca. Muat ulang halamannya, lalu kirim lagi.",
    "What the desk sent cannot be read. Reload the page, then send it again.",
)
UNREAD_LETTER = Text(
    "Surat sementara ini tidak terbaca. Periksa jaminannya di loket.",
    "This provisional letter cannot be read. Check the coverage at the desk.",
)
FAILED_LETTER = Text(
    "Surat sementara ini belum dapat dimasukkan. Periksa jaminannya di loket, dan kabari Dinas "
    "Kesehatan.",
    "This provisional letter could not be taken in. Check the coverage at the desk, and tell the "
    "health office.",
)

WORDS: Mapping[str, Text] = {
    "insecure": Text(
        "Peramban ini tidak dapat bekerja tanpa jaringan. Pakai alamat https dan peramban baru.",
        "This browser cannot work without a network. Use an https address and a recent browser.",
    ),
    "failed": Text(
        "Belum berhasil. Periksa isinya, lalu coba lagi.",
        "It did not work yet. Check what you typed, then try again.",
    ),
    "password_short": Text(
        "Kata sandi perangkat paling sedikit 10 tanda.",
        "The device password has at least 10 characters.",
    ),
    "password_differs": Text("Kedua kata sandi tidak sama.", "The two passwords are not the same."),
    "password_wrong": Text("Kata sandi perangkat salah.", "The device password is wrong."),
    "device_code_wrong": Text(
        "Kode perangkat salah, sudah dipakai, atau lewat dua hari. Minta kode baru.",
        "The device code is wrong, was used, or is older than two days. Ask for a new one.",
    ),
    "login_needed": Text("Perlu masuk", "Log in first"),
    "no_network": Text("Tidak ada", "None"),
    "no_network_yet": Text("Belum tersambung", "Not connected yet"),
    "connected": Text("Tersambung", "Connected"),
    "other_hospital": Text(
        "Anda masuk sebagai rumah sakit lain; surat di komputer ini belum dikirim.",
        "You are logged in for another hospital; the letters on this computer were not sent.",
    ),
    "enrol_again": Text(
        "Kunci rumah sakit diganti. Minta kode perangkat baru ke Dinas Kesehatan.",
        "The hospital's key was changed. Ask the health office for a new device code.",
    ),
    "list_damaged": Text(
        "Daftar rusak dan tidak dipakai. Sambungkan jaringan untuk mengunduh ulang.",
        "The list was damaged and is not used. Connect to download it again.",
    ),
    "list_wrong_key": Text(
        "Daftar ditandatangani kunci lain dan tidak dipakai. Hubungi Dinas Kesehatan.",
        "The list was signed with another key and is not used. Ask the health office.",
    ),
    "kk_digits": Text(
        "Nomor KK harus 16 angka, atau dikosongkan.",
        "A family card number has 16 digits, or is left empty.",
    ),
    "born_missing": Text("Isi tanggal lahir bayi.", "Fill in the newborn's birth date."),
    "diagnosis_missing": Text(
        "Isi diagnosis awal, misalnya A90.", "Fill in the first diagnosis, for example A90."
    ),
    "promised": Text("Surat sementara dibuat", "Provisional letter made"),
    "no_list": Text("Belum ada daftar", "No list yet"),
    "list_over": Text("lewat masanya", "too old"),
    "hours_left": Text("jam lagi", "hours left"),
    "ward": Text("Berhak kelas", "Entitled to class"),
    "title_covered": Text("DIJAMIN", "COVERED"),
    "title_covered_newborn": Text("DIJAMIN", "COVERED"),
    "title_covered_papers_later": Text("DIJAMIN", "COVERED"),
    "title_emergency_first": Text("RAWAT DAHULU", "TREAT FIRST"),
    "title_wait": Text("BELUM DAPAT DIJAWAB", "NO ANSWER YET"),
    "state_waiting": Text("Menunggu jaringan", "Waiting for the network"),
    "state_issued": Text("Terbit", "Issued"),
    "state_merged": Text("Sudah ada suratnya", "Has a letter"),
    "state_queued": Text("Dalam antrean", "In the queue"),
    "state_refused": Text("Perlu diperiksa", "To be checked"),
    **CARE_TITLES,
    **{f"told_{reason}": text for reason, text in OFFLINE_SENTENCES.items()},
}
"""Every word that the page's script shows, by its name there."""


def read_json(body: bytes) -> Mapping[str, Json]:
    """The object that the page sent; refuses anything else with `request_unreadable`."""
    if len(body) > BODY_BYTES_MAX:
        raise _unreadable()
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(said, dict):
        raise _unreadable()
    return said


def text(said: Mapping[str, Json], name: str, most: int) -> str:
    """A text of at most so many characters, all of which a database can keep."""
    value = said.get(name)
    if not isinstance(value, str) or len(value) > most or UNKEPT.search(value):
        raise _unreadable()
    return value


def read_requests(
    said: Mapping[str, Json], provider_code: str
) -> tuple[list[OfflineRequest], list[str]]:
    """The promised letters that a device sends, and the numbers of those that cannot be read.

    Refuses (`request_unreadable`) what is no list of letters with a number each.
    """
    requests = said.get("requests")
    if not isinstance(requests, Sequence) or isinstance(requests, str):
        raise _unreadable()
    read, unread = [], []
    for one in requests:
        if not isinstance(one, Mapping):
            raise _unreadable()
        letter_no = text(one, "letter_no", 18)
        try:
            read.append(_request(one, provider_code))
        except Refused:
            unread.append(letter_no)
    return read, unread


def _request(one: Mapping[str, Json], provider_code: str) -> OfflineRequest:
    papers = one.get("papers")
    shown = papers if isinstance(papers, Mapping) else {}
    at = _number(one.get("asked_at"), 0, LATEST)
    try:
        care, told = Care(text(one, "care", 20)), OfflineReason(text(one, "told", 30))
        born_on = one.get("born_on")
        born = None if born_on is None else date.fromisoformat(text(one, "born_on", 10))
    except ValueError:
        raise _unreadable() from None
    request: Request = {
        "letter_no": text(one, "letter_no", 18), "nik": _card(one, "nik"),
        "kk": None if one.get("kk") is None else _card(one, "kk"),
        "provider_code": provider_code, "care": care,
        "diagnosis": " ".join(text(one, "diagnosis", 60).split()),
        "emergency": one.get("emergency") is True,
        "born_on": born.isoformat() if born else None,
        "papers": {name: shown.get(name) is True for name in PAPERS},
    }  # fmt: skip
    return OfflineRequest(
        request, at, datetime.fromtimestamp(at, UTC).astimezone(JAKARTA).date(), told,
        None if one.get("list_id") is None else text(one, "list_id", 64),
        None if one.get("device_no") is None else _number(one.get("device_no"), 1, 10_000),
    )  # fmt: skip


def _card(said: Mapping[str, Json], name: str) -> int:
    """A card's number: a text, because a script's numbers are too small for it."""
    digits = text(said, name, 16)
    if re.fullmatch("[1-9][0-9]{15}", digits) is None:
        raise _unreadable()
    return int(digits)


def _number(value: Json, least: int, below: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < below:
        raise _unreadable()
    return value


def _unreadable() -> Refused:
    return Refused("request_unreadable", UNREADABLE)
