"""Money on the spot: collected once, handed over to the accountant once, counted by him (FULL 4.4)."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.service.models import CashHandover, Charge, Payment
from bihuan.service.operations.charges.settling import settle_when_done
from bihuan.service.queries.charges import amount_of, small_clause
from bihuan.service.rules.charging import ZERO, is_small
from bihuan.service.states.charges import ON_THE_SPOT, CashHandedOver, HandoverState, PayMethod

RECEIPTS, HANDOVERS = "RC", "CH"


@transaction.atomic
def collect(
    charge: Charge, *, method: str, amount: Decimal, by: Actor, reference: str = "", revision: int | None = None
) -> Payment:
    """Collect a small sum on the spot, once, and give the receipt its number (FULL 4.4).

    Args:
        method: cash, WeChat Pay or Alipay.
        amount: what the customer gave, in yuan: the whole amount.
        reference: the transaction's number, where the payment has one.

    Raises:
        OperationError: another amount, another way of paying, or more than the clause lets one collect on site.
        MoveForbidden: it was collected or invoiced already.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    check(charge, "collect", by=by)
    if method not in ON_THE_SPOT:
        raise OperationError(_("Choose how the customer paid."), field="method")
    clause = small_clause(charge.request.facts())
    if not is_small(charge.amount, amount_of(clause)):
        raise OperationError(
            _("Only small sums are collected on site. Have the accountant write the invoice. %(clause)s")
            % {"clause": clause.label if clause else ""}
        )
    _is_whole(amount, charge.amount)
    now = timezone.now()
    paid = Payment.objects.create(
        number=next_number(RECEIPTS, at=now), charge=charge, amount=amount, method=method, reference=reference.strip(),
        is_on_site=True, received_at=now, received_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    said = f"{paid.number} · {PayMethod(method).label}"
    perform(charge, "collect", by=by, at=now, note=said, changes={"paid": amount, "collected_at": now})
    return paid


def _is_whole(amount: Decimal, wanted: Decimal) -> None:
    if amount != wanted:
        raise OperationError(_("The bill is ¥%(amount)s; collect exactly that.") % {"amount": wanted}, field="amount")


@transaction.atomic
def hand_over(*, by: Staff) -> CashHandover:
    """Hand over all the cash one has collected; what was handed over can't be handed over again.

    Raises:
        OperationError: there is none, or somebody else was quicker.
    """
    permit(by, "service.hand_over_cash")
    rows = Payment.objects.select_for_update(of=("self",)).filter(
        received_by=by.pk, handover=None, method=PayMethod.CASH, is_on_site=True
    )
    held = list(rows.order_by("pk"))
    if not held:
        raise OperationError(_("You hold no cash; what you collected was handed over already."))
    now = timezone.now()
    handover = CashHandover(
        state=HandoverState.HANDED_OVER, number=next_number(HANDOVERS, at=now), technician=by, outlet_id=by.outlet_id,
        amount=sum((row.amount for row in held), ZERO), handed_over_at=now,
    )  # fmt: skip
    begin(handover, by=by, event=CashHandedOver, changes={"amount": [None, str(handover.amount)]})
    Payment.objects.filter(pk__in=[row.pk for row in held]).update(handover=handover)
    return handover


@transaction.atomic
def confirm(
    handover: CashHandover, *, counted: Decimal, note: str = "", by: Actor, revision: int | None = None
) -> CashHandover:
    """Count the cash and confirm it; a difference is explained.

    Args:
        counted: in yuan.
        note: why it differs.

    Raises:
        EvidenceMissing: it differs, and nothing explains it.
        MoveForbidden: it was confirmed already.
    """
    handover = locked(CashHandover, handover.pk, revision=revision)
    if counted < 0:
        raise OperationError(_("The amount can't be less than nothing."), field="counted")
    if counted != handover.amount and not note.strip():
        raise OperationError(_("Explain the difference of ¥%(amount)s.") % {"amount": counted - handover.amount},
                             field="note")  # fmt: skip
    now = timezone.now()
    perform(handover, "confirm", by=by, at=now, note=note.strip(), changes={
        "counted": counted, "difference_note": note.strip()[:200] if counted != handover.amount else "",
        "confirmed_by": by if isinstance(by, Staff) else None, "confirmed_at": now,
    })  # fmt: skip
    for pk in handover.payments.order_by("charge").values_list("charge", flat=True):
        settle_when_done(locked(Charge, pk))
    return handover
