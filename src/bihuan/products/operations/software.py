"""Software named, versions released and withdrawn, and what was put on a unit (SVC-19)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products.models import Software, SoftwareVersion, Unit, UnitSoftware
from bihuan.products.operations.checking import tried, unit_locked
from bihuan.products.states import InstallWay

EDIT = "products.edit_software"


@transaction.atomic
def save_software(row: Software | None, *, by: Actor, revision: int | None = None, **fields: Any) -> Software:
    """Name a piece of software or change what is on file about it.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: its code is taken, or it is of a model and a line at once.
    """
    permit(by, EDIT)
    if fields.get("line") and fields.get("model"):
        raise OperationError(_("Choose a model or a line, not both."), field="line")
    if row is None:
        made = Software(**fields)
        _once(made, "code")
        made.save()
        history.append(made, "register", by=by, changes={"name": [None, made.name]}, is_first=True)
        return made
    found = locked(Software, row.pk, revision=revision)
    _once(tried(found, fields), "code")
    history.change(found, by=by, source="web", **fields)
    return found


@transaction.atomic
def release(
    software: Software, *, version: str, released_on: date, by: Actor, replaces: SoftwareVersion | None = None,
    note: str = "",
) -> SoftwareVersion:  # fmt: skip
    """Enter a released version; the latest one is what units should run from then on.

    Args:
        replaces: the version whose place it takes; the newest one where nobody says.

    Raises:
        OperationError: no version, one that is on file already, a day to come, or one of other software.
    """
    permit(by, EDIT)
    row = locked(Software, software.pk)
    name = required(version, _("Write the version."), field="version")
    if released_on > timezone.localdate():
        raise OperationError(_("This day is still to come."), field="released_on")
    if replaces is not None and replaces.software_id != row.pk:
        raise OperationError(_("That version is of other software."), field="replaces")
    before = replaces or SoftwareVersion.objects.filter(software=row, is_newest=True).first()
    made = SoftwareVersion(software=row, version=name, released_on=released_on, replaces=before, note=note.strip())
    _once(made, "version")
    made.save()
    history.append(made, "register", by=by, changes={"version": [None, name]}, is_first=True)
    history.append(row, "release", by=by, changes={"version": [str(before.version) if before else "", name]}, note=note)
    _renew(row)
    made.refresh_from_db()
    return made


@transaction.atomic
def withdraw(version: SoftwareVersion, *, why: str, by: Actor, revision: int | None = None) -> SoftwareVersion:
    """Take a version back: it is put on no unit any more, and the one before is the newest again.

    Raises:
        OperationError: no reason, or it was withdrawn already.
    """
    permit(by, EDIT)
    software = locked(Software, version.software_id)
    row = locked(SoftwareVersion, version.pk, revision=revision)
    reason = required(why, _("Write the reason."), field="why")
    if row.withdrawn_on:
        raise OperationError(_("This version was withdrawn already."))
    history.change(
        row, by=by, verb="withdraw", note=reason, withdrawn_on=timezone.localdate(), withdrawn_why=reason[:200]
    )
    history.append(software, "withdraw", by=by, changes={"version": [row.version, ""]}, note=reason)
    _renew(software)
    return row


def _renew(software: Software) -> None:
    """Mark the newest version that stands."""
    rows = SoftwareVersion.objects.filter(software=software)
    rows.filter(is_newest=True).update(is_newest=False)
    newest = rows.filter(withdrawn_on=None).order_by("-released_on", "-pk").first()
    if newest is not None:
        rows.filter(pk=newest.pk).update(is_newest=True)


def _once(row: Any, field: str) -> None:
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        raise OperationError(_("There is one with this code already."), field=field) from None


@transaction.atomic
def put_on(
    unit: Unit, version: SoftwareVersion, *, way: str, by: Actor, job_number: str = "", at: datetime | None = None,
    note: str = "",
) -> UnitSoftware:  # fmt: skip
    """Write down that a unit runs a version from now on; what ran before stays as history.

    Args:
        way: `InstallWay`: from the factory, installed, upgraded, rolled back, found on site.
        job_number: the work order that did it.

    Raises:
        OperationError: the software is not for this model.
    """
    permit(by, "products.put_software", unit)
    row = unit_locked(unit)
    if not version.software.fits(row.model):
        raise OperationError(
            _("%(software)s is not for %(model)s.") % {"software": version.software.name, "model": row.model.code},
            field="version",
        )
    known = UnitSoftware.objects.filter(unit=row, software=version.software, is_current=True).first()
    if known is not None:
        UnitSoftware.objects.filter(pk=known.pk).update(is_current=False)
    made = UnitSoftware.objects.create(
        unit=row, software=version.software, version=version, way=InstallWay(way), installed_at=at or timezone.now(),
        installed_by=by if isinstance(by, Staff) else None, job_number=job_number, note=note.strip()[:200],
    )  # fmt: skip
    before = f"{known.version.version} → " if known else ""
    what = f"{version.software.name} {before}{version.version}"
    said = " · ".join(filter(None, [what, str(made.get_way_display()), job_number, note.strip()]))
    history.append(row, "put_software", by=by, note=said)
    return made
