"""What the dispatchers hear when a plan no longer holds (SVC-08)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bihuan.kernel import events, outbox
from bihuan.organization.models import Leave
from bihuan.organization.queries import holders
from bihuan.organization.states import LeavePlanned, Post
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.stranded import appointments_hit, hit_by
from bihuan.service.states import RequestBackToPlanning

SHOWN = 3  # numbers named in one line; the page names them all


def back_to_planning(event: RequestBackToPlanning) -> None:
    """Tell the dispatchers that an agreed dispatch has to be planned anew, and why."""
    request: ServiceRequest = event.record
    facts = {"number": request.number, "why": event.why}
    title = _("%(number)s was agreed to, but has to be planned again: %(why)s") % facts
    people = {one.pk: one for one in [request.owner, *holders(Post.DISPATCHER, outlet=request.outlet)] if one}
    outbox.notify(
        list(people.values()), topic="request.planned_again", title=title,
        url=f"{reverse('service:board')}?request={request.pk}", record=request, is_urgent=True,
    )  # fmt: skip


def leave_planned(event: LeavePlanned) -> None:
    """Tell the dispatchers which planned jobs and installations a leave hits."""
    leave: Leave = event.record
    jobs, fitted = hit_by(leave), appointments_hit(leave)
    if not jobs and not fitted:
        return
    numbers = [one.order.number for one in jobs] + [one.installation.number for one in fitted if one.installation]
    first = min([one.order.planned_at for one in jobs if one.order.planned_at] + [one.starts_at for one in fitted])
    words: dict[str, Any] = {
        "name": leave.staff.name, "days": _days(leave), "count": len(numbers),
        "numbers": "、".join(numbers[:SHOWN]) + ("…" if len(numbers) > SHOWN else ""),
    }  # fmt: skip
    title = ngettext(
        "%(name)s is away %(days)s: %(count)s job planned for him has to go to others: %(numbers)s",
        "%(name)s is away %(days)s: %(count)s jobs planned for him have to go to others: %(numbers)s",
        len(numbers),
    )
    url = reverse("service:day_plans") if jobs else reverse("service:calendar")
    people = [one for one in holders(Post.DISPATCHER, outlet=leave.staff.outlet) if one.pk != event.by.pk]
    outbox.notify(
        people, topic="leave.hits_jobs", title=title % words, url=f"{url}?day={timezone.localdate(first)}",
        record=leave.staff, is_urgent=True,
    )  # fmt: skip


def _days(leave: Leave) -> str:
    first, last = timezone.localtime(leave.starts_at), timezone.localtime(leave.ends_at)
    return f"{first:%m-%d %H:%M} – {last:%m-%d %H:%M}"


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    outbox.register_topic("request.planned_again", gettext_lazy("An agreed dispatch has to be planned again"))
    outbox.register_topic("leave.hits_jobs", gettext_lazy("A leave hits planned jobs"))
    events.subscribe(RequestBackToPlanning, back_to_planning)
    events.subscribe(LeavePlanned, leave_planned)
