"""The rows that were not taken, as a workbook to correct and send again: the ledger's columns and the reason."""

import io
import json
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.imports.reading import REASON_MARK


def is_reason(heading: str) -> bool:
    """Return whether a heading is the column that `write_rejects` has added."""
    return heading.strip().startswith(REASON_MARK)


def write_rejects(run: ImportRun, target: Path | BinaryIO) -> int:
    """Write the rejected rows of an import as .xlsx and return how many there are."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    sheet = book.add_worksheet()
    bold, text, red = (
        book.add_format(look) for look in ({"bold": True}, {"num_format": "@"}, {"font_color": "#b42318"})
    )
    headings = [heading for heading in run.headings if not is_reason(heading)]
    keep = [at for at, heading in enumerate(run.headings) if not is_reason(heading)]
    sheet.set_column(0, len(headings) - 1, 16)
    sheet.set_column(len(headings), len(headings), 60)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate([*headings, f"{REASON_MARK} {_('Reason')}"]):
        sheet.write_string(0, column, heading, bold)
    count = 0
    for count, reject in enumerate(run.rejects.order_by("row_number").iterator(chunk_size=500), start=1):
        cells = json.loads(reject.cells.reveal())
        for column, at in enumerate(keep):
            sheet.write_string(count, column, cells[at] if at < len(cells) else "", text)
        place = _("Row %(number)s") % {"number": reject.row_number}
        sheet.write_string(count, len(keep), f"{place}: {reject.reason}", red)
    book.close()
    return count


def rejects_workbook(run: ImportRun) -> bytes:
    """Return the rejected rows of an import as the content of an .xlsx file."""
    out = io.BytesIO()
    write_rejects(run, out)
    return out.getvalue()
