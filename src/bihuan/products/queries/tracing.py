"""From a unit to batch, lots, suppliers, sister units and customers, and back from any of them (WAR-06).

A step shows counts first; rows come page by page from an index, so that a lot that went into a million
units opens like one that went into three.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.products.models import Batch, BatchLot, Lot, Supplier, Unit
from bihuan.products.queries.units import recognise

PAGE = 30
COUNTED = 100_000  # more are said as «100,000+»
Rows = QuerySet[Any, Any]

KINDS: dict[str, type[Model]] = {
    "unit": Unit, "batch": Batch, "lot": Lot, "supplier": Supplier, "customer": Customer,
}  # fmt: skip
LABELS: dict[str, Any] = {
    "unit": pgettext_lazy("trace", "Unit"), "batch": gettext_lazy("Batch"), "lot": gettext_lazy("Lot"),
    "supplier": gettext_lazy("Supplier"), "customer": gettext_lazy("Customer"),
}  # fmt: skip
RELATED: dict[str, tuple[str, ...]] = {
    "unit": ("model", "batch"), "batch": ("model",), "lot": ("supplier",), "supplier": (), "customer": (),
}  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """One way on from a node: to rows of which kind, how many."""

    name: str
    label: str
    kind: str
    count: int
    is_more: bool
    url: str


@dataclass(frozen=True)
class Node:
    """A record on the way."""

    kind: str
    kind_label: str
    pk: int
    title: str
    detail: str
    url: str
    record_url: str


@dataclass(frozen=True)
class Step:
    """One page of a branch's rows, and where it goes on."""

    nodes: list[Node]
    next_url: str


def _units(condition: Q) -> Callable[[Actor], Rows]:
    return lambda user: Unit.objects.visible_to(user).filter(condition)


def units_at(kind: str, pk: int) -> Q:
    """Return which units a node leads to."""
    return {
        "unit": Q(pk=pk), "batch": Q(batch=pk), "customer": Q(customer=pk),
        "lot": Q(batch__in=BatchLot.objects.filter(lot=pk).values("batch")),
        "supplier": Q(batch__in=BatchLot.objects.filter(lot__supplier=pk).values("batch")),
    }[kind]  # fmt: skip


def branches(kind: str, record: Any) -> dict[str, tuple[Any, str, Callable[[Actor], Rows]]]:
    """Return the ways on from a record: name → label, kind of what is there, its rows for a viewer."""
    units = _units(units_at(kind, record.pk))
    found: dict[str, tuple[Any, str, Callable[[Actor], Rows]]] = {}
    if kind == "unit":
        used = BatchLot.objects.filter(batch=record.batch_id).values("lot")
        sisters = Q(batch=record.batch_id) & ~Q(pk=record.pk)
        found["batch"] = _("Batch"), "batch", lambda user: Batch.objects.visible_to(user).filter(pk=record.batch_id)
        found["lots"] = _("Lots it was made of"), "lot", lambda user: Lot.objects.visible_to(user).filter(pk__in=used)
        if record.batch_id:
            found["sisters"] = _("Sister units of the batch"), "unit", _units(sisters)
    if kind == "batch":
        used = BatchLot.objects.filter(batch=record.pk).values("lot")
        found["lots"] = _("Lots it was made of"), "lot", lambda user: Lot.objects.visible_to(user).filter(pk__in=used)
    if kind == "supplier":
        found["lots"] = _("Lots"), "lot", lambda user: Lot.objects.visible_to(user).filter(supplier=record.pk)
    if kind == "lot":
        found["supplier"] = (
            _("Supplier"), "supplier", lambda user: Supplier.objects.visible_to(user).filter(pk=record.supplier_id)
        )  # fmt: skip
    if kind in ("lot", "supplier"):
        uses = BatchLot.objects.filter(**({"lot": record.pk} if kind == "lot" else {"lot__supplier": record.pk}))
        batches = uses.values("batch")
        found["batches"] = _("Batches"), "batch", lambda user: Batch.objects.visible_to(user).filter(pk__in=batches)
    if kind != "unit":
        found["units"] = pgettext("trace", "Units"), "unit", units
    if kind != "customer":
        found["customers"] = _("Customers"), "customer", lambda user: holders(units(user), user)
    return found


def holders(units: Rows, user: Actor) -> Rows:
    """Return the customers of units, as far as the viewer may see them."""
    return Customer.objects.visible_to(user).filter(pk__in=units.exclude(customer=None).order_by().values("customer"))


def ways_on(kind: str, record: Any, user: Actor) -> list[Branch]:
    """Return the ways on from a record with their counts."""
    found = []
    for name, (label, target, rows) in branches(kind, record).items():
        count = rows(user).order_by()[: COUNTED + 1].count()
        url = reverse("products:trace_branch", args=[kind, record.pk, name])
        found.append(Branch(name, str(label), target, min(count, COUNTED), count > COUNTED, url))
    return found


def step(kind: str, record: Any, name: str, user: Actor, *, after: int = 0) -> Step | None:
    """Return a page of a branch's rows behind a key; None when there is no such branch."""
    branch = branches(kind, record).get(name)
    if branch is None:
        return None
    _label, target, rows = branch
    found = list(rows(user).filter(pk__gt=after).select_related(*RELATED[target]).order_by("pk")[: PAGE + 1])
    here = reverse("products:trace_branch", args=[kind, record.pk, name])
    more = f"{here}?after={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return Step([node(target, one) for one in found[:PAGE]], more)


def node(kind: str, record: Any) -> Node:
    """Return a record as it stands in the tree."""
    return Node(
        kind, str(LABELS[kind]), record.pk, _title(kind, record), _detail(kind, record),
        reverse("products:trace_node", args=[kind, record.pk]),
        record.get_absolute_url() if kind in ("unit", "customer") else "",
    )  # fmt: skip


def _title(kind: str, record: Any) -> str:
    if kind == "unit":
        return f"{record.model.code} {record.serial}"
    if kind == "batch":
        return f"{record.model.code} {record.code}"
    return str(record)


def _detail(kind: str, record: Any) -> str:
    if kind == "unit":
        return " · ".join(filter(None, [str(record.batch or ""), standing(record)]))
    if kind == "batch":
        return _("produced on %(day)s") % {"day": record.produced_on} if record.produced_on else ""
    if kind == "lot":
        amount = f"{record.quantity.normalize():f} {record.unit_of_measure}" if record.quantity else ""
        return " · ".join(filter(None, [record.supplier.name, str(record.received_on or ""), amount]))
    return str(record.number) if kind == "customer" else ""


def standing(unit: Unit) -> str:
    """Return where a unit is: in stock, sold, or with an owner nobody knows."""
    if unit.customer_id:
        return _("sold on %(day)s") % {"day": unit.sold_on} if unit.sold_on else _("sold")
    return _("sold, owner unknown") if unit.sold_on or unit.accepted_on else _("in stock")


def ownership(units: Rows) -> dict[str, int]:
    """Return how many units there are: all, in stock, sold, sold to an unknown owner, and how many customers."""
    nobody, gone = Q(customer=None), Q(sold_on__isnull=False) | Q(accepted_on__isnull=False)
    return units.order_by().aggregate(
        all=Count("pk"), stock=Count("pk", filter=nobody & ~gone), unknown=Count("pk", filter=nobody & gone),
        sold=Count("pk", filter=~nobody), customers=Count("customer", distinct=True),
    )  # fmt: skip


def traced(words: str, user: Actor) -> list[Node]:
    """Return what a serial number, batch, lot number or supplier's name may mean."""
    text = words.strip()[:80]
    if not text:
        return []
    found: list[Node] = []
    unit = recognise(text)
    if unit and Unit.objects.visible_to(user).filter(pk=unit.pk).exists():
        found.append(node("unit", unit))
    named: tuple[tuple[str, Rows], ...] = (
        ("batch", Batch.objects.visible_to(user).filter(code__istartswith=text)),
        ("lot", Lot.objects.visible_to(user).filter(code__istartswith=text)),
        ("supplier", Supplier.objects.visible_to(user).filter(name__icontains=text)),
    )
    for kind, rows in named:
        found += [node(kind, one) for one in rows.select_related(*RELATED[kind])[:10]]
    return found
