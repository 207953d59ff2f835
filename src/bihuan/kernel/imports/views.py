"""Pages of an import: send a file, agree on its columns, watch it, take back what was rejected."""

from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.imports.forms import MappingForm, UploadForm
from bihuan.kernel.imports.models import ImportRun, ImportState
from bihuan.kernel.imports.parsing import shown
from bihuan.kernel.imports.rejects import rejects_workbook
from bihuan.kernel.imports.rows import Rejection
from bihuan.kernel.imports.run import begin, map_columns, preview, start, stop
from bihuan.kernel.imports.specs import ImportSpec, ParsedRow, kinds, spec_of
from bihuan.kernel.imports.tasks import import_rows
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import attempt, done, for_record, page, require_post, staff_page

SHOWN_REJECTS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page()
def imports(request: HttpRequest) -> HttpResponse:
    """List one's imports and take in a new file."""
    if not any(request.user.has_perm(spec.perm) for spec in kinds()):
        raise PermissionDenied(_("Your post does not allow this."))
    form = UploadForm(request.POST or None, request.FILES or None, user=_by(request))
    if request.method == "POST":
        taken = attempt(form, lambda: _take(request, form.cleaned_data))
        if taken is not None:
            return done(request, taken)
    runs = ImportRun.objects.visible_to(_by(request)).select_related("by").order_by("-pk")[:30]
    for run in runs:
        run.kind_label = getattr(spec_of(run.target), "label", run.target)
    status = 422 if form.errors else 200
    return page(request, "imports/imports.html", {"form": form, "runs": runs}, status=status)


def _by(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _take(request: HttpRequest, data: dict[str, Any]) -> ImportRun:
    upload = cast("UploadedFile[Any]", data["file"])
    suffix = Path(upload.name or "").suffix.lower()
    stored = default_storage.save(f"imports/{get_random_string(24)}{suffix}", upload)
    try:
        return begin(
            data["kind"], Path(default_storage.path(stored)), by=_by(request), file_name=upload.name or "",
            source=data["source"], stored_as=stored,
        )  # fmt: skip
    except OperationError as error:
        default_storage.delete(stored)
        error.field = error.field or "file"
        raise


@for_record(ImportRun)
def import_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show an import: its columns and a preview before it begins, its progress and result afterwards."""
    spec = spec_of(run.target)
    if spec is None:
        raise Http404(_("Not found, or not for you."))
    if run.state == ImportState.MAPPING:
        return _mapping_page(request, run, spec)
    return page(
        request,
        "imports/run.html",
        {"run": run, "spec": spec, "rejects": run.rejects.order_by("row_number")[:SHOWN_REJECTS]},
    )


def _mapping_page(request: HttpRequest, run: ImportRun, spec: ImportSpec) -> HttpResponse:
    form = MappingForm(request.POST or None, run=run, spec=spec)
    if request.method == "POST" and attempt(form, lambda: _confirm(request, run, form)) is not None:
        return done(request, run)
    rows = _preview(run, spec)
    columns = [column for column in spec.columns if column.name in run.mapping]
    context = {"run": run, "spec": spec, "form": form, "columns": columns, "rows": rows}
    return page(request, "imports/mapping.html", context, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, run: ImportRun, form: MappingForm) -> ImportRun:
    map_columns(run, form.mapping(), carry=form.carry(), by=_by(request))
    if "start" in request.POST:
        start(run, by=_by(request))
        import_rows.enqueue(run_id=run.pk)
    return run


def _preview(run: ImportRun, spec: ImportSpec) -> list[dict[str, Any]]:
    """Return the first rows for the page: values in the order of the columns, or what is wrong with them."""
    names = [column.name for column in spec.columns if column.name in run.mapping]
    return [_preview_row(row, names, spec) for row in preview(run)]


def _preview_row(row: ParsedRow | Rejection, names: list[str], spec: ImportSpec) -> dict[str, Any]:
    if isinstance(row, Rejection):
        return {"number": row.number, "problems": row.problems, "width": len(names)}
    columns = [spec.by_name[name] for name in names]
    given = [(column, row.values.get(column.name)) for column in columns]
    values = [column.words.get(value, value) if isinstance(value, str) else value for column, value in given]
    notes = [row.notes.get(str(column.label), "") for column in columns]
    return {"number": row.number, "cells": [(shown(value), note) for value, note in zip(values, notes, strict=True)]}


@for_record(ImportRun)
def stop_import(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Stop an import after the batch it is at."""
    require_post(request)
    stop(run, by=_by(request))
    return done(request, run, _("Stopped. What is in stays in."))


@for_record(ImportRun)
def rejected(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Send the rejected rows as a workbook to be corrected and sent again."""
    if not run.rejected:
        return HttpResponseRedirect(run.get_absolute_url())
    response = HttpResponse(rejects_workbook(run), content_type=XLSX)
    name = quote(f"{Path(run.file_name).stem}.rejected.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
