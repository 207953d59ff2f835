"""Figures by which the effect of an action is computed from what really happened (QUA-07).

A figure says what is counted, out of what, and which way it should go. Higher apps add their own
with `register`; each counts over a scope (model, fault class, outlet) and a window of days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.products.models import Unit
from bihuan.quality.rules.effectiveness import HIGH, LOW, Window, per_month, rounded, share
from bihuan.quality.states.actions import FIGURE_NAMES
from bihuan.service.models import ServiceRequest
from bihuan.service.states import OrderState, RequestState, Result


@dataclass(frozen=True)
class Scope:
    """What is looked at; None is no restriction. Primary keys, and the fault code as cases have it ("" for all)."""

    model: int | None = None
    fault_class: int | None = None
    outlet: int | None = None
    fault_code: str = ""

    def filters(self, *names: str) -> dict[str, int]:
        """Return the restrictions among these names that are set."""
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Tally:
    """What was counted, and out of how many where the figure is a share."""

    count: int
    base: int | None = None


@dataclass(frozen=True)
class Figure:
    """A figure that can be computed.

    Attributes:
        needs: names of the scope that must be set, or it would say something about everything.
        per: the base it is given for (100 for per cent); 0 for a count a month.
        tally: counts over a scope between two moments, the second left out.
    """

    key: str
    label: str | Promise
    unit: str | Promise
    better: str
    needs: tuple[str, ...]
    tally: Callable[[Scope, datetime, datetime], Tally]
    per: int = 0


@dataclass(frozen=True)
class Measured:
    """A figure's value over a window; None when there was nothing to compute it from."""

    value: Decimal | None
    exact: Fraction | None
    tally: Tally


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Make a figure known; the same key replaces."""
    _figures[figure.key] = figure
    FIGURE_NAMES[figure.key] = figure.label


def figures() -> list[Figure]:
    """Return all figures, as they were registered."""
    return list(_figures.values())


def figure(key: str) -> Figure | None:
    """Return the figure of that key."""
    return _figures.get(key)


def measure(one: Figure, scope: Scope, window: Window) -> Measured:
    """Compute a figure over a window of days in local time."""
    tally = one.tally(scope, _midnight(window.first), _midnight(window.last + timedelta(days=1)))
    exact = share(tally.count, tally.base or 0, one.per) if one.per else per_month(tally.count, window.days)
    return Measured(rounded(exact) if exact is not None else None, exact, tally)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _requests(scope: Scope, start: datetime, end: datetime) -> QuerySet[ServiceRequest]:
    rows: QuerySet[ServiceRequest] = ServiceRequest.objects.filter(
        reported_at__gte=start, reported_at__lt=end, **scope.filters("model", "fault_class", "outlet")
    )
    return rows.exclude(state=RequestState.CANCELLED)


def _requests_a_month(scope: Scope, start: datetime, end: datetime) -> Tally:
    return Tally(_requests(scope, start, end).count())


def _requests_per_100(scope: Scope, start: datetime, end: datetime) -> Tally:
    """Requests out of the units of the model that stood at customers' when the window ended."""
    last = timezone.localdate(end - timedelta(seconds=1))
    in_use = Unit.objects.filter(customer__isnull=False, **scope.filters("model"))
    in_use = in_use.filter(Q(sold_on__isnull=True) | Q(sold_on__lte=last))
    in_use = in_use.filter(Q(replaced_on__isnull=True) | Q(replaced_on__gt=last))
    return Tally(_requests(scope, start, end).count(), in_use.count())


def _first_time_fix(scope: Scope, start: datetime, end: datetime) -> Tally:
    """Completed requests that one visit mended, out of all completed in the window that had a visit."""
    done = ServiceRequest.objects.filter(
        completed_at__gte=start, completed_at__lt=end, **scope.filters("model", "fault_class", "outlet")
    ).exclude(state=RequestState.CANCELLED)
    visited = done.annotate(
        visits=Count("orders", filter=~Q(orders__state=OrderState.WITHDRAWN)),
        fixed=Count("orders", filter=Q(orders__result=Result.FIXED) & ~Q(orders__state=OrderState.WITHDRAWN)),
    ).filter(visits__gt=0)
    return Tally(visited.filter(visits=1, fixed=1).count(), visited.count())


register(Figure(
    "requests_per_month", _("Requests of this model and fault a month"), _("a month"), LOW, ("model",),
    _requests_a_month,
))  # fmt: skip
register(Figure(
    "requests_per_100_units", _("Requests per 100 units in use"), _("per 100 units"), LOW, ("model",),
    _requests_per_100, per=100,
))  # fmt: skip
register(Figure(
    "first_time_fix_rate", _("First-time fix rate"), _("per cent"), HIGH, (), _first_time_fix, per=100,
))  # fmt: skip
