"""Failure reports, contact sheets, reports of shirking: what their pages, a request's page and the desk show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import hanging
from bihuan.organization.models import Staff
from bihuan.people.queries import rewards
from bihuan.regulations.queries import ParameterView
from bihuan.regulations.queries.words import CHOICE_WORDS
from bihuan.service.models import (
    ContactSheet,
    Emergency,
    FailureReceipt,
    FailureReport,
    ServiceRequest,
    ShirkingReport,
)
from bihuan.service.operations.failures import proposed_salesman
from bihuan.service.operations.shirking import penalty_for
from bihuan.service.queries.emergencies import open_calls, place_of
from bihuan.service.states.choices import Gravity
from bihuan.service.states.contact_sheets import OPEN_SHEETS
from bihuan.service.states.emergencies import EmergencyState
from bihuan.service.states.failures import OPEN_FAILURES
from bihuan.service.states.shirking import OPEN_SHIRKING, ShirkingState
from bihuan.signoff.queries.consents import to_decide

AT_MOST = 20
MATTERS: Sequence[Any] = (FailureReport, ContactSheet, Emergency, ShirkingReport)


def failure_proposed(about: ServiceRequest | None) -> dict[str, Any]:
    """Return what a failure report on a request begins with: place, symptom, who signed the contract."""
    if about is None:
        return {"salesman": proposed_salesman(None)}
    return {
        "place": place_of(about), "symptom": about.title, "salesman": proposed_salesman(about.customer)
    }  # fmt: skip


def upheld_before(report: ShirkingReport) -> int:
    """Return how many reports about the same colleague were upheld before."""
    rows = ShirkingReport.objects.filter(who=report.who_id, state=ShirkingState.UPHELD)
    return int(rows.exclude(pk=report.pk).count())


def penalty_words(consequence: str) -> str:
    """Return what a penalty is called."""
    return str(CHOICE_WORDS.get(consequence, consequence))


def penalties_of(report: ShirkingReport) -> list[tuple[str, str, ParameterView]]:
    """Return what the clauses have for it: severity, penalty, clause."""
    found = [(str(gravity.label), penalty_for(report, gravity)) for gravity in Gravity]
    return [(label, penalty_words(view.data["consequence"]), view) for label, view in found if view is not None]


def notices_of(report: ShirkingReport, user: Staff) -> dict[str, Any] | None:
    """Return the notice that an upheld report led to; none is proposed by hand, its route has decided."""
    found = rewards.of_subject(report, user)
    return {**found, "may_propose": False} if found and found["rewards"] else None


def of_request(request: Any, user: Any) -> dict[str, Any] | None:
    """Return what hangs on a request, as far as this person may see it, and what he may begin here."""
    may = {
        name: user.has_perm(f"service.{name}", request)
        for name in ("report_failure", "ask_sheet", "declare_emergency")
    }  # fmt: skip
    found: list[Any] = []
    for kind in MATTERS:
        if hanging.has(request, kind):
            found += kind.objects.visible_to(user).filter(request=request.pk).order_by("-pk")[:5]
    for row in found:
        row.request = request
    return {"matters": found, "may": may, "count": len(found) or None} if found or any(may.values()) else None


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody, as the desk lists it.

    Attributes:
        has_limit: the record's nearest time limit is for this; what is only to be read has none.
    """

    record: Any
    detail: str
    action: str
    url: str
    has_limit: bool = True


def waiting(user: Staff) -> list[Waiting]:
    """Return what waits for a person here; a fixed number of queries."""
    return [*_calls(user), *_failures(user), *_sheets(user), *_shirking(user), *_emergencies(user), *_consents(user)]


def _calls(user: Staff) -> list[Waiting]:
    return [
        Waiting(one.emergency, one.emergency.plan.name, _("Answer"), one.get_absolute_url()) for one in open_calls(user)
    ]


def _failures(user: Staff) -> list[Waiting]:
    told = FailureReceipt.objects.filter(staff=user.pk, acknowledged_at__isnull=True).values("report")
    mine = Q(owner=user.pk) | Q(pk__in=told)
    rows = FailureReport.objects.filter(mine, state__in=OPEN_FAILURES).order_by("reported_at")
    return [Waiting(one, one.place, _("Open"), one.get_absolute_url()) for one in rows[:AT_MOST]]


def _sheets(user: Staff) -> list[Waiting]:
    rows = ContactSheet.objects.filter(owner=user.pk, state__in=OPEN_SHEETS)
    return [
        Waiting(one, f"{one.from_department} → {one.to_department}", _("Open"), one.get_absolute_url())
        for one in rows.select_related("from_department", "to_department").order_by("asked_at")[:AT_MOST]
    ]


def _shirking(user: Staff) -> list[Waiting]:
    mine = Q(owner=user.pk, state__in=OPEN_SHIRKING) | Q(who=user.pk, state=ShirkingState.REPORTED)
    rows = ShirkingReport.objects.filter(mine).select_related("who", "request")
    return [
        Waiting(one, one.number, _("Open"), one.get_absolute_url()) for one in rows.order_by("reported_at")[:AT_MOST]
    ]


def _emergencies(user: Staff) -> list[Waiting]:
    rows = Emergency.objects.filter(owner=user.pk).exclude(state=EmergencyState.REVIEWED).select_related("plan")
    return [
        Waiting(one, one.plan.name, _("Open"), one.get_absolute_url()) for one in rows.order_by("declared_at")[:AT_MOST]
    ]


def _consents(user: Staff) -> list[Waiting]:
    return [Waiting(one, one.subject_number, _("Decide"), one.get_absolute_url()) for one in to_decide(user)]
