"""What minutes are: their month, their number, the hash over their claims, who may sign them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from multiguna.claims.terms.talking import MinutesClaimCard, Party
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text

_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")


def month_days(month: str) -> tuple[date, date]:
    """The days [from, until) of a month `YYYY-MM`; refuses anything else with `month_invalid`.

    >>> month_days("2012-12")
    (datetime.date(2012, 12, 1), datetime.date(2013, 1, 1))
    """
    if not _MONTH.fullmatch(month) or month == "9999-12":
        raise Refused(
            "month_invalid",
            Text(
                "Tulis bulan sebagai tahun-bulan, misalnya 2012-03.",
                "Write the month as year-month, for example 2012-03.",
            ),
        )
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def minutes_number(provider_code: str, month: str, seq: int) -> str:
    """The number of the `seq`-th minutes of a hospital and month.

    >>> minutes_number("3671901", "2012-03", 1)
    'BAP-3671901-2012-03-1'
    """
    return f"BAP-{provider_code}-{month}-{seq}"


def content_hash(claims: Iterable[MinutesClaimCard]) -> str:
    """The SHA-256 over the claims of minutes in the order of their numbers, in hexadecimal.

    One line a claim, without an end of line after the last: number, claim number, version, outcome,
    billed, approved and the number of the decision's record, with tabs between them. The twin of
    `sql/minutes_sums.sql`; anybody can compute it again from the list.
    """
    lines = (
        "\t".join(
            str(part)
            for part in (
                claim.claim_id, claim.claim_no, claim.version, claim.outcome.value,
                claim.billed_idr, claim.approved_idr, claim.record_id,
            )
        )
        for claim in sorted(claims, key=lambda claim: claim.claim_id)
    )  # fmt: skip
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def signing_party(by: Actor) -> Party:
    """For whom somebody signs: a verifier for the city, a biller for the own hospital.

    Refuses with `role_not_allowed` everybody else; unattended work signs nothing.
    """
    parties = {Role.VERIFIER: Party.CITY, Role.BILLER: Party.HOSPITAL}
    if by.role not in parties:
        raise Refused(
            "role_not_allowed",
            Text(
                "Berita acara ditandatangani oleh verifikator kota dan petugas klaim rumah sakit.",
                "Minutes are signed by a verifier of the city and a biller of the hospital.",
            ),
            role=by.role.value,
        )
    return parties[by.role]
