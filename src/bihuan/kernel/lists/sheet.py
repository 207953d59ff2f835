"""One sheet of an Excel file, streamed: each row is written as it comes and forgotten.

A general library spends ten times as long on every cell. What this one can't do, a list doesn't need:
formulas, merged cells, several sheets. Every text is a text, never a formula or an address.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import quoteattr

ROWS = 500  # rows joined before they are compressed
LONGEST = 32_000  # characters in a cell; Excel holds 32,767
SPEED = 3  # of the compression; the usual 6 takes twice as long for a tenth of the size
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  Excel's day 0; it knows no time zones
HEAD, MOMENT, DAY = 1, 2, 3  # cell formats, by their place in STYLES
# Not allowed in XML, or read by Excel as an escape: written as _xHHHH_.
ODD = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml."
STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_PART}worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PART}styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": STYLES,
}


def write(
    content: IO[bytes], title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], truth: tuple[str, str]
) -> int:
    """Write an Excel file of one sheet, its head in bold and always in sight.

    Args:
        content: a binary file open for writing.
        title: the sheet's name; what Excel doesn't allow in it is left out.
        head: the columns' heads.
        rows: plain values: text, numbers, moments without a zone, days, truth; None is an empty cell.
        truth: the words for true and false.

    Returns:
        the number of rows below the head.
    """
    name = quoteattr("".join(character for character in title if character not in "[]:*?/\\'")[:31] or "Sheet1")
    book = f'<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets>'
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=SPEED) as file:
        for path, text in PARTS.items():
            file.writestr(path, text)
        file.writestr("xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}</workbook>')
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            return _write_sheet(sheet, head, rows, truth)


def _write_sheet(sheet: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]], truth: tuple[str, str]) -> int:
    columns = [_letters(number) for number in range(len(head))]
    titles = "".join(_text(f"{letters}1", words, f' s="{HEAD}"') for letters, words in zip(columns, head, strict=True))
    sheet.write(
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(head) or 1}" width="16.7" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{titles}</row>'.encode()
    )
    put, number, lines = _writers(truth), 1, []
    for number, row in enumerate(rows, 2):
        cells = [
            put.get(type(value), _number)(f"{letters}{number}", value)
            for letters, value in zip(columns, row, strict=True)
            if value is not None
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(lines) == ROWS:
            sheet.write("".join(lines).encode())
            lines = []
    sheet.write(f"{''.join(lines)}</sheetData></worksheet>".encode())
    return number - 1


def _writers(truth: tuple[str, str]) -> dict[type, Callable[[str, Any], str]]:
    return {
        str: _text,
        bool: lambda place, value: _text(place, truth[0] if value else truth[1]),
        datetime: lambda place, value: f'<c r="{place}" s="{MOMENT}"><v>{_serial(value)}</v></c>',
        date: lambda place, value: f'<c r="{place}" s="{DAY}"><v>{(value - EPOCH.date()).days}</v></c>',
    }


def _text(place: str, value: str, style: str = "") -> str:
    text = value[:LONGEST]
    if ODD.search(text):
        text = ODD.sub(_escaped, text)
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    return NAMED.get(sign) or f"_x{ord(sign):04X}_"


def _number(place: str, value: int | float | Decimal) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def _serial(moment: datetime) -> float:
    """Return a moment as Excel counts it: days since its day 0, the time of day as their fraction."""
    passed = moment - EPOCH
    return passed.days + round(passed.seconds / 86_400, 10)


def _letters(number: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    while number >= 0:
        letters, number = chr(65 + number % 26) + letters, number // 26 - 1
    return letters
