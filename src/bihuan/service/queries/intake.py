"""What an intake form or import looks up: the unit, the model, the place, who is on duty, doubles."""

import re

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.queries import holders, region_in
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.products.queries import model_named as model_for
from bihuan.products.queries import recognise as unit_for
from bihuan.service.models import ServiceRequest

__all__ = ["duty_dispatcher", "model_for", "phone_hits", "region_in", "searchable", "similar", "unit_for"]

MOST = 200


def duty_dispatcher(outlet: Outlet | None) -> Staff | None:
    """Return who owns what a customer enters himself: the dispatcher of his outlet, else of the company."""
    found = holders(Post.DISPATCHER, outlet=outlet, at=timezone.now()) if outlet else []
    return next(iter(found or holders(Post.DISPATCHER, at=timezone.now())), None)


def searchable(request: ServiceRequest) -> str:
    """Return the words a request is found by; phones and addresses are not among them (SEC-01)."""
    parts = [request.number, request.contact_name, request.model_text, request.serial_text, request.description]
    if request.customer_id and request.customer and request.customer.name != request.contact_name:
        parts.append(request.customer.name)
    return " ".join(part for part in parts if part)


def similar(*, unit: Unit | None = None, phone: str = "") -> QuerySet[ServiceRequest]:
    """Return open requests on the same unit or from the same phone: perhaps the customer calls again."""
    same = Q(pk__in=[])
    if unit:
        same |= Q(unit=unit)
    if digits := normalize_phone(phone):
        same |= Q(phone_index=blind_index(digits))
    return ServiceRequest.objects.open().filter(same).order_by("-pk")[:5]


def phone_hits(query: str) -> list[int]:
    """Return the keys of requests that a phone number or its last four digits mean; for the search box."""
    digits = normalize_phone(query)
    if re.fullmatch(r"\d{4}", digits):
        found = Q(phone_tail=blind_index(digits, purpose="phone-tail"))
    elif re.fullmatch(r"\+?\d{7,15}", digits):
        found = Q(phone_index=blind_index(digits))
    else:
        return []
    return list(ServiceRequest.objects.filter(found).order_by("-pk").values_list("pk", flat=True)[:MOST])
