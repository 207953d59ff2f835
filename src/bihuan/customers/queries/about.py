"""Which tables say anything of a customer: his page asks once and reads only those (CUS-01)."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.customers.models import (
    Account,
    CarePlan,
    Contact,
    Customer,
    Exchange,
    ExpenseLine,
    Lead,
    Merge,
    NeedsRequest,
    Profile,
    Rating,
    Revenue,
    Site,
    SpecialExpense,
    Visit,
)
from bihuan.kernel import hanging
from bihuan.kernel.attachments import Attachment

TABLES = (
    Account, CarePlan, Contact, Exchange, ExpenseLine, Lead, NeedsRequest, Profile, Rating, Site, SpecialExpense, Visit,
)  # fmt: skip


def register() -> None:
    """Name the tables of this app."""
    hanging.register(
        Customer.kind(), *(partial(_of, model) for model in TABLES), revenues,
        lambda pk: Merge.objects.filter(survivor=pk, undone_at=None),
        lambda pk: Attachment.objects.filter(kind=Customer.kind(), subject_id=pk, destroyed_at=None),
    )  # fmt: skip


def _of(model: Any, pk: int) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model.objects.filter(customer=pk)
    return rows


def revenues(pk: int) -> "QuerySet[Revenue]":
    """Return a customer's revenue, that of files put into his among it."""
    return Revenue.objects.filter(Q(customer=pk) | Q(customer__merged_into=pk))
