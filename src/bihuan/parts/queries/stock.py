"""What lies where, and whether the book agrees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from bihuan.kernel.actors import Actor
from bihuan.organization.models import Staff
from bihuan.parts.models import Part, Place, Stock, StockMove, Substitute
from bihuan.parts.rules import code_key
from bihuan.products.models import ProductModel

SHOWN = 8


def on_van(technician: Staff) -> dict[int, int]:
    """Return what a technician carries: `{part's key: quantity}`, without what has run out."""
    rows = Stock.objects.filter(place__technician=technician.pk, place__is_active=True, quantity__gt=0)
    return dict(rows.values_list("part_id", "quantity"))


def van_of(technician: Staff) -> Place | None:
    """Return the technician's van, None when he has none in use."""
    return Place.objects.filter(technician=technician.pk, is_active=True).first()


def part_named(text: str) -> Part | None:
    """Return the part whose number was typed or scanned, however it is written."""
    key = code_key(text)
    return Part.objects.filter(code_key=key).first() if key else None


def place_named(text: str) -> Place | None:
    """Return the place in use that a ledger's words name: its code, its name, or whose van it is."""
    words = text.strip()
    rows = Place.objects.filter(is_active=True)
    for found in (rows.filter(code__iexact=words), rows.filter(name=words), rows.filter(technician__name=words)):
        places: list[Place] = list(found[:2])
        if words and len(places) == 1:
            return places[0]
    return None


def parts_matching(text: str, *, model: ProductModel | None = None, limit: int = 20) -> list[Part]:
    """Return parts by number or name for a choice; those that fit the model alone when nothing was typed."""
    words = text.strip()
    if not words:
        return list(parts_fitting(model).filter(is_obsolete=False)[:limit])
    rows = Part.objects.filter(is_obsolete=False)
    found = rows.filter(code_key__contains=code_key(words)) if code_key(words) else rows.none()
    return list((found | rows.filter(name__icontains=words))[:limit])


def parts_fitting(model: ProductModel | None) -> QuerySet[Part]:
    """Return the parts that fit a model: by model, by its line, or any product; all for an unknown model."""
    if model is None:
        return Part.objects.all()
    anything = Q(fits_models=None, fits_lines=None)
    return Part.objects.filter(Q(fits_models=model) | Q(fits_lines=model.line_id) | anything).distinct()


def approved_for(part: Part, on: date | None = None) -> list[Substitute]:
    """Return the substitutes that may be used instead of a part on a day (PRT-02)."""
    rows = Substitute.objects.filter(part=part).select_related("substitute", "approved_by")
    return list(rows.valid(on or timezone.localdate()))


def levels_of(part: Part, user: Actor) -> list[Stock]:
    """Return where a part lies, among the places the viewer may see."""
    rows = Stock.objects.visible_to(user).filter(part=part, place__is_active=True)
    return list(rows.select_related("place", "part").order_by("place__place_kind", "place__code"))


def stock_at(place: Place) -> list[Stock]:
    """Return what lies or should lie at a place."""
    return list(Stock.objects.filter(place=place).select_related("part").order_by("part__code"))


def moves_of(user: Actor, **about: Any) -> list[StockMove]:
    """Return the newest lines of the book about a part or a place."""
    rows = StockMove.objects.visible_to(user).filter(**about).select_related("part", "place")
    return list(rows.order_by("-pk")[:SHOWN])


def differences() -> Sequence[tuple[Stock, int]]:
    """Return the levels that are not the sum of their moves, with that sum; empty when the book agrees."""
    sums = {
        (row["part_id"], row["place_id"]): row["sum"]
        for row in StockMove.objects.order_by().values("part_id", "place_id").annotate(sum=Sum("quantity"))
    }
    return [
        (stock, total)
        for stock in Stock.objects.select_related("part", "place")
        if stock.quantity != (total := sums.get((stock.part_id, stock.place_id), 0))
    ]
