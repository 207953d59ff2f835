"""The 「客户基本资料表」 on paper; personal data stays masked on it (CUS-01, SEC-01)."""

from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer, Profile
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries.papers import paper_meta

AMOUNTS = ("yearly_sales", "credit")


def file_sheet(record: Customer, by: Actor) -> Sheet:
    """Return a customer's file as its paper original is laid out."""
    data: dict[str, Any] = {
        "number": record.number, "name": record.name, "kind": record.get_customer_kind_display(),
        "phone": str(record.phone), "email": str(record.email), "address": str(record.address),
        "region": str(record.region or ""), "business": record.business, "tier": record.tier,
        "key": record.is_key, "keeper": record.keeper.name if record.keeper else "", "remarks": record.remarks,
        "since": timezone.localtime(record.created_at).strftime("%Y-%m-%d"),
        "contacts": [
            {"name": one.name, "title": one.title_text, "phone": str(one.phone)}
            for one in record.contacts.filter(is_active=True)
        ],
        "sites": [
            {"name": one.name, "region": str(one.region or ""), "address": str(one.address)}
            for one in record.sites.filter(is_active=True).select_related("region")
        ],
        "profile": _profile(Profile.objects.filter(customer=record.pk).first()),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("customer_file", record.facts()))


def _profile(profile: Profile | None) -> dict[str, str]:
    fields = [field for field in Profile._meta.fields if field.name not in {"id", "customer", "revision"}]
    if profile is None:
        return {field.name: "" for field in fields}
    shown = {field.name: getattr(profile, field.name) for field in fields}
    found = {name: "" if value is None else str(value) for name, value in shown.items()}
    for name in AMOUNTS:
        found[name] = f"¥{shown[name]:,.2f}" if shown[name] is not None else ""
    return {**found, "ownership": str(profile.get_ownership_display())}
