"""What products report to a customer's page: units, contracts and recall letters (CUS-01)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from bihuan.customers.queries import figures, timeline
from bihuan.products.models import RecallLetter, ServiceContract, Unit


def units(customer: Any, user: Any) -> figures.Shown:
    """Return how many units stand at a customer's, and until when a service contract runs."""
    count = Unit.objects.visible_to(user).filter(customer=customer.pk, replaced_on=None).count()
    today = timezone.localdate()
    running = Q(starts_on__lte=today, ends_on__gte=today)
    contract = ServiceContract.objects.visible_to(user).filter(running, customer=customer.pk).order_by("-ends_on")
    until = contract.values_list("ends_on", flat=True).first()
    note = _("contract until %(day)s") % {"day": until.isoformat()} if until else ""
    return figures.Shown(str(count), note, f"{reverse('products:units')}?customer={customer.pk}")


def _units(customer: Any, user: Any) -> Any:
    return Unit.objects.visible_to(user).filter(customer=customer.pk).select_related("model", "site")


def _sold(row: Unit) -> timeline.Told:
    return timeline.Told(row.title, row.get_absolute_url(), row.sales_contract, pgettext("unit", "sold"), _place(row))


def _accepted(row: Unit) -> timeline.Told:
    return timeline.Told(
        row.title, row.get_absolute_url(), row.sales_contract, pgettext("unit", "accepted"), _place(row)
    )


def _place(row: Unit) -> str:
    return row.site.name if row.site else ""


def _contract(row: ServiceContract) -> timeline.Told:
    span = _("%(start)s to %(end)s") % {"start": row.starts_on.isoformat(), "end": row.ends_on.isoformat()}
    return timeline.Told(span, row.get_absolute_url(), row.number)


def _letter(row: RecallLetter) -> timeline.Told:
    answered = _("answered") if row.answered_at else ""
    return timeline.Told(row.recall.title, row.recall.get_absolute_url(), row.recall.number, answered)


def _letters(customer: Any, user: Any) -> Any:
    return RecallLetter.objects.filter(customer=customer.pk).select_related("recall")


SOURCES = (
    timeline.Source("sold", lazy("Units sold"), _units, "sold_on", _sold, icon="package"),
    timeline.Source("accepted", lazy("Units accepted"), _units, "accepted_on", _accepted, icon="circle-check"),
    timeline.Source(
        "contracts", lazy("Service contracts"),
        lambda customer, user: ServiceContract.objects.visible_to(user).filter(customer=customer.pk),
        "starts_on", _contract, icon="file-text",
    ),
    timeline.Source(
        "recalls", lazy("Recalls"), _letters, "sent_at", _letter, icon="alert-triangle",
        permission="products.view_recalls",
    ),
)  # fmt: skip


def register() -> None:
    """Report to the customer's page."""
    for source in SOURCES:
        timeline.register(source)
    figures.register(figures.Figure("units", pgettext_lazy("figure", "Units"), units, order=10))
