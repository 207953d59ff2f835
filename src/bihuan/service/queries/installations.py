"""What the pages and the customer's link show of an installation (SVC-18)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.kernel import links
from bihuan.kernel.actors import Actor
from bihuan.products.models import Unit
from bihuan.regulations.queries import link_days
from bihuan.service.models import FunctionCheck, Installation, InstallationMember, InstallationUnit
from bihuan.service.queries.bench import checklist_of

INSTALLATION = "installation"


def running_of(unit: Unit, *, but: Installation | None = None) -> Installation | None:
    """Return the running installation a unit belongs to, another than `but`."""
    rows = Installation.objects.running().filter(lines__unit=unit.pk)
    return (rows.exclude(pk=but.pk) if but else rows).first()


def searchable(job: Installation) -> str:
    """Return the words an installation is found by."""
    serials = [line.unit.serial for line in job.lines.select_related("unit")]
    return " ".join(filter(None, [job.number, job.sales_contract, job.customer.name, job.model.code, *serials]))


def opened(user: Actor) -> QuerySet[Installation]:
    """Return visible installations with all that their page names joined in."""
    return joined(Installation.objects.visible_to(user))


def joined(rows: QuerySet[Installation]) -> QuerySet[Installation]:
    """Return installations with customer, site, model, people and signatures joined in."""
    return rows.select_related(
        "customer", "site", "model__line", "outlet", "technician", "planned_by", "our_signature", "customer_signature"
    )


def lines_of(job: Installation) -> list[InstallationUnit]:
    """Return an installation's units with what was found at each point."""
    return list(job.lines.select_related("unit__model__line").order_by("pk"))


def points_for(unit: Unit) -> list[FunctionCheck]:
    """Return the points to check when a unit is commissioned: its model's, as after a repair."""
    return checklist_of(unit.model, otherwise=_("Runs normally"))


def checks_of(job: Installation) -> list[tuple[Unit, list[Any]]]:
    """Return for each unit the checklist of its model."""
    return [(line.unit, points_for(line.unit)) for line in lines_of(job)]


def installation_token(job: Installation) -> str:
    """Return the token of the link by which the customer follows his installation and signs the acceptance."""
    return links.make(INSTALLATION, job, days=link_days("installation"))


def installation_by(pk: int) -> Installation:
    """Return an installation for its customer's page.

    Raises:
        Installation.DoesNotExist: it is gone.
    """
    return joined(Installation.objects.all()).get(pk=pk)


def of_technician(user: Any) -> QuerySet[Installation]:
    """Return what a technician has to install or goes along to, the earliest first."""
    along = InstallationMember.objects.filter(person=user.pk, removed_at=None).values("installation")
    mine = Q(technician=user.pk) | Q(pk__in=along)
    rows = Installation.objects.running().filter(mine).select_related("customer", "model", "technician")
    return rows.order_by("planned_at")


def of_unit(unit: Any, user: Any) -> dict[str, Any] | None:
    """Return the installations of a unit that this viewer may see, for its page."""
    found = list(Installation.objects.visible_to(user).filter(lines__unit=unit.pk).order_by("-pk")[:4])
    return {"jobs": found} if found else None


def of_customer(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return a customer's installations that this viewer may see, for his page."""
    found = list(Installation.objects.visible_to(user).filter(customer=customer.pk).order_by("-pk")[:6])
    return {"jobs": found} if found else None
