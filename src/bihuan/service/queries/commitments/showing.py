"""What pages and the customer's link show of the commitments given for a unit (WAR-05)."""

from typing import Any

from django.db.models import QuerySet

from bihuan.kernel import links
from bihuan.kernel.actors import Actor
from bihuan.products.models import Unit
from bihuan.regulations.queries import link_days
from bihuan.service.models import Installation, ServiceCommitment
from bihuan.service.queries.commitments.contents import commitment_clause
from bihuan.service.states.commitments import CommitmentState

COMMITMENT = "commitment"
PANEL = 6
STANDING = (CommitmentState.ISSUED, CommitmentState.RECEIVED)


def joined(rows: QuerySet[ServiceCommitment]) -> QuerySet[ServiceCommitment]:
    """Return commitments with unit, customer, installation and people joined in."""
    return rows.select_related(
        "unit__model__line", "unit__site", "customer__region", "installation", "issued_by", "paper"
    )


def standing_of(unit: Unit) -> ServiceCommitment | None:
    """Return the edition that stands for a unit, None before the first."""
    return joined(ServiceCommitment.objects.filter(unit=unit, state__in=STANDING)).order_by("-edition").first()


def by_key(pk: int) -> ServiceCommitment:
    """Return a commitment for its customer's page.

    Raises:
        ServiceCommitment.DoesNotExist: it is gone.
    """
    return joined(ServiceCommitment.objects.all()).get(pk=pk)


def commitment_token(one: ServiceCommitment) -> str:
    """Return the token of the link by which the customer reads what he was promised."""
    return links.make(COMMITMENT, one, days=link_days("commitment"))


def given_with(job: Installation) -> list[ServiceCommitment]:
    """Return the editions that stand for an installation's units, for its customer."""
    rows = ServiceCommitment.objects.filter(installation=job, customer=job.customer_id, state__in=STANDING)
    return list(rows.select_related("unit").order_by("unit_id")[:50])


def of_unit(unit: Unit, user: Actor) -> dict[str, Any] | None:
    """Return the commitments for a unit's page; None where no clause wants one and none was given."""
    rows = ServiceCommitment.objects.visible_to(user).filter(unit=unit).order_by("-edition")
    found = list(rows[:PANEL])
    clause = commitment_clause(unit) if unit.customer_id else None
    if not found and clause is None:
        return None
    may_issue = clause is not None and user.has_perm("service.issue_commitment", unit)
    return {"commitments": found, "clause": clause, "may_issue": may_issue, "unit": unit}


def of_installation(job: Installation, user: Actor) -> dict[str, Any] | None:
    """Return the commitments given with an installation; None before the acceptance."""
    rows = ServiceCommitment.objects.visible_to(user).filter(installation=job).select_related("unit").order_by("-pk")
    found = list(rows[:PANEL])
    return {"commitments": found, "has_serials": True} if found else None
