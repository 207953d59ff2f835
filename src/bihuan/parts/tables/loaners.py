"""Lists of the pool and of the loans (PRT-03)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.parts.models import Loan, Loaner, Place
from bihuan.parts.states.loans import RUNNING, LoanerKind, LoanState, ReturnCondition
from bihuan.products.models import ProductLine

OVERDUE = pgettext_lazy("loan", "Overdue")
STANDINGS = {
    "free": pgettext_lazy("loan", "Can be lent"), "reserved": pgettext_lazy("loan", "Reserved"),
    "lent": pgettext_lazy("loan", "Lent"), "aside": pgettext_lazy("loan", "Out of use"),
    "retired": pgettext_lazy("loan", "Out of the pool"),
}  # fmt: skip


def _busy() -> Exists:
    return Exists(Loan.objects.filter(loaner=OuterRef("pk"), state__in=RUNNING))


class LoanerList(ListPage):
    """The pool."""

    name = "parts.loaners"
    title = _("Loaners")
    template = "parts/loaners/list.html"
    order = "number"
    columns = (
        Column("number", _("Loaner no."), kind="title", sort=True),
        Column("name", _("Name")),
        Column("loaner_kind", _("Kind"), kind="choice", choices=LoanerKind.choices),
        Column("model__code", _("Model")),
        Column("serial", _("Serial no."), kind="no"),
        Column("place__name", pgettext_lazy("loan", "Kept at")),
        Column("condition", pgettext_lazy("loan", "Condition")),
        Column("standing", _("State"), kind="state", is_computed=True, choices=tuple(STANDINGS.items()),
               now=("reserved", "lent"), needs=("is_usable", "is_retired")),
        Column("borrower", _("Borrower"), is_computed=True),
        Column("value", _("Value (CNY)"), kind="yuan", is_optional=True, permission="parts.see_cost"),
        Column("remarks", _("Remarks"), is_optional=True),
    )  # fmt: skip
    filters = (
        Choice("loaner_kind", _("Kind"), choices=LoanerKind.choices),
        Related("line", _("Product line"), field="model__line", load=RowsOf(ProductLine)),
        Related("place", pgettext_lazy("loan", "Kept at"), load=RowsOf(Place, only={"is_active": True})),
        Condition(
            "standing", _("State"),
            conditions={
                "free": (STANDINGS["free"], lambda: Q(is_usable=True, is_retired=False) & ~Q(_busy())),
                "out": (pgettext_lazy("loan", "Reserved or lent"), lambda: Q(_busy())),
                "aside": (STANDINGS["aside"], lambda: Q(is_usable=False, is_retired=False)),
                "retired": (STANDINGS["retired"], lambda: Q(is_retired=True)),
            },
        ),
    )  # fmt: skip
    views = (View("all", _("All")), View("free", STANDINGS["free"], "standing=free"))
    search_fields = ("number__icontains", "serial__icontains", "name__icontains", "model__code__icontains")
    empty_title = _("No loaners yet")
    empty_text = _("Machines and parts that customers may borrow stand here.")

    def rows(self, user: Any) -> Any:
        return Loaner.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:loaner", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        loans = Loan.objects.running().filter(loaner__in=[row["pk"] for row in rows])
        running = {loan.loaner_id: loan for loan in loans}
        for row in rows:
            loan = running.get(row["pk"])
            row["borrower"] = loan.borrower if loan else ""
            row["standing"] = loan.state if loan else _idle(row)


def _idle(row: dict[str, Any]) -> str:
    if row["is_retired"]:
        return "retired"
    return "free" if row["is_usable"] else "aside"


class LoanList(ListPage):
    """The loans, with the day they are due."""

    name = "parts.loans"
    title = _("Loans")
    template = "parts/loaners/list.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("loaner__name", _("Loaner")),
        Column("loaner__serial", _("Serial no."), kind="no"),
        Column("borrower", _("Borrower"), width="w-s"),
        Column("about_number", _("About"), kind="no"),
        Column("technician__name", _("Technician"), width="w-xs"),
        Column("lent_at", _("Lent at"), kind="time"),
        Column("due_on", _("Due back on"), kind="date", sort=True),
        Column("state", _("State"), kind="state", choices=LoanState.choices, now=("reserved", "lent")),
        Column("deadline", _("Time left"), kind="due", is_computed=True),
        Column("condition_back", _("Condition when returned"), kind="choice", choices=ReturnCondition.choices,
               is_optional=True),
        Column("charge_proposed", _("Charge proposed (CNY)"), kind="yuan", is_optional=True),
        Column("outlet__name", _("Outlet"), is_optional=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=LoanState.choices),
        Condition(
            "due", _("Due back on"),
            conditions={
                "over": (OVERDUE, lambda: Q(state=LoanState.LENT, due_on__lt=timezone.localdate())),
                "harmed": (_("Damaged or incomplete"), lambda: Q(condition_back__in=("damaged", "incomplete"))),
            },
        ),
        Period("lent_at", _("Lent at")),
    )  # fmt: skip
    views = (
        View("running", _("Reserved or lent"), "state=reserved&state=lent", opens=True),
        View("lent", pgettext_lazy("loan", "Lent"), "state=lent"),
        View("over", OVERDUE, "due=over"),
    )  # fmt: skip
    search_fields = ("number__icontains", "loaner__serial__icontains", "borrower__icontains", "about_number__icontains")
    empty_title = _("No loans yet")
    empty_text = _("A loaner is reserved on the page of a request, and handed over against a signature.")

    def rows(self, user: Any) -> Any:
        return Loan.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:loan", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        limits = nearest(Loan.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["deadline"] = limits.get(row["pk"])
