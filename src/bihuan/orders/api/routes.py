"""Where the routes of orders and returns hang, and what both look up."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router

from bihuan.customers.models import Customer
from bihuan.kernel.records import OperationError
from bihuan.products.models import ProductModel
from bihuan.products.queries import model_named

router = Router(tags=["orders"])


def customer_numbered(number: str, by: Any) -> Customer:
    """Return a visible customer.

    Raises:
        OperationError: there is none.
    """
    found: Customer | None = Customer.objects.visible_to(by).filter(number=number).first()
    if found is None:
        raise OperationError(_("There is no such customer."), field="customer")
    return found


def model_coded(code: str) -> ProductModel:
    """Return a model.

    Raises:
        OperationError: there is none.
    """
    found = model_named(code)
    if found is None:
        raise OperationError(_("There is no model «%(model)s».") % {"model": code}, field="model")
    return found
