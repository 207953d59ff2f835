"""Diagnosis, plan and cost, and the customer's word on them, by link or on paper (SVC-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import MoveForbidden, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.wording import daytime
from bihuan.organization.models import Staff
from bihuan.products.models import FaultCode
from bihuan.regulations.queries.signing import is_accepted
from bihuan.service.models import BenchJob, Estimate, EstimateLine, ServiceRequest
from bihuan.service.operations import entitlement
from bihuan.service.operations.bench.promising import drop_limit, lies_ahead, set_promise
from bihuan.service.operations.charges import quotas
from bihuan.service.operations.charges.gifts import given_away, refuse_gift
from bihuan.service.queries import bench as queries
from bihuan.service.queries import charges as charge_queries
from bihuan.service.states import AnswerWay, Cause, LineKind
from bihuan.service.states.charges import ChargeKind, Payer


@dataclass(frozen=True)
class Line:
    """One line of an estimate; prices in yuan."""

    kind: str
    text: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    code: str = ""
    is_covered: bool = False


@transaction.atomic
def diagnose(
    job: BenchJob, *, findings: str, cause: str, fault_code: FaultCode | None = None, by: Actor,
    revision: int | None = None,
) -> BenchJob:  # fmt: skip
    """Record what the bench found and why it failed; the cause may change the entitlement (WAR-02).

    Raises:
        OperationError: the cause is unknown.
        EvidenceMissing: findings or cause are empty.
    """
    request = locked(ServiceRequest, job.request_id)
    job = locked(BenchJob, job.pk, revision=revision)
    if cause and cause not in Cause.values:
        raise OperationError(_("Choose a cause."), field="cause")
    values: dict[str, Any] = {
        "findings": findings.strip(), "cause": cause, "fault_code": fault_code,
        "diagnosed_at": job.diagnosed_at or timezone.now(),
    }  # fmt: skip
    if job.technician_id is None and isinstance(by, Staff):
        values["technician"] = by
    perform(job, "diagnose", by=by, changes=values)
    entitlement.decide_again(request, cause=cause, by=by)
    return job


@transaction.atomic
def estimate(
    job: BenchJob, *, plan: str, promised_at: datetime, lines: Sequence[Line], by: Actor, revision: int | None = None
) -> Estimate:
    """Put plan and cost before the customer; a new edition takes the place of the last one (SVC-13, SVC-05).

    Of free parts a contract bears what is left of its yearly amount, which is held until the customer answers;
    the rest becomes a line of its own that he pays (WAR-02).

    Args:
        plan: what shall be done.
        promised_at: when it will be ready, told to the customer with the estimate.

    Raises:
        OperationError: no plan or no line, a line that can't be, the day has passed, or it gives away more than
            his post may.
        MoveForbidden: it is not diagnosed yet, or is over.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    permit(by, job.moves.get("estimate").policy, job)
    if job.state not in job.moves.get("estimate").sources:
        raise MoveForbidden(job, job.moves.get("estimate"))
    text, now = required(plan, _("Write what shall be done."), field="plan"), timezone.now()
    on_quota = charge_queries.rests_on_quota(job.request)
    written = [quotas.of_estimate(line, on_quota=on_quota) for line in _checked(lines)]
    less = given_away(job.request, quotas.split(job, written))
    refuse_gift(
        job.request, less, by, _("Write the listed prices; what shall be less is asked for as a discount on the bill.")
    )
    made = Estimate.objects.create(
        job=job, edition=job.estimates.count() + 1, plan=text, promised_at=lies_ahead(promised_at), sent_at=now,
        made_by=by if isinstance(by, Staff) else None,
        valid_until=timezone.localdate(now) + timedelta(days=queries.valid_days(job.facts())),
    )  # fmt: skip
    EstimateLine.objects.bulk_create(_lines(made, lines))
    before, moved = daytime(job.promised_at), job.promised_at != promised_at
    changes = {"estimate": made, "estimated_at": now, "promised_at": promised_at, "consented_at": None}
    said = _("¥%(amount)s less than the price list says") % {"amount": less} if less else ""
    perform(job, "estimate", by=by, changes=changes, note="\n".join(filter(None, [text, said])))
    if moved:
        set_promise(job, by=by, at=now, note=f"{before} → {daytime(promised_at)}")
    return made


def _checked(lines: Sequence[Line]) -> Sequence[Line]:
    if not lines:
        raise OperationError(_("Write at least one line; what is free costs nothing, but is named."), field="lines")
    for line in lines:
        fits = line.kind in LineKind.values and line.text.strip() and line.unit_price >= 0 and line.quantity > 0
        if not fits:
            raise OperationError(_("A line needs a name, a quantity above zero and a price."), field="lines")
    return lines


def _lines(made: Estimate, lines: Sequence[Line]) -> list[EstimateLine]:
    """Return an estimate's lines, and hold what a contract bears of them."""
    on_quota = charge_queries.rests_on_quota(made.job.request)
    found = quotas.split(made.job, [quotas.of_estimate(line, on_quota=on_quota) for line in lines])
    quotas.book(made.job, found)
    return [
        EstimateLine(
            estimate=made, position=number, kind=LineKind.PART if line.kind == ChargeKind.PARTS else line.kind,
            text=line.text.strip()[:120], code=line.code.strip(), quantity=line.quantity, unit_price=line.unit_price,
            is_covered=line.payer != Payer.CUSTOMER, is_contract=line.payer == Payer.CONTRACT,
        )
        for number, line in enumerate(found, 1)
    ]  # fmt: skip


@transaction.atomic
def consent(estimate: Estimate, *, name: str, by: Actor, paper: Content | None = None, note: str = "") -> BenchJob:
    """Take the customer's yes to one edition of the estimate: by his link, or on paper that is photographed.

    Args:
        name: who answers.
        paper: the signed paper, when a colleague takes the answer.

    Raises:
        OperationError: another edition stands now, this one was answered, or the paper is missing.
        MoveForbidden: the job has gone on.
    """
    return _answer(estimate, "consent", name=name, by=by, paper=paper, note=note)


@transaction.atomic
def decline(estimate: Estimate, *, name: str, by: Actor, paper: Content | None = None, note: str = "") -> BenchJob:
    """Take the customer's no; what that costs him is the clause's (PHONE: nothing)."""
    return _answer(estimate, "decline", name=name, by=by, paper=paper, note=note)


def _answer(estimate: Estimate, move: str, *, name: str, by: Actor, paper: Content | None, note: str) -> BenchJob:
    job = locked(BenchJob, estimate.job_id)
    asked = locked(Estimate, estimate.pk)
    way = AnswerWay.LINK if by.actor_kind == "customer" else AnswerWay.PAPER
    permit(by, job.moves.get(move).policy, job)
    _may_be_answered(job, asked, way, paper)
    who, now = required(name, _("Write who answers."), field="name"), timezone.now()
    kept = attachments.attach(job, paper, by=by, purpose="estimate", is_locked=True) if paper else None
    values = {
        "answered_at": now, "is_accepted": move == "consent", "way": way, "answered_by": who, "note": note.strip(),
        "paper": kept, "taken_by": by if isinstance(by, Staff) else None, "revision": asked.revision + 1,
    }  # fmt: skip
    Estimate.objects.filter(pk=asked.pk).update(**values)
    said = " · ".join(filter(None, [str(asked), who, str(way.label), note.strip()]))
    source = "portal" if way == AnswerWay.LINK else ""
    if move == "consent":
        perform(job, move, by=by, note=said, source=source, changes={"consented_at": now})
    else:
        fee = queries.declined_fee(job.facts())
        perform(job, move, by=by, note=said, source=source, changes={"declined_at": now, "declined_fee": fee})
        _let_go(job, by=by, at=now)
    return job


def _may_be_answered(job: BenchJob, asked: Estimate, way: str, paper: Content | None) -> None:
    if asked.pk != job.estimate_id:
        raise OperationError(_("This estimate was replaced by a newer one. Please answer the newest."))
    if asked.answered_at:
        words = _("agreed to") if asked.is_accepted else _("declined")
        raise OperationError(
            _("This estimate was %(answer)s on %(when)s already.")
            % {"answer": words, "when": daytime(asked.answered_at)}
        )
    if not is_accepted("estimate", way, job.facts()):
        raise OperationError(_("The clause does not take this way of answering."), field="paper")
    if way == AnswerWay.PAPER and paper is None:
        raise OperationError(_("Photograph or scan the paper the customer signed."), field="paper")
    if way == AnswerWay.LINK and asked.valid_until < timezone.localdate():
        raise OperationError(_("This estimate is no longer valid. Please ask us for a new one."))


@transaction.atomic
def call_off(job: BenchJob, *, note: str, by: Actor, revision: int | None = None) -> BenchJob:
    """Stop at the customer's wish: he takes it back unrepaired; it costs him what a declined estimate does."""
    job = locked(BenchJob, job.pk, revision=revision)
    text, now = required(note, _("Write what the customer said.")), timezone.now()
    fee = queries.declined_fee(job.facts()) if job.estimate_id else Decimal("0.00")
    perform(job, "call_off", by=by, note=text, changes={"declined_at": now, "declined_fee": fee})
    _let_go(job, by=by, at=now)
    return job


def _let_go(job: BenchJob, *, by: Actor, at: datetime) -> None:
    drop_limit(job, by=by, at=at)
    quotas.book(job, [])
