"""The 「库存表」, the 「盘点表」 and the 「报废单」 as they are printed (PRT-01, PRT-04)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.parts.models import Place, StockCount, WriteOff
from bihuan.parts.queries.stock import stock_at
from bihuan.parts.states.papers import CountState
from bihuan.parts.states.write_offs import WriteOffCause, WriteOffState
from bihuan.regulations.queries import paper_meta
from bihuan.signoff.models import Circulation


def stock_list(place: Place, by: Actor) -> Sheet:
    """Return the 「库存表」 of a place: levels, safety stock; value at cost price (CNY) for whoever may see it."""
    is_priced = by.has_perm("parts.see_cost")
    levels = [row for row in stock_at(place) if row.quantity or row.safety_stock]
    low = [row for row in levels if row.quantity < row.safety_stock and not row.part.is_obsolete]
    rows = [
        {
            "code": row.part.code, "name": row.part.name, "unit": row.part.unit_of_measure,
            "quantity": str(row.quantity), "safety": str(row.safety_stock or ""), "reserve": str(row.reserve or ""),
            "cost": f"{row.part.cost_price:,.2f}" if is_priced else "",
            "value": f"{row.quantity * row.part.cost_price:,.2f}" if is_priced else "",
            "remark": _("Obsolete") if row.part.is_obsolete else _("Low") if row in low else "",
        }
        for row in levels
    ]  # fmt: skip
    total = sum(row.quantity * row.part.cost_price for row in levels)
    data = {
        "number": place.code, "place": place.name, "at": f"{timezone.localtime():%Y-%m-%d %H:%M}", "rows": rows,
        "total": f"{total:,.2f}" if is_priced else "", "is_priced": is_priced, "low": str(len(low)),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("stock_list", {}))


def count_sheet(count: StockCount, by: Actor) -> Sheet:
    """Return the 「盘点表」: blind while it is being counted; book, count and differences stand on it afterwards."""
    is_open = count.state == CountState.COUNTING
    rows = [
        {
            "code": line.part.code, "name": line.part.name, "unit": line.part.unit_of_measure,
            "book": "" if is_open else str(line.book),
            "counted": "" if is_open or line.counted is None else str(line.counted),
            "difference": "" if is_open or not line.difference else f"{line.difference:+d}",
        }
        for line in count.lines.select_related("part")
    ]  # fmt: skip
    who = count.counted_by
    data = {
        "number": count.number, "place": count.place.name, "rows": rows,
        "at": f"{timezone.localtime(count.begun_at):%Y-%m-%d %H:%M}", "counted_by": who.name if who else "",
        "is_open": is_open,
        "notes": [
            _("Write what lies on the shelf; don't copy the book."),
            _("Nothing is taken out or put in while it is counted."),
        ],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("count_sheet", {}))


def write_off_slip(record: WriteOff, by: Actor) -> Sheet:
    """Return the 「报废单」: what, why, at what cost for whoever may see it, and who has signed."""
    is_priced = by.has_perm("parts.see_cost")
    rows = [
        {
            "code": line.part.code, "name": line.part.name, "unit": line.part.unit_of_measure,
            "quantity": str(line.quantity), "cost": f"{line.cost_price:,.2f}" if is_priced else "",
            "value": f"{line.amount:,.2f}" if is_priced else "",
        }
        for line in record.lines.select_related("part")
    ]  # fmt: skip
    data = {
        "number": record.number, "place": record.place.name, "rows": rows, "reason": record.reason,
        "at": f"{timezone.localtime(record.asked_at):%Y-%m-%d}", "is_priced": is_priced,
        "asked_by": record.asked_by.name if record.asked_by else "",
        "total": f"{record.amount:,.2f}" if is_priced else "",
        "causes": [[str(label), record.cause == value] for value, label in WriteOffCause.choices],
        "signed": _signed(record), "decision": "" if record.state == WriteOffState.ASKED else record.state_label,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("stock_write_off", record.facts()))


def _signed(record: WriteOff) -> list[list[str]]:
    """Return stations with who signed when; empty ones are left to be signed on paper."""
    circulation = Circulation.objects.of(record).order_by("-pk").first()
    if circulation is None:
        return [[_("Approval"), "", ""]]
    stations = circulation.stations.select_related("signed_by").order_by("order", "pk")
    return [
        [one.name, one.signed_by.name if one.signed_by else "",
         f"{timezone.localtime(one.signed_at):%Y-%m-%d}" if one.signed_at else ""]
        for one in stations
    ]  # fmt: skip
