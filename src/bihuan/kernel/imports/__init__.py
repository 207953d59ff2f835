"""One way to bring in an Excel or CSV ledger: find the header, propose the columns, preview, run, report.

An app describes a ledger once (`ImportSpec`, registered in its `apps.py`); page, background task and
`bihuan import` follow. Importing the same file twice doubles nothing.
"""

from bihuan.kernel.imports import moments, parsing
from bihuan.kernel.imports.singly import one_by_one
from bihuan.kernel.imports.specs import Column, ImportSpec, Occasion, ParsedRow, Saved, register

__all__ = ["Column", "ImportSpec", "Occasion", "ParsedRow", "Saved", "moments", "one_by_one", "parsing", "register"]
