"""Complaints of a period summed up by cause, fault, department and model, and whether prevention follows (CMP-16)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Compensation, Complaint, ComplaintFault
from bihuan.complaints.queries.clauses import kinds
from bihuan.complaints.states import OPEN_COMPLAINTS, ComplaintKind, ComplaintState, Severity
from bihuan.complaints.states.compensations import CompensationState
from bihuan.kernel.actors import Actor
from bihuan.organization.models import Department
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.states.actions import VERIFIED, ActionState

AT_MOST = 15  # lines of faults and models
S = ComplaintState
NOT_OURS = (S.REGISTERED, S.UNJUSTIFIED, S.CANCELLED)


@dataclass(frozen=True)
class Span:
    """From a day until a day, both included."""

    since: date
    until: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Return the first moment and the first one after it."""
        first, after = (datetime.combine(day, time()) for day in (self.since, self.until + timedelta(days=1)))
        return timezone.make_aware(first), timezone.make_aware(after)


@dataclass(frozen=True)
class Line:
    """One cause, fault, department or model: how many, how grave, what they cost, what was done about it.

    Attributes:
        url: the list of them; empty where they have nothing in common to look for.
        unprevented: found justified, and no corrective action has been required.
        following: an action was required and is not verified yet.
        verified, effective: an action was found done, and found to work.
        paid: compensation handed over, in yuan.
    """

    label: str
    url: str
    total: int
    serious: int
    unjustified: int
    running: int
    unprevented: int
    following: int
    verified: int
    effective: int
    paid: Decimal

    @property
    def figures(self) -> tuple[int, ...]:
        """Return the counts in the order of the columns."""
        return (
            self.total, self.serious, self.unjustified, self.running, self.unprevented, self.following, self.verified,
            self.effective,
        )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One way to sum up."""

    title: str
    lines: list[Line]


def _has_action(key: str, **which: Any) -> Exists:
    rows = CorrectiveAction.objects.filter(subject_kind=Complaint.kind(), subject_id=OuterRef(key), **which)
    return Exists(rows.exclude(state=ActionState.CANCELLED))


def prevention(which: str, key: str = "pk", prefix: str = "") -> Q:
    """Return what complaints fulfil whose prevention stands so.

    Args:
        which: `none` (justified, nothing required), `open` (required, not verified), `verified`, `effective`.
        key, prefix: where complaints are joined to something else.
    """
    judged = Q(**{f"{prefix}judged_at__isnull": False}) & ~Q(**{f"{prefix}state__in": NOT_OURS}) & ~_turned_down(prefix)
    found = {
        "none": judged & ~Q(_has_action(key)),
        "open": Q(_has_action(key)) & ~Q(_has_action(key, state__in=VERIFIED)),
        "verified": Q(_has_action(key, state__in=VERIFIED)),
        "effective": Q(_has_action(key, state=ActionState.EFFECTIVE)),
    }
    return found[which]


def complaints_of(user: Actor, span: Span) -> QuerySet[Complaint]:
    """Return the visible complaints of a period that were not withdrawn."""
    first, after = span.bounds
    rows: QuerySet[Complaint] = Complaint.objects.visible_to(user).filter(
        complained_at__gte=first, complained_at__lt=after
    )
    return rows.exclude(state=S.CANCELLED)


def _turned_down(prefix: str) -> Q:
    """Return what complaints fulfil that were found not justified, explained to the customer or not yet."""
    explained = {"state": S.CLOSED, "judged_at__isnull": False, "decided_at__isnull": True}
    return Q(**{f"{prefix}state": S.UNJUSTIFIED}) | Q(**{f"{prefix}{name}": value for name, value in explained.items()})


def _counted(rows: Any, group: str, key: str = "pk", prefix: str = "") -> list[dict[str, Any]]:
    states = f"{prefix}state"
    return list(
        rows.values(group).annotate(
            total=Count("pk"), serious=Count("pk", filter=Q(**{f"{prefix}severity": Severity.SERIOUS})),
            unjustified=Count("pk", filter=_turned_down(prefix)),
            running=Count("pk", filter=Q(**{f"{states}__in": OPEN_COMPLAINTS})),
            unprevented=Count("pk", filter=prevention("none", key, prefix)),
            following=Count("pk", filter=prevention("open", key)),
            verified=Count("pk", filter=prevention("verified", key)),
            effective=Count("pk", filter=prevention("effective", key)),
        ).order_by("-total", group)
    )  # fmt: skip


def _paid(rows: QuerySet[Complaint], group: str) -> dict[Any, Decimal]:
    paid = Compensation.objects.filter(complaint__in=rows, state=CompensationState.PAID)
    return dict(paid.values_list(f"complaint__{group}").annotate(total=Sum("amount")).order_by())


def address_of(span: Span, **which: Any) -> str:
    """Return the list of the complaints behind a figure."""
    days = {"complained_at_from": span.since, "complained_at_to": span.until}
    return f"{reverse('complaints:complaints')}?{urlencode({'all': 1, **days, **which})}"


def _lines(found: list[dict[str, Any]], group: str, span: Span, name: str, label: Callable[[Any], str],
           paid: dict[Any, Decimal]) -> list[Line]:  # fmt: skip
    return [
        Line(
            label=label(value := row.pop(group)), paid=paid.get(value) or Decimal(0),
            url=address_of(span, **{name: value}) if value is not None else "", **row,
        )
        for row in found
    ]  # fmt: skip


def summary(user: Actor, span: Span) -> list[Table]:
    """Return a period's complaints by cause, by fault code, by department responsible and by model."""
    rows = complaints_of(user, span)
    named = {**{one.value: str(one.label) for one in ComplaintKind}, **{one.code: one.label for one in kinds()}}
    faults = _counted(ComplaintFault.objects.filter(complaint__in=rows), "code", "complaint_id", "complaint__")[
        :AT_MOST
    ]
    models = _counted(rows.exclude(model=None), "model")[:AT_MOST]
    codes = {one.pk: str(one) for one in FaultCode.objects.filter(pk__in=[row["code"] for row in faults])}
    names = {one.pk: one.code for one in ProductModel.objects.filter(pk__in=[row["model"] for row in models])}
    departments = dict(Department.objects.values_list("pk", "name"))
    return [
        Table(_("By cause"), _lines(
            _counted(rows, "kind_of"), "kind_of", span, "kind", named.__getitem__, _paid(rows, "kind_of")
        )),
        Table(_("By department responsible"), _lines(
            _counted(rows, "responsible"), "responsible", span, "responsible",
            lambda pk: departments.get(pk, _("not found yet")), _paid(rows, "responsible"),
        )),
        Table(_("By fault code"), _lines(faults, "code", span, "fault_is", codes.__getitem__, {})),
        Table(_("By model"), _lines(models, "model", span, "model", names.__getitem__, _paid(rows, "model"))),
    ]  # fmt: skip


def unprevented_by_department(user: Actor, span: Span) -> list[tuple[Department, int]]:
    """Return the departments that answer for justified complaints nothing was required for, with how many."""
    rows = complaints_of(user, span).filter(prevention("none")).exclude(responsible=None)
    counts = dict(rows.values_list("responsible").annotate(n=Count("pk")).order_by())
    found = Department.objects.filter(pk__in=counts).select_related("manager").order_by("code")
    return [(one, counts[one.pk]) for one in found]
