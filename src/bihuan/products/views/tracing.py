"""Pages of the trace: where one begins, a node with its ways on, one way's rows; lots and their use (WAR-06)."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.web import StaffRequest, attempt, done, form_page, is_fragment, page, staff_page, visible
from bihuan.products import operations
from bihuan.products.forms.materials import LotForm, UseForm
from bihuan.products.models import Lot
from bihuan.products.operations.materials import LotRow, UseRow
from bihuan.products.queries import tracing
from bihuan.products.queries.holds import on_node
from bihuan.products.tables import ConsumptionList, LotList

TRACE, EDIT = "products.trace", "products.edit_materials"
MOST = 10**18


@staff_page(TRACE)
def trace(request: StaffRequest) -> HttpResponse:
    """Find what to trace: a serial number, a batch, a lot, a supplier."""
    words = request.GET.get("q", "")
    found = tracing.traced(words, request.user)
    return page(request, "products/trace/start.html", {"q": words, "found": found})


@staff_page(TRACE)
def trace_node(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Show one record of the trace and its ways on, counts first; in the tree, the ways alone."""
    record = _record(request, kind, pk)
    context = {"node": tracing.node(kind, record), "branches": tracing.ways_on(kind, record, request.user)}
    if is_fragment(request):
        return page(request, "products/trace/ways.html", context)
    context["history"] = history.of(record.kind(), record.pk) if kind in ("batch", "lot", "supplier") else []
    context["record"], context["holds"] = record, on_node(record, request.user)
    if kind in ("batch", "lot") and request.user.has_perm("products.draft_recall"):
        context["recall_url"] = f"{reverse('products:add_recall')}?{kind}={quote(record.code)}"
    return page(request, "products/trace/node.html", context)


@staff_page(TRACE)
def trace_branch(request: StaffRequest, kind: str, pk: int, branch: str) -> HttpResponse:
    """Show a page of the rows that one way leads to."""
    record = _record(request, kind, pk)
    after = request.GET.get("after", "")
    last = int(after) if after.isdecimal() and int(after) < MOST else 0
    found = tracing.step(kind, record, branch, request.user, after=last)
    if found is None:
        raise Http404(_("Not found, or not for you."))
    context = {"step": found, "node": tracing.node(kind, record)}
    return page(request, f"products/trace/{'rows' if is_fragment(request) else 'branch'}.html", context)


def _record(request: StaffRequest, kind: str, pk: int) -> Any:
    if kind not in tracing.KINDS:
        raise Http404(_("Not found, or not for you."))
    return visible(tracing.KINDS[kind], request, pk=pk)


@staff_page(TRACE)
def lots(request: StaffRequest) -> HttpResponse:
    """List the lots of raw material."""
    return LotList(request).respond(**_adding(request, "products:add_lot", _("New lot")))


@staff_page(TRACE)
def consumption(request: StaffRequest) -> HttpResponse:
    """List which batch took how much of which lot."""
    return ConsumptionList(request).respond(**_adding(request, "products:add_use", _("Record use")))


def _adding(request: StaffRequest, address: str, label: str) -> dict[str, Any]:
    if not request.user.has_perm(EDIT):
        return {}
    return {"add_url": reverse(address), "add_label": label, "import_url": reverse("kernel:imports")}


@staff_page(EDIT)
def add_lot(request: StaffRequest) -> HttpResponse:
    """Enter a lot."""
    form = LotForm(request.POST or None)

    def work() -> Lot:
        return operations.receive_lot(LotRow(**form.cleaned_data), by=request.user)

    return _form(request, form, work, _("New lot"), "products:lots")


@staff_page(EDIT)
def add_use(request: StaffRequest) -> HttpResponse:
    """Write down that a batch took some of a lot."""
    form = UseForm(request.POST or None)

    def work() -> Any:
        return operations.take_in_use(UseRow(**form.cleaned_data), by=request.user, source="web")

    return _form(request, form, work, _("Record use"), "products:consumption")


def _form(request: StaffRequest, form: Any, work: Any, heading: str, back: str) -> HttpResponse:
    url = reverse(back)
    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, url, _("Entered."))
    return form_page(request, form, heading=heading, back=url, crumbs=[(reverse("products:trace"), _("Trace"))])
