"""The 「库存表」 and the 「盘点表」 as they are printed (PRT-01)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.parts.models import Place, StockCount
from bihuan.parts.queries.loan_papers import form_of, in_chinese
from bihuan.parts.queries.stock import stock_at
from bihuan.parts.states.papers import CountState


@in_chinese
def stock_list(place: Place, by: Actor) -> Sheet:
    """Return the 「库存表」 of a place: levels, safety stock, value at cost price (CNY)."""
    levels = [row for row in stock_at(place) if row.quantity or row.safety_stock]
    low = [row for row in levels if row.quantity < row.safety_stock and not row.part.is_obsolete]
    rows = [
        {
            "code": row.part.code, "name": row.part.name, "unit": row.part.unit_of_measure,
            "quantity": str(row.quantity), "safety": str(row.safety_stock or ""), "reserve": str(row.reserve or ""),
            "cost": f"{row.part.cost_price:,.2f}", "value": f"{row.quantity * row.part.cost_price:,.2f}",
            "remark": _("Obsolete") if row.part.is_obsolete else _("Low") if row in low else "",
        }
        for row in levels
    ]  # fmt: skip
    total = sum(row.quantity * row.part.cost_price for row in levels)
    data = {
        "number": place.code, "place": place.name, "at": f"{timezone.localtime():%Y-%m-%d %H:%M}", "rows": rows,
        "total": f"{total:,.2f}", "low": str(len(low)),
    }  # fmt: skip
    return Sheet(data=data, meta=form_of("stock_list", {}))


@in_chinese
def count_sheet(count: StockCount, by: Actor) -> Sheet:
    """Return the 「盘点表」: empty columns while it is being counted, the count and its differences afterwards."""
    is_open = count.state == CountState.COUNTING
    rows = [
        {
            "code": line.part.code, "name": line.part.name, "unit": line.part.unit_of_measure, "book": str(line.book),
            "counted": "" if is_open or line.counted is None else str(line.counted),
            "difference": "" if is_open or not line.difference else f"{line.difference:+d}",
        }
        for line in count.lines.select_related("part")
    ]  # fmt: skip
    who = count.counted_by
    data = {
        "number": count.number, "place": count.place.name, "rows": rows,
        "at": f"{timezone.localtime(count.begun_at):%Y-%m-%d %H:%M}", "counted_by": who.name if who else "",
        "notes": [
            _("Write what lies on the shelf; don't copy the book."),
            _("Nothing is taken out or put in while it is counted."),
        ],
    }  # fmt: skip
    return Sheet(data=data, meta=form_of("count_sheet", {}))
