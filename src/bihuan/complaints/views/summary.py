"""The summary of complaints: page, Excel, and to the departments (CMP-16)."""

from io import BytesIO
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.complaints import queries
from bihuan.complaints.forms.summary import SpanForm
from bihuan.complaints.operations.summarising import tell_departments
from bihuan.kernel.lists import sheet
from bihuan.kernel.web import StaffRequest, done, page, require_post, staff_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _columns() -> list[str]:
    return [
        _("Complaints"), _("Serious"), _("Not justified"), _("Still open"), _("Nothing required yet"),
        _("Being followed"), _("Prevention verified"), _("Proved effective"),
    ]  # fmt: skip


@staff_page("complaints.summarise")
def summary(request: StaffRequest) -> HttpResponse:
    """Show a period's complaints by cause, department, fault and model, each figure leading to its records."""
    form = SpanForm(request.GET or None)
    span = form.span()
    context = {
        "form": form, "span": span, "columns": _columns(), "tables": queries.summary(request.user, span),
        "waiting": queries.unprevented_by_department(request.user, span),
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, "complaints/summary.html", context, status=status)


@staff_page("complaints.summarise")
def summary_file(request: StaffRequest) -> HttpResponse:
    """Send the summary as an Excel file."""
    span = SpanForm(request.GET or None).span()
    rows = [
        (table.title, line.label, *line.figures, line.paid)
        for table in queries.summary(request.user, span) for line in table.lines
    ]  # fmt: skip
    content = BytesIO()
    head = [_("Summary"), _("Item"), *_columns(), _("Compensation (CNY)")]
    sheet.write(content, _("Summary of complaints"), head, rows, (_("yes"), _("no")))
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    name = quote(f"{_('Summary of complaints')} {span.since} {span.until}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@staff_page("complaints.summarise")
def tell(request: StaffRequest) -> HttpResponse:
    """Tell the departments what waits for their improvement."""
    require_post(request)
    span = SpanForm(request.POST).span()
    told = tell_departments(span, by=request.user)
    words = ngettext("%(n)s department has been told.", "%(n)s departments have been told.", told) % {"n": told}
    where = f"{reverse('complaints:summary')}?since={span.since}&until={span.until}"
    return done(request, where, words)
