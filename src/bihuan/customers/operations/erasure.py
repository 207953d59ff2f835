"""Erasing a customer's data at his wish, as far as and as soon as no duty keeps it (REG-07, CUS-01)."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers.models import (
    Account,
    CareItem,
    CarePlan,
    Contact,
    Customer,
    Exchange,
    Lead,
    NeedsRequest,
    Profile,
    Site,
)
from bihuan.customers.models.erasure import ErasureRequest
from bihuan.customers.operations import care
from bihuan.customers.operations.visits import drop_visit
from bihuan.customers.queries.erasure import duties
from bihuan.customers.states.care import CareState
from bihuan.customers.states.erasure import ErasureState
from bihuan.customers.states.visits import VisitState
from bihuan.kernel import erasure, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Staff
from bihuan.regulations.operations import destroy_at_wish
from bihuan.regulations.queries.retention import files_of

SERIES = "SC"


@transaction.atomic
def ask_erasure(customer: Customer, *, asked_on: date, proof: str, by: Actor) -> ErasureRequest:
    """Enter a customer's wish to be erased.

    Args:
        proof: how we know that it is he who asks.

    Raises:
        OperationError: no proof, a day to come, or a wish of his is being dealt with already.
    """
    permit(by, "customers.ask_erasure", customer)
    row: Customer = locked(Customer, customer.pk)
    shown = required(proof, _("Say how we know that it is he who asks."), field="proof")
    if asked_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="asked_on")
    running = row.erasures.filter(state__in=(ErasureState.ASKED, ErasureState.RESTRICTED)).first()
    if running or row.erased_at:
        number = running.number if running else row.number
        raise OperationError(_("His wish is being dealt with already: %(number)s.") % {"number": number})
    now = timezone.now()
    made = ErasureRequest(
        number=next_number(SERIES, at=now), state=ErasureState.ASKED, customer=row, asked_on=asked_on, proof=shown,
        entered_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(made, by=by, at=now)
    history.append(row, "ask_erasure", by=by, note=made.number)
    return made


@transaction.atomic
def grant_erasure(wish: ErasureRequest, *, by: Actor, note: str = "", revision: int | None = None) -> ErasureRequest:
    """Grant a wish: the data is locked at once, and erased as far as no duty keeps it."""
    row: ErasureRequest = locked(ErasureRequest, wish.pk, revision=revision)
    decided = {"decided_by": by if isinstance(by, Staff) else None, "decided_at": timezone.now()}
    perform(row, "grant", by=by, note=note, changes=decided)
    customer: Customer = locked(Customer, row.customer_id)
    history.change(customer, by=by, verb="restrict", note=row.number, is_restricted=True)
    _let_be(customer, row.number)
    pursue(row)
    row.refresh_from_db()
    return row


def _let_be(customer: Customer, why: str) -> None:
    """Drop the visits and the care that were planned for him."""
    for visit in customer.visits.filter(state=VisitState.PLANNED):
        drop_visit(visit, note=why, by=SYSTEM)
    for plan in customer.care_plans.filter(state=CareState.RUNNING):
        care.cancel(plan, note=why, by=SYSTEM)


@transaction.atomic
def refuse_erasure(wish: ErasureRequest, *, by: Actor, note: str, revision: int | None = None) -> ErasureRequest:
    """Refuse a wish; the reason is what the customer is told.

    Raises:
        OperationError: no reason.
    """
    why = required(note, _("Give the reason that the customer is told."))
    row: ErasureRequest = locked(ErasureRequest, wish.pk, revision=revision)
    decided = {"decided_by": by if isinstance(by, Staff) else None, "decided_at": timezone.now()}
    perform(row, "refuse", by=by, changes={**decided, "refusal": why[:200]})
    return row


@transaction.atomic
def pursue(wish: ErasureRequest) -> bool:
    """Destroy what no duty keeps any more; return whether the customer himself is erased now."""
    row: ErasureRequest = locked(ErasureRequest, wish.pk)
    if row.state != ErasureState.RESTRICTED:
        return False
    destroy_at_wish(list(files_of(row.customer)), wish=row.number, by=SYSTEM)
    if duties(row.customer):
        return False
    _erase(row.customer, row.number)
    perform(row, "erase", by=SYSTEM, changes={"erased_at": timezone.now(), "proof": ""})
    history.erase(row.kind(), [row.pk])
    return True


def _erase(customer: Customer, why: str) -> None:
    rows = Customer.objects.filter(Q(pk=customer.pk) | Q(merged_into=customer.pk))  # files put into his are his
    for parts in (Contact, Site, Profile, Account, Exchange, Lead, NeedsRequest, CarePlan):
        erasure.destroy(parts.objects.filter(customer__in=rows), by=SYSTEM, why=why, verb="erase")
    erasure.destroy(CareItem.objects.filter(plan__customer__in=rows), by=SYSTEM, why=why, verb="erase")
    erasure.destroy(rows, by=SYSTEM, why=why, verb="erase")
    rows.update(erased_at=timezone.now())


@scheduled(daily_at="03:40", label=gettext_lazy("Erase what customers asked for and nobody has to keep any more"))
def pursue_wishes() -> None:
    """Look every night whether the last duty of a granted wish has ended."""
    for wish in ErasureRequest.objects.filter(state=ErasureState.RESTRICTED):
        pursue(wish)
