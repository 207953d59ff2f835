"""Giving the customer the service commitment in writing: issued, received, a new edition when it changes (WAR-05)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, documents, events
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products.models import Unit
from bihuan.products.states import UnitAccepted, UnitSold
from bihuan.regulations.queries.signing import is_accepted
from bihuan.service.models import InstallationUnit, ServiceCommitment
from bihuan.service.queries.commitments import commitment_clause, items_for, joined, standing_of
from bihuan.service.states.commitments import CommitmentState, CommitmentWay

FORM = "service_commitment"
SERIES = "CM"
RULE = "commitment"
NEAR = ("model__line", "customer__region", "site__region")


@transaction.atomic
def issue(unit: Unit, *, by: Actor) -> ServiceCommitment:
    """Write down and archive what the customer is promised for a unit, by the clauses in force.

    What stands already in the same words for the same customer is given back as it is. Otherwise a new edition
    takes its place; the earlier one stays readable with what it promised.

    Raises:
        OperationError: the unit is nobody's yet, or no clause wants a written commitment.
    """
    permit(by, "service.issue_commitment", unit)
    unit = locked(Unit.objects.select_related(*NEAR[:1]), unit.pk)
    if unit.customer is None:
        raise OperationError(_("Say first who bought it: a commitment is given to somebody."))
    clause = commitment_clause(unit)
    if clause is None:
        raise OperationError(_("No clause says what is promised in writing. Add one to the regulation."))
    now = timezone.now()
    items = items_for(unit, timezone.localdate(now))
    before = standing_of(unit)
    if before is not None and before.items == items and before.customer_id == unit.customer_id:
        return before
    last = ServiceCommitment.objects.filter(unit=unit).order_by("-edition").first()
    line = InstallationUnit.objects.filter(unit=unit).order_by("-pk").select_related("installation").first()
    made = ServiceCommitment(
        number=next_number(SERIES, at=now), state=CommitmentState.ISSUED, unit=unit, customer=unit.customer,
        installation=line.installation if line else None, edition=last.edition + 1 if last else 1,
        heading=str(clause.data["label"])[:80], clause=clause.label, items=items, issued_at=now,
        issued_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(made, by=by, note=f"{clause.label} {clause.version}")
    if before is not None:
        perform(before, "supersede", by=SYSTEM, note=made.number)
    documents.archive(FORM, made, by=SYSTEM, at=now)
    return made


@transaction.atomic
def receive(
    one: ServiceCommitment, *, name: str, way: str, by: Actor, paper: Content | None = None,
    revision: int | None = None,
) -> ServiceCommitment:  # fmt: skip
    """Write down that the customer has it.

    Args:
        way: `CommitmentWay`: by his link, or on paper.
        paper: the signed paper, photographed.

    Raises:
        OperationError: no name, or the clause does not take this way.
    """
    one = locked(joined(ServiceCommitment.objects.all()), one.pk, revision=revision)
    permit(by, "service.hand_commitment", one)
    text = required(name, _("Write who received it."), field="name")
    if way not in CommitmentWay.values or not is_accepted(RULE, way, one.facts()):
        raise OperationError(_("The clause does not take this way of signing."), field="way")
    changes: dict[str, Any] = {"received_at": timezone.now(), "received_by": text[:80], "way": way}
    if paper is not None:
        changes["paper"] = attachments.attach(one, paper, by=by, purpose="paper", is_locked=True)
    source = "portal" if by.actor_kind == "customer" else ""
    perform(one, "receive", by=by, note=text, source=source, changes=changes)
    return one


def _on(event: Any, given_at: str) -> None:
    unit = Unit.objects.select_related(*NEAR).get(pk=event.record.pk)
    clause = commitment_clause(unit) if unit.customer_id else None
    if clause is not None and clause.data["given_at"] == given_at:
        issue(unit, by=SYSTEM)


def on_accepted(event: UnitAccepted) -> None:
    """Give the commitment at the acceptance, where the clause says so."""
    _on(event, "acceptance")


def on_sold(event: UnitSold) -> None:
    """Give the commitment with the sale, where the clause says so."""
    _on(event, "sale")


def subscribe() -> None:
    """Hear of sales and acceptances; called once, by the app."""
    events.subscribe(UnitAccepted, on_accepted)
    events.subscribe(UnitSold, on_sold)
