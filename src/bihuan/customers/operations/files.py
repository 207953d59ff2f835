"""Every write about customers, their contacts and their sites (CUS-01)."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers import queries
from bihuan.customers.models import Contact, Customer, Site
from bihuan.customers.rules.doubles import name_key
from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.numbering import next_number
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError, locked

PartT = TypeVar("PartT", Contact, Site)


@transaction.atomic
def register(*, name: str, by: Actor, source: str = "web", **fields: Any) -> Customer:
    """Enter a customer in the 「客户基本资料表」 and return him (CUS-01).

    Args:
        name: as on the form; the same name with the same phone is taken for the same customer.
        by: who enters him.
        fields: `customer_kind`, `phone`, `email`, `region`, `address`, `business`, `tier`, `is_key`, `keeper`,
            `remarks`.

    Raises:
        OperationError: no name, no phone number where one was given, or he is on file already.
    """
    permit(by, "customers.register")
    values = _cleaned({"name": name, **fields})
    same = Q(name=values["name"]) | Q(doubles__name=values["name"])
    if twin := queries.by_phone(values.get("phone", "")).filter(same).first():
        raise OperationError(_("%(name)s is on file already: %(number)s.") % _about(twin), field="phone")
    key = name_key(values["name"])
    customer = Customer.objects.create(number=next_number("CU", at=timezone.now()), name_key=key, **values)
    history.append(customer, "register", by=by, changes={"name": [None, customer.name]}, source=source, is_first=True)
    search.index(Customer.kind(), customer.pk, queries.searchable(customer))
    return customer


@transaction.atomic
def bring_in(*, name: str, by: Actor, **fields: Any) -> Customer:
    """Enter a customer of a ledger; one of this name who is on file is refused, so that nobody stands twice.

    Args: as `register`.

    Raises:
        OperationError: he is on file already, or a value can't be right.
    """
    permit(by, "customers.import")
    twin = None if fields.get("phone") else Customer.objects.filter(name=name.strip()).order_by("pk").first()
    if twin:
        twin = twin.merged_into or twin
        raise OperationError(_("%(name)s is on file already: %(number)s.") % _about(twin), field="name")
    return register(name=name, by=by, source="import", **fields)


@transaction.atomic
def change(
    customer: Customer, *, by: Actor, revision: int | None = None, source: str = "web", **fields: Any
) -> Customer:
    """Correct what is on file and return the customer as he is now.

    Raises:
        Stale: somebody else changed him after `revision`.
        OperationError: a value can't be right.
    """
    row: Customer = locked(Customer.objects.select_related("region"), customer.pk, revision=revision)
    permit(by, "customers.change", row)
    _refuse_merged(row)
    if history.change(row, by=by, source=source, **_cleaned(fields)):
        _compare_anew(row)
        search.index(Customer.kind(), row.pk, queries.searchable(row))
    return row


def add_contact(customer: Customer, *, name: str, by: Actor, **fields: Any) -> Contact:
    """Add a person at a customer's: `title_text`, `phone`."""
    return _add(Contact, customer, {"name": name, **fields}, by)


def add_site(customer: Customer, *, name: str, by: Actor, **fields: Any) -> Site:
    """Add a place where products stand: `region`, `address`."""
    return _add(Site, customer, {"name": name, **fields}, by)


@transaction.atomic
def change_part(part: PartT, *, by: Actor, revision: int | None = None, **fields: Any) -> PartT:
    """Change a contact or a site; `is_active=False` keeps it on file but out of the way.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: a value can't be right.
    """
    row = locked(type(part), part.pk, revision=revision)
    customer = for_change(row.customer, by)
    if history.change(row, by=by, **_cleaned(fields)):
        verb = f"change_{type(row).__name__.lower()}"
        history.append(customer, verb, by=by, note=row.name)
        _compare_anew(customer)
        search.index(Customer.kind(), customer.pk, queries.searchable(customer))
    return row


@transaction.atomic
def comment(customer: Customer, text: str, *, by: Actor) -> None:
    """Write something into the customer's history.

    Raises:
        OperationError: nothing was written.
    """
    permit(by, "customers.comment", customer)
    if not text.strip():
        raise OperationError(_("Write something first."), field="text")
    history.comment(locked(Customer, customer.pk), text, by=by)


@transaction.atomic
def _add(model: type[PartT], customer: Customer, fields: dict[str, Any], by: Actor) -> PartT:
    row = for_change(customer, by)
    part = model.objects.create(customer=row, **_cleaned(fields))
    history.append(part, "register", by=by, changes={"name": [None, part.name]}, is_first=True)
    history.append(row, f"add_{model.__name__.lower()}", by=by, note=part.name)
    _compare_anew(row)
    search.index(Customer.kind(), row.pk, queries.searchable(row))
    return part


def for_change(customer: Customer, by: Actor) -> Customer:
    """Return a file locked for a change; refuse whoever may not, and a file that was put into another."""
    row: Customer = locked(Customer.objects.select_related("region"), customer.pk)
    permit(by, "customers.change", row)
    _refuse_merged(row)
    return row


def _refuse_merged(row: Customer) -> None:
    if row.merged_into_id is not None:
        raise OperationError(_("%(name)s was put into another file; change that one.") % {"name": row.number})
    if row.erased_at is not None:
        raise OperationError(_("The data of %(name)s has been erased.") % {"name": row.number})


def standing(customer: Customer) -> Customer:
    """Return a file locked for something new on it; refuse one that nobody would find it on.

    Raises:
        OperationError: it was put into another file, or erased.
    """
    row: Customer = locked(Customer.objects.select_related("region__outlet", "keeper"), customer.pk)
    _refuse_merged(row)
    return row


def approach(customer: Customer) -> Customer:
    """Return a file locked for calling on its customer; refuse one who asked to be left alone (REG-07).

    Raises:
        OperationError: it was put into another file, or its data is locked.
    """
    row = standing(customer)
    if row.is_restricted:
        raise OperationError(_("The data of %(name)s is locked.") % {"name": row.number})
    return row


def _compare_anew(row: Customer) -> None:
    """Have the file compared with all others again: something about it is different now."""
    Customer.objects.filter(pk=row.pk).update(name_key=name_key(row.name), compared_at=None)


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if "name" in values and not values["name"]:
        raise OperationError(_("Give a name."), field="name")
    if phone := values.get("phone"):
        values["phone"] = normalize_phone(phone)
        if len(values["phone"]) < 5:
            raise OperationError(_("This is no phone number."), field="phone")
    return values


def _about(customer: Customer) -> dict[str, str]:
    return {"name": customer.name, "number": customer.number}
