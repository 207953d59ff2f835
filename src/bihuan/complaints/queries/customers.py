"""What complaints report to a customer's page: a key figure and the time line (CUS-01)."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Complaint
from bihuan.complaints.states.complaints import OPEN_COMPLAINTS
from bihuan.customers.queries import figures, timeline

YEAR = timedelta(days=365)


def open_complaints(customer: Any, user: Any) -> figures.Shown:
    """Return how many complaints of a customer are open, and how many came in a year."""
    rows = Complaint.objects.visible_to(user).filter(customer=customer.pk)
    found = rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_COMPLAINTS)),
        year=Count("pk", filter=Q(complained_at__gte=timezone.now() - YEAR)),
    )
    where = f"{reverse('customers:timeline', args=[customer.pk])}?only=complaints"
    return figures.Shown(str(found["open"]), _("%(count)s in a year") % {"count": found["year"]}, where)


def _complaint(row: Complaint) -> timeline.Told:
    return timeline.Told(row.title, row.get_absolute_url(), row.number, row.state_label)


def register() -> None:
    """Report to the customer's page."""
    timeline.register(
        timeline.Source(
            "complaints",
            lazy("Complaints"),
            lambda customer, user: Complaint.objects.visible_to(user).filter(customer=customer.pk),
            "complained_at",
            _complaint,
            icon="message-report",
            permission="complaints.view",
        )
    )
    figures.register(
        figures.Figure(
            "complaints", pgettext_lazy("figure", "Open complaints"), open_complaints, "complaints.view", order=25
        )
    )
