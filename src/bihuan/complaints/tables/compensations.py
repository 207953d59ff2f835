"""The list of all compensations (CMP-14)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Compensation
from bihuan.complaints.states import Complainant
from bihuan.complaints.states.compensations import CompensationForm, CompensationState
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.organization.models import Department
from bihuan.products.models import ProductModel


class Compensations(ListPage):
    """Every compensation of the complaints this person may see, the last proposed first."""

    name = "complaints.compensations"
    title = _("Compensations")
    template = "complaints/compensations.html"
    order = "-proposed_at"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("complaint__number", pgettext_lazy("record", "Complaint"), kind="no"),
        Column("complaint__contact_name", _("Complainant"), width="w-l"),
        Column("complaint__model_text", _("Product model")),
        Column("ground", _("Ground"), kind="title"),
        Column("form", _("Compensated in"), kind="choice", choices=CompensationForm.choices, width="w-s"),
        Column("amount", _("Amount (CNY)"), kind="yuan"),
        Column("state", _("State"), kind="state", choices=CompensationState.choices,
               now=(CompensationState.PROPOSED, CompensationState.APPROVED)),
        Column("proposed_by__name", _("Proposed by"), width="w-s"),
        Column("proposed_at", _("Proposed at"), kind="time", sort=True),
        Column("paid_on", _("Handed over on"), kind="date"),
        Column("counted", _("Together with earlier ones (CNY)"), kind="yuan", is_optional=True),
        Column("decision", pgettext_lazy("compensation", "Decision"), is_optional=True),
        Column("decided_at", pgettext_lazy("compensation", "Decided at"), kind="time", is_optional=True),
        Column("payee", pgettext_lazy("compensation", "Received by"), is_optional=True),
        Column("proof", _("Receipt or voucher no."), is_optional=True),
        Column("complaint__complainant", _("Who complains"), kind="choice", choices=Complainant.choices,
               is_optional=True),
        Column("complaint__responsible__name", _("Department responsible"), is_optional=True),
    )  # fmt: skip
    needs = ("pk",)
    views = (
        View("asked", _("To be decided"), f"state={CompensationState.PROPOSED}"),
        View("due", pgettext_lazy("compensation", "To be handed over"), f"state={CompensationState.APPROVED}"),
        View("month", _("All this month"), "proposed_at=month"),
    )
    filters = (
        Choice("state", _("State"), choices=CompensationState.choices),
        Choice("form", _("Compensated in"), choices=CompensationForm.choices),
        Period("proposed_at", _("Proposed at")),
        Period("paid_on", _("Handed over on")),
        Related("model", _("Model"), field="complaint__model", load=RowsOf(ProductModel, "code")),
        Related("responsible", _("Department responsible"), field="complaint__responsible",
                load=RowsOf(Department, "name")),
    )  # fmt: skip
    search_fields = ("number__iexact", "complaint__number__iexact", "proof__iexact")
    empty_title = _("No compensations yet")
    empty_text = _("They are proposed on the page of a complaint and stand here with their approval and receipt.")

    def rows(self, user: Any) -> Any:
        """Return the compensations of visible complaints."""
        return Compensation.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the compensation's page."""
        return reverse("complaints:compensation", args=[row["pk"]])
