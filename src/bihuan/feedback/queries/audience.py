"""Whom a round asks: customers by tier, region and product, with what each is at that moment."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Length

from bihuan.customers.models import Customer
from bihuan.feedback.models import SurveyRound
from bihuan.feedback.states.surveys import SurveyWay
from bihuan.products.models import ProductLine, Unit
from bihuan.service.models import ServiceRequest


def audience(one: SurveyRound) -> QuerySet[Customer]:
    """Return the customers a round is about, by key."""
    rows: QuerySet[Customer] = Customer.objects.approachable().order_by("pk")
    if one.tiers:
        rows = rows.filter(tier__in=one.tiers)
    if one.areas:
        rows = rows.filter(region__name__in=one.areas)
    if one.lines:
        rows = rows.filter(pk__in=Unit.objects.filter(model__line__code__in=one.lines).values("customer"))
    return rows


# The columns of an invitation that come from the customer, in the order of `as_invited`.
COLUMNS = ("customer_id", "way", "tier", "area", "product_line", "technician_id")


def as_invited(rows: QuerySet[Customer], *, by_text: bool) -> QuerySet[Any]:
    """Return what an invitation keeps of each: how he is asked, tier, region, newest product, who served him last."""
    ways = [When(mail__gt=0, then=Value(SurveyWay.MAIL.value))]
    ways += [When(called__gt=0, agreed=True, then=Value(SurveyWay.TEXT.value))] if by_text else []
    newest = Unit.objects.filter(customer=OuterRef("pk")).order_by("-pk").values("model__line__name")[:1]
    served = ServiceRequest.objects.filter(customer=OuterRef("pk"), technician__isnull=False)
    last = served.order_by("-reported_at").values("technician")[:1]
    text = CharField()
    agreed = Subquery(_requests().values("may_text")[:1])
    return rows.annotate(mail=Length("email"), called=Length("phone"), agreed=agreed).annotate(
        asked_by=Case(*ways, default=Value(SurveyWay.PAPER.value), output_field=text),
        place=Left(Coalesce(F("region__name"), Value("")), 40),
        product=Left(Coalesce(Subquery(newest, output_field=text), Value("")), 40),
        server=Subquery(last),
    ).values_list("pk", "asked_by", "tier", "place", "product", "server")  # fmt: skip


def _requests() -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(customer=OuterRef("pk")).order_by("-reported_at", "-pk")


def agrees_to_texts(customer: int) -> bool:
    """Tell whether a customer agreed to text messages when he last reported something."""
    rows = ServiceRequest.objects.filter(customer=customer).order_by("-reported_at", "-pk")
    return bool(rows.values_list("may_text", flat=True).first())


def tiers() -> list[str]:
    """Return the tiers that customers have."""
    return list(Customer.objects.exclude(tier="").order_by("tier").values_list("tier", flat=True).distinct()[:50])


def areas() -> list[str]:
    """Return the regions that customers live in."""
    rows = Customer.objects.exclude(region=None).order_by("region__name").values_list("region__name", flat=True)
    return list(rows.distinct()[:200])


def lines() -> list[tuple[str, str]]:
    """Return the product lines, code and name."""
    return list(ProductLine.objects.order_by("code").values_list("code", "name"))
