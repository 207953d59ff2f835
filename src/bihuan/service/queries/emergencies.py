"""How an emergency stands: who was called, who comes; and a plan's call list as it is today (SVC-23)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bihuan.kernel import links
from bihuan.organization.models import Leave
from bihuan.organization.rules import stand_in
from bihuan.regulations.queries import link_days
from bihuan.service.models import Emergency, EmergencyCall, EmergencyPlan, OnCall, ServiceRequest
from bihuan.service.states.emergencies import COMING, RUNNING_EMERGENCY, Reply

CALL = "emergency_call"


def place_of(request: ServiceRequest) -> str:
    """Return where a request's trouble is, without the address: customer and region."""
    customer = request.customer.name if request.customer_id and request.customer else request.contact_name
    return " ".join(part for part in (str(request.region or ""), customer) if part)[:120]


def call_token(call: EmergencyCall) -> str:
    """Return the token of the link by which somebody without an account answers his call."""
    return links.make(CALL, call, days=link_days("emergency_call"))


def call_by(pk: int) -> EmergencyCall:
    """Return a call with all that its page shows.

    Raises:
        EmergencyCall.DoesNotExist: there is none.
    """
    rows: QuerySet[EmergencyCall] = EmergencyCall.objects.select_related("emergency__plan", "emergency__owner", "staff")
    return rows.get(pk=pk)


def open_calls(user: Any) -> list[EmergencyCall]:
    """Return the calls of a running emergency that somebody has not answered."""
    rows = EmergencyCall.objects.filter(
        staff=user.pk, reply__in=[Reply.WAITING, Reply.SILENT], emergency__state__in=RUNNING_EMERGENCY
    )
    return list(rows.select_related("emergency__plan"))


@dataclass(frozen=True)
class RollCall:
    """Who was called and what they said."""

    needed: int
    calls: list[EmergencyCall]

    def _of(self, reply: str) -> list[EmergencyCall]:
        return [call for call in self.calls if call.reply == reply]

    @property
    def coming(self) -> list[EmergencyCall]:
        return [call for call in self.calls if call.reply in COMING]

    @property
    def waiting(self) -> list[EmergencyCall]:
        return self._of(Reply.WAITING)

    @property
    def refused(self) -> list[EmergencyCall]:
        return self._of(Reply.NO)

    @property
    def silent(self) -> list[EmergencyCall]:
        return self._of(Reply.SILENT)

    @property
    def columns(self) -> list[tuple[Any, list[EmergencyCall]]]:
        """Return the answers with those who gave them, in the order of interest."""
        order = (Reply.ON_WAY, Reply.YES, Reply.WAITING, Reply.NO, Reply.SILENT)
        return [(reply.label, self._of(reply)) for reply in order]


def roll_call(emergency: Emergency) -> RollCall:
    """Return who was called and what they said; one query."""
    rows = emergency.calls.select_related("staff", "stands_for", "line").order_by("asked_at", "pk")
    return RollCall(emergency.needed, list(rows))


@dataclass(frozen=True)
class Line:
    """A line of the call list today: who is away, and who stands in for him."""

    entry: OnCall
    is_away: bool
    deputy: Any


def call_list(plan: EmergencyPlan) -> list[Line]:
    """Return a plan's call list in its order, with those who stand in today."""
    now = timezone.now()
    leaves = {one.staff_id: one for one in Leave.objects.running(now).select_related("deputy")}
    away = {pk: one.deputy_id for pk, one in leaves.items()}
    people = {one.deputy_id: one.deputy for one in leaves.values() if one.deputy_id}
    return [
        Line(entry, entry.staff_id in away, entry.staff_id and people.get(stand_in(entry.staff_id, away)))
        for entry in plan.on_call.select_related("staff__outlet", "staff__department")
    ]
