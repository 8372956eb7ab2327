"""Supporting files of claims: which there are, and one of them with its bytes."""

from __future__ import annotations

from multiguna.audit.actions import record_access
from multiguna.claims.terms.papers import AttachmentCard, AttachmentFile
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Text

CARDS = """
SELECT claim_id, seq, name, media_type, size, file_hash, query_no, appeal_no, attached_by,
    attached_on
FROM claims_attachment WHERE region = %s AND claim_id = ANY(%s) ORDER BY claim_id, seq
"""
PERSON = "SELECT person_id FROM claims_claim WHERE region = %s AND claim_id = %s"


def attachments(cur: Cursor, by: Actor, *claim_ids: int) -> list[AttachmentCard]:
    """The supporting files of claims in the order they came; of those that `by` may see."""
    rows = cur.execute(CARDS, [by.region, list(claim_ids)]).fetchall()
    return [AttachmentCard(*row) for row in rows]


def attachment(cur: Cursor, by: Actor, *, claim_id: int, seq: int) -> AttachmentFile:
    """One supporting file to be read, written to the access log.

    Refuses (`attachment_unknown`) one that there is not or that `by` may not see, and
    (`attachment_missing`) one whose bytes are no longer where they were kept.
    """
    card = next((one for one in attachments(cur, by, claim_id) if one.seq == seq), None)
    if card is None:
        raise Refused(
            "attachment_unknown",
            Text(id="Tidak ada lampiran ini.", en="There is no such attachment."),
        )
    path = home() / "files" / card.file_hash
    if not path.is_file():
        raise Refused(
            "attachment_missing",
            Text(
                id="Isi lampiran ini tidak ada di tempat penyimpanan. Minta pengelola memulihkan "
                "cadangan.",
                en="The bytes of this attachment are not in the store. Ask the operator to restore "
                "the backup.",
            ),
        )
    [person] = cur.execute(PERSON, [by.region, claim_id]).fetchone() or [None]
    if person is not None:
        record_access(cur, person_ids=[person], purpose="claim_attachment", by=by)
    return AttachmentFile(card, path)
