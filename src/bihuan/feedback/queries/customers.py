"""What call-back reports to a customer's page: how content he is, and his cards on the time line (CUS-01)."""

from typing import Any

from django.db.models import Avg, Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from bihuan.customers.queries import figures, timeline
from bihuan.feedback.models import OpinionCard


def satisfaction(customer: Any, user: Any) -> figures.Shown | None:
    """Return the average of the cards a customer answered."""
    cards = OpinionCard.objects.visible_to(user).filter(request__customer=customer.pk).exclude(answered_at=None)
    found = cards.aggregate(score=Avg("score"), count=Count("pk"))
    if found["score"] is None:
        return None
    where = f"{reverse('customers:timeline', args=[customer.pk])}?only=cards"
    return figures.Shown(f"{found['score']:.1f}", _("%(count)s cards") % {"count": found["count"]}, where)


def _card(row: OpinionCard) -> timeline.Told:
    words = row.grievance or row.suggestion
    grade = "" if row.is_good is None else str(_("Satisfied") if row.is_good else _("Not satisfied"))
    title = words.split("\n")[0] if words else row.request.title
    return timeline.Told(title, row.get_absolute_url(), row.number, grade)


def register() -> None:
    """Report to the customer's page."""
    timeline.register(
        timeline.Source(
            "cards",
            lazy("Opinion cards"),
            lambda customer, user: (
                OpinionCard.objects.visible_to(user).filter(request__customer=customer.pk).select_related("request")
            ),
            "answered_at",
            _card,
            icon="star",
            permission="feedback.view_cards",
        )
    )
    figures.register(
        figures.Figure(
            "satisfaction", pgettext_lazy("figure", "Satisfaction"), satisfaction, "feedback.view_cards", order=40
        )
    )
