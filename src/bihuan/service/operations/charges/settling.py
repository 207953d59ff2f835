"""The accountant's side: invoices, payments in parts, what is settled, what finance gets (FULL 4.4, 4.6)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.service.models import Charge, ChargeCheck, FinanceExport, Invoice, Payment
from bihuan.service.operations.charges.due import running
from bihuan.service.queries.charges import overdue_days, searchable
from bihuan.service.queries.money import in_hand, unbilled, uninvoiced
from bihuan.service.states.charges import ChargeState, HandoverState, PayMethod

RECEIPTS, EXPORTS = "RC", "FX"


@transaction.atomic
def invoice(
    charge: Charge, *, number: str, issued_on: date, buyer: str, amount: Decimal, by: Actor, tax_number: str = "",
    revision: int | None = None,
) -> Invoice:  # fmt: skip
    """Enter the invoice of a bill, against its voucher or after the cash was handed over.

    Args:
        number: as the tax system gave it; each number once.
        buyer: the invoice's title.
        amount: the bill's amount, in yuan.

    Raises:
        OperationError: the number is taken, the amount differs, the day lies ahead, or the cash is not handed over.
        MoveForbidden: there is an invoice already, or nothing is due.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    move = "post_invoice" if charge.state == ChargeState.COLLECTED else "invoice"
    check(charge, move, by=by)
    if charge.invoiced_at is not None:
        raise OperationError(_("The invoice of this bill was entered already."))
    _may_be_invoiced(charge, issued_on, amount)
    values = {
        "number": required(number, _("Write the invoice's number."), field="number"), "issued_on": issued_on,
        "buyer": required(buyer, _("Write whom the invoice is for."), field="buyer"), "amount": amount,
        "tax_number": tax_number.strip().upper(),
    }  # fmt: skip
    made = _entered(charge, values, by)
    now, days = timezone.now(), overdue_days()
    changes = {"invoiced_at": now, "pay_by": issued_on + timedelta(days=days) if days is not None else None}
    perform(charge, move, by=by, at=now, note=made.number, changes=changes)
    deadlines.meet(running(charge), by=by, at=now)
    search.index(Charge.kind(), charge.pk, searchable(charge))
    settle_when_done(charge)
    return made


def _may_be_invoiced(charge: Charge, issued_on: date, amount: Decimal) -> None:
    if amount != charge.amount:
        raise OperationError(_("The bill is ¥%(amount)s; the invoice says so too.") % {"amount": charge.amount},
                             field="amount")  # fmt: skip
    if issued_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="issued_on")
    if charge.payments.filter(method=PayMethod.CASH, is_on_site=True, handover=None).exists():
        raise OperationError(_("First the technician hands over the cash."))


def _entered(charge: Charge, values: dict[str, object], by: Actor) -> Invoice:
    taken = OperationError(_("An invoice of this number is entered already."), field="number")
    if Invoice.objects.filter(number=values["number"]).exists():
        raise taken
    made = Invoice(charge=charge, made_by=by if isinstance(by, Staff) else None, **values)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # somebody entered it this moment
        raise taken from None
    history.append(made, "register", by=by, changes={"number": [None, made.number]}, is_first=True)
    return made


@transaction.atomic
def pay(
    charge: Charge, *, amount: Decimal, method: str, by: Actor, reference: str = "", revision: int | None = None
) -> Payment:
    """Enter money received on an invoice, all of it or a part.

    Raises:
        OperationError: nothing, or more than is open.
        MoveForbidden: there is no invoice, or it is paid.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    check(charge, "pay", by=by)
    if method not in PayMethod.values:
        raise OperationError(_("Choose how the customer paid."), field="method")
    if not 0 < amount <= charge.open_amount:
        raise OperationError(_("¥%(amount)s is still open.") % {"amount": charge.open_amount}, field="amount")
    now = timezone.now()
    paid = Payment.objects.create(
        number=next_number(RECEIPTS, at=now), charge=charge, amount=amount, method=method, reference=reference.strip(),
        received_at=now, received_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    perform(charge, "pay", by=by, at=now, note=f"{paid.number} · {PayMethod(method).label} · ¥{amount}",
            changes={"paid": charge.paid + amount})  # fmt: skip
    settle_when_done(charge)
    return paid


def settle_when_done(charge: Charge) -> None:
    """Settle a locked bill that is invoiced and paid, and whose cash the accountant has counted."""
    if charge.state not in charge.moves.get("settle").sources or charge.invoiced_at is None or charge.open_amount:
        return
    on_its_way = charge.payments.filter(method=PayMethod.CASH, is_on_site=True)
    if on_its_way.exclude(handover__state=HandoverState.CONFIRMED).exists():
        return
    perform(charge, "settle", by=SYSTEM, changes={"settled_at": timezone.now()})


@transaction.atomic
def export(*, since: date, until: date, by: Actor) -> FinanceExport:
    """Mark what finance has not got yet of a period, under one number; nothing goes twice.

    Args:
        since: first day.
        until: last day.

    Raises:
        OperationError: nothing new in the period, or it is none.
    """
    permit(by, "service.export_charges")
    if since > until:
        raise OperationError(_("The period ends before it begins."), field="until")
    now = timezone.now()
    made = FinanceExport(
        number=next_number(EXPORTS, at=now), since=since, until=until, made_at=now, rows=0,
        made_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    first = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    last = timezone.make_aware(datetime.combine(until + timedelta(days=1), datetime.min.time()))
    # The number's counter is locked until the end: two at once come one after the other.
    invoices = list(
        Invoice.objects.filter(export=None, issued_on__gte=since, issued_on__lte=until).values_list("pk", flat=True)
    )
    payments = list(
        Payment.objects.filter(export=None, received_at__gte=first, received_at__lt=last).values_list("pk", flat=True)
    )
    made.rows = len(invoices) + len(payments)
    if not made.rows:
        raise OperationError(_("Nothing new in this period; what went before is in the earlier exports."))
    made.save()
    Invoice.objects.filter(pk__in=invoices).update(export=made)
    Payment.objects.filter(pk__in=payments).update(export=made)
    history.append(made, "register", by=by, changes={"rows": [None, str(made.rows)]}, is_first=True)
    return made


def reconcile(day: date) -> ChargeCheck:
    """Hold a day's signed vouchers, collected cash and due bills against what was written."""
    values = {
        "unbilled": unbilled(until=day).count(), "in_hand": in_hand(until=day).count(),
        "uninvoiced": uninvoiced(until=day).count(),
    }  # fmt: skip
    row, _new = ChargeCheck.objects.update_or_create(day=day, defaults=values)
    return row
