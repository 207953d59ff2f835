"""The list of complaints (CMP-01)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.complaints.models.complaints import counts
from bihuan.complaints.queries import kinds
from bihuan.complaints.queries.ranking import UNKNOWN, category_label, of_cause
from bihuan.complaints.queries.summary import prevention
from bihuan.complaints.states import (
    OPEN_COMPLAINTS,
    Complainant,
    ComplaintChannel,
    ComplaintGroup,
    ComplaintKind,
    ComplaintState,
    Demand,
    Severity,
)
from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, Condition, Exactly, ListPage, Period, Related, View
from bihuan.organization.models import Department, Staff
from bihuan.products.models import FaultCode, ProductModel

RELATED = 500
COUNTED = {"1": (_("what counts in comparisons"), counts)}
LONGEST_KEY = 18  # digits; longer ones are no key of any database


def _models() -> list[tuple[int, str]]:
    return list(ProductModel.objects.order_by("code").values_list("pk", "code")[:RELATED])


def _faults() -> list[tuple[int, str]]:
    rows = FaultCode.objects.filter(pk__in=ComplaintFault.objects.values("code")).order_by("code")
    return [(row.pk, str(row)) for row in rows[:RELATED]]


def _departments() -> list[tuple[int, str]]:
    return list(Department.objects.order_by("code").values_list("pk", "name"))


def _owners() -> list[tuple[int, str]]:
    rows = Staff.objects.filter(owned_complaints__isnull=False).distinct()
    return list(rows.order_by("username").values_list("pk", "name")[:RELATED])


def _what(row: Mapping[str, Any]) -> str:
    return f"{row['model_text'] or ''} {str(row['description']).split(chr(10))[0]}".strip()


def _beside(value: str) -> Q:
    """Return the complaints of the other models of a model's line; of all other products by its words."""
    if value.startswith("~"):
        return ~Q(model_text=value[1:])
    key = int(value) if value.isdecimal() and len(value) < LONGEST_KEY else 0
    return Q(model__line__models=key) & ~Q(model=key)


def _beside_words(value: str) -> str:
    is_key = value.isdecimal() and len(value) < LONGEST_KEY
    model = ProductModel.objects.filter(pk=int(value)).first() if is_key else None
    return _("without %(model)s") % {"model": model or value.removeprefix("~")}


def _fault(value: str) -> Q:
    """Return the complaints that name a fault code, those that name none for 0."""
    key = int(value) if value.isdecimal() and len(value) < LONGEST_KEY else 0
    return Q(pk__in=ComplaintFault.objects.filter(code=key).values("complaint")) if key else Q(faults=None)


def _fault_words(value: str) -> Any:
    known = FaultCode.objects.filter(pk=int(value)).first() if value.isdecimal() and len(value) < LONGEST_KEY else None
    return known or UNKNOWN


def _other_batches(value: str) -> Q:
    return ~Q(batch=value) & ~Q(batch="")


class Faulty(Related):
    """Complaints that name one of these fault codes, whichever of theirs it is."""

    is_loose = True

    def condition(self, query: QueryDict) -> Q | None:
        """Return what the rows must fulfil, None when nothing was chosen."""
        values = self.values(query)
        return Q(pk__in=ComplaintFault.objects.filter(code__pk__in=values).values("complaint")) if values else None


class Complaints(ListPage):
    """Every complaint this person may see."""

    name = "complaints.complaints"
    title = _("Complaints")
    template = "complaints/complaints.html"
    order = "-complained_at"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("description", _("What is complained of"), kind="title", value=_what,
               needs=("description", "model_text")),
        Column("contact_name", _("Complainant"), width="w-l"),
        Column("kind", _("Kind of complaint"), is_computed=True, needs=("kind_of",), width="w-l"),
        Column("severity", _("Severity"), kind="choice", choices=Severity.choices, width="w-xs"),
        Column("state", _("State"), kind="state", choices=ComplaintState.choices,
               now=(ComplaintState.REGISTERED, ComplaintState.UNJUSTIFIED), width="w-l"),
        Column("owner__name", _("Person in charge"), width="w-s"),
        Column("complained_at", _("Complained at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
        Column("complainant", _("Who complains"), kind="choice", choices=Complainant.choices, is_optional=True),
        Column("channel", _("Channel"), kind="choice", choices=ComplaintChannel.choices, is_optional=True),
        Column("group", _("Goes as"), kind="choice", choices=ComplaintGroup.choices, is_optional=True),
        Column("order_no", _("Order no."), is_optional=True),
        Column("batch", _("Production batch"), is_optional=True),
        Column("serial_text", _("Serial no."), is_optional=True),
        Column("variant", _("Model details"), is_optional=True),
        Column("model_year", _("Model year"), kind="number", is_optional=True),
        Column("fault_code__code", _("Fault code"), is_optional=True),
        Column("quantity", _("Quantity delivered"), kind="number", is_optional=True),
        Column("defective", _("Quantity defective"), kind="number", is_optional=True),
        Column("demand", _("Customer wants"), kind="choice", choices=Demand.choices, is_optional=True),
        Column("responsible__name", _("Department responsible"), is_optional=True),
        Column("cause", _("Cause found"), is_optional=True),
        Column("decision", _("What is done for the customer"), is_optional=True),
        Column("replied_at", _("Answered at"), kind="time", is_optional=True),
        Column("closed_at", pgettext_lazy("complaint", "Closed at"), kind="time", is_optional=True),
    )  # fmt: skip
    needs = ("pk",)
    views = (
        View("open", pgettext_lazy("complaints", "Open"), "&".join(f"state={state}" for state in OPEN_COMPLAINTS)),
        View("new", _("To be judged"), f"state={ComplaintState.REGISTERED}"),
        View("serious", _("Serious"), f"severity={Severity.SERIOUS}"),
        View("month", _("All this month"), "complained_at=month"),
    )
    filters = (
        Choice("state", _("State"), choices=ComplaintState.choices),
        Choice("kind", _("Kind of complaint"), field="kind_of", choices=ComplaintKind.choices),
        Choice("severity", _("Severity"), choices=Severity.choices),
        Period("complained_at", _("Complained")),
        Related("model", _("Model"), load=_models),
        Faulty("fault", _("Fault code"), load=_faults),
        Condition(
            "prevention",
            _("Prevention"),
            conditions={
                "none": (_("nothing required yet"), partial(prevention, "none")),
                "open": (_("being followed"), partial(prevention, "open")),
                "verified": (_("verified"), partial(prevention, "verified")),
            },
        ),
        Related("responsible", _("Department responsible"), load=_departments),
        Related("owner", _("Person in charge"), load=_owners),
        Choice("complainant", _("Who complains"), choices=Complainant.choices),
        Choice("channel", _("Channel"), choices=ComplaintChannel.choices),
        Condition(
            "counts", pgettext_lazy("complaint", "Counted"), conditions={"1": (_("what counts in comparisons"), counts)}
        ),
        Exactly("batch", _("Production batch")),
        Exactly("model_text", _("Product model")),
        Exactly("beside", _("Other models of the line"), make=_beside, words=_beside_words),
        Exactly("batch_not", _("Other batches"), make=_other_batches),
        Exactly("cause", _("Category of the cause"), make=of_cause, words=category_label),
        Exactly("fault_is", _("Fault code"), make=_fault, words=_fault_words),
    )
    search_kind = Complaint.kind()
    empty_title = _("No complaints yet")
    empty_text = _("What customers complain of stands here, whatever the way it came. Begin with «Register».")

    def rows(self, user: Any) -> Any:
        """Return the complaints this colleague may see."""
        return Complaint.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the complaint's page."""
        return reverse("complaints:complaint", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add each row's nearest time limit and its kind in the words of the regulation in force."""
        limits = nearest(Complaint.kind(), [row["pk"] for row in rows])
        named = {**dict(ComplaintKind.choices), **{kind.code: kind.label for kind in kinds()}}
        for row in rows:
            row["kind"] = str(named[row["kind_of"]])
            row["due"] = limits.get(row["pk"])
