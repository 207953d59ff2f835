"""Who installs: one lead, and the technicians who go along (SVC-18)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.service.models import Installation, InstallationMember
from bihuan.service.operations.installations.calendar import keep_time


@transaction.atomic
def entrust(
    job: Installation, *, technician: Staff | None, planned_at: datetime, companions: Sequence[Staff] | None = None,
    helpers: str = "", planned_minutes: int | None = None, by: Actor, revision: int | None = None,
) -> Installation:  # fmt: skip
    """Say who installs it, who goes along, and when; their calendars follow, and whoever is new on it is told.

    Args:
        companions: technicians besides the lead; None leaves them as they are.
        helpers: the names of others who are there, not on the staff.
        planned_minutes: how long it takes; None leaves that as it is.

    Raises:
        OperationError: somebody is no technician on duty, or has something else at that time.
    """
    job = locked(Installation, job.pk, revision=revision)
    check_technician(technician)
    changes: dict[str, Any] = {"technician": technician, "planned_at": planned_at, "helpers": helpers.strip()}
    if planned_minutes is not None:
        changes["planned_minutes"] = planned_minutes
    if technician and technician.outlet:
        changes["outlet"] = technician.outlet
    new = [technician] if technician and technician.pk != job.technician_id else []
    said = ""
    if companions is not None:
        new += set_companions(job, technician, companions)
        said = said_of(job)
    perform(job, "entrust", by=by, changes=changes, note=said, event_data={"people": tuple(new)})
    keep_time(job, by=by)
    return job


def set_companions(job: Installation, lead: Staff | None, companions: Sequence[Staff]) -> list[Staff]:
    """Let these go along and nobody else; who no longer does stays on record. Return those who are new.

    Raises:
        OperationError: somebody is no technician on duty.
    """
    wanted = {one.pk: one for one in companions if lead is None or one.pk != lead.pk}
    for one in wanted.values():
        check_technician(one, field="companions")
    there = {one.person_id: one for one in job.crew.filter(removed_at=None)}
    gone = [one.pk for key, one in there.items() if key not in wanted]
    InstallationMember.objects.filter(pk__in=gone).update(removed_at=timezone.now())
    new = [one for key, one in wanted.items() if key not in there]
    InstallationMember.objects.bulk_create(InstallationMember(installation=job, person=one) for one in new)
    job.__dict__.pop("companions", None)
    return new


def said_of(job: Installation) -> str:
    """Return who goes along, for the history; "" for nobody."""
    names = "、".join(one.name for one in job.companions)
    return _("Companions: %(names)s") % {"names": names} if names else ""


def check_technician(technician: Staff | None, *, field: str = "technician") -> None:
    """Refuse anybody but a technician on duty."""
    if technician is not None and not (technician.is_active and technician.holds(Post.TECHNICIAN)):
        raise OperationError(_("Choose a technician who is on duty."), field=field)
