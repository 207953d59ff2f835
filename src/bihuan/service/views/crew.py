"""Who helps on a job, and how long (PPL-01)."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.organization.models import Staff
from bihuan.service import operations
from bihuan.service.forms.calendar import CrewForm, MinutesForm
from bihuan.service.models import WorkOrder
from bihuan.service.queries.helpers import could_help, crew_of


def _back(request: StaffRequest, order: WorkOrder) -> str:
    """Return the job's page: the technician's own, or the desk's."""
    is_his = order.technician_id == request.user.pk
    return reverse("service:job", args=[order.pk]) if is_his else order.get_absolute_url()


@for_record(WorkOrder, "service.set_crew")
def add(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Send somebody along."""
    helpers = could_help(record)
    form = CrewForm(request.POST or None, record=record, choices=[(one.staff.pk, one.label) for one in helpers])
    people = {one.staff.pk: one.staff for one in helpers}
    if request.method == "POST" and attempt(
        form, lambda: operations.add_helper(record, people[form.cleaned_data["person"]], by=request.user)
    ):
        return done(request, _back(request, record), _("Helper added."))
    return form_page(
        request, form, heading=_("Add a helper"), submit=_("Add"), back=_back(request, record),
        intro=_("The job stays its technician's; the helper sees it in his day and books his time."),
    )  # fmt: skip


@for_record(WorkOrder, "service.set_crew")
def remove(request: StaffRequest, record: WorkOrder, person: int) -> HttpResponse:
    """Take a helper off the job."""
    member = next((one for one in crew_of(record) if one.person_id == person), None)
    if member is None:
        raise Http404(_("Not found, or not for you."))
    helper: Staff = member.person
    form = NoteForm(request.POST or None, record=record)
    if request.method == "POST" and attempt(
        form, lambda: operations.remove_helper(record, helper, note=form.cleaned_data["note"], by=request.user)
    ):
        return done(request, _back(request, record), _("Helper removed."))
    heading = _("Remove %(name)s") % {"name": helper.name}
    return form_page(request, form, heading=heading, submit=_("Remove"), back=_back(request, record))


@for_record(WorkOrder, "service.book_minutes")
def minutes(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Write down how long each helper worked; a helper writes his own time."""
    crew = crew_of(record)
    if record.technician_id != request.user.pk:
        crew = [one for one in crew if one.person_id == request.user.pk]
    form = MinutesForm(request.POST or None, order=record, crew=crew)
    if request.method == "POST" and attempt(
        form, lambda: operations.book_minutes(record, form.minutes(), by=request.user)
    ):
        return done(request, reverse("service:job", args=[record.pk]), _("Saved."))
    return form_page(
        request, form, heading=_("Helpers' minutes"), submit=_("Save"), back=reverse("service:job", args=[record.pk])
    )
