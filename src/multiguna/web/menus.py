"""Which pages a role sees, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.kernel.terms import Role, Text

DESK = (Role.DESK_CLERK,)
CLAIMS = (Role.BILLER, Role.VERIFIER, Role.AUDITOR)
TREASURY = (Role.TREASURER, Role.AUDITOR)
PAYING = (Role.TREASURER,)
STATEMENTS = (Role.BILLER, Role.TREASURER, Role.AUDITOR)
RECOVERING = (Role.TREASURER, Role.VERIFIER)
SENDING = (Role.BILLER, Role.VERIFIER)
BILLING = (Role.BILLER,)
VERIFYING = (Role.VERIFIER,)
CITY_OFFICE = (Role.VERIFIER, Role.AUDITOR)
PLANNING = (Role.PLANNER, Role.ADMINISTRATOR, Role.TREASURER, Role.AUDITOR)
NOTING = (Role.PLANNER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu: the name of its address, its title, and who sees it."""

    address: str
    title: Text
    roles: tuple[Role, ...]

    @property
    def desk(self) -> str:
        """The desk that the address belongs to: the first word of its name."""
        return self.address.split("-")[0]


ENTRIES = (
    Entry("desk", Text(id="Loket", en="Desk"), DESK),
    Entry("claims-work", Text(id="Klaim", en="Claims"), VERIFYING),
    Entry("claims", Text(id="Klaim", en="Claims"), (Role.BILLER, Role.AUDITOR)),
    Entry("treasury", Text(id="Anggaran", en="Budget"), TREASURY),
    Entry("statements", Text(id="Rekening RS", en="Statements"), STATEMENTS),
    Entry("planner-readiness", Text(id="Perencanaan", en="Planning"), PLANNING),
)
SECTIONS = (
    Entry("claims-work", Text(id="Meja verifikasi", en="Worklist"), VERIFYING),
    Entry("claims", Text(id="Semua klaim", en="All claims"), CLAIMS),
    Entry("claims-send", Text(id="Kirim klaim", en="Send claims"), SENDING),
    Entry("claims-appeals", Text(id="Usulan, keberatan", en="Proposals, appeals"), CITY_OFFICE),
    Entry("claims-appeals", Text(id="Keberatan", en="Appeals"), BILLING),
    Entry("claims-minutes", Text(id="Berita acara", en="Minutes"), CLAIMS),
    Entry("claims-samples", Text(id="Sampel", en="Samples"), CITY_OFFICE),
    Entry("claims-late", Text(id="Ketepatan waktu", en="Lateness"), CLAIMS),
    Entry("treasury", Text(id="Kedudukan", en="Standing"), TREASURY),
    Entry("treasury-rows", Text(id="Buku besar", en="Entries"), TREASURY),
    Entry("treasury-orders", Text(id="Perintah bayar", en="Payment orders"), TREASURY),
    Entry("treasury-outlook", Text(id="Perkiraan", en="Outlook"), TREASURY),
    Entry("treasury-reserves", Text(id="Belum ditagih", en="Not yet billed"), TREASURY),
    Entry("treasury-calibration", Text(id="Ketepatan taksiran", en="Estimates"), TREASURY),
    Entry("treasury-documents", Text(id="Dokumen anggaran", en="Budget papers"), TREASURY),
    Entry("treasury-sipd", Text(id="SIPD", en="SIPD"), TREASURY),
    Entry("treasury-closing", Text(id="Tutup tahun", en="Year end"), TREASURY),
    Entry("planner-readiness", Text(id="Kesiapan", en="Readiness"), PLANNING),
    Entry("planner-plans", Text(id="Rencana biaya", en="Cost plans"), PLANNING),
)
"""The parts of a desk, shown below the menu on each of its pages."""


def entries_for(role: Role) -> list[Entry]:
    """The menu of a role, in order; its first entry is where the role starts.

    >>> [entry.address for entry in entries_for(Role.AUDITOR)]
    ['claims', 'treasury', 'statements', 'planner-readiness']
    """
    return [entry for entry in ENTRIES if role in entry.roles]


def may_see(role: Role, address: str) -> bool:
    """Whether a role's menu or a section of its desks leads to an address.

    >>> may_see(Role.TREASURER, "treasury-documents"), may_see(Role.PLANNER, "treasury-documents")
    (True, False)
    """
    return any(entry.address == address and role in entry.roles for entry in (*ENTRIES, *SECTIONS))


def sections_for(role: Role, address: str) -> list[Entry]:
    """The parts of the desk that an address belongs to; empty where there are none.

    >>> [entry.address for entry in sections_for(Role.TREASURER, "treasury-orders-one")][:2]
    ['treasury', 'treasury-rows']
    >>> sections_for(Role.TREASURER, "statements")
    []
    """
    desk = address.split("-")[0]
    return [entry for entry in SECTIONS if entry.desk == desk and role in entry.roles]


def section_of(address: str) -> str:
    """The part that a page belongs to, by the name of its address.

    >>> section_of("treasury-orders-one"), section_of("treasury-chart")
    ('treasury-orders', 'treasury')
    """
    known = [entry.address for entry in SECTIONS if f"{address}-".startswith(f"{entry.address}-")]
    return max(known, key=len, default="")
