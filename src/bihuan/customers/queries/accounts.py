"""What ratings, leads and care say on a customer's time line (CUS-01)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import CareItem, Lead, Rating
from bihuan.customers.queries.timeline import Source, Told


def _rating(row: Rating) -> Told:
    title = f"{row.year} {row.get_rated_display()}: {row.before or '—'} → {row.proposed or '—'}"
    return Told(title, row.get_absolute_url(), row.number, row.state_label)


def _lead(row: Lead) -> Told:
    return Told(row.subject, row.get_absolute_url(), row.number, row.state_label)


def _care(row: CareItem) -> Told:
    return Told(row.label, row.get_absolute_url(), "", _("Done"), row.note)


SEE = "customers.view_ratings"
SOURCES = (
    Source(
        "ratings", lazy("Customer ratings"),
        lambda customer, user: Rating.objects.visible_to(user).holding().filter(customer=customer.pk),
        "decided_at", _rating, icon="certificate", permission=SEE,
    ),
    Source(
        "leads", lazy("Leads"), lambda customer, user: Lead.objects.visible_to(user).filter(customer=customer.pk),
        "opened_at", _lead, icon="flag", permission=SEE,
    ),
    Source(
        "care", lazy("Care plan"),
        lambda customer, user: CareItem.objects.visible_to(user)
        .filter(plan__customer=customer.pk).exclude(done_on=None).select_related("plan"),
        "done_on", _care, icon="users", permission=SEE,
    ),
)  # fmt: skip
