"""Figures over complaints by which the effect of a corrective action is judged (QUA-07)."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Complaint
from bihuan.products.models import Unit
from bihuan.products.queries.fleet import in_field
from bihuan.quality.models import ReportedCase
from bihuan.quality.queries import figures
from bihuan.quality.queries.figures import Figure, Scope, Tally
from bihuan.quality.rules.effectiveness import LOW


def cases(scope: Scope, start: datetime, end: datetime) -> QuerySet[ReportedCase]:
    """Return the cases that complaints have reported of a model, and of a fault where one is named."""
    about = Q(fault_code=scope.fault_code) if scope.fault_code else Q()
    rows: QuerySet[ReportedCase] = ReportedCase.objects.standing().filter(
        about, source_kind=Complaint.kind(), happened_at__gte=start, happened_at__lt=end, **scope.filters("model")
    )
    return rows


def _per_month(scope: Scope, start: datetime, end: datetime) -> Tally:
    return Tally(cases(scope, start, end).count())


def _per_1000_units(scope: Scope, start: datetime, end: datetime) -> Tally:
    """Complaints out of the units of the model that stood in the field when the window ended."""
    last = timezone.localdate(end - timedelta(seconds=1))
    units = Unit.objects.filter(in_field(last), **scope.filters("model")).count()
    return Tally(cases(scope, start, end).count(), units)


def register() -> None:
    """Make the figures known to corrective actions."""
    figures.register(Figure(
        "complaints_per_month", _("Complaints of this model and fault a month"),
        pgettext_lazy("complaint", "a month"), LOW, ("model",), _per_month,
    ))  # fmt: skip
    figures.register(Figure(
        "complaints_per_1000_units", _("Complaints of this model and fault per 1,000 units in the field"),
        _("per 1,000 units"), LOW, ("model",), _per_1000_units, per=1000,
    ))  # fmt: skip
