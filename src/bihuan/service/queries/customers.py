"""What the service department reports to a customer's page: key figures and the time line (CUS-01)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bihuan.customers.queries import figures, timeline
from bihuan.service.models import Installation, ServiceCommitment, ServiceRequest


def open_requests(customer: Any, user: Any) -> figures.Shown:
    """Return how many requests of a customer are in work, with the day of the last one."""
    rows = ServiceRequest.objects.visible_to(user).filter(customer=customer.pk)
    count = rows.open().count()
    last = rows.order_by("-reported_at", "-pk").values_list("reported_at", flat=True).first()
    day = timezone.localtime(last).strftime("%Y-%m-%d") if last else ""
    return figures.Shown(str(count), _("last %(day)s") % {"day": day} if day else "", _line(customer, "requests"))


def _line(customer: Any, source: str) -> str:
    return f"{reverse('customers:timeline', args=[customer.pk])}?only={source}"


def _request(row: ServiceRequest) -> timeline.Told:
    who = row.technician.display_name if row.technician else ""
    return timeline.Told(row.title, row.get_absolute_url(), row.number, row.state_label, who)


def _installation(row: Installation) -> timeline.Told:
    return timeline.Told(
        f"{row.model.code} {row.sales_contract}", row.get_absolute_url(), row.number, row.state_label,
        row.technician.display_name if row.technician else "",
    )  # fmt: skip


def _commitment(row: ServiceCommitment) -> timeline.Told:
    return timeline.Told(f"{row.heading} {row.unit.serial}", row.get_absolute_url(), row.number, row.state_label)


SOURCES = (
    timeline.Source(
        "requests", lazy("Service requests"),
        lambda customer, user: ServiceRequest.objects.visible_to(user)
        .filter(customer=customer.pk).select_related("technician"),
        "reported_at", _request, icon="headset", permission="service.view_register",
    ),
    timeline.Source(
        "installations", lazy("Installations"),
        lambda customer, user: Installation.objects.visible_to(user)
        .filter(customer=customer.pk).select_related("technician", "model"),
        "planned_at", _installation, icon="tool", permission="service.view_installations",
    ),
    timeline.Source(
        "commitments", lazy("Service commitments"),
        lambda customer, user: ServiceCommitment.objects.visible_to(user)
        .filter(customer=customer.pk).select_related("unit"),
        "issued_at", _commitment, icon="certificate",
    ),
)  # fmt: skip


def register() -> None:
    """Report to the customer's page."""
    for source in SOURCES:
        timeline.register(source)
    figures.register(
        figures.Figure(
            "requests", pgettext_lazy("figure", "Open requests"), open_requests, "service.view_register", order=20
        )
    )
