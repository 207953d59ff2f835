"""The month's sheets of relationship expenses: filled in, signed by all or void (CREX 2, CUS-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers.models import Customer
from bihuan.customers.models.expenses import ExpenseAccount, ExpenseLine, ExpenseSheet, claims_of
from bihuan.customers.policies.expenses import CHECKERS
from bihuan.customers.queries import expenses as queries
from bihuan.customers.queries import month_days
from bihuan.customers.rules.expenses import entitled, month_after, month_before, still_to_claim
from bihuan.customers.states.expenses import STANDING, SheetKind, SheetState
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

SERIES = "KQ"
ACTS = {"fill": "expense_fill", "check": "expense_check", "pay": "expense_pay"}


@dataclass(frozen=True)
class Sold:
    """One line as the salesman writes it: what a customer bought in a month, and how much of the money is in."""

    customer: Customer
    account: ExpenseAccount
    quantity: Decimal
    sale: Decimal
    received: Decimal
    sold_in: date | None = None
    remark: str = ""


@scheduled(daily_at="05:40", label=gettext_lazy("Open the month's expense sheets, void what nobody signed"))
def run_expense_month() -> int:
    """Open the sheets of last month until the day of checking, and void those whose signatures are missing."""
    return open_month(timezone.localdate()) + void_unsigned(timezone.now())


def open_month(today: date) -> int:
    """Open last month's two sheets for every salesman who has none; nothing where no clause asks for them.

    Returns:
        how many were opened.
    """
    rule = month_days.rule_of(ACTS["check"], {})
    last = month_days.day_of(month_days.kept(rule), today) if rule else None
    if last is None or today > last.on:
        return 0
    month, count = month_before(today), 0
    for salesman in holders(Post.SALES):
        for kind in SheetKind.values:
            known = ExpenseSheet.objects.filter(salesman=salesman, month=month, sheet_kind=kind)
            is_wanted = kind == SheetKind.PURCHASES or queries.specials_for(
                ExpenseSheet(salesman=salesman, month=month)
            )
            if is_wanted and not salesman.holds(*CHECKERS) and not known.exists():
                open_sheet(salesman, month=month, kind=kind, by=SYSTEM)
                count += 1
    return count


@transaction.atomic
def open_sheet(salesman: Staff, *, month: date, by: Actor, kind: str = SheetKind.PURCHASES) -> ExpenseSheet:
    """Begin a salesman's sheet of a month that is over; once more where the last one is void.

    Raises:
        OperationError: no clause says when and how, there is one already, the month isn't over, or he checks himself.
    """
    permit(by, "customers.fill_expenses", ExpenseSheet(salesman=salesman))
    now, first = timezone.now(), month.replace(day=1)
    if first >= timezone.localdate(now).replace(day=1):
        raise OperationError(_("This month isn't over yet."), field="month")
    if salesman.holds(*CHECKERS):
        raise OperationError(_("%(name)s checks these sheets and has none of his own.") % {"name": salesman.name})
    Staff.objects.select_for_update().get(pk=salesman.pk)
    if ExpenseSheet.objects.filter(salesman=salesman, month=first, sheet_kind=kind, state__in=STANDING).exists():
        raise OperationError(_("There is a sheet for this month already."), field="month")
    sheet = ExpenseSheet(
        number=next_number(SERIES, at=now), state=SheetState.OPEN, salesman=salesman, month=first, sheet_kind=kind,
        cycle=timezone.localdate(now).replace(day=1), terms=_terms(salesman),
    )  # fmt: skip
    if queries.days_of(sheet).is_too_late(now):
        sheet.cycle = month_after(sheet.cycle)
    begin(sheet, by=by, at=now)
    _start(sheet, "fill", sheet.salesman_id, now)
    _start(sheet, "check", None, now)
    return sheet


def _terms(salesman: Staff) -> dict[str, Any]:
    facts = ExpenseSheet(salesman=salesman).facts()
    found = {name: month_days.rule_of(act, facts) for name, act in ACTS.items()}
    if missing := [act for name, act in ACTS.items() if found[name] is None]:
        raise OperationError(_("No clause in force sets the days for this: %(acts)s.") % {"acts": ", ".join(missing)})
    return {name: month_days.kept(view) for name, view in found.items() if view}


def _start(sheet: ExpenseSheet, name: str, owner: int | None, now: datetime) -> None:
    view, day = month_days.rule_of(ACTS[name], sheet.facts()), getattr(queries.days_of(sheet), name)
    minutes = month_days.worked_until(now, day.ends_at) if day else 0
    if view and minutes:
        deadlines.start_for(
            sheet, name=ACTS[name], label=str(view.data["label"]), limit_minutes=minutes, by=SYSTEM,
            calendar_code=month_days.OFFICE, at=now, owner_id=owner, parameter=view,
            ladder=list(view.data.get("ladder") or ()),
        )  # fmt: skip


def _limits(sheet: ExpenseSheet, *names: str) -> list[Deadline]:
    rows = Deadline.objects.of(sheet.kind(), sheet.pk).running().filter(name__in=[ACTS[name] for name in names])
    return list(rows.select_for_update(of=("self",)))


@transaction.atomic
def fill_in(sheet: ExpenseSheet, sold: Sequence[Sold], *, by: Actor, revision: int | None = None) -> ExpenseSheet:
    """Write a sheet's lines anew; what each entitles to follows from the clauses (CREX 1.2, 1.3).

    Raises:
        OperationError: not open any more, a product without a standard, a customer's product twice, a future month.
    """
    row = _open(sheet, by, revision)
    if row.is_for_newcomers:
        raise OperationError(_("This summary takes its lines from the approved applications."))
    row.lines.all().delete()
    keys = sorted({one.customer.pk for one in sold})  # two salesmen can't claim the same sale at once
    list(Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for number, one in enumerate(sold, start=1):
        _write(row, one, number)
    _add_up(row)
    history.append(row, "fill_in", by=by, note=_("%(count)s lines, ¥%(total)s") % {
        "count": len(sold), "total": f"{row.total:,.2f}",
    })  # fmt: skip
    return row


def _open(sheet: ExpenseSheet, by: Actor, revision: int | None) -> ExpenseSheet:
    row = locked(ExpenseSheet, sheet.pk, revision=revision)
    permit(by, "customers.fill_expenses", row)
    if row.state != SheetState.OPEN:
        raise OperationError(_("This sheet has been handed in; it can't be changed any more."))
    return row


def _write(sheet: ExpenseSheet, one: Sold, number: int) -> None:
    where = {"number": number, "product": one.account.name}
    sold_in = (one.sold_in or sheet.month).replace(day=1)
    if sold_in > sheet.month:
        raise OperationError(_("Line %(number)s: the sale can't be later than the month reported.") % where)
    if min(one.quantity, one.sale, one.received) < 0:
        raise OperationError(_("Line %(number)s: figures can't be negative.") % where)
    if sheet.lines.filter(customer=one.customer, account=one.account, sold_in=sold_in).exists():
        raise OperationError(
            _("Line %(number)s: this customer's %(product)s of that month stands here already.") % where
        )
    standard = queries.standard_of(one.account, one.customer.facts())
    if standard is None:
        raise OperationError(_("Line %(number)s: no clause sets a standard for %(product)s yet.") % where)
    terms = queries.terms_of_payment()
    if terms is None:
        raise OperationError(_("No clause in force says when expenses are paid."))
    value = Decimal(str(standard.data["amount"]))
    whole = entitled(value, one.quantity, one.sale, one.received, pays=str(terms.data["pays"]))
    claim = still_to_claim(whole, claims_of(one.customer.pk, one.account.pk, sold_in, but=sheet.pk))
    ExpenseLine.objects.create(
        sheet=sheet, customer=one.customer, account=one.account, sold_in=sold_in, quantity=one.quantity, sale=one.sale,
        received=one.received, standard=value, clause_id=standard.clause_id, claim=claim, remark=one.remark.strip(),
    )  # fmt: skip


def _add_up(sheet: ExpenseSheet) -> None:
    sheet.total = sum(sheet.lines.values_list("claim", flat=True), Decimal(0))
    sheet.revision += 1
    sheet.save(update_fields=["total", "revision", "updated_at"])


def _take_in(sheet: ExpenseSheet) -> None:
    """Put the approved applications on the summary of new customers' expenses."""
    sheet.lines.all().delete()
    for one in queries.specials_for(sheet):
        ExpenseLine.objects.create(
            sheet=sheet, customer=one.customer, special=one, sold_in=sheet.month, claim=one.amount,
            sale=one.expected_sales or Decimal(0), remark=one.purpose[:120],
        )  # fmt: skip
    _add_up(sheet)


@transaction.atomic
def submit(sheet: ExpenseSheet, *, by: Actor, revision: int | None = None) -> ExpenseSheet:
    """Hand a sheet in: from now on clerk, manager and finance check it, each with his signature (CREX 2.2).

    Raises:
        OperationError: nothing on it, or no clause says who signs.
    """
    row, now = _open(sheet, by, revision), timezone.now()
    if row.is_for_newcomers:
        _take_in(row)
    days = queries.days_of(row)
    changes: dict[str, Any] = {"submitted_at": now, "is_late": bool(days.fill and now > days.fill.ends_at)}
    if days.is_too_late(now):
        changes["cycle"] = month_after(timezone.localdate(now).replace(day=1))
    perform(row, "submit", by=by, changes=changes, at=now)
    deadlines.meet(_limits(row, "fill"), by=by, at=now)
    if signoff.start(row, row.form, by=by, at=now) is None:
        raise OperationError(_("No clause in force says who checks this sheet; without signatures it would be void."))
    return row


@transaction.atomic
def report_nothing(sheet: ExpenseSheet, *, by: Actor, revision: int | None = None) -> ExpenseSheet:
    """Say that the month had no expenses.

    Raises:
        OperationError: the sheet has lines, or there are applications that belong on it.
    """
    row = _open(sheet, by, revision)
    if row.is_for_newcomers and queries.specials_for(row):
        raise OperationError(_("There are approved applications that belong on this summary."))
    perform(row, "report_nothing", by=by)
    deadlines.meet(_limits(row, "fill", "check"), by=by, at=timezone.now())
    return row


def on_agreed(sheet: ExpenseSheet, event: Any) -> None:
    """Let a sheet stand that all have signed in time; otherwise it is void, whoever has signed (CREX 2.2)."""
    row = locked(ExpenseSheet, sheet.pk)
    if queries.days_of(row).is_too_late(event.at):
        _void(row, _("not signed by all until the end of the day of checking"), event.at)
    elif not row.is_fully_signed:
        _void(row, _("a signature is missing, or the salesman signed for himself"), event.at)
    else:
        check(row, "agree", by=SYSTEM)
        perform(row, "agree", by=SYSTEM, changes={"checked_at": event.at}, at=event.at)
        deadlines.meet(_limits(row, "check"), by=SYSTEM, at=event.at)


def on_refused(sheet: ExpenseSheet, event: Any) -> None:
    """Void a sheet that somebody would not sign, or whose form was taken back."""
    row = locked(ExpenseSheet, sheet.pk)
    if row.state == SheetState.CHECKING:
        _void(row, _("not everybody has signed it"), event.at)


def _void(row: ExpenseSheet, reason: str, at: datetime) -> None:
    perform(row, "void", by=SYSTEM, note=reason, changes={"void_reason": reason}, at=at)
    deadlines.cancel(_limits(row, "fill", "check"), by=SYSTEM, at=at, note=reason)


def void_unsigned(now: datetime) -> int:
    """Void the sheets that lack a signature when the day of checking is over; return how many."""
    count = 0
    for pk in ExpenseSheet.objects.filter(state=SheetState.CHECKING).order_by("pk").values_list("pk", flat=True):
        count += _void_if_late(pk, now)
    return count


@transaction.atomic
def _void_if_late(pk: int, now: datetime) -> bool:
    row = locked(ExpenseSheet, pk)
    if row.state != SheetState.CHECKING or not queries.days_of(row).is_too_late(now):
        return False
    _void(row, _("not signed by all until the end of the day of checking"), now)
    for circulation in Circulation.objects.of(row).running():
        signoff.withdraw(circulation, by=SYSTEM, reason=row.void_reason)
    return True
