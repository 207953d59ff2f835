"""Figures of complaints by which the effect of a corrective action is judged (QUA-07)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintGroup, ComplaintState
from bihuan.quality.queries.figures import Figure, Scope, Tally
from bihuan.quality.rules.effectiveness import LOW


def _complaints(scope: Scope, start: datetime, end: datetime) -> Tally:
    """Count the complaints about a model that were not found unjustified, withdrawn or doubles."""
    rows = Complaint.objects.filter(
        group=ComplaintGroup.PRODUCT,
        complained_at__gte=start,
        complained_at__lt=end,
        **scope.filters("model", "outlet"),
    )
    none = (ComplaintState.UNJUSTIFIED, ComplaintState.CANCELLED)
    return Tally(rows.exclude(state__in=none).exclude(state=ComplaintState.CLOSED, decided_at=None).count())


COMPLAINTS_A_MONTH = Figure(
    "complaints_per_month", _("Complaints about this model a month"), _("a month"), LOW, ("model",), _complaints
)
