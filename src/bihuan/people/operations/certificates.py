"""Certificates: added, changed, removed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.people.models import Certificate

PERM = "people.manage_certificates"


@transaction.atomic
def add_certificate(staff: Staff, *, name: str, by: Actor, **fields: Any) -> Certificate:
    """Return a new certificate of a colleague (PPL-02).

    Raises:
        OperationError: it expires before it was issued.
    """
    permit(by, PERM, staff)
    _check_dates(fields)
    locked(Staff, staff.pk)
    certificate = Certificate.objects.create(staff=staff, name=name, **fields)
    history.append(certificate, "create", by=by, changes={"name": [None, name]}, is_first=True)
    history.append(staff, "add_certificate", by=by, note=_line(certificate))
    return certificate


@transaction.atomic
def change_certificate(certificate: Certificate, *, by: Actor, revision: int | None = None, **fields: Any) -> bool:
    """Change a certificate, e.g. after it was renewed; False when nothing was different.

    Raises:
        Stale: somebody changed it after `revision`.
        OperationError: it expires before it was issued.
    """
    row = locked(Certificate, certificate.pk, revision=revision)
    permit(by, PERM, row.staff)
    _check_dates({"issued_on": row.issued_on, "expires_on": row.expires_on} | fields)
    changed = history.change(row, by=by, **fields)
    if changed:
        history.append(row.staff, "change_certificate", by=by, note=_line(row))
    return changed


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: Actor) -> None:
    """Take a certificate off the list; the colleague's history keeps that it was there."""
    row = locked(Certificate, certificate.pk)
    permit(by, PERM, row.staff)
    history.append(row, "remove", by=by)
    history.append(row.staff, "remove_certificate", by=by, note=_line(row))
    row.delete()


def _line(certificate: Certificate) -> str:
    parts = [certificate.name, certificate.number, str(certificate.expires_on or "")]
    return " ".join(part for part in parts if part)


def _check_dates(fields: dict[str, Any]) -> None:
    issued, expires = fields.get("issued_on"), fields.get("expires_on")
    if issued and expires and expires < issued:
        raise OperationError(_("It expires before it was issued."), field="expires_on")
