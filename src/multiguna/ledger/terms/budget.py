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
    """A dated budget document's amount for one line: DPA and DPAP appropriate, SPD releases."""

    document_no: str
    kind: str
    fiscal_year: int
    line_code: str
    on: date
    amount_idr: int
