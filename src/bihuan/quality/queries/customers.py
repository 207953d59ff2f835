"""What quality reports to a customer's page: the issues that count his units (CUS-01)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.queries import timeline
from bihuan.quality.models import QualityIssue, ReportedCase

SHOWN = 6


def issues_of(customer: Any, user: Any) -> QuerySet[QualityIssue]:
    """Return the issues that count a case of one of a customer's units."""
    cases = ReportedCase.objects.filter(unit__customer=customer.pk)
    rows: QuerySet[QualityIssue] = QualityIssue.objects.visible_to(user).filter(
        pk__in=cases.order_by().values("issues")
    )
    return rows


def of_customer(customer: Any, user: Any) -> dict[str, Any] | None:
    """Return the newest of them, for the panel."""
    found = list(issues_of(customer, user).order_by("-reported_at", "-pk")[:SHOWN])
    return {"issues": found, "case": None, "count": len(found)} if found else None


def _issue(row: QualityIssue) -> timeline.Told:
    return timeline.Told(row.subject, row.get_absolute_url(), row.number, row.state_label)


def register() -> None:
    """Report to the customer's time line."""
    timeline.register(
        timeline.Source(
            "issues",
            lazy("Quality issues"),
            issues_of,
            "reported_at",
            _issue,
            icon="flag",
            permission="quality.view",
        )
    )
