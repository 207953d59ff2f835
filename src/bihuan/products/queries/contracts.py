"""Maintenance contracts as pages show them."""

from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.products.models import ServiceContract

PANEL = 8


def contracts_of(customer: Customer, user: Actor) -> dict[str, Any] | None:
    """Return a customer's service contracts for the panel on his page; None when there are none."""
    contracts = list(ServiceContract.objects.visible_to(user).filter(customer=customer)[:PANEL])
    return {"contracts": contracts, "count": len(contracts), "today": timezone.localdate()} if contracts else None
