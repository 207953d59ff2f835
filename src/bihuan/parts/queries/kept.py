"""The files of stock and loaners: how long each is kept (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

FILES = (
    Kept("parts.loan", forms=("loan_slip",), ended="returned_at", customer="customer"),
    Kept("parts.writeoff", forms=("stock_write_off",), ended="decided_at"),
)


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    erasure.register("parts.loan", borrower="", signer_name="")
