"""Ledgers as offices keep them: a title above the header, merged cells, any encoding, lines that are no rows.

`open_ledger` finds the header and gives the rows below it one by one, so that a file of any length
needs little memory.
"""

import codecs
import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bihuan.kernel.imports.header import ENOUGH_COLUMNS, Header, Row, find_header, normal
from bihuan.kernel.imports.parsing import Cell, is_blank, shown
from bihuan.kernel.records import OperationError

REASON_MARK = "※"  # begins the heading of the column that a file of rejected rows has more
HEADER_WITHIN = 15  # rows from the top in which the header is looked for
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXTS = {".csv", ".txt", ".tsv"}
UNPACKED = 512 * 1024 * 1024  # bytes of a workbook's parts together; 100,000 rows are about 60 MB
DELIMITERS = ",\t;|"

_FOOTER = re.compile(
    r"^(合计|总计|小计|共计|累计|本页|本月|制表|制单|审核|复核|审批|填表|填报|登记人[:：]|统计|批准|打印|导出|说明[:：]|备注[:：]"
    r"|注[:：]|第\d+页|total|sum\b)",
    re.IGNORECASE,
)


class LedgerError(OperationError):
    """The file can't be read as a ledger; the message says why."""


class Line(NamedTuple):
    """One row below the header, under the number a spreadsheet shows for it."""

    number: int
    cells: Row


@dataclass
class Ledger:
    """A table found in a file: its headings, and its rows as often as wanted; `total` is about how many."""

    headings: list[str]
    header_row: int
    titles: list[str]
    sheet: str
    sheets: list[str]
    total: int
    _rows: Callable[[], Iterator[Row]] = field(repr=False)

    @property
    def signature(self) -> str:
        """Return what recognises this kind of file when it comes again: its headings."""
        headings = [normal(heading) for heading in self.headings if not heading.startswith(REASON_MARK)]
        return sha256("\x1f".join(headings).encode()).hexdigest()[:32]

    @property
    def year(self) -> int | None:
        """Return the year that sheet name or title mention, if they agree on one."""
        found = {
            int(year) for words in (self.sheet, *self.titles) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", words)
        }
        return found.pop() if len(found) == 1 else None

    def lines(self) -> Iterator[Line]:
        """Yield the rows below the header: no blank ones, no repeated header, no totals and signatures."""
        width, header = len(self.headings), [normal(heading) for heading in self.headings]
        for number, row in enumerate(self._rows(), start=1):
            if number <= self.header_row or all(map(is_blank, row)):
                continue
            cells = (row + [None] * (width - len(row)))[:width]
            if not _is_footer(cells) and not _is_header_again(cells, header):
                yield Line(number, cells)


def open_ledger(path: Path, *, known: Callable[[str], float], sheet: str = "") -> Ledger:
    """Return the table of a file.

    Args:
        path: .xlsx, .xls, .ods or .csv (UTF-8, GB18030 or UTF-16; any delimiter).
        known: how well a heading is known, 0 to 1; finds the header row.
        sheet: name of the sheet; by default the first one that has a header.

    Raises:
        LedgerError: broken, empty, of another type, or without a row of known headings.
    """
    suffix = path.suffix.lower()
    if suffix in SPREADSHEETS:
        return _open_workbook(path, known, sheet)
    if suffix in TEXTS:
        return _open_text(path, known)
    raise LedgerError(_("Please send the ledger as Excel (.xlsx, .xls) or CSV."))


def _open_workbook(path: Path, known: Callable[[str], float], wanted: str) -> Ledger:
    _check_unpacked(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in [wanted] if wanted in book.sheet_names else book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            left = sheet.start[1] if sheet.start else 0
            merged = [((r1, c1 - left), (r2, c2 - left)) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or []]
            top = [_cells(row) for row in islice(sheet.iter_rows(), HEADER_WITHIN + 1)]
            if header := find_header(top, known, merged):
                rows = partial(_sheet_rows, sheet)
                return _ledger(header, top, rows, name, list(book.sheet_names), sheet.total_height)
    except (CalamineError, OSError, ValueError) as error:
        raise LedgerError(_("This Excel file can't be opened: it is broken or protected by a password.")) from error
    raise LedgerError(_no_header())


def _check_unpacked(path: Path) -> None:
    """Refuse a workbook that would fill the memory: a small file may unpack to a very large one."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as book:
            size = sum(part.file_size for part in book.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise LedgerError(_("This Excel file can't be opened: it is broken or protected by a password.")) from error
    if size > UNPACKED:
        raise LedgerError(_("This Excel file is too large: send it in parts, or as CSV."))


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    return (_cells(row) for row in sheet.iter_rows())


def _cells(row: Sequence[Cell]) -> Row:
    return [None if cell == "" else cell for cell in row]


def _open_text(path: Path, known: Callable[[str], float]) -> Ledger:
    encoding = encoding_of(path)
    with _decoded(path, encoding) as file:
        sample = list(islice(file, 60))
    delimiter = delimiter_of(sample)
    top = [_cells(row) for row in islice(csv.reader(sample, delimiter=delimiter), HEADER_WITHIN + 1)]
    header = find_header(top, known, [])
    if header is None:
        raise LedgerError(_no_header())
    return _ledger(header, top, partial(_text_rows, path, encoding, delimiter), path.stem, [], _count_lines(path))


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))


def _decoded(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors="replace", newline="")


def _text_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with _decoded(path, encoding) as file:
        try:
            for row in csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter):
                yield _cells(row)
        except csv.Error as error:
            raise LedgerError(_("This CSV file is broken: %(reason)s") % {"reason": error}) from error


def encoding_of(path: Path) -> str:
    """Return how a text file is encoded: UTF-8 or UTF-16 by its mark, UTF-8 if all of it is, else GB18030."""
    with path.open("rb") as file:
        mark = file.read(4)
        if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for block in iter(partial(file.read, 1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def delimiter_of(sample: Iterable[str]) -> str:
    """Return what separates the fields: the sign that stands equally often in most of the lines."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in sample if line.strip()]

    def weight(sign: str) -> int:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        return max((times * lines_with for times, lines_with in counts.items()), default=0)

    return max(DELIMITERS, key=weight)


def _ledger(
    header: Header, top: Sequence[Row], rows: Callable[[], Iterator[Row]], sheet: str, sheets: list[str], height: int
) -> Ledger:
    titles = [shown(cell) for row in top[: header.first] for cell in row if not is_blank(cell)]
    return Ledger(header.headings, header.last + 1, titles, sheet, sheets, max(0, height - header.last - 1), rows)


def _no_header() -> str:
    return _("No row with known column headings was found in the first %(rows)s rows.") % {"rows": HEADER_WITHIN}


def _is_footer(cells: Row) -> bool:
    first = next(cell for cell in cells if not is_blank(cell))
    if not isinstance(first, str) or _FOOTER.match(re.sub(r"\s+", "", first)) is None:
        return False
    return sum(not is_blank(cell) for cell in cells) <= max(3, len(cells) // 2)


def _is_header_again(cells: Row, header: list[str]) -> bool:
    written = [(cell, heading) for cell, heading in zip(cells, header, strict=True) if cell is not None]
    return len(written) >= ENOUGH_COLUMNS and all(
        isinstance(cell, str) and heading.endswith(normal(cell) or " ") for cell, heading in written
    )
