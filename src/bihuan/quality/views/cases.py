"""Pages of reported cases: the list, and what one of them says."""

from django.http import HttpResponse

from bihuan.kernel import history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, for_record, page, staff_page
from bihuan.quality.models import ReportedCase
from bihuan.quality.queries.cases import source_name, source_of
from bihuan.quality.tables import CaseList


@staff_page("quality.view")
def cases(request: StaffRequest) -> HttpResponse:
    """List the reported cases."""
    return CaseList(request).respond()


@for_record(ReportedCase, "quality.view")
def case(request: StaffRequest, record: ReportedCase) -> HttpResponse:
    """Show what a record has reported."""
    context = {
        "record": record, "source": source_of(record, request.user), "source_name": source_name(record),
        "history": history.of(record.kind(), record.pk), "panels": panels_for(record, request.user, request),
    }  # fmt: skip
    return page(request, "quality/case.html", context)
