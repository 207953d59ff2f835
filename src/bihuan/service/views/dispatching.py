"""Choosing a technician: the board, and the form behind «Dispatch» and «Reassign» (SVC-07, SVC-08)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError
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
from bihuan.organization.models import Outlet
from bihuan.service import operations
from bihuan.service.forms import AssignForm
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries.bench import under_repair
from bihuan.service.queries.board import Proposal, Waiting, day_of, propose, waiting
from bihuan.service.queries.crew import Member, crew, dispatch_rule
from bihuan.service.queries.reasons import candidate_label, companion_label, for_steps, score_parts, why_best, why_not

COMPANIONS = 12  # offered to go along; anybody else is added on the job's page


def today() -> date:
    """Return the local day."""
    return timezone.localdate()


def companions(proposal: Proposal) -> list[tuple[int, str]]:
    """Return who could go along, whom the proposal names first; not who is away or may work elsewhere only."""
    named = {one.pk for one in proposal.helpers}
    could = [one for one in proposal.ranked if not {item.name for item in one.refusals} & {"away", "foreign_region"}]
    could.sort(key=lambda one: one.candidate.pk not in named)
    return [(one.candidate.pk, companion_label(one)) for one in could[:COMPANIONS]]


def choices(proposal: Proposal) -> list[tuple[int, str]]:
    """Return the technicians to choose from, the proposed one first; those who can't go are marked."""
    return [(one.candidate.pk, candidate_label(one)) for one in proposal.ranked]


@staff_page("service.view_board")
def board(request: StaffRequest) -> HttpResponse:
    """Show what waits beside the technicians' day, with a proposal for the chosen request (SVC-08)."""
    outlet = Outlet.objects.filter(pk=_number(request.GET.get("outlet")) or 0).first()
    skill, on = request.GET.get("skill", "")[:60], parse_date(request.GET.get("day", "")) or today()
    found = waiting(request.user, outlet=outlet)
    skills = sorted({item.skill for item in found if item.skill})
    if skill:
        found = [item for item in found if item.skill == skill]
    everybody = crew(on)
    members = [one for one in everybody if _fits(one, outlet, skill)]
    chosen = _chosen(found, _number(request.GET.get("request")))
    proposal = propose(chosen.request, everybody) if chosen else None
    return page(
        request,
        "service/board.html",
        {
            "waiting": found,
            "chosen": chosen,
            "proposal": proposal,
            "day": day_of(members, on, proposed=proposal),
            "on": on,
            "today": today(),
            "outlet": outlet,
            "outlets": Outlet.objects.filter(is_active=True),
            "skill": skill,
            "skills": skills,
            "may_assign": bool(chosen)
            and request.user.has_perm("service.dispatch_request", chosen.request if chosen else None),
            "keep": _keep(request),
            **_explained(proposal),
        },
    )


def _explained(proposal: Proposal | None) -> dict[str, Any]:
    """Return the reasons for the proposed technician, and those against each other one."""
    if proposal is None:
        return {}
    best = proposal.best
    others = [
        (one, proposal.arrival(one), why_not(one, best, proposal.arrivals), score_parts(one)) for one in proposal.others
    ]
    steps, parts = (for_steps(best), score_parts(best, has_all=True)) if best else ([], [])
    return {"steps": steps, "parts": parts, "others": others, "rule": dispatch_rule()}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def _fits(member: Member, outlet: Outlet | None, skill: str) -> bool:
    return (outlet is None or member.staff.outlet_id == outlet.pk) and (not skill or skill in member.skills)


def _chosen(found: list[Waiting], pk: int | None) -> Waiting | None:
    return next((item for item in found if item.request.pk == pk), found[0] if found else None)


def _keep(request: StaffRequest) -> str:
    query = request.GET.copy()
    query.pop("request", None)
    return query.urlencode()


@for_record(ServiceRequest, "service.dispatch_request")
def assign(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Take the board's proposal with one click. Whoever comes second gets a 409 and the board as it is now."""
    require_post(request)
    pk, planned_at = _number(request.POST.get("technician")), parse_datetime(request.POST.get("planned_at", ""))
    if pk is None:
        raise OperationError(_("Choose a technician who is on duty."))
    proposal = propose(record, crew(today()))
    best = next((one for one in proposal.ranked if one.candidate.pk == pk), None)
    reason = why_best(best) if best else ""
    chosen = operations.Assignment(
        technician_id=pk, planned_at=planned_at or (proposal.arrival(best) if best else None), reason=reason,
        helpers=tuple(one for text in request.POST.getlist("helper")[:20] if (one := _number(text))),
    )  # fmt: skip
    order = operations.dispatch(record, chosen, by=request.user, revision=revision_seen(request))
    back = f"{reverse('service:board')}?{request.POST.get('keep', '')[:300]}".rstrip("?")
    return done(request, back, said(record, order))


def said(record: ServiceRequest, order: WorkOrder | None) -> str:
    """Return the word about a dispatch: sent, or a superior was asked first."""
    if order is None:
        return _("%(number)s awaits the superior's approval.") % {"number": record.number}
    return _("%(number)s dispatched to %(name)s.") % {"number": record.number, "name": order.technician.name}


@for_record(ServiceRequest, "service.dispatch_request")
def dispatch(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Choose a technician for a request."""
    return _choose(request, record, _("Dispatch"), operations.dispatch)


@for_record(ServiceRequest, "service.dispatch_request")
def reassign(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Give the job to another technician, with the reason; what is in the workshop gets another one there."""
    if (repaired := under_repair(record)) and request.user.has_perm("service.run_bench", repaired):
        return HttpResponseRedirect(reverse("service:bench_shelve", args=[repaired.pk]))
    return _choose(request, record, _("Reassign"), operations.reassign, needs_reason=True)


def _choose(
    request: StaffRequest, record: ServiceRequest, heading: str, work: Any, *, needs_reason: bool = False
) -> HttpResponse:
    proposal = propose(record, crew(today()))
    open_to = [item for item in choices(proposal) if not (needs_reason and item[0] == record.technician_id)]
    wished = parse_datetime(request.GET.get("planned_at", ""))
    initial: dict[str, Any] = {
        "technician": _number(request.GET.get("technician")) or (open_to[0][0] if open_to else None)
    }
    if proposal.best and not needs_reason and not request.GET.get("technician"):
        initial["reason"] = why_best(proposal.best)
    form = AssignForm(
        request.POST or None, record=record, choices=open_to, initial=initial, needs_reason=needs_reason,
        planned_at=_local(wished or proposal.arrives_at), helpers=[one.pk for one in proposal.helpers],
        companions=companions(proposal), people=people_words(proposal),
    )  # fmt: skip

    def do() -> Any:
        return work(
            record, operations.Assignment(**form.assignment()), by=request.user, revision=revision_seen(request)
        )

    if request.method == "POST" and attempt(form, do):
        record.refresh_from_db()
        name = dict(open_to).get(form.cleaned_data["technician"], "").partition(" · ")[0]
        return done(request, record, _("%(number)s: %(name)s") % {"number": record.number, "name": name})
    context: dict[str, Any] = {"proposal": proposal, "intro": _approval(proposal)}
    return form_page(
        request, form, heading=f"{heading} {record.number}", submit=heading, back=record.get_absolute_url(), **context
    )


def people_words(proposal: Proposal) -> str:
    """Return how many people the job takes and by which clause, "" where one will do."""
    if proposal.crew is None:
        return ""
    return _("%(people)s people, %(clause)s") % {"people": proposal.people, "clause": proposal.crew.label}


def _approval(proposal: Proposal) -> str:
    if proposal.approval is None:
        return ""
    return _("%(clause)s: a superior approves before anybody is sent.") % {"clause": proposal.approval.label}


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
