"""Reads of customers: by phone, by the last four digits, by words; what a page or form shows."""

import re

from django.db.models import Q, QuerySet

from bihuan.customers.models import Contact, Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import blind_index, normalize_phone

MOST = 200


def by_phone(phone: str) -> QuerySet[Customer]:
    """Return the customers with this number, their own or a contact's, whatever way it is written."""
    return _holding(phone_index=blind_index(normalize_phone(phone)))


def by_tail(tail: str) -> QuerySet[Customer]:
    """Return the customers whose number, their own or a contact's, ends in these four digits."""
    return _holding(phone_tail=blind_index(tail, purpose="phone-tail"))


def _holding(**index: str) -> QuerySet[Customer]:
    if not any(index.values()):
        return Customer.objects.none()
    contacts = Contact.objects.filter(**index, is_active=True).values("customer")
    doubles = Customer.objects.filter(**index).exclude(merged_into=None).values("merged_into")
    found = Q(**index) | Q(pk__in=contacts) | Q(pk__in=doubles)
    return Customer.objects.standing().filter(found).order_by("-pk")


def phone_hits(query: str) -> list[int]:
    """Return the keys of customers that a phone number or its last four digits mean; for the search box."""
    digits = normalize_phone(query)
    if re.fullmatch(r"\d{4}", digits):
        return list(by_tail(digits).values_list("pk", flat=True)[:MOST])
    if re.fullmatch(r"\+?\d{7,15}", digits):
        return list(by_phone(digits).values_list("pk", flat=True)[:MOST])
    return []


def searchable(customer: Customer) -> str:
    """Return the words a customer is found by; phone, mail and address are not among them (SEC-01)."""
    words = [customer.number, customer.name, customer.business, customer.tier, customer.remarks]
    if customer.pk:
        words += customer.contacts.filter(is_active=True).values_list("name", flat=True)
        words += customer.sites.filter(is_active=True).values_list("name", flat=True)
        for double in customer.doubles.values_list("number", "name"):
            words += double
    return " ".join(word for word in words if word)


def choices(query: str, user: Actor, *, limit: int = 12) -> list[Customer]:
    """Return customers for a picker on a form: by number, name, phone or its last four digits."""
    from_phone = phone_hits(query)
    rows = Customer.objects.visible_to(user).standing().select_related("region")
    merged = Customer.objects.filter(number=query.strip()).exclude(merged_into=None).values("merged_into")
    named = Q(name__startswith=query.strip()) | Q(number=query.strip()) | Q(pk__in=from_phone) | Q(pk__in=merged)
    return list(rows.filter(named).order_by("name", "pk")[:limit]) if query.strip() else []
