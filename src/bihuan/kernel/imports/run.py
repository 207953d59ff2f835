"""An import from beginning to end: look at the file, agree on the columns, bring the rows in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import bulk, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.imports.columns import index_columns, known, propose
from bihuan.kernel.imports.models import ImportRun, ImportState, ImportTemplate
from bihuan.kernel.imports.parsing import Context
from bihuan.kernel.imports.reading import Ledger, LedgerError, open_ledger
from bihuan.kernel.imports.rejects import is_reason
from bihuan.kernel.imports.rows import Rejection, RowParser
from bihuan.kernel.imports.saving import Batch, Overtaken, save_batch
from bihuan.kernel.imports.specs import ImportSpec, Occasion, ParsedRow, spec_of
from bihuan.kernel.records import OperationError

BATCH = 1000  # rows committed together
SAMPLE = 60  # rows whose content helps to propose the columns
PREVIEW = 20

Progress = Callable[[int, int], None]  # (rows done, rows in the file)


@dataclass(frozen=True)
class ImportResult:
    """What an import came to."""

    imported: int
    already_there: int
    rejected: int
    run: ImportRun


def spec_for(kind: str, by: Actor) -> ImportSpec:
    """Return a kind's description for somebody who may import it.

    Raises:
        OperationError: there is no such kind.
        PermissionDenied: his post doesn't allow it.
    """
    spec = spec_of(kind)
    if spec is None:
        raise OperationError(_("There is no import of the kind «%(kind)s».") % {"kind": kind})
    permit(by, spec.perm)
    return spec


def path_of(run: ImportRun) -> Path:
    """Return where the file of an import lies."""
    return Path(default_storage.path(run.path)) if run.is_upload else Path(run.path)


def ledger_of(run: ImportRun) -> Ledger:
    """Return the table in the file of an import.

    Raises:
        LedgerError: the file is gone or can't be read.
    """
    spec, path = spec_of(run.target), path_of(run)
    if spec is None or not path.is_file():
        raise LedgerError(_("The file is no longer there. Please send it again."))
    return open_ledger(path, known=known(spec), sheet=run.sheet)


@transaction.atomic
def begin(kind: str, path: Path, *, by: Actor, file_name: str = "", source: str = "", stored_as: str = "") -> ImportRun:
    """Look at a file and propose its columns: as somebody confirmed for such a file before, or by likeness.

    Args:
        path: where the file lies now.
        stored_as: its name in the storage, when it is an upload.

    Raises:
        LedgerError: the file can't be read as a ledger of this kind.
    """
    spec = spec_for(kind, by)
    ledger = open_ledger(path, known=known(spec))
    sample = [line.cells for line in islice(ledger.lines(), SAMPLE)]
    template = ImportTemplate.objects.filter(kind=kind, signature=ledger.signature).first()
    mapping = template.mapping if template else propose(spec, ledger.headings, sample)
    carry = template.carry if template else [column.name for column in spec.columns if column.is_carried]
    run = ImportRun.objects.create(
        target=kind, by_id=by.pk if by.actor_kind == "staff" else None, file_name=(file_name or path.name)[-160:],
        path=stored_as or str(path.resolve()), is_upload=bool(stored_as), source=source[:40], total=ledger.total,
        sheet=ledger.sheet[:60] if ledger.sheets else "", headings=ledger.headings, signature=ledger.signature,
        mapping=mapping, carry=carry,
    )  # fmt: skip
    history.append(run, "create", by=by, is_first=True)
    return run


def check_mapping(spec: ImportSpec, run: ImportRun, mapping: Mapping[str, int]) -> None:
    """Refuse a mapping that can't work.

    Raises:
        OperationError: a required column is missing, one is mapped twice, or isn't there.
    """
    for column in spec.columns:
        if column.required and column.name not in mapping:
            raise OperationError(_("Say which column holds «%(label)s».") % {"label": column.label}, field=column.name)
    seen: dict[int, str] = {}
    for name, at in mapping.items():
        if name not in spec.by_name or not 0 <= at < len(run.headings):
            raise OperationError(_("The file has no such column."), field=name)
        if at in seen:
            raise OperationError(_("«%(heading)s» is used twice.") % {"heading": run.headings[at]}, field=name)
        seen[at] = name


def map_columns(run: ImportRun, mapping: Mapping[str, int], *, carry: list[str], by: Actor) -> None:
    """Keep which column is which.

    Raises:
        OperationError: the mapping can't work, or the import has begun.
    """
    spec = spec_for(run.target, by)
    check_mapping(spec, run, mapping)
    known_carry = [name for name in carry if name in spec.by_name]
    if not ImportRun.objects.filter(pk=run.pk, state=ImportState.MAPPING).update(
        mapping=dict(mapping), carry=known_carry
    ):
        raise OperationError(_("This import has already begun."))
    run.mapping, run.carry = dict(mapping), known_carry


@transaction.atomic
def start(run: ImportRun, *, by: Actor) -> None:
    """Confirm the columns: remember them for such files and let the import begin.

    Raises:
        OperationError: it has begun before, or the mapping can't work.
    """
    check_mapping(spec_for(run.target, by), run, run.mapping)
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportState.MAPPING)
    if not waiting.update(state=ImportState.QUEUED):
        raise OperationError(_("This import has already begun."))
    run.state = ImportState.QUEUED
    ImportTemplate.objects.update_or_create(
        kind=run.target, signature=run.signature, defaults={"mapping": run.mapping, "carry": run.carry}
    )
    history.append(run, "start", by=by)


def stop(run: ImportRun, *, by: Actor) -> None:
    """Stop an import after the batch it is at; what is in stays in."""
    spec_for(run.target, by)
    open_states = [ImportState.MAPPING, ImportState.QUEUED, ImportState.RUNNING]
    with transaction.atomic():
        if ImportRun.objects.filter(pk=run.pk, state__in=open_states).update(
            state=ImportState.STOPPED, finished_at=timezone.now()
        ):
            history.append(run, "stop", by=by)
            _forget_file(run)


def parser_of(run: ImportRun, ledger: Ledger) -> RowParser:
    """Return what understands the lines of an import."""
    spec = spec_of(run.target)
    assert spec is not None
    sample = [line.cells for line in islice(ledger.lines(), SAMPLE)]
    ignored = index_columns(ledger.headings, sample, run.mapping)
    ignored |= {at for at, heading in enumerate(ledger.headings) if is_reason(heading)}
    context = Context(today=timezone.localdate(), zone=timezone.get_default_timezone())
    return RowParser(spec, ledger, run.mapping, context, frozenset(run.carry), frozenset(ignored), run.source)


def preview(run: ImportRun) -> list[ParsedRow | Rejection]:
    """Return the first rows as they would come in."""
    ledger = ledger_of(run)
    parser = parser_of(run, ledger)
    return [parser.parse(line) for line in islice(ledger.lines(), PREVIEW)]


def execute(run: ImportRun, *, progress: Progress | None = None) -> ImportResult:
    """Bring the rows in, from where the last attempt was committed; at the end say what came of them.

    Raises:
        Overtaken: another process goes on with this import, or somebody stopped it.
        LedgerError: the file can't be read any more; the import is marked as failed.
    """
    spec = spec_of(run.target)
    ImportRun.objects.filter(pk=run.pk, state=ImportState.QUEUED).update(
        state=ImportState.RUNNING, started_at=timezone.now()
    )
    run.refresh_from_db()
    if spec is None or run.state != ImportState.RUNNING:
        raise Overtaken
    try:
        ledger = ledger_of(run)
        occasion = Occasion(run.by or SYSTEM, run.started_at or timezone.now(), run.source)
        for batch, parser in _batches(run, ledger):
            save_batch(spec, run, parser, batch, occasion)
            if progress:
                progress(run.done_rows, max(run.total, run.done_rows))
    except LedgerError as error:
        _finish(run, ImportState.FAILED, str(error.message))
        raise
    _finish(run, ImportState.DONE)
    bulk.tell_planner(run.imported)
    if progress:
        progress(run.done_rows, run.done_rows)
    return ImportResult(run.imported, run.already_there, run.rejected, run)


def _batches(run: ImportRun, ledger: Ledger) -> Iterator[tuple[Batch, RowParser]]:
    parser, batch = parser_of(run, ledger), Batch()
    for line in ledger.lines():
        outcome = parser.parse(line)
        if line.number <= run.position:
            continue
        batch.add(line, outcome)
        if len(batch) >= BATCH:
            yield batch, parser
            batch = Batch()
    if len(batch):
        yield batch, parser


def _finish(run: ImportRun, state: ImportState, message: str = "") -> None:
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING).update(
            state=state, message=message[:300], finished_at=timezone.now(), total=run.done_rows
        )
        run.refresh_from_db()
        counts = {"imported": [None, run.imported], "rejected": [None, run.rejected]}
        history.append(run, "finish", by=run.by or SYSTEM, changes=counts, note=message)
        _forget_file(run)


def _forget_file(run: ImportRun) -> None:
    """Remove an uploaded ledger: it holds personal data, and all that is still needed of it are the rejects."""
    if run.is_upload:
        transaction.on_commit(lambda: default_storage.delete(run.path))


def run_file(
    kind: str,
    path: Path | str,
    *,
    by: Actor,
    mapping: Mapping[str, int] | None = None,
    source: str = "",
    progress: Progress | None = None,
) -> ImportResult:
    """Import a file at once, with the proposed columns or the given ones.

    Args:
        kind: what the ledger holds, such as `service-requests`.
        mapping: column name -> column of the file, from 0; proposed when None.
        source: keeps the numbers of several offices apart; usually "".
        progress: called with rows done and rows in the file.

    Raises:
        OperationError: the file can't be read, or a required column isn't found.
        PermissionDenied: `by` may not import this.
    """
    run = begin(kind, Path(path), by=by, source=source)
    try:
        if mapping is not None:
            map_columns(run, mapping, carry=run.carry, by=by)
        start(run, by=by)
    except (OperationError, PermissionDenied):
        stop(run, by=by)
        raise
    return execute(run, progress=progress)
