"""The record of a supplier: name, code, whom to reach, certificates (SUP-01, SUPQ 9.5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.products.models import Supplier, SupplierCertificate

KEEP = "products.keep_suppliers"


@dataclass(frozen=True, kw_only=True)
class SupplierFacts:
    """What is known of a supplier."""

    name: str
    code: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    remarks: str = ""

    def values(self) -> dict[str, Any]:
        """Return the fields without blanks around them."""
        return {name: str(value).strip() for name, value in vars(self).items()}


@transaction.atomic
def save_supplier(
    supplier: Supplier | None, facts: SupplierFacts, *, by: Actor, revision: int | None = None
) -> Supplier:
    """Enter a supplier, or change what is known of him.

    Raises:
        OperationError: no name, or name or code is another supplier's.
        Stale: somebody else changed him after `revision`.
    """
    permit(by, KEEP)
    values = facts.values()
    required(values["name"], _("Write who supplied it."), field="name")
    row = locked(Supplier, supplier.pk, revision=revision) if supplier else Supplier()
    others = Supplier.objects.exclude(pk=row.pk)
    if others.filter(name=values["name"]).exists():
        raise OperationError(_("There is a supplier of this name already."), field="name")
    if values["code"] and others.filter(code=values["code"]).exists():
        raise OperationError(_("Another supplier has this code."), field="code")
    if supplier is None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        history.append(row, "register", by=by, changes={"name": [None, row.name]}, is_first=True)
    else:
        history.change(row, by=by, source="web", **values)
    search.index(Supplier.kind(), row.pk, f"{row.name} {row.code}".strip())
    return row


@transaction.atomic
def add_certificate(
    supplier: Supplier, *, name: str, number: str = "", valid_until: date | None = None, by: Actor
) -> SupplierCertificate:
    """Enter a certificate; one of that name and number takes the new day.

    Raises:
        OperationError: no name.
    """
    permit(by, KEEP)
    row = locked(Supplier, supplier.pk)
    words = required(name, _("Write which certificate it is."), field="name")
    found, _is_new = SupplierCertificate.objects.update_or_create(
        supplier=row, name=words, number=number.strip(), defaults={"valid_until": valid_until}
    )
    said = {"certificate": [None, f"{found} {valid_until or ''}".strip()]}
    history.append(row, "add_certificate", by=by, changes=said)
    return found


@transaction.atomic
def drop_certificate(certificate: SupplierCertificate, *, by: Actor) -> None:
    """Take a certificate out of the record; what it was stays in the history."""
    permit(by, KEEP)
    row = locked(Supplier, certificate.supplier_id)
    history.append(row, "remove_certificate", by=by, changes={"certificate": [str(certificate), None]})
    certificate.delete()
