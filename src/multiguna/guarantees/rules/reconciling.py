"""Whether a letter that was promised without a network may still come in. Pure."""

from __future__ import annotations

from datetime import date

from multiguna.coverage.terms.listing import ListedFile
from multiguna.guarantees.rules.letters import check_letter_number
from multiguna.guarantees.terms import OfflineRequest
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

SKEW_SECONDS = 600
"""How far a desk's clock may be off."""

REFUSALS = {
    "offline_too_late": Text(
        "Surat sementara ini disusulkan terlalu lama atau bertanggal nanti. Hubungi Dinas "
        "Kesehatan.",
        "This provisional letter comes too late, or is dated in the future. Ask the health office.",
    ),
    "offline_list_unknown": Text(
        "Surat sementara ini tidak dibuat dengan daftar rumah sakit ini yang masih berlaku. "
        "Periksa jaminannya di loket.",
        "This provisional letter was not made on a list of this hospital that was good then. "
        "Check the coverage at the desk.",
    ),
    "offline_device_unknown": Text(
        "Surat sementara ini dari komputer yang tidak terdaftar untuk rumah sakit ini. Periksa "
        "jaminannya di loket.",
        "This provisional letter is from a computer that is not enrolled for this hospital. Check "
        "the coverage at the desk.",
    ),
    "offline_letters_used_up": Text(
        "Jatah surat sementara daftar ini sudah habis. Periksa jaminannya di loket.",
        "The provisional letters of this list are used up. Check the coverage at the desk.",
    ),
    "offline_no_promise": Text(
        "Loket tidak menjanjikan surat ini tanpa jaringan. Periksa jaminannya di loket.",
        "The desk did not promise this letter without a network. Check the coverage at the desk.",
    ),
}


def check_offline(
    one: OfflineRequest, made_on: ListedFile | None, *, device_known: bool, letters: int,
    letters_max: int, days_max: int, on: date,
) -> None:  # fmt: skip
    """Refuse what a desk could not have promised; `letters` counts its device's on the list so far.

    An emergency needs no list, no device and no place among its letters: it has to come in time.
    """
    check_letter_number(one.request["letter_no"], one.request["provider_code"])
    if not 0 <= (on - one.asked_on).days <= days_max:
        raise _refused("offline_too_late")
    if not one.told.promises:
        raise _refused("offline_no_promise")
    if one.request["emergency"]:
        return
    good = made_on is not None and (
        made_on.made_at - SKEW_SECONDS <= one.asked_at < made_on.valid_until + SKEW_SECONDS
    )
    if not good:
        raise _refused("offline_list_unknown")
    if not device_known:
        raise _refused("offline_device_unknown")
    if letters >= letters_max:
        raise _refused("offline_letters_used_up")


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])
