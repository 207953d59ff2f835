"""A major failure: reported, filed, passed on to the executives, tracked to its end (CSYS, SVC-20)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.service.models import FailureReceipt, FailureReport, ServiceRequest
from bihuan.service.states.failures import FailurePassedOn, FailureReported, FailureRole, FailureState


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What the paper asks for."""

    occurred_at: datetime
    place: str
    symptom: str
    plan: str
    salesman: Staff
    request: ServiceRequest | None = None
    customer: Customer | None = None
    unit: Unit | None = None


@transaction.atomic
def report_failure(failure: Failure, *, by: Staff) -> FailureReport:
    """Report a major failure to him who signed the contract and to the manager in charge (SVC-20).

    Raises:
        OperationError: something is not filled in, the failure lies in the future, nobody manages the service.
    """
    permit(by, "service.report_failure")
    now = timezone.now()
    if failure.occurred_at > now:
        raise OperationError(_("This lies in the future."), field="occurred_at")
    request = failure.request
    report = FailureReport(
        request=request, customer=request.customer if request else failure.customer,
        unit=request.unit if request else failure.unit, outlet=request.outlet if request else by.outlet, reporter=by,
        reported_at=now, occurred_at=failure.occurred_at,
        place=required(failure.place, _("Write where it happened."), field="place"),
        symptom=required(failure.symptom, _("Write what is seen."), field="symptom"),
        plan=required(failure.plan, _("Write how it is to be handled."), field="plan"),
        salesman=failure.salesman, owner=_manager(request.outlet if request else by.outlet),
        state=FailureState.REPORTED,
    )  # fmt: skip
    report.number = next_number("FR", at=now)
    begin(report, by=by, event=FailureReported, at=now)
    search.index(report.kind(), report.pk, f"{report.number} {report.place} {report.symptom} {report.plan}")
    _tell(report, [(report.salesman, FailureRole.SALESMAN), (report.owner, FailureRole.MANAGER)], now)
    return report


def _manager(outlet: Outlet | None) -> Staff:
    managers = holders(Post.SERVICE_MANAGER, outlet=outlet) or holders(Post.SERVICE_MANAGER)
    if not managers:
        raise OperationError(_("Nobody else holds the post this should go to. Ask the administration to fill it."))
    return managers[0]


def _tell(report: FailureReport, people: list[tuple[Staff, str]], at: datetime) -> None:
    known = set(report.receipts.values_list("staff", flat=True))
    fresh = {person.pk: role for person, role in reversed(people) if person.pk not in known}
    FailureReceipt.objects.bulk_create(
        FailureReceipt(report=report, staff_id=pk, role=role, told_at=at) for pk, role in reversed(fresh.items())
    )


@transaction.atomic
def file(report: FailureReport, *, note: str = "", by: Actor, revision: int | None = None) -> FailureReport:
    """Put a failure on file: from now on the manager tracks it (SVC-20)."""
    report = locked(FailureReport, report.pk, revision=revision)
    perform(report, "file", by=by, note=note.strip())
    _take_note(report, by)
    return report


@transaction.atomic
def inform(report: FailureReport, *, note: str = "", by: Actor, revision: int | None = None) -> FailureReport:
    """Inform the executives whom the clause names; without a clause the general manager."""
    report = locked(FailureReport, report.pk, revision=revision)
    now = timezone.now()
    told = deadlines.reported_to(FailurePassedOn(record=report, at=now, by=by)) or holders(Post.GENERAL_MANAGER)
    _tell(report, [(person, FailureRole.EXECUTIVE) for person in told], now)
    perform(report, "inform", by=by, note=note.strip(), at=now)
    return report


@transaction.atomic
def track(report: FailureReport, *, note: str, by: Actor) -> FailureReport:
    """Record how the handling goes."""
    report = locked(FailureReport, report.pk)
    perform(report, "track", by=by, note=required(note, _("Write how it stands.")))
    return report


@transaction.atomic
def acknowledge(report: FailureReport, *, by: Actor) -> FailureReport:
    """Record that one of those told has taken note."""
    report = locked(FailureReport, report.pk)
    perform(report, "acknowledge", by=by)
    _take_note(report, by)
    return report


def _take_note(report: FailureReport, by: Actor) -> None:
    report.receipts.filter(staff=by.pk, acknowledged_at__isnull=True).update(acknowledged_at=timezone.now())


@transaction.atomic
def close_failure(report: FailureReport, *, outcome: str, by: Actor, revision: int | None = None) -> FailureReport:
    """End the tracking: the failure is dealt with.

    Raises:
        OperationError: nothing is written about how.
    """
    report = locked(FailureReport, report.pk, revision=revision)
    changes = {
        "outcome": required(outcome, _("Write how it was dealt with."), field="outcome"), "closed_at": timezone.now()
    }  # fmt: skip
    perform(report, "close", by=by, changes=changes)
    return report


@transaction.atomic
def cancel_failure(report: FailureReport, *, note: str, by: Actor, revision: int | None = None) -> FailureReport:
    """Take a report back that was no major failure."""
    report = locked(FailureReport, report.pk, revision=revision)
    perform(report, "cancel", by=by, note=required(note, _("Write the reason.")))
    return report


def proposed_salesman(customer: Any) -> Staff | None:
    """Return who most likely signed the contract: the customer's keeper, else the head of sales."""
    keeper = customer.keeper if customer is not None and customer.keeper_id else None
    if keeper is not None and keeper.is_active:
        found: Staff = keeper
        return found
    return next(iter(holders(Post.SALES)), None)
