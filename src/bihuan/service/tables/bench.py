"""The list of what stands in the workshop, and the points of the function tests."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.organization.models import Outlet
from bihuan.organization.tables import technicians
from bihuan.products.models import ProductLine, ProductModel
from bihuan.service.models import BenchJob, FunctionCheck
from bihuan.service.queries.bench import with_limits
from bihuan.service.states import AT_WORK, STANDING, BenchState, Origin
from bihuan.service.states.bench import Better, CheckOccasion

WAITING = (BenchState.ESTIMATED, BenchState.READY)
SOON = timedelta(days=1)


def late() -> Q:
    """Return what should be ready and isn't."""
    return Q(promised_at__lt=timezone.now(), state__in=AT_WORK)


def soon() -> Q:
    """Return what is promised within a day."""
    now = timezone.now()
    return Q(promised_at__gte=now, promised_at__lt=now + SOON, state__in=AT_WORK)


def _what(row: dict[str, Any]) -> str:
    text = str(row["request__description"] or "").split("\n")[0]
    return f"{row['model_text'] or ''} {text}".strip() or str(_("(no description)"))


class Workshop(ListPage):
    """What stands in the workshop, by the day it is promised for: what is overdue comes first."""

    name = "service.bench"
    title = _("Bench repair")
    template = "service/bench/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("what", _("What is wrong"), kind="title", value=_what, needs=("request__description", "model_text"),
               is_computed=True),
        Column("request__contact_name", _("Customer name"), width="w-xl"),
        Column("serial_text", _("Serial no."), width="w-no"),
        Column("state", _("State"), kind="state", choices=BenchState.choices, now=WAITING, width="w-m"),
        Column("technician__name", _("Technician"), width="w-xs"),
        Column("shelf", _("Shelf"), width="w-xs"),
        Column("received_at", _("Taken in at"), kind="time", sort=True),
        Column("promised_at", _("Promised for"), kind="time", sort=True),
        Column("limit", _("Time left"), kind="due", is_computed=True, width="w-left"),
        Column("outlet__name", _("Outlet"), is_optional=True, width="w-l"),
        Column("origin", _("How it came"), kind="choice", choices=Origin.choices, is_optional=True),
        Column("replacement_serial", _("Serial no. of the replacement"), is_optional=True, width="w-no"),
        Column("handed_over_at", _("Handed over at"), kind="time", is_optional=True),
    )  # fmt: skip
    order = "promised_at"
    needs = ("pk",)
    views = (
        View("standing", _("In the workshop"), "&".join(f"state={state}" for state in STANDING), opens=True),
        View("late", _("Overdue"), "promise=late"),
        View("soon", _("Due within a day"), "promise=soon"),
        View("answer", _("Awaiting consent"), f"state={BenchState.ESTIMATED}"),
        View("collect", pgettext_lazy("bench", "Ready to collect"), f"state={BenchState.READY}"),
        View("done", pgettext_lazy("bench", "Handed over"), f"state={BenchState.HANDED_OVER}"),
    )
    filters = (
        Choice("state", _("State"), choices=BenchState.choices),
        Condition("promise", _("Promised for"), conditions={"late": (_("overdue"), late),
                                                             "soon": (_("due within a day"), soon)}),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet, only={"is_active": True})),
        Related("technician", _("Technician"), load=technicians),
        Period("received_at", _("Taken in at")),
    )  # fmt: skip
    search_kind = BenchJob.kind()
    empty_title = _("Nothing stands in the workshop")
    empty_text = _("What customers bring, or technicians take along, stands here until it is handed back.")

    def rows(self, user: Any) -> Any:
        return BenchJob.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:bench_job", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        with_limits(rows)


def _bounds(row: dict[str, Any]) -> str:
    if not row["is_measured"]:
        return str(_("passed or failed"))
    low, high = (f"{row[name].normalize():f}" if row[name] is not None else "" for name in ("low", "high"))
    span = f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else "—"
    return f"{span} {row['unit']}".strip()


class Checklists(ListPage):
    """The points that are checked after a repair, by model or product line (SVC-13)."""

    name = "service.checklists"
    title = _("Function test")
    template = "service/bench/list.html"
    columns = (
        Column("name", _("Point to check"), kind="title"),
        Column("model__code", _("Model"), width="w-l"),
        Column("line__name", _("Product line"), width="w-l"),
        Column("bounds", _("Bounds"), value=_bounds, needs=("is_measured", "low", "high", "unit"), is_computed=True,
               width="w-xl"),
        Column("occasion", _("Checked"), kind="choice", choices=CheckOccasion.choices, width="w-l"),
        Column("better", _("Better is"), kind="choice", choices=Better.choices, is_optional=True),
        Column("position", _("Order"), kind="number"),
        Column("is_active", _("In use"), kind="truth"),
        Column("created_at", _("Added at"), kind="time", sort="pk", is_optional=True),
    )  # fmt: skip
    order = "pk"
    needs = ("pk",)
    filters = (
        Choice("occasion", _("Checked"), choices=CheckOccasion.choices),
        Related("line", _("Product line"), load=RowsOf(ProductLine)),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
    )
    search_fields = ("name",)
    empty_title = _("No points yet")
    empty_text = _("Each point stands for a model or a product line; after a repair all of them must pass.")

    def rows(self, user: Any) -> Any:
        return FunctionCheck.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        may_edit = self.user.has_perm("service.edit_checks")
        return reverse("service:function_check", args=[row["pk"]]) if may_edit else ""
