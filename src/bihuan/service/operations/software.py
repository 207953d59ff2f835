"""Software put on a unit on a job: before on file, put on, compared, rolled back or agreed to (SVC-19, FULL 3.3)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.products.models import SoftwareVersion, Unit
from bihuan.products.operations import software as products
from bihuan.products.queries.software import runs
from bihuan.products.rules import compared
from bihuan.products.states import InstallWay
from bihuan.service.models import FunctionCheck, SoftwareJob, WorkOrder
from bihuan.service.operations import entitlement
from bihuan.service.operations.field import both_locked
from bihuan.service.queries import software as queries
from bihuan.service.states import SoftwareState
from bihuan.service.states.software import UNSETTLED

SERIES = "SW"


@transaction.atomic
def prepare(
    order: WorkOrder, *, version: SoftwareVersion, before: Sequence[str], by: Actor,
    version_before: SoftwareVersion | None = None, note: str = "", revision: int | None = None,
) -> SoftwareJob:  # fmt: skip
    """Put on file how the unit runs before software is put on it.

    Args:
        version: what is put on.
        before: for each point of the checklist "yes" or "no", or the figure; "" for what can't be found out
            because nothing runs, which only an install may have.
        version_before: what runs now by what the device shows; what is on file where nothing is said.

    Raises:
        OperationError: nobody is on site, the product is unknown, the version was withdrawn or is of other
            software, this software is being worked on already, or a point lacks its result.
    """
    order = both_locked(order, revision)
    permit(by, "service.work_order", order)
    unit = order.request.unit
    if order.state not in queries.ON_SITE:
        raise OperationError(_("Software is put on between arrival and the end of the work."))
    if unit is None:
        raise OperationError(_("Scan the product first: whose software it is must be known."))
    _fits(order, unit, version, version_before)
    ran = version_before or runs(unit, version.software)
    way = InstallWay.UPGRADE if ran and ran.pk != version.pk else InstallWay.INSTALL
    points = _points(queries.points_for(unit), before, is_install=way == InstallWay.INSTALL)
    if version_before is not None and version_before != runs(unit, version.software):
        products.put_on(unit, version_before, way=InstallWay.FOUND, by=by, job_number=order.number)
    now = timezone.now()
    job = SoftwareJob(
        number=next_number(SERIES, at=now), state=SoftwareState.PREPARED, order=order, unit=unit,
        software=version.software, way=way, version_before=ran, version_after=version, points=points,
        prepared_at=now, note=note.strip(),
    )  # fmt: skip
    begin(job, by=by, note=job.title)
    entitlement.decide_again(order.request, by=by)
    return job


def _fits(order: WorkOrder, unit: Unit, version: SoftwareVersion, before: SoftwareVersion | None) -> None:
    if version.withdrawn_on:
        raise OperationError(_("This version was withdrawn."), field="version")
    if not version.software.fits(unit.model):
        words = {"software": version.software.name, "model": unit.model.code}
        raise OperationError(_("%(software)s is not for %(model)s.") % words, field="version")
    if before is not None and before.software_id != version.software_id:
        raise OperationError(_("That version is of other software."), field="version_before")
    if SoftwareJob.objects.filter(order=order, software=version.software, state__in=UNSETTLED).exists():
        raise OperationError(_("This software is being worked on already: finish that first."), field="version")


def _points(checks: Sequence[FunctionCheck], before: Sequence[str], *, is_install: bool) -> list[dict[str, Any]]:
    if len(checks) != len(before):
        raise OperationError(_("The checklist has changed meanwhile. Please look again."))
    found = []
    for number, (one, value) in enumerate(zip(checks, before, strict=True)):
        if not value and not is_install:
            raise OperationError(_("This point has no result yet."), field=f"point_{number}")
        bounds = {name: None if bound is None else f"{bound.normalize():f}" for name, bound in (
            ("low", one.low), ("high", one.high))}  # fmt: skip
        found.append({"name": one.name, "unit": one.unit, "is_measured": one.is_measured, "better": one.better,
                      "before": value, **bounds})  # fmt: skip
    return found


@transaction.atomic
def compare(
    job: SoftwareJob, *, after: Sequence[str], by: Actor, note: str = "", revision: int | None = None
) -> SoftwareJob:
    """Put on file how the unit runs afterwards; a point that is worse stops the job until it is settled.

    Args:
        after: for each point "yes" or "no", or the figure.

    Raises:
        OperationError: a point lacks its result.
    """
    job = _locked(job, revision)
    check_open(job)
    empty = next((number for number, value in enumerate(after) if not value), None)
    if empty is not None or len(after) != len(job.points):
        raise OperationError(_("This point has no result yet."), field=f"point_{empty or 0}")
    points = compared(job.points, after, queries.tolerance(job.facts()))
    worse = [point["name"] for point in points if point["verdict"] == "worse"]
    was_prepared = job.state == SoftwareState.PREPARED
    said = "；".join(filter(None, ["、".join(worse), note.strip()]))
    changes = {"points": points, "checked_at": timezone.now()}
    perform(job, "find_worse" if worse else "check", by=by, note=said, changes=changes)
    if was_prepared:
        products.put_on(job.unit, job.version_after, way=job.way, by=by, job_number=job.order.number, note=note)
    return job


@transaction.atomic
def roll_back(job: SoftwareJob, *, note: str, by: Actor, revision: int | None = None) -> SoftwareJob:
    """Put the version before back; it stays on file that the new one was tried.

    Raises:
        OperationError: no reason, the work is over, or nothing ran before that could be put back.
    """
    job = _locked(job, revision)
    check(job, "roll_back", by=by)
    check_open(job)
    text = required(note, _("Write why it is rolled back and that it runs again."))
    if job.version_before is None:
        raise OperationError(_("Nothing ran before that could be put back."))
    products.put_on(
        job.unit, job.version_before, way=InstallWay.ROLL_BACK, by=by, job_number=job.order.number, note=text
    )
    perform(job, "roll_back", by=by, note=text, changes={"note": text})
    return job


@transaction.atomic
def consent(
    job: SoftwareJob, *, signer_name: str, signature: Content, by: Actor, revision: int | None = None
) -> SoftwareJob:
    """Take the customer's written consent to what is worse than before.

    Args:
        signature: drawn on the glass, or the photographed paper.

    Raises:
        OperationError: no name, or the clause does not let consent stand.
    """
    job = _locked(job, revision)
    check_open(job)
    name = required(signer_name, _("Write the signer's name."), field="signer_name")
    if not queries.may_consent(job.facts()):
        raise OperationError(_("The clause does not let anything worse stand: roll back."))
    permit(by, "service.work_order", job)
    kept = attachments.attach(job, signature, by=by, purpose="consent", is_locked=True)
    perform(job, "consent", by=by, note=name, changes={"consent": kept, "consent_name": name})
    return job


@transaction.atomic
def drop(job: SoftwareJob, *, note: str, by: Actor, revision: int | None = None) -> SoftwareJob:
    """Leave it: nothing was put on.

    Raises:
        OperationError: no reason.
    """
    job = _locked(job, revision)
    perform(job, "drop", by=by, note=required(note, _("Write the reason.")))
    entitlement.decide_again(job.order.request, by=by)
    return job


def _locked(job: SoftwareJob, revision: int | None) -> SoftwareJob:
    order = both_locked(job.order)
    job = locked(queries.joined(SoftwareJob.objects.all()), job.pk, revision=revision)
    job.order = order
    return job


def check_open(job: SoftwareJob) -> None:
    """Refuse what would change a job whose work is done.

    Raises:
        OperationError: the order is finished or withdrawn.
    """
    if job.order.state not in queries.ON_SITE:
        raise OperationError(_("The work is done already; software is changed on a new job."))


def number_text(value: Decimal | None) -> str:
    """Return a figure as it is kept: «12.5», «» for none."""
    return "" if value is None else f"{value.normalize():f}"
