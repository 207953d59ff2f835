"""Software on a job: before, afterwards, rolled back, agreed to; and the upgrade of many units (SVC-19)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from bihuan.kernel.actors import permit
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.lists import picked
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.products.models import UnitSoftware
from bihuan.service.forms import software as forms
from bihuan.service.models import SoftwareJob, WorkOrder
from bihuan.service.operations import software as operations
from bihuan.service.operations.campaigns import upgrade_units as upgraded
from bihuan.service.queries import software as queries
from bihuan.service.queries.story import told_alone

WORK, RUN = "service.work_order", "service.run_campaign"
PHONE = "service/phone_form.html"
MOST = 100
WITH_NOTE = {
    "roll_back": (operations.roll_back, lazy("The version before runs again.")),
    "drop": (operations.drop, lazy("Left as it was.")),
}


@for_record(WorkOrder, WORK)
def prepare_software(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Put on file what runs before software is put on."""
    unit = record.request.unit
    checks = queries.points_for(unit) if unit else []
    form = forms.PrepareForm(request.POST or None, record=record, checks=checks)

    def work() -> SoftwareJob:
        values = form.cleaned_data
        return operations.prepare(
            record, version=values["version"], version_before=values["version_before"], before=form.answers(),
            note=values["note"], by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    return _step(request, form, record, work, _("On file; now put the software on, then check afterwards."),
                 _("Before the software work"))  # fmt: skip


@for_record(SoftwareJob)
def software_job(request: StaffRequest, record: SoftwareJob) -> HttpResponse:
    """Show one piece of software work: versions, every point before and after, history."""
    context = {
        "record": record, "history": told_alone(record),
        "rows": queries.point_rows(record),
    }  # fmt: skip
    return page(request, "service/software/job.html", context)


@for_record(SoftwareJob, WORK)
def check(request: StaffRequest, record: SoftwareJob) -> HttpResponse:
    """Put on file how it runs afterwards; what is worse stops the job."""
    form = forms.CompareForm(request.POST or None, record=record)

    def work() -> SoftwareJob:
        return operations.compare(
            record, after=form.answers(), note=form.cleaned_data["note"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    return _step(request, form, record.order, work, _("The comparison is on file."), _("After the software work"))


@for_record(SoftwareJob, WORK)
def consent(request: StaffRequest, record: SoftwareJob) -> HttpResponse:
    """Have the customer agree in writing to what is worse."""
    initial = {"signer_name": record.order.request.contact_name}
    form = forms.ConsentForm(request.POST or None, request.FILES or None, initial=initial)

    def work() -> SoftwareJob:
        signature, _is_paper = form.signed()
        return operations.consent(
            record, signature=signature, signer_name=form.cleaned_data["signer_name"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, _job(record.order), _("The customer's consent is on file."))
    context = {"form": form, "record": record, "rows": queries.point_rows(record), "back": _job(record.order)}
    return page(request, "service/software/consent.html", context, status=422 if form.is_bound else 200)


def with_note(name: str) -> Any:
    """Return the view of a move that wants a reason."""
    operation, said = WITH_NOTE[name]

    @for_record(SoftwareJob, WORK)
    def view(request: StaffRequest, record: SoftwareJob) -> HttpResponse:
        form = NoteForm(request.POST or None, record=record)

        def work() -> SoftwareJob:
            return operation(record, note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request))

        return _step(request, form, record.order, work, str(said), str(record.moves.get(name).label))

    view.__doc__ = f"Make the move {name} of software work."
    return view


def _job(order: WorkOrder) -> str:
    return reverse("service:job", args=[order.pk])


def _step(request: StaffRequest, form: Any, order: WorkOrder, work: Any, said: str, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, _job(order), said)
    return form_page(request, form, heading=heading, submit=_("Save"), back=_job(order), template=PHONE)


@staff_page(RUN)
def upgrade_units(request: StaffRequest) -> HttpResponse:
    """Register a request to upgrade each of the chosen units; those asked for already stay as they are."""
    permit(request.user, "products.view")
    keys = [int(value) for value in request.GET.getlist("pick") if value.isdecimal()] or picked(request)
    chosen = UnitSoftware.objects.visible_to(request.user).current().filter(pk__in=keys[:MOST])
    rows = list(chosen.select_related("version__software", "software"))
    if not rows:
        raise OperationError(_("Choose at least one unit in the list."))
    form = forms.CampaignForm(request.POST if "cause" in request.POST else None)
    back = reverse("products:unit_software")
    if request.method == "POST":
        result = attempt(form, lambda: upgraded(rows, by=request.user, **form.cleaned_data))
        if result:
            return done(request, back, _said(result))
    heading = ngettext("Upgrade %(count)s unit", "Upgrade %(count)s units", len(rows)) % {"count": len(rows)}
    return form_page(request, form, heading=heading, submit=_("Register the requests"), back=back)


def _said(result: Any) -> str:
    made = len(result.made)
    parts = [ngettext("%(count)s request registered.", "%(count)s requests registered.", made) % {"count": made}]
    if result.asked_before:
        parts.append(_("%(count)s were asked for already.") % {"count": result.asked_before})
    if result.up_to_date:
        parts.append(_("%(count)s are up to date.") % {"count": result.up_to_date})
    return " ".join(parts)
