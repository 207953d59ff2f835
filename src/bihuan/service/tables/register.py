"""The lists: 「报修登记簿」 and 「服务台帐」."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Action, Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.kernel.lists.columns import Row
from bihuan.kernel.privacy import Private
from bihuan.organization.models import Outlet
from bihuan.organization.tables import technicians
from bihuan.products.models import ProductModel
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.queries.register import done_orders, due_within, overdue, with_limits
from bihuan.service.states import (
    OPEN,
    Cause,
    Channel,
    OrderState,
    RequestState,
    Result,
    ServiceClass,
    Urgency,
)

SOON = timedelta(hours=2)
WAITING = (RequestState.REGISTERED, RequestState.AWAITING_APPROVAL)


def _classes() -> list[tuple[int, str]]:
    return [(one.pk, str(one)) for one in FaultClass.objects.filter(parent__isnull=False).select_related("parent")]


def _what(row: Mapping[str, Any]) -> str:
    text = str(row["description"] or "").split("\n")[0]
    return f"{row['model_text'] or ''} {text}".strip() or str(_("(no description)"))


def _phone(row: Mapping[str, Any]) -> str:
    phone = row["phone"]
    return str(phone) if isinstance(phone, Private) else ""


def _customer(row: Mapping[str, Any]) -> str:
    return row["contact_name"] or row["customer__name"] or ""


@dataclass(frozen=True)
class LimitColumn(Column):
    """What has to be done next, with the clause that says so; a link on the page, words in Excel."""

    def plain(self, row: Row, labels: Mapping[Any, str]) -> str | None:
        limit, clause = row.get("limit"), row.get("clause")
        return f"{limit.label} {clause.label if clause else ''}".strip() if limit else None

    def cell(self, row: Row, labels: Mapping[Any, str]) -> tuple[str, str]:
        limit, clause = row.get("limit"), row.get("clause")
        if limit is None or clause is None:
            return "faint", limit.label if limit else "—"
        return "faint", format_html("{} {}", limit.label, _link(clause.pk, clause.heading, clause.label))


@lru_cache(maxsize=256)
def _link(pk: int, heading: str, label: str) -> SafeString:
    link = '<a class="clause" href="{}" title="{}">{}</a>'
    return format_html(link, reverse("regulations:clause", args=[pk]), heading, label)


class Register(ListPage):
    """Every request this person may see: the 「报修登记簿」 on the screen."""

    name = "service.requests"
    title = _("Repair register")
    template = "service/requests.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("description", _("What is wrong"), kind="title", value=_what, needs=("description", "model_text")),
        Column(
            "contact_name", _("Customer name"), value=_customer, needs=("contact_name", "customer__name"), width="w-xl"
        ),
        Column("phone", _("Contact phone"), value=_phone, needs=("phone",), width="w-phone"),
        Column("region__name", _("Region"), width="w-name"),
        Column("service_class", _("Service class"), kind="choice", choices=ServiceClass.choices, width="w-xs"),
        Column("state", _("State"), kind="state", choices=RequestState.choices, now=WAITING),
        Column("technician__name", _("Technician"), width="w-name"),
        Column("reported_at", _("Reported at"), kind="time", sort=True),
        LimitColumn("clause", _("Time limit"), is_computed=True, width="w-limit"),
        Column("limit", _("Time left"), kind="due", is_computed=True, width="w-left"),
        Column("outlet__name", _("Outlet"), is_optional=True, width="w-l"),
        Column("channel", _("Channel"), kind="choice", choices=Channel.choices, is_optional=True),
        Column("urgency", _("Urgency"), kind="choice", choices=Urgency.choices, is_optional=True),
        Column("fault_class__name", _("Fault class"), is_optional=True, width="w-l"),
        Column("serial_text", _("Serial no."), is_optional=True, width="w-no"),
        Column("owner__name", _("Responsible"), is_optional=True, width="w-xs"),
        Column("completed_at", _("Completed at"), kind="time", is_optional=True),
    )
    order = "-reported_at"
    needs = ("pk",)
    views = (
        View("open", _("In work"), "&".join(f"state={state}" for state in OPEN), opens=True),
        View("waiting", _("To be dispatched"), f"state={RequestState.REGISTERED}"),
        View("soon", _("Due within 2 hours"), "limit=soon"),
        View("late", _("Overdue"), "limit=late"),
        View("month", _("All this month"), "reported_at=month"),
    )
    filters = (
        Choice("state", _("State"), choices=RequestState.choices, partial=OPEN),
        Condition("limit", _("Time limit"), conditions={
            "soon": (_("due within 2 hours"), lambda: due_within(SOON)), "late": (_("overdue"), overdue)}),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet, only={"is_active": True})),
        Period("reported_at", _("Reported")),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Related("fault", _("Fault class"), field="fault_class", load=_classes),
        Choice("class", _("Service class"), field="service_class", choices=ServiceClass.choices),
        Related("technician", _("Technician"), load=technicians),
        Choice("urgency", _("Urgency"), choices=Urgency.choices),
        Choice("channel", _("Channel"), choices=Channel.choices),
    )  # fmt: skip
    actions = (
        Action(_("Dispatch"), "route", "service:dispatch_many", "service.dispatch_request", is_dialog=True),
        Action(_("Classify"), "tag", "service:classify", "service.change_request", is_dialog=True),
        Action(_("Print"), "printer", "service:print_register", "service.view_register"),
        Action(_("Export to Excel"), "download", "service:export_chosen", "service.export_register"),
    )
    search_kind = ServiceRequest.kind()
    empty_title = _("No requests yet")
    empty_text = _(
        "Calls, walk-ins, QR codes and imported ledgers stand here. Begin with «Take in», or import a ledger."
    )

    def rows(self, user: Any) -> Any:
        return ServiceRequest.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return self._address.replace("/0/", f"/{row['pk']}/")

    @cached_property
    def _address(self) -> str:
        return reverse("service:request", args=[0])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        with_limits(rows)


class ChosenRows(Register):
    """The rows somebody has ticked, for an Excel file of just these."""

    def __init__(self, *, user: Any, picks: list[int]) -> None:
        super().__init__(user=user, query="all=1")
        self.picks = picks

    def rows(self, user: Any) -> Any:
        return super().rows(user).filter(pk__in=self.picks)


def _fault_and_cause(row: Mapping[str, Any]) -> str:
    cause = dict(Cause.choices).get(row["cause"], "")
    return " · ".join(str(part) for part in (row["findings"].split("\n")[0] if row["findings"] else "", cause) if part)


class Ledger(ListPage):
    """Every job that is done: the 「服务台帐」 by service class (SVC-07, FULL 4.1)."""

    name = "service.ledger"
    title = _("Service ledger")
    template = "service/ledger.html"
    columns = (
        Column("number", _("Work order"), kind="no"),
        Column(
            "what",
            _("What was wrong"),
            kind="title",
            is_computed=True,
            value=lambda row: _what(
                {"description": row["request__description"], "model_text": row["request__model_text"]}
            ),
            needs=("request__description", "request__model_text"),
        ),
        Column("request__contact_name", _("Customer name"), width="w-xl"),
        Column("request__service_class", _("Service class"), kind="choice", choices=ServiceClass.choices),
        Column("findings", _("Findings"), value=_fault_and_cause, needs=("findings", "cause")),
        Column("work_done", _("Work done and test run")),
        Column("result", _("Result"), kind="choice", choices=Result.choices, width="w-xl"),
        Column("technician__name", _("Technician"), width="w-xs"),
        Column("completed_at", _("Completed at"), kind="time", sort=True),
        Column("minutes_spent", _("Minutes used"), kind="number", width="w-s"),
        Column("state", _("State"), kind="state", choices=OrderState.choices, now=(OrderState.COMPLETED,)),
    )
    order = "-completed_at"
    needs = ("pk",)
    views = (
        View("month", _("This month"), "completed_at=month"),
        View("unsigned", _("Not signed yet"), f"state={OrderState.COMPLETED}"),
    )
    filters = (
        Period("completed_at", _("Completed at")),
        Choice("class", _("Service class"), field="request__service_class", choices=ServiceClass.choices),
        Related("technician", _("Technician"), load=technicians),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet, only={"is_active": True})),
        Choice("result", _("Result"), choices=Result.choices),
        Choice(
            "state", _("State"), choices=[(one.value, one.label) for one in (OrderState.COMPLETED, OrderState.SIGNED)]
        ),
    )
    search_fields = ("number", "request__contact_name")
    empty_title = _("No job is done yet")
    empty_text = _("Each finished work order stands here with its class, cause, work and time used.")

    def rows(self, user: Any) -> Any:
        return done_orders(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:order", args=[row["pk"]])
