"""What a budget is made of: its lines, its documents, and the end of its year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line to open: one account, or the head of several (then it holds nothing)."""

    fiscal_year: int
    line_code: str
    parent_code: str | None
    name: Text
    sub_activity_code: str
    account_code: str
    care: str
    policy: str

    @property
    def account_id(self) -> str:
        """The account of this line, e.g. `2012/RI`."""
        return f"{self.fiscal_year}/{self.line_code}"


@dataclass(frozen=True, slots=True)
class BudgetImport:
    """What became of a file of budget documents: new ones entered, and later ones that wait."""

    entered: int
    later: int


@dataclass(frozen=True, slots=True)
class BudgetDocument:
    """A dated budget document's amount for one line: DPA and DPAP appropriate, SPD releases.

    `quarter` is the quarter an SPD releases for; that of its day if None. `supersedes` names the
    document that this one takes back and stands for.
    """

    document_no: str
    kind: str
    fiscal_year: int
    line_code: str
    on: date
    amount_idr: int
    legal: str = ""
    quarter: int | None = None
    supersedes: str | None = None

    @property
    def account_id(self) -> str:
        """The account of its line, e.g. `2012/RI`."""
        return f"{self.fiscal_year}/{self.line_code}"

    @property
    def appropriates(self) -> bool:
        """Whether it appropriates (DPA, DPAP); an SPD releases."""
        return self.kind != "SPD"


@dataclass(frozen=True, slots=True)
class EnteredDocument:
    """A line of a document in the books, and the document that superseded it, if any."""

    document: BudgetDocument
    superseded_by: str | None
    entered_by: str

    @property
    def in_force(self) -> bool:
        """Whether its amount counts."""
        return self.superseded_by is None


@dataclass(frozen=True, slots=True)
class Closable:
    """An open line whose year is to be closed: who would take over, and what may stop it."""

    account_id: str
    target: str | None
    ordered_idr: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Pending:
    """What is promised, billed and verified, and goes with the debt from year to year."""

    committed_idr: int
    billed_idr: int
    obligations_idr: int

    @property
    def total_idr(self) -> int:
        """All that is pending."""
        return self.committed_idr + self.billed_idr + self.obligations_idr


@dataclass(frozen=True, slots=True)
class LineClosing:
    """How a line ended its year: what it was given, paid and left, and what it handed over."""

    account_id: str
    carried_to: str
    closed_on: date
    appropriation_idr: int
    released_idr: int
    paid_idr: int
    unused_idr: int
    handed: Pending
    taken: Pending

    @property
    def reconciled(self) -> bool:
        """Whether nothing was lost: handed over = taken over, appropriation = paid + unused."""
        whole = self.appropriation_idr == self.paid_idr + self.unused_idr
        return whole and self.handed == self.taken


@dataclass(frozen=True, slots=True)
class YearClosing:
    """The closing of a fiscal year, line by line."""

    year: int
    lines: tuple[LineClosing, ...]

    @property
    def reconciled(self) -> bool:
        """Whether nothing was lost on any line."""
        return all(line.reconciled for line in self.lines)
