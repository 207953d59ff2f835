"""Files of one customer as the pages show them: side by side, and what was put into a file (CUS-01)."""

from dataclasses import dataclass
from typing import Any

from bihuan.customers.models import Contact, Customer, Merge, Pair, Site
from bihuan.kernel import hanging

COMPARED = ("name", "customer_kind", "phone", "email", "region", "address", "business", "tier", "keeper", "remarks")


@dataclass(frozen=True)
class Line:
    """One field of both files."""

    label: str
    values: tuple[str, str]
    is_same: bool


def side_by_side(pair: Pair) -> list[Line]:
    """Return both files field by field, personal data masked, with how much hangs on each."""
    both = list(
        Customer.objects.filter(pk__in=(pair.first_id, pair.second_id))
        .select_related("region", "keeper")
        .order_by("pk")
    )
    lines = [_line(name, both) for name in COMPARED]
    for label, model in ((Contact._meta.verbose_name, Contact), (Site._meta.verbose_name, Site)):
        counts = tuple(str(model.objects.filter(customer=one).count()) for one in both)
        lines.append(Line(str(label), (counts[0], counts[1]), counts[0] == counts[1]))
    return lines


def _line(name: str, both: list[Customer]) -> Line:
    field: Any = Customer._meta.get_field(name)
    shown = [str(getattr(one, f"get_{name}_display", lambda one=one: getattr(one, name) or "")()) for one in both]
    return Line(str(field.verbose_name), (shown[0], shown[1]), shown[0] == shown[1] and bool(shown[0]))


def merges_of(customer: Customer) -> list[Merge]:
    """Return the files that were put into a customer's and still are, the newest first."""
    if not hanging.has(customer, Merge):
        return []
    rows = Merge.objects.filter(survivor=customer.pk, undone_at=None).select_related("double", "merged_by")
    return list(rows.order_by("-merged_at"))
