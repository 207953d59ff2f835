"""What the pool of loaners reports to a customer's time line (CUS-01)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.queries import timeline
from bihuan.parts.models import Loan


def _loan(row: Loan) -> timeline.Told:
    title = _("Loaner %(serial)s") % {"serial": row.loaner.title}
    return timeline.Told(title, row.get_absolute_url(), row.number, row.state_label, row.borrower)


def register() -> None:
    """Report to the customer's page."""
    timeline.register(
        timeline.Source(
            "loans",
            lazy("Loans"),
            lambda customer, user: Loan.objects.visible_to(user).filter(customer=customer.pk).select_related("loaner"),
            "lent_at",
            _loan,
            icon="arrows-exchange",
            permission="parts.view",
        )
    )
