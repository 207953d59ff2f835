"""What the owner of a request does with it between registration and closing (首问负责制, CSYS)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.events import publish
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries import holder, holders, superior_of
from bihuan.organization.states import Post
from bihuan.service.models import ServiceRequest
from bihuan.service.operations.dispatch import withdraw_running
from bihuan.service.states import CustomerWrote, ServiceClass


@transaction.atomic
def contact(
    request: ServiceRequest, *, note: str, by: Actor, at: datetime | None = None, revision: int | None = None
) -> ServiceRequest:
    """Record that the customer was reached and told a first solution (ELEC, SVC-05).

    Args:
        note: what the customer was told.
        at: when he was reached, if not now.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    text = required(note, _("Write what the customer was told."))
    if at and not request.reported_at.replace(second=0, microsecond=0) <= at <= timezone.now():
        raise OperationError(_("The time must lie between the report and now."), field="at")
    perform(request, "contact", by=by, note=text, at=at, changes={"contacted_at": at or timezone.now()})
    return request


@transaction.atomic
def hand_over(
    request: ServiceRequest, *, to: Staff, note: str, by: Actor, revision: int | None = None
) -> ServiceRequest:
    """Give a request to another owner, on record (SVC-03).

    Raises:
        OperationError: no reason given, or the new owner already owns it or has left.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    if to.pk == request.owner_id or not to.is_active:
        raise OperationError(_("Choose a colleague who is on duty and does not own it yet."), field="to")
    perform(request, "hand_over", by=by, note=required(note, _("Write why you hand it over.")), changes={"owner": to})
    return request


@transaction.atomic
def pass_up(
    request: ServiceRequest, *, is_major: bool, note: str, by: Actor, revision: int | None = None
) -> ServiceRequest:
    """Pass what is out of one's scope to the manager in charge, what is major to the general manager at once.

    The manager's deputy gets it while the manager is away (CSYS, SVC-03).

    Raises:
        OperationError: nobody holds the post.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    text = required(note, _("Write why you pass it on."))
    to = _general_manager() if is_major else _manager_of(request)
    if to is None or to.pk == request.owner_id:
        raise OperationError(_("Nobody else holds the post this should go to. Ask the administration to fill it."))
    perform(request, "pass_up", by=by, note=text, changes={"owner": to})
    return request


def _general_manager() -> Staff | None:
    return holder(Post.GENERAL_MANAGER)


def _manager_of(request: ServiceRequest) -> Staff | None:
    managers = holders(Post.SERVICE_MANAGER, at=timezone.now())
    return superior_of(request.owner) if request.owner and request.owner in managers else next(iter(managers), None)


@transaction.atomic
def urge(request: ServiceRequest, *, note: str, by: Actor, source: str = "web") -> ServiceRequest:
    """Record that the customer called again; owner and manager hear of it at once (催办, SVC-03)."""
    request = locked(ServiceRequest, request.pk)
    changes = {"urged_count": request.urged_count + 1}
    perform(request, "urge", by=by, note=note.strip(), changes=changes, source=source)
    return request


@transaction.atomic
def override_class(
    request: ServiceRequest, *, service_class: str, note: str, by: Actor, revision: int | None = None
) -> ServiceRequest:
    """Set another service class than the one that follows from warranty and contract (SVC-09).

    Raises:
        OperationError: no reason, or the class is unknown.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    if service_class not in ServiceClass.values:
        raise OperationError(_("Choose a service class."), field="service_class")
    text = required(note, _("Write the reason."))
    perform(
        request, "override_class", by=by, note=text,
        changes={"service_class": service_class, "is_class_overridden": True},
    )  # fmt: skip
    return request


@transaction.atomic
def cancel(request: ServiceRequest, *, note: str, by: Actor, revision: int | None = None) -> ServiceRequest:
    """Withdraw a request at the customer's wish or as registered by mistake; a running job is taken back."""
    request = locked(ServiceRequest, request.pk, revision=revision)
    text = required(note, _("Write the reason."))
    if standing := request.bench_jobs.standing().first():
        words = {"number": standing.number}
        raise OperationError(_("The product stands in the workshop (%(number)s): hand it back first.") % words)
    perform(request, "cancel", by=by, note=text)
    withdraw_running(request, note=text, by=SYSTEM)
    return request


@transaction.atomic
def close(request: ServiceRequest, *, by: Actor, note: str = "", revision: int | None = None) -> ServiceRequest:
    """Close the loop."""
    request = locked(ServiceRequest, request.pk, revision=revision)
    perform(request, "close", by=by, note=note, changes={"closed_at": timezone.now()})
    return request


@transaction.atomic
def reopen(request: ServiceRequest, *, note: str, by: Actor, revision: int | None = None) -> ServiceRequest:
    """Take up again what was not done after all; nothing the customer says late is lost."""
    request = locked(ServiceRequest, request.pk, revision=revision)
    text = required(note, _("Write the reason."))
    perform(
        request, "reopen", by=by, note=text,
        changes={"completed_at": None, "closed_at": None, "technician": None},
    )  # fmt: skip
    return request


@transaction.atomic
def say(request: ServiceRequest, *, text: str, by: Actor, source: str = "web") -> None:
    """Add a remark to the request's history; what the customer writes reaches those in charge, closed or not."""
    request = locked(ServiceRequest, request.pk)
    entry = history.comment(request, required(text, _("Write something first.")), by=by, source=source)
    if by.actor_kind == "customer":
        publish(CustomerWrote(record=request, at=entry.at, by=by))
