"""A hospital's claims for tests of the office's pages: letters, e-Klaim rows, and the rules."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from tests.browser.world import TODAY, World
from tests.people import HOSPITAL, Someone

from multiguna.claims.actions import adjudicate_batch
from multiguna.claims.terms.importing import COLUMNS, COST_COLUMNS
from multiguna.guarantees.actions import issue_guarantee
from multiguna.kernel.terms import Actor, Role, system

GROUP, RATE_IDR = "K-4-17-I", 1_617_900
"""A group of the first hospital's agreement, class 3, and its rate in 2012."""

CODER_NIK = "3671990101800001"
_serial = count(1)


def letter(world: World, *, ago: int = 20) -> str:
    """A letter for Siti's stay that began so many days before today; gives its number."""
    number = f"36719011212J{next(_serial):05}K"
    clerk = Actor("lina", Role.DESK_CLERK, "36.71", HOSPITAL)
    answer = issue_guarantee(
        letter_no=number, nik=world.siti.nik, kk=world.siti.kk, provider_code=HOSPITAL,
        care="inpatient", diagnosis="A09", by=clerk, on=TODAY - timedelta(days=ago),
    )  # fmt: skip
    assert answer.outcome in ("issued", "already"), answer.outcome
    return number


def eklaim_row(who: Someone, claim_no: str, *, ago: int = 20, **changed: str) -> dict[str, str]:
    """A sound row of a stay of four days; what a test is about is given by name."""
    start = TODAY - timedelta(days=ago)
    sound = dict.fromkeys(COLUMNS, "-") | dict.fromkeys(COST_COLUMNS, "0")
    sound |= {
        "KODE_RS": HOSPITAL, "KELAS_RAWAT": "3", "PTD": "1", "ADMISSION_DATE": day(start),
        "DISCHARGE_DATE": day(start + timedelta(days=3)), "BIRTH_DATE": "09/04/1984", "SEX": "2",
        "DISCHARGE_STATUS": "1", "DIAGLIST": "A09", "INACBG": GROUP,
        "TARIF_INACBG": str(RATE_IDR), "TOTAL_TARIF": str(RATE_IDR), "TARIF_RS": "1700000",
        "OBAT": "1700000", "LOS": "4", "NAMA_PASIEN": "SITI CONTOH", "MRN": "MR-77",
        "DESKRIPSI_INACBG": "GASTROENTERITIS", "DPJP": "dr. Contoh", "SEP": claim_no,
        "NOKARTU": str(who.nik), "PAYOR_ID": "5;JAMKESDA", "CODER_ID": f"Koder;{CODER_NIK};kdr",
    }  # fmt: skip
    return sound | changed


def eklaim_file(*rows: dict[str, str]) -> bytes:
    """Rows as e-Klaim exports them."""
    lines = ["\t".join(COLUMNS), *("\t".join(row.values()) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def adjudicate() -> None:
    """What the worker does with new files: decide by the rules."""
    adjudicate_batch(batch_id=None, by=system("36.71"), on=TODAY)


def day(when: date) -> str:
    """A day as e-Klaim writes it."""
    return when.strftime("%d/%m/%Y")
