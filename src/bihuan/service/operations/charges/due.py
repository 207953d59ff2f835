"""A bill before the customer, agreed, due: and the day on which its invoice is to be written (FULL 4.4, 4.6)."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import EvidenceMissing, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.queries.calendars import ALWAYS
from bihuan.regulations.queries.signing import is_accepted
from bihuan.service.models import BenchJob, Charge, WorkOrder
from bihuan.service.operations.charges import quotas
from bihuan.service.operations.charges.billing import opened
from bihuan.service.queries import bench
from bihuan.service.queries import charges as queries
from bihuan.service.rules.charging import COMPANY, BillLine, bar
from bihuan.service.states import AnswerWay, OrderState
from bihuan.service.states.charges import ChargeState

LIMIT = "charge_invoice"
FORM = "charge_quotation"


@transaction.atomic
def quote(charge: Charge, *, by: Actor, revision: int | None = None) -> Charge:
    """Put a bill before the customer as a quotation: on paper, or by link.

    Raises:
        EvidenceMissing: nothing is to be paid, or a discount waits to be decided.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=bench.valid_days(charge.request.facts()))
    perform(charge, "quote", by=by, changes={"quoted_at": now, "valid_until": until})
    return charge


@transaction.atomic
def agree(
    charge: Charge, *, name: str, amount: Decimal, by: Actor, paper: Content | None = None, note: str = ""
) -> Charge:
    """Take the customer's yes: the amount he saw is the most that is charged.

    Args:
        amount: what he saw, in yuan.
        paper: the signed paper, when a colleague takes the answer.

    Raises:
        OperationError: another amount stands now, the quotation is no longer valid, or the paper is missing.
        MoveForbidden: it was answered already.
    """
    charge = locked(Charge, charge.pk)
    permit(by, "service.answer_quotation", charge)
    who, now, way = required(name, _("Write who answers."), field="name"), timezone.now(), _way(charge, by, paper)
    if charge.state == ChargeState.QUOTED and amount != charge.amount:
        raise OperationError(_("The quotation has changed meanwhile. Please look at the new amount."))
    values = {"agreed_amount": charge.amount, "agreed_at": now, "agreed_by": who, "agreed_way": way}
    perform(charge, "agree", by=by, note=_said(who, way, note), changes=values, source=_source(way))
    if charge.order and charge.order.state == OrderState.SIGNED:
        _fall_due(charge, by=SYSTEM)
    return charge


@transaction.atomic
def decline(charge: Charge, *, name: str, by: Actor, paper: Content | None = None, note: str = "") -> Charge:
    """Take the customer's no: nothing is charged, the bill is void."""
    charge = locked(Charge, charge.pk)
    permit(by, "service.answer_quotation", charge)
    who, way = required(name, _("Write who answers."), field="name"), _way(charge, by, paper)
    values = {"void_reason": _("The customer declined the quotation.")}
    perform(charge, "decline", by=by, note=_said(who, way, note), changes=values, source=_source(way))
    return charge


def _way(charge: Charge, by: Actor, paper: Content | None) -> str:
    way = AnswerWay.LINK if by.actor_kind == "customer" else AnswerWay.PAPER
    if not is_accepted(FORM, way, charge.facts()):
        raise OperationError(_("The clause does not take this way of answering."), field="paper")
    if way == AnswerWay.LINK:
        if charge.valid_until and charge.valid_until < timezone.localdate():
            raise OperationError(_("This estimate is no longer valid. Please ask us for a new one."))
        return AnswerWay.LINK
    if paper is None:
        raise OperationError(_("Photograph or scan the paper the customer signed."), field="paper")
    attachments.attach(charge, paper, by=by, purpose=queries.QUOTATION, is_locked=True)
    return AnswerWay.PAPER


def _said(who: str, way: str, note: str) -> str:
    return " · ".join(filter(None, [who, str(AnswerWay(way).label), note.strip()]))


def _source(way: str) -> str:
    return "portal" if way == AnswerWay.LINK else ""


@transaction.atomic
def fall_due(charge: Charge, *, by: Actor, revision: int | None = None) -> Charge:
    """Let the amount be owed: the work is done.

    Raises:
        EvidenceMissing: nothing to pay, a discount waits, or the customer has not agreed to this amount.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    _fall_due(charge, by=by)
    return charge


def _fall_due(charge: Charge, *, by: Actor) -> None:
    now = timezone.now()
    perform(charge, "fall_due", by=by, changes={"due_at": now})
    _start_limit(charge, by=by, at=now)


def _start_limit(charge: Charge, *, by: Actor, at: datetime) -> None:
    """Have the invoice's day run as a time limit: to the clause's hour, to midnight when that has struck."""
    clause = queries.same_day_clause(charge)
    if clause is None:
        return
    minutes = minutes_left(timezone.localtime(at), time.fromisoformat(clause.data["time"]))
    deadlines.start_for(
        charge, name=LIMIT, label=str(clause.data["label"]), limit_minutes=minutes, calendar_code=ALWAYS, by=by, at=at,
        owner_id=charge.owner_id, parameter=clause, ladder=list(clause.data.get("ladder") or ()),
    )  # fmt: skip


def minutes_left(now: datetime, hour: time) -> int:
    """Return the minutes left today up to an hour, or up to midnight when it has struck; at least one."""
    end = datetime.combine(now.date(), hour, now.tzinfo)
    if end <= now:
        end = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return max(1, int((end - now).total_seconds() // 60))


def running(charge: Charge) -> list[Deadline]:
    """Return the running limit on the invoice, locked."""
    rows = Deadline.objects.of(charge.kind(), charge.pk).running().filter(name=LIMIT)
    return list(rows.select_for_update(of=("self",)))


def on_voucher_signed(event: Any) -> None:
    """Let the bill fall due with the customer's signature; what was not agreed as it must be waits on the desk."""
    order: WorkOrder = event.record
    known = queries.of_order(order)
    if known is not None and known.state in {ChargeState.DRAFT, ChargeState.AGREED}:
        _fall_due_if_agreed(known)


def _fall_due_if_agreed(known: Charge) -> None:
    charge = locked(Charge, known.pk)
    try:
        with transaction.atomic():
            _fall_due(charge, by=SYSTEM)
    except EvidenceMissing:
        return


def on_voided(event: Any) -> None:
    """Drop the invoice's day of a bill that is void."""
    deadlines.cancel(running(event.record), by=event.by, at=event.at)


def on_handed_over(event: Any) -> None:
    """Bill a repaired product as its estimate was agreed, or what declining it costs (FULL 4.6)."""
    job: BenchJob = event.record
    lines = _lines_of(job)
    if not any(line.payer == "customer" and line.amount > 0 for line in lines):
        quotas.book(job, lines)
        return
    agreed = job.estimate.total if job.tested_at and job.estimate else job.declined_fee
    charge = Charge(
        request=job.request, job=job, outlet=job.outlet, technician=job.technician, agreed_amount=agreed,
        agreed_at=job.consented_at, agreed_by=job.estimate.answered_by if job.estimate else "",
        agreed_way=job.estimate.way if job.estimate else "",
    )  # fmt: skip
    made = opened(charge, lines, by=SYSTEM, state=ChargeState.AGREED, note=str(job.estimate or job.number))
    _fall_due_if_agreed(made)


def _lines_of(job: BenchJob) -> list[BillLine]:
    """Return the agreed lines of a repaired product, or the fee of a declined estimate."""
    allowed = queries.allowed_kinds(job.facts())
    if job.tested_at and job.estimate and job.estimate.is_accepted:
        on_quota = queries.rests_on_quota(job.request)
        lines = [quotas.of_estimate(line, on_quota=on_quota) for line in job.estimate.lines.all()]
        # He agreed to his share; what else the contract no longer bears is ours.
        return [bar(line, allowed) for line in quotas.split(job, lines, payer=COMPANY)]
    if job.declined_fee and not job.tested_at:
        clause = bench.terms_clause(job.facts())
        text = _("Estimate declined")
        return [BillLine("other", text, Decimal(1), job.declined_fee, clause=clause.id if clause else None)]
    return []
