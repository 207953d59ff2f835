"""`bihuan import KIND FILE`: the same import from the shell."""

import sys
from pathlib import Path
from time import monotonic
from typing import TextIO

from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.imports.rejects import write_rejects
from bihuan.kernel.imports.run import run_file
from bihuan.kernel.imports.specs import kinds
from bihuan.kernel.records import OperationError

WIDTH = 30


class ProgressBar:
    """Rows done on one line of a terminal; a line for each tenth where there is no terminal."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.started, self.tenth = out, monotonic(), 0

    def __call__(self, done: int, total: int) -> None:
        share = min(1.0, done / total) if total else 1.0
        rate = done / max(monotonic() - self.started, 0.001)
        line = f"[{'#' * round(share * WIDTH):.<{WIDTH}}] {share:4.0%}  {done:,}/{total:,}  {rate:,.0f}/s"
        if self.out.isatty():
            self.out.write(f"\r{line}\x1b[K")
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.out.write(f"{line}\n")
        self.out.flush()


def main(kind: str, path: str, *, by: Actor = SYSTEM, out: TextIO | None = None, bar: TextIO | None = None) -> int:
    """Import a file; the last line on `out` is `N imported, N already there, N rejected`.

    The rejected rows are written beside the file as `<name>.rejected.xlsx`.

    Returns:
        the exit code: 0, or 1 when the file couldn't be imported at all.
    """
    out, bar = out or sys.stdout, bar or sys.stderr
    file = Path(path)
    if not file.is_file():
        print(_("There is no file %(path)s.") % {"path": path}, file=bar)
        return 1
    try:
        result = run_file(kind, file, by=by, progress=ProgressBar(bar))
    except OperationError as error:
        known = ", ".join(spec.kind for spec in kinds())
        print(f"{error.message}  ({_('Known kinds')}: {known})", file=bar)
        return 1
    if bar.isatty():
        bar.write("\n")
    if result.rejected:
        beside = file.with_name(f"{file.stem}.rejected.xlsx")
        write_rejects(result.run, beside)
        print(_("Rejected rows: %(path)s") % {"path": beside}, file=bar)
    print(f"{result.imported} imported, {result.already_there} already there, {result.rejected} rejected", file=out)
    return 0
