"""Maintenance contracts as pages show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.customers.queries.erasure import Duty
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import model_of
from bihuan.products.models import QuotaUse, ServiceContract, Unit
from bihuan.products.rules import year_of
from bihuan.products.states import QuotaKind

PANEL, USES = 8, 100


def contracts_of(customer: Customer, user: Actor) -> dict[str, Any] | None:
    """Return a customer's service contracts for the panel on his page; None when there are none."""
    contracts = list(ServiceContract.objects.visible_to(user).filter(customer=customer)[:PANEL])
    return {"contracts": contracts, "count": len(contracts), "today": timezone.localdate()} if contracts else None


def running_contracts(customer: Customer) -> list[Duty]:
    """Return the contracts we still owe service by: they keep a customer's data (REG-07)."""
    rows = ServiceContract.objects.filter(customer=customer, ends_on__gte=timezone.localdate())
    return [
        Duty(_("Maintenance contract %(number)s") % {"number": row.number}, _("the contract runs"),
             row.get_absolute_url(), row.ends_on)
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class QuotaRow:
    """One quota in one contract year: how much it gives, how much is used."""

    kind: str
    label: str
    is_money: bool
    limit: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        """Return what is left, never less than nothing."""
        return max(self.limit - self.used, Decimal(0))


@dataclass(frozen=True)
class UseRow:
    """What one record used of a quota."""

    number: str
    url: str
    label: str
    is_money: bool
    quantity: Decimal
    used_on: date


def quota_use(contract: ServiceContract, on: date) -> tuple[tuple[date, date], list[QuotaRow]]:
    """Return the contract year of a day, and its quotas with their use.

    A contract that has ended shows its last year, one to come its first.
    """
    first, last = _year(contract, on)
    uses = QuotaUse.objects.filter(quota__contract=contract, used_on__range=(first, last))
    used = dict(uses.order_by().values_list("quota").annotate(Sum("quantity")))
    rows = [
        QuotaRow(
            quota.kind, str(quota.get_kind_display()), quota.kind == QuotaKind.PARTS_AMOUNT, quota.amount,
            used.get(quota.pk) or Decimal(0),
        )
        for quota in contract.quotas.all()
    ]  # fmt: skip
    return (first, min(last, contract.ends_on)), rows


def _year(contract: ServiceContract, on: date) -> tuple[date, date]:
    return year_of(contract.starts_on, min(max(on, contract.starts_on), contract.ends_on))


def year_and_use(contract: ServiceContract, on: date) -> dict[str, Any]:
    """Return the contract year of a day, its quotas with their use, and what used them, the newest first."""
    year, quotas = quota_use(contract, on)
    rows = QuotaUse.objects.filter(quota__contract=contract, used_on__range=_year(contract, on))
    uses = [_use(use) for use in rows.select_related("quota")[:USES]] if quotas else []
    return {"year": year, "quotas": quotas, "uses": uses}


def _use(use: QuotaUse) -> UseRow:
    kind: Any = model_of(use.subject_kind)
    url = kind(pk=use.subject_id).get_absolute_url()
    label = str(use.quota.get_kind_display())
    return UseRow(use.number, url, label, use.quota.kind == QuotaKind.PARTS_AMOUNT, use.quantity, use.used_on)


def units_under(contract: ServiceContract, user: Actor) -> list[Unit]:
    """Return the units a contract covers, as far as this person may see them."""
    rows = Unit.objects.visible_to(user).filter(replaced_by=None).select_related("model", "site")
    rows = rows.filter(customer=contract.customer_id) if contract.covers_all else rows.filter(contract=contract)
    return list(rows.order_by("-pk")[:PANEL])
