"""A list as an Excel file: written row by row in constant memory, in the background when it is long.

Personal data stays masked, and a text that begins with = is a text, never a formula.
"""

import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.lists import sheet
from bihuan.kernel.lists.columns import Plain
from bihuan.kernel.lists.paging import Order
from bihuan.kernel.tasks import task

if TYPE_CHECKING:
    from bihuan.kernel.lists.page import ListPage

AT_ONCE = 5_000  # rows written while the browser waits
MOST = 1_048_000  # what a sheet holds
CHUNK = 2_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Export(models.Model):
    """An Excel file that is being written, or waits to be fetched by its owner."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=120)  # dotted name of the list's class
    title = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=10)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(gettext_lazy("Rows"), default=0)
    path = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.title} {self.asked_at:%Y-%m-%d %H:%M}"


def answer(page: "ListPage") -> HttpResponse:
    """Answer with the file, or with the page that shows how far the long one is."""
    if page.count <= min(AT_ONCE, page.most):
        content = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
        write(page, content)
        content.seek(0)
        return _file(content, str(page.title))
    query = page.query.copy()
    query.pop("export", None)
    export = Export.objects.create(
        owner=page.user, page=f"{type(page).__module__}.{type(page).__qualname__}", title=str(page.title),
        query=query.urlencode()[:1000], language=translation.get_language() or "zh-hans",
        columns=[column.field for column in page.chosen],
    )  # fmt: skip
    write_export.enqueue(pk=export.pk)
    return redirect("kernel:export", pk=export.pk)


@task
def write_export(pk: int) -> None:
    """Write the file of an `Export` row; run twice it writes it again."""
    export = Export.objects.select_related("owner").get(pk=pk)
    with translation.override(export.language), tempfile.TemporaryFile() as content:
        page: ListPage = import_string(export.page)(user=export.owner, query=export.query)
        page.chosen = [column for column in page.columns if column.field in export.columns]
        rows = write(page, content, lambda done: Export.objects.filter(pk=pk).update(rows=done))
        content.seek(0)
        export.path = default_storage.save(f"exports/{pk}.xlsx", File(content))
    export.rows, export.done_at = rows, timezone.now()
    export.save(update_fields=["path", "rows", "done_at"])


def fetched(export: Export) -> HttpResponse:
    """Answer with a finished export's file."""
    return _file(default_storage.open(export.path), export.title)


def _file(content: Any, title: str) -> HttpResponse:
    name = f"{title}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPE)  # type: ignore[return-value]


def head(page: "ListPage") -> list[str]:
    """Return the columns' heads."""
    return [str(column.label) for column in page.chosen]


def lines(page: "ListPage", limit: int = MOST) -> Iterator[list[Plain]]:
    """Return the list's rows as plain values, masked and labelled, in the list's order."""
    readers = [column.reader() for column in page.chosen]
    rows = page.narrowed()
    if page.text and page.search_kind:
        rows = rows.filter(pk__in=page.matching())
    ordered = Order(page.sort).apply(rows).values(*dict.fromkeys(("pk", *page.fields)))[:limit]
    found = ordered.iterator(chunk_size=CHUNK)
    while batch := list(islice(found, CHUNK)):
        page.complete(batch, page.user)
        for row in batch:
            yield [read(row) for read in readers]


def write(page: "ListPage", content: Any, progress: Any = None) -> int:
    """Write a list into an open binary file; return the number of rows.

    Args:
        content: a file open for writing, with `seek`.
        progress: called with the number of rows so far, every 2,000.
    """
    return sheet.write(content, str(page.title), head(page), _counted(lines(page), progress), (_("yes"), _("no")))


def _counted(rows: Iterator[list[Plain]], progress: Any) -> Iterator[list[Plain]]:
    for done, row in enumerate(rows, 1):
        yield row
        if progress and done % CHUNK == 0:
            progress(done)
