"""What a hospital's connector asks its e-Klaim for."""

from __future__ import annotations

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

UNBILLED = """
SELECT l.letter_no FROM guarantees_letter AS l
WHERE l.region = %(region)s AND l.provider_code = %(provider_code)s
  AND NOT EXISTS (
      SELECT FROM guarantees_resolution AS r
      WHERE r.region = l.region AND r.letter_no = l.letter_no
  )
ORDER BY l.issued_on, l.letter_no
"""


def unbilled_letters(cur: Cursor, by: Actor, provider_code: str) -> list[str]:
    """The numbers of a hospital's open letters, the oldest first: no claim has come for them."""
    values = {"region": by.region, "provider_code": provider_code}
    return [row[0] for row in cur.execute(UNBILLED, values).fetchall()]
