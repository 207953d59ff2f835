"""The emergency procedure of an issue on the pages: list, record, its steps, what is to be read (EMER, QUA-10)."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.quality.forms import emergencies as forms
from bihuan.quality.models import EmergencyReading, IssueEmergency, QualityIssue
from bihuan.quality.operations import emergencies as operations
from bihuan.quality.queries.emergencies import disposition_token, page_facts
from bihuan.quality.states.emergencies import RUN, ReadingOf
from bihuan.quality.tables.emergencies import EmergencyList
from bihuan.regulations.queries import link_days
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of
from bihuan.signoff.queries import forms as signoff_forms


def _now(*names: str) -> Any:
    return lambda record: {name: getattr(record, name) for name in names}


def _order(record: Any) -> dict[str, Any]:
    return {"text": record.order_text, "department": record.department_id, "due_on": record.order_due_on}


def _circular(record: Any) -> dict[str, Any]:
    title = record.circular_title or _("Circular on «%(subject)s»") % {"subject": record.issue.subject}
    chosen = list(record.departments.values_list("pk", flat=True)) or [record.department_id]
    return {"title": title[:120], "text": record.circular, "departments": chosen}


STEPS = {
    "propose_disposition": Step(
        operations.propose_disposition, forms.DispositionForm, lazy("Saved; give the customer his link now."),
        lazy("A new wording wants a new answer."), initial=_now("disposition"),
    ),
    "note_answer": Step(operations.note_answer, forms.AnswerForm, lazy("Noted.")),
    "meet": Step(operations.meet, forms.MeetForm, lazy("Recorded; the technical centre has been told.")),
    "order": Step(operations.order, forms.OrderForm, lazy("Issued; the department has been told."), initial=_order),
    "propose_measures": Step(
        operations.propose_measures, forms.MeasuresForm, lazy("Laid before the technical centre."),
        initial=_now("measures"),
    ),
    "approve_measures": Step(operations.approve_measures, OptionalNoteForm, lazy("Approved.")),
    "refuse_measures": Step(operations.refuse_measures, NoteForm, pgettext_lazy("emergency", "Given back.")),
    "verify": Step(operations.verify, forms.VerifyForm, lazy("Verified."), initial=_now("verification")),
    "submit_circular": Step(
        operations.submit_circular, forms.CircularForm, lazy("Laid before the executives."),
        lazy("It is published when they have approved it; the departments confirm that they have read it."),
        initial=_circular,
    ),
    "fix": Step(
        operations.fix, forms.StandardForm, lazy("Fixed; the departments read it."),
        lazy("Which regulation or standard says it now; the procedure ends with it."),
    ),
    "stop": Step(operations.stop, NoteForm, lazy("Stopped.")),
}  # fmt: skip
MOVES = {name: view_of(IssueEmergency, name, step) for name, step in STEPS.items()}


@staff_page("quality.view")
def emergencies(request: StaffRequest) -> HttpResponse:
    """List the emergency procedures."""
    return EmergencyList(request).respond()


@for_record(IssueEmergency)
def emergency(request: StaffRequest, record: IssueEmergency) -> HttpResponse:
    """Show one emergency procedure."""
    return shown(
        request, record, "quality/emergency.html", routes=signoff_forms.for_record(record, request.user),
        **page_facts(record, request.user),
    )  # fmt: skip


@for_record(QualityIssue, "quality.open_emergency")
def open_emergency(request: StaffRequest, record: QualityIssue) -> HttpResponse:
    """Start the emergency procedure of a serious issue."""
    start = {"owner": record.owner_id, "department": record.department_id, "situation": record.background}
    form = forms.AlarmForm(request.POST or None, record=record, initial=start)

    def work() -> IssueEmergency:
        alarm = form.cleaned_data["alarm"]
        return operations.open_emergency(record, alarm=alarm, by=request.user, revision=revision_seen(request))

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Reported; those whom the clause names have been told."))
    return form_page(
        request, form, heading=_("Start the emergency procedure"), submit=_("Report at once"),
        back=record.get_absolute_url(), crumbs=[(record.get_absolute_url(), record.number)],
        intro=_("Executives, technical centre and administration are told in this moment."),
    )  # fmt: skip


@for_record(IssueEmergency, RUN)
def disposition_link(request: StaffRequest, record: IssueEmergency) -> HttpResponse:
    """Show the link by which the customer answers to the disposition."""
    if not record.awaits_answer:
        raise Http404(_("Not found, or not for you."))
    words = _("With this link the customer reads the disposition and signs without an account, until %(day)s.")
    until = timezone.localdate() + timedelta(days=link_days("disposition"))
    return give_link(
        request, record, reverse("portal:disposition", args=[disposition_token(record)]),
        heading=pgettext("emergency", "Link for the customer"), words=words % {"day": until},
        about=record.customer_name,
    )  # fmt: skip


@for_record(EmergencyReading)
def read_circular(request: StaffRequest, record: EmergencyReading) -> HttpResponse:
    """Show what is to be read, and take the word that it was read."""
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    here = record.get_absolute_url()
    if request.method == "POST" and attempt(form, lambda: operations.read(record, by=request.user)):
        return done(request, here, _("Noted: read."))
    context = {
        "form": form, "reading": record, "record": record.emergency, "is_circular": record.what == ReadingOf.CIRCULAR,
        "is_mine": record.reader_id == request.user.pk and record.read_at is None,
    }  # fmt: skip
    return page(request, "quality/reading.html", context)
