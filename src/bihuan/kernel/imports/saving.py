"""A batch of rows into the database: claimed by key, saved in bulk, counted, all in one transaction.

The claim is a row in `ImportedKey` written with «on conflict do nothing»: two imports of the same
ledger at once share the rows between them and double none. The run's position moves in the same
transaction, so a crash leaves either a whole batch or nothing of it.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bihuan.kernel.imports.models import ImportedKey, ImportReject, ImportRun, ImportState
from bihuan.kernel.imports.reading import Line
from bihuan.kernel.imports.rows import Rejection, RowParser
from bihuan.kernel.imports.specs import ImportSpec, Occasion, ParsedRow, Saved
from bihuan.kernel.records import OperationError

logger = logging.getLogger(__name__)

# One statement for a batch; its rows travel as one JSON value.
_CLAIM = {
    "postgresql": """
        INSERT INTO kernel_importedkey (kind, key, run_id, row_number)
        SELECT %s, m.value ->> 0, %s, (m.value ->> 1)::integer FROM json_array_elements(%s::json) AS m
        ON CONFLICT DO NOTHING""",
    "sqlite": """
        INSERT INTO kernel_importedkey (kind, key, run_id, row_number)
        SELECT %s, m.value ->> 0, %s, m.value ->> 1 FROM json_each(%s) AS m WHERE true
        ON CONFLICT DO NOTHING""",
}
_SETTLE = {
    "postgresql": """
        UPDATE kernel_importedkey SET subject_id = (m.value ->> 1)::bigint FROM json_array_elements(%s::json) AS m
         WHERE kernel_importedkey.id = (m.value ->> 0)::bigint""",
    "sqlite": """
        UPDATE kernel_importedkey SET subject_id = m.value ->> 1 FROM json_each(%s) AS m
         WHERE kernel_importedkey.id = m.value ->> 0""",
}


class Overtaken(Exception):
    """Another process has gone on with this import, or somebody stopped it."""


@dataclass
class Batch:
    """Lines of the ledger that are committed together."""

    lines: dict[int, Line] = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, line: Line, outcome: ParsedRow | Rejection) -> None:
        """Add a line and what the parser made of it."""
        self.lines[line.number] = line
        if isinstance(outcome, Rejection):
            self.rejections.append(outcome)
        else:
            self.rows.append(outcome)


def save_batch(spec: ImportSpec, run: ImportRun, parser: RowParser, batch: Batch, occasion: Occasion) -> None:
    """Commit a batch and move the run's position behind it.

    Raises:
        Overtaken: the run is no longer at the position this process left it at, or was stopped.
    """
    with transaction.atomic():
        _go_on(run, max(batch.lines))
        claims = _claim(spec, run, batch.rows)
        fresh = list(claims.values())
        results = _save(spec, fresh, occasion)
        refused = [
            parser.reject(batch.lines[row.number], result.reason, result.column)
            for row, result in zip(fresh, results, strict=True)
            if result.pk is None
        ]
        _settle(list(claims), results)
        _keep(run, [*batch.rejections, *refused])
        run.imported += len(fresh) - len(refused)
        run.already_there += len(batch.rows) - len(fresh)
        run.rejected += len(batch.rejections) + len(refused)
        ImportRun.objects.filter(pk=run.pk).update(
            imported=run.imported, already_there=run.already_there, rejected=run.rejected
        )
    run.position = max(batch.lines)


def _go_on(run: ImportRun, position: int) -> None:
    here = ImportRun.objects.filter(pk=run.pk, position=run.position, state=ImportState.RUNNING)
    if not here.update(position=position, revision=F("revision") + 1):
        raise Overtaken


def _claim(spec: ImportSpec, run: ImportRun, rows: Sequence[ParsedRow]) -> dict[int, ParsedRow]:
    """Return the rows that have never come in, by the key row that is this run's from now on."""
    first: dict[str, ParsedRow] = {}
    for row in rows:
        first.setdefault(row.source_key, row)
    known = set(ImportedKey.objects.filter(kind=spec.kind, key__in=first).values_list("key", flat=True))
    wanted = {key: row for key, row in sorted(first.items()) if key not in known}
    with connection.cursor() as cursor:
        numbered = json.dumps([[key, row.number] for key, row in wanted.items()])
        cursor.execute(_CLAIM[connection.vendor], [spec.kind, run.pk, numbered])
    claims = ImportedKey.objects.filter(kind=spec.kind, key__in=wanted, run=run).values_list("pk", "key", "row_number")
    mine = {row.number: (pk, row) for pk, key, number in claims if (row := wanted[key]).number == number}
    return {pk: row for _number, (pk, row) in sorted(mine.items())}


def _save(spec: ImportSpec, rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save rows in bulk; when that fails, in halves, until the row that can't be saved stands alone."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            results = list(spec.save_rows(rows, occasion))
        if len(results) != len(rows):
            raise RuntimeError(f"{spec.kind}: save_rows answered {len(results)} times for {len(rows)} rows")
    except (OperationalError, InterfaceError, RuntimeError):
        raise
    except Exception as error:
        if len(rows) == 1:
            return [Saved(reason=_reason(error, rows[0]))]
        middle = len(rows) // 2
        return _save(spec, rows[:middle], occasion) + _save(spec, rows[middle:], occasion)
    return results


def _reason(error: Exception, row: ParsedRow) -> str:
    if isinstance(error, OperationError):
        return str(error.message)
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    logger.error("import: row %s could not be saved", row.number, exc_info=error)
    return _("this row could not be saved (%(error)s)") % {"error": type(error).__name__}


def _settle(claims: Sequence[int], results: Sequence[Saved]) -> None:
    """Write where each row went; give back the keys of the refused ones, which may come again corrected."""
    pairs = list(zip(claims, results, strict=True))
    with connection.cursor() as cursor:
        settled = [[claim, result.pk] for claim, result in pairs if result.pk is not None]
        cursor.execute(_SETTLE[connection.vendor], [json.dumps(settled)])
    refused = [claim for claim, result in pairs if result.pk is None]
    if refused:
        ImportedKey.objects.filter(pk__in=refused).delete()


def _keep(run: ImportRun, rejections: Sequence[Rejection]) -> None:
    ImportReject.objects.bulk_create(
        [
            ImportReject(
                run=run, row_number=one.number, cells=json.dumps(one.cells, ensure_ascii=False),
                problems=[list(problem) for problem in one.problems],
            )
            for one in rejections
        ]
    )  # fmt: skip
