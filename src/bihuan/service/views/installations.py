"""Installations: the list, a new one, the record and its moves, and what is signed on the phone (SVC-18)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import attachments
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.remarks import add_remark
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.regulations.queries import link_days
from bihuan.service.forms import installations as forms
from bihuan.service.models import Installation
from bihuan.service.operations import drawn
from bihuan.service.operations import installations as operations
from bihuan.service.queries import installations as queries
from bihuan.service.states.installations import InstallationState
from bihuan.service.tables import Installations
from bihuan.service.views.calendar import asked_moment, kept_clock
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of

WORK, SIGN = "service.work_installation", "service.sign_installation"


def _trained(job: Installation, *, by: Any, revision: int | None = None, **values: Any) -> Any:
    return operations.train(job, operations.Training(**values), by=by, revision=revision)


def _dragged(request: StaffRequest, job: Installation) -> dict[str, Any]:
    """Return time and technician as a calendar wishes them."""
    at = asked_moment(request, "planned_at") or kept_clock(request, job.planned_at)
    asked = request.GET.get("technician", "")
    return {"planned_at": at, **({"technician": int(asked)} if asked.isdecimal() and len(asked) < 18 else {})}


STEPS = {
    "make_good": Step(operations.make_good, forms.MadeGoodForm, lazy("Recorded; now it can be installed.")),
    "train": Step(_trained, forms.TrainingForm, lazy("The training is on file."),
                  lazy("Repeated until the operator works alone; then comes the acceptance.")),
    "refuse": Step(operations.refuse, forms.RefusalForm, lazy("The defects are listed and worked off one by one."),
                   lazy("Write what the customer objects to, in his words.")),
    "mend": Step(operations.mend, forms.MendForm, lazy("Recorded."),
                 lazy("With the last defect it is offered for acceptance again.")),
    "entrust": Step(operations.entrust, forms.EntrustForm, lazy("Saved; their calendars follow."), initial=lambda job: {
        "technician": job.technician_id, "companions": [one.pk for one in job.companions],
        "planned_at": job.planned_at, "planned_minutes": job.planned_minutes, "helpers": job.helpers}, wished=_dragged),
    "cancel": Step(operations.cancel, NoteForm, lazy("Cancelled.")),
}  # fmt: skip
MOVES = {name: view_of(Installation, name, step) for name, step in STEPS.items()}
# These have a page of their own: photos, checklists, signatures.
ON_A_PAGE = ("deliver", "commission", "countersign", "accept")


@staff_page("service.view_installations")
def installations(request: StaffRequest) -> HttpResponse:
    """List the installations."""
    return Installations(request).respond(
        add_url=reverse("service:new_installation"), add_label=_("New installation"),
        may_add=request.user.has_perm("service.plan_installation"), import_url=reverse("kernel:imports"),
    )  # fmt: skip


@staff_page("service.plan_installation")
def new_installation(request: StaffRequest) -> HttpResponse:
    """Plan an installation from a sales contract."""
    form = forms.PlanForm(request.POST or None, by=request.user, initial={"customer": request.GET.get("customer", "")})

    def work() -> Installation:
        return operations.plan(form.order(), by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Planned; the technician has been told."))
    back = reverse("service:installations")
    return form_page(request, form, heading=_("New installation"), submit=_("Plan it"), back=back,
                     crumbs=[(back, _("Installations"))])  # fmt: skip


@for_record(Installation)
def installation(request: StaffRequest, record: Installation) -> HttpResponse:
    """Show one installation: contract, delivery, checklists, training, acceptance, history."""
    found = queries.opened(request.user).get(pk=record.pk)
    files = list(attachments.of(found.kind(), found.pk))
    photos = [file for file in files if file.purpose == "photo"]
    defects = list(found.defects.select_related("mended_by"))
    return shown(
        request, found, "service/installations/record.html", lines=queries.lines_of(found), photos=photos,
        files=[file for file in files if file.purpose != "photo"], defects=defects,
        sessions=list(found.sessions.select_related("trainer")),
        may_link=request.user.has_perm("service.run_installation", found) or request.user.has_perm(WORK, found),
    )  # fmt: skip


@for_record(Installation)
def comment(request: StaffRequest, record: Installation) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: operations.comment(record, text, by=request.user))


@for_record(Installation)
def link(request: StaffRequest, record: Installation) -> HttpResponse:
    """Show the link by which the customer follows the installation and signs, as text and QR code."""
    if record.state == InstallationState.CANCELLED:
        raise Http404(_("This installation was cancelled."))
    words = _("Whoever has this link follows the case without an account, until %(day)s.")
    until = timezone.localdate() + timedelta(days=link_days("installation"))
    address = reverse("portal:installation", args=[queries.installation_token(record)])
    return give_link(
        request, record, address, heading=_("Customer's link"), words=words % {"day": until}, opens=True
    )  # fmt: skip


def _phone(request: StaffRequest, record: Installation, form: Any, name: str, **more: Any) -> HttpResponse:
    move = record.moves.get(name)
    context = {"form": form, "job": record, "heading": move.label, "move": name, "lines": queries.lines_of(record),
               "back": record.get_absolute_url(), **more}  # fmt: skip
    status = 422 if form.is_bound else 200
    return page(request, "service/installations/step.html", context, status=status)


@for_record(Installation, WORK)
def deliver(request: StaffRequest, record: Installation) -> HttpResponse:
    """Record the delivery and the check of the goods, with photos of what is damaged."""
    form = forms.DeliveryForm(request.POST or None, request.FILES or None, record=record)

    def work() -> Any:
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        return operations.deliver(record, by=request.user, revision=revision_seen(request), **values)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("The delivery is on file."))
    return _phone(request, record, form, "deliver", has_photos=True)


@for_record(Installation, WORK)
def commission(request: StaffRequest, record: Installation) -> HttpResponse:
    """Record installation and commissioning with the checklists."""
    checks = queries.checks_of(record)
    form = forms.CommissionForm(request.POST or None, record=record, checks=checks)

    def work() -> Any:
        return operations.commission(
            record, results=form.results(), work_done=form.cleaned_data["work_done"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and (made := attempt(form, work)):
        passed, failed = _("Commissioned; now the training."), _("Not all points passed: put it right and check again.")
        return done(request, record, passed if made.installed_at else failed)
    return _phone(request, record, form, "commission")


@for_record(Installation, WORK)
def countersign(request: StaffRequest, record: Installation) -> HttpResponse:
    """Sign for our side; then the customer signs by his link."""
    initial = {"our_signer": request.user.name}
    form = forms.CountersignForm(request.POST or None, record=record, initial=initial)

    def work() -> Any:
        values = form.cleaned_data
        signature = drawn(values["our_signature"])
        return operations.countersign(
            record, signature=signature, signer_name=values["our_signer"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Signed; give the customer the link."))
    return _phone(request, record, form, "countersign", signs_ours=True)


@for_record(Installation, SIGN)
def accept(request: StaffRequest, record: Installation) -> HttpResponse:
    """Have both sides sign the acceptance on the glass, or file the signed paper."""
    initial = {"our_signer": request.user.name}
    form = forms.AcceptanceSignForm(request.POST or None, request.FILES or None, initial=initial)

    def work() -> Any:
        signature, is_paper = form.signed()
        values = form.cleaned_data
        return operations.accept(
            record, signature=signature, is_paper=is_paper, signer_name=values["signer_name"], note=values["note"],
            ours=None if is_paper else form.ours(), our_signer=values["our_signer"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Accepted; the warranty begins today."))
    return _phone(request, record, form, "accept", signs_ours=not record.our_signature_id, signs_customer=True,
                  has_paper=True)  # fmt: skip
