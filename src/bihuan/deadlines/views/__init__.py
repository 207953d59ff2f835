"""Pages of time limits: the list, one limit explained, the way to its record, stopping the clock."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from bihuan.deadlines import operations, queries
from bihuan.deadlines.forms import PauseForm
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.policies import permit_pause
from bihuan.deadlines.tables import RunningLimits
from bihuan.kernel import attachments, records
from bihuan.kernel.web import (
    StaffRequest,
    acting,
    attempt,
    done,
    form_page,
    is_fragment,
    page,
    require_post,
    staff_page,
)


@staff_page("deadlines.view")
def running(request: StaffRequest) -> HttpResponse:
    """List the running limits that this viewer may see."""
    return RunningLimits(request).respond()


@staff_page("deadlines.view")
def why(request: StaffRequest, pk: int) -> HttpResponse:
    """Explain a limit: as a popover under its chip, or as a page of its own."""
    deadline = _visible(request, pk)
    context = {"why": queries.why(deadline), "deadline": deadline}
    if is_fragment(request):
        return render(request, "deadlines/why.html#why", context)
    return page(request, "deadlines/why.html", context)


@staff_page("deadlines.view")
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """Lead from a notice to the limit's record."""
    deadline = _visible(request, pk)
    found = records.resolve(deadline.kind, deadline.subject_id)
    return HttpResponseRedirect(found.get_absolute_url() if found else deadline.get_absolute_url())


@staff_page("deadlines.view")
def pause(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Stop the clock of a record's limits."""
    subject = _subject(request, kind, pk)
    deadlines = [row for row in queries.for_record(subject) if row.is_running]
    permit_pause(acting(request), *deadlines)
    form = PauseForm(request.POST or None, request.FILES or None, deadlines=deadlines)
    if request.method == "POST" and attempt(form, lambda: _pause(subject, form, request)):
        return done(request, subject, _("The clock stands."))
    return form_page(
        request, form, heading=_("Stop the clock"), submit=_("Stop the clock"), back=subject.get_absolute_url()
    )


def _pause(subject: Any, form: PauseForm, request: StaffRequest) -> Any:
    data, by, evidence = form.cleaned_data, acting(request), None
    if upload := data["evidence"]:
        evidence = attachments.attach(subject, upload, by=by, caption=data["reason"], purpose="evidence")
    return operations.pause_record(subject, reason=data["reason"], note=data["note"], evidence=evidence, by=by)


@staff_page("deadlines.view")
def resume(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Let the clock of a record's limits go on."""
    require_post(request)
    subject = _subject(request, kind, pk)
    permit_pause(acting(request), *queries.for_record(subject))
    operations.resume_record(subject, by=acting(request))
    return done(request, subject, _("The clock goes on."))


def _visible(request: StaffRequest, pk: int) -> Deadline:
    """Return a limit whose record this viewer may see.

    Raises:
        Http404: there is none, or not for him.
    """
    deadline = Deadline.objects.select_related("clause__version__regulation", "owner").filter(pk=pk).first()
    if deadline is None:
        raise Http404
    if not Deadline.objects.visible_to(acting(request)).filter(pk=pk).exists():
        _subject(request, deadline.kind, deadline.subject_id)
    return deadline


def _subject(request: StaffRequest, kind: str, pk: int) -> Any:
    try:
        rows: Any = records.model_of(kind)._default_manager
        return rows.visible_to(acting(request)).get(pk=pk)
    except (LookupError, ValueError, AttributeError, ObjectDoesNotExist) as error:
        raise Http404 from error
