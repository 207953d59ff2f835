"""Disposal lists and legal holds (REG-07)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm, RecordForm
from bihuan.kernel.moves import available
from bihuan.kernel.records import model_of
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    revision_seen,
    staff_page,
    visible,
)
from bihuan.regulations import operations
from bihuan.regulations.forms.retention import ReasonForm
from bihuan.regulations.models import DisposalLine, DisposalList, LegalHold
from bihuan.regulations.queries.kept import kept
from bihuan.regulations.queries.retention import lines_of
from bihuan.regulations.states import DisposalOutcome
from bihuan.regulations.tables import DisposalTable, HoldTable

VIEW = "regulations.view_disposal"
View = Callable[..., HttpResponse]


@staff_page(VIEW)
def disposals(request: StaffRequest) -> HttpResponse:
    """List what was destroyed and what waits for approval."""
    may_draw_up = request.user.has_perm("regulations.draw_up_disposal")
    return DisposalTable(request).respond(may_draw_up=may_draw_up)


@staff_page(VIEW)
def holds(request: StaffRequest) -> HttpResponse:
    """List legal holds."""
    return HoldTable(request).respond()


@require_POST
@staff_page("regulations.draw_up_disposal")
def draw_up(request: StaffRequest) -> HttpResponse:
    """Draw up the list of what is due."""
    made = operations.draw_up_disposal(by=request.user)
    return done(request, made, _("Drawn up; somebody else approves it."))


@for_record(DisposalList, VIEW)
def disposal(request: StaffRequest, record: DisposalList) -> HttpResponse:
    """Show a list: what is destroyed by which clause, and how far it has come."""
    lines = list(lines_of(record))
    for line in lines:
        line.label = model_of(line.subject_kind)._meta.verbose_name  # type: ignore[attr-defined]
    context = {
        "record": record, "lines": lines, "moves": available(record, request.user),
        "history": history.of(record.kind(), record.pk), "still_open": DisposalOutcome.OPEN,
        "may_strike": request.user.has_perm("regulations.draw_up_disposal"),
    }  # fmt: skip
    return page(request, "regulations/disposal.html", context)


def _move(form_class: type[RecordForm], name: str, operation: Callable[..., Any], said: Any) -> View:
    found = DisposalList.moves.get(name)

    @for_record(DisposalList, found.policy)
    def view(request: StaffRequest, record: DisposalList) -> HttpResponse:
        form = form_class(request.POST or None, record=record)

        def work() -> DisposalList:
            note = {"note": form.cleaned_data["note"]} if "note" in form.fields else {}
            moved: DisposalList = operation(record, by=request.user, revision=revision_seen(request), **note)
            return moved

        if request.method == "POST" and attempt(form, work):
            return done(request, record, said)
        intro = _("What is destroyed can't be brought back.") if name == "execute" else ""
        back = record.get_absolute_url()
        crumbs = [(reverse("regulations:disposals"), _("Disposal lists")), (back, record.number)]
        return form_page(
            request, form, heading=str(found.label), submit=str(found.label), back=back, intro=intro, crumbs=crumbs
        )

    return view


approve = _move(OptionalNoteForm, "approve", operations.approve_disposal, gettext_lazy("Approved."))
refuse = _move(NoteForm, "refuse", operations.refuse_disposal, gettext_lazy("Refused; nothing is destroyed."))
execute = _move(RecordForm, "execute", operations.execute_disposal, gettext_lazy("Destroyed; the list is the log."))


@staff_page("regulations.draw_up_disposal")
def strike(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a record off a list."""
    line = DisposalLine.objects.select_related("disposal").filter(pk=pk).first()
    if line is None:
        raise Http404(_("Not found, or not for you."))
    form = ReasonForm(request.POST or None, label=pgettext("disposal", "Why it stays"))

    def work() -> bool:
        operations.strike(line, reason=form.cleaned_data["reason"], by=request.user)
        return True

    if request.method == "POST" and attempt(form, work):
        return done(request, line.disposal, _("Struck off; it comes up again on the next list."))
    heading = _("Strike %(number)s off the list") % {"number": line.subject_number}
    return form_page(request, form, heading=heading, back=line.disposal.get_absolute_url())


@staff_page("regulations.hold")
def hold(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Keep a record whatever its clause says."""
    if kept(kind) is None:
        raise Http404(_("Not found, or not for you."))
    record = visible(model_of(kind), request, pk=pk)
    form = ReasonForm(
        request.POST or None, label=pgettext("hold", "Why it must be kept"),
        hint=_("E.g. the number of the lawsuit, or the authority that inspects."),
    )  # fmt: skip
    if request.method == "POST" and attempt(
        form,
        lambda: operations.hold(record, reason=form.cleaned_data["reason"], by=request.user),  # type: ignore[arg-type]
    ):
        return done(request, record, _("Held; nothing destroys it until the hold is lifted."))
    heading = _("Legal hold on %(number)s") % {"number": record}
    return form_page(request, form, heading=heading, back=_address(record))


@for_record(LegalHold, VIEW)
def held(request: StaffRequest, record: LegalHold) -> HttpResponse:
    """Lead to the record that is held."""
    return HttpResponseRedirect(_address(visible(model_of(record.subject_kind), request, pk=record.subject_id)))


@for_record(LegalHold, "regulations.hold")
def lift(request: StaffRequest, record: LegalHold) -> HttpResponse:
    """Lift a hold."""
    form = ReasonForm(request.POST or None, label=pgettext("hold", "Why it is lifted"))
    subject = visible(model_of(record.subject_kind), request, pk=record.subject_id)

    def work() -> bool:
        operations.lift(record, reason=form.cleaned_data["reason"], by=request.user)
        return True

    if request.method == "POST" and attempt(form, work):
        return done(request, subject, _("Lifted."))
    heading = _("Lift the hold on %(number)s") % {"number": record.subject_number}
    return form_page(request, form, heading=heading, back=_address(subject))


def _address(record: Any) -> str:
    return str(record.get_absolute_url())
