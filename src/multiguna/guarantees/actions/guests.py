"""Letters for residents of another region, who are treated here under portability."""

from __future__ import annotations

from datetime import date

from multiguna.coverage.terms import ALL_PAPERS, Care, Papers
from multiguna.guarantees.actions.issuing import issue_guarantee
from multiguna.guarantees.queries import letter
from multiguna.guarantees.terms import GuaranteeAnswer
from multiguna.kernel.db import beyond_own_rows, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text
from multiguna.providers.queries import guest_actor

PROMISED = """
SELECT coalesce(sum(CASE WHEN r.kind IS NULL THEN l.reserved_idr
                         WHEN r.kind IN ('billed', 'settled') THEN r.amount_idr ELSE 0 END), 0)
FROM guarantees_letter l
JOIN providers_provider p ON p.region = l.region AND p.provider_code = l.provider_code
LEFT JOIN guarantees_resolution r ON r.region = l.region AND r.letter_no = l.letter_no
WHERE l.region = %(region)s AND p.home_region = %(partner)s
  AND l.issued_on >= %(first)s AND l.issued_on < %(next)s
"""
"""What the month's letters at a partner's hospitals promise, or came to."""


def issue_for_guest(
    *,
    home_region: str,
    letter_no: str,
    nik: int,
    kk: int | None,
    care: Care,
    diagnosis: str = "",
    emergency: bool = False,
    born_on: date | None = None,
    papers: Papers = ALL_PAPERS,
    by: Actor,
    on: date,
) -> GuaranteeAnswer:
    """A letter for another region's resident at the desk of a hospital here.

    Decided by that region's law and registry, and reserved on its budget; nothing is written in
    ours. Refuses what `guest_actor` refuses, care that the two regions did not agree
    (`portability_service`), and a month whose letters reached that region's ceiling
    (`portability_ceiling`), never in an emergency. Two desks in the same second may pass the
    ceiling by one letter; the budget line itself is guarded as for every letter.
    """
    guest, agreed = guest_actor(by, home_region, on=on)
    if not agreed.allows("emergency" if emergency else care):
        raise Refused(
            "portability_service",
            Text(
                id="Layanan ini tidak termasuk dalam perjanjian portabilitas kedua wilayah.",
                en="This care is not in the two regions' portability agreement.",
            ),
        )
    if agreed.monthly_ceiling_idr is not None and not emergency:
        _check_ceiling(guest, by.region, agreed.monthly_ceiling_idr, letter_no, on)
    assert by.provider_code is not None
    return issue_guarantee(
        letter_no=letter_no, nik=nik, kk=kk, provider_code=by.provider_code, care=care,
        diagnosis=diagnosis, emergency=emergency, born_on=born_on, papers=papers, by=guest, on=on,
    )  # fmt: skip


def _check_ceiling(guest: Actor, host: str, ceiling_idr: int, letter_no: str, on: date) -> None:
    """Refuse a further letter at the ceiling; one that is there already is only given again."""
    first = on.replace(day=1)
    after = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    values = {"region": guest.region, "partner": host, "first": first, "next": after}
    with transaction(guest) as cursor:
        if letter(cursor, guest, letter_no) is not None:
            return
        with beyond_own_rows(cursor, guest):
            row = cursor.execute(PROMISED, values).fetchone()
    assert row is not None
    if row[0] >= ceiling_idr:
        raise Refused(
            "portability_ceiling",
            Text(
                id=f"Batas bulan ini untuk warga wilayah itu ({rupiah(ceiling_idr)}) sudah "
                "tercapai. Gawat darurat tetap dilayani; untuk yang lain hubungi wilayahnya.",
                en=f"This month's limit for residents of that region ({rupiah(ceiling_idr)}) is "
                "reached. Emergencies are still served; for the rest ask their region.",
            ),
        )
