"""Call-backs: the clerk's day, one page to make a call, and what else may come of it (VIS-01)."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.feedback.forms.callbacks import AgainForm, AssignForm, CallForm, PutOffForm
from bihuan.feedback.models import CallBack
from bihuan.feedback.operations import callbacks as operations
from bihuan.feedback.queries import callback_clauses
from bihuan.feedback.queries import callbacks as queries
from bihuan.feedback.states.callbacks import CallBackState, CallBackWay
from bihuan.feedback.tables.callbacks import CallBacks
from bihuan.kernel import history, moves
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    revision_seen,
    staff_page,
)
from bihuan.organization.models import Staff

TABS = ("mine", "all", "overdue", "visits")


@staff_page("feedback.view_calls")
def callbacks(request: StaffRequest) -> HttpResponse:
    """List the call-backs."""
    return CallBacks(request).respond()


@staff_page("feedback.work_calls")
def today(request: StaffRequest) -> HttpResponse:
    """Show what is to be called today."""
    which = request.GET.get("which", "all")
    which = which if which in TABS else "all"
    context = {"sheet": queries.day_sheet(request.user, which), "which": which, "today": timezone.localdate()}
    return page(request, "feedback/callbacks_today.html", context)


@require_POST
@staff_page("feedback.work_calls")
def take_next(request: StaffRequest) -> HttpResponse:
    """Open the next call that nobody has."""
    leave_out = request.POST.get("after", "")
    call = operations.take_next(by=request.user, after=int(leave_out) if leave_out.isdecimal() else 0)
    if call is None:
        return done(request, "/feedback/callbacks/today/", _("All calls of today are made."))
    return done(request, call)


@for_record(CallBack, "feedback.view_calls")
def callback(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Show one call-back: the sheet to fill in for who has it, else what was said."""
    script, is_mine = queries.script_of(record), _is_mine(request, record)
    if request.method == "POST" and not is_mine:
        return done(request, record, _("Take the call-back first."))
    form = CallForm(request.POST or None, call=record, script=script) if is_mine else None
    if form is not None and request.method == "POST":
        if attempt(form, lambda: operations.finish(record, form.result(), by=request.user)):
            return _onward(request, record)
        record.refresh_from_db()
    on_phone = form is not None and record.way == CallBackWay.VISIT
    template = "feedback/callback_visit.html" if on_phone else "feedback/callback.html"
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return page(request, template, _shown(request, record, form, script), status=status)


def _is_mine(request: StaffRequest, record: CallBack) -> bool:
    return record.state == CallBackState.TAKEN and request.user.has_perm("feedback.hold_call", record)


def _shown(request: StaffRequest, record: CallBack, form: CallForm | None, script: dict[str, Any]) -> dict[str, Any]:
    return {
        "record": record, "form": form, "script": script, "moves": moves.available(record, request.user),
        "history": history.of(CallBack.kind(), record.pk), "known": queries.known(record),
        "answers": queries.answers_shown(record), "tries": callback_clauses.tries(),
        "case": getattr(record, "case", None), "today": timezone.localdate(),
        "may_unmask": request.user.has_perm("feedback.unmask_call", record),
        "may_see_customer": request.user.has_perm("customers.unmask", record.customer),
"private": [("phone", _("Phone"), record.phone), ("address", _("Address"), record.address)],
    }  # fmt: skip


def _onward(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Go to the next call where the clerk wants it, else back to the call-back."""
    if "next" not in request.POST:
        return done(request, record, _("Call-back entered."))
    call = operations.take_next(by=request.user)
    return done(request, call or "/feedback/callbacks/today/",
                _("%(number)s entered.") % {"number": record.number})  # fmt: skip


@require_POST
@for_record(CallBack, "feedback.make_call")
def take(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Take it."""
    return done(request, operations.take(record, by=request.user))


@require_POST
@for_record(CallBack, "feedback.hold_call")
def release(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Put it back."""
    operations.release(record, by=request.user)
    return done(request, "/feedback/callbacks/today/", _("Put back."))


@for_record(CallBack, "feedback.hold_call")
def not_reached(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Nobody answered: when to call again."""
    form = AgainForm(request.POST or None, initial={"again_on": queries.again_on()})

    def work() -> CallBack:
        return operations.not_reached(record, **form.cleaned_data, by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, "/feedback/callbacks/today/", _("To be called again."))
    return form_page(request, form, heading=_("Not reached"), back=record.get_absolute_url())


def _noted(request: StaffRequest, record: CallBack, work: Any, heading: str) -> HttpResponse:
    form = NoteForm(request.POST or None)

    def noted() -> CallBack:
        ended: CallBack = work(record, note=form.cleaned_data["note"], by=request.user)
        return ended

    if request.method == "POST" and attempt(form, noted):
        return done(request, record)
    return form_page(request, form, heading=heading, back=record.get_absolute_url())


@for_record(CallBack, "feedback.hold_call")
def refuse(request: StaffRequest, record: CallBack) -> HttpResponse:
    """He doesn't want to be called."""
    return _noted(request, record, operations.refuse, _("Customer refuses"))


@for_record(CallBack, "feedback.hold_call")
def give_up(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Nobody answers, however often."""
    return _noted(request, record, operations.give_up, _("Give up trying"))


@for_record(CallBack, "feedback.plan_calls")
def assign(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Give it to a colleague."""
    staff = Staff.objects.filter(pk__in=queries.may_be_given(record)).order_by("name")
    form = AssignForm(request.POST or None, record=record, staff=staff)

    def work() -> CallBack:
        return operations.assign(
            record, to=form.cleaned_data["to"], by=request.user, revision=revision_seen(request)
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record)
    return form_page(request, form, heading=_("Give to somebody"), back=record.get_absolute_url())


@for_record(CallBack, "feedback.plan_calls")
def put_off(request: StaffRequest, record: CallBack) -> HttpResponse:
    """Put it to another day."""
    form = PutOffForm(request.POST or None, record=record)

    def work() -> CallBack:
        values = form.cleaned_data
        return operations.put_off(
            record, day=values["day"], note=values["note"], by=request.user, revision=revision_seen(request)
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record)
    return form_page(request, form, heading=_("Put to another day"), back=record.get_absolute_url())
