"""The papers of visits as they are printed: day, month, urgent report, customer card, inquiry card (CSM, CUS-04)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models.visit_reports import VisitDay, VisitMonth, VisitUrgentReport
from bihuan.customers.models.visits import Visit
from bihuan.customers.queries.visits import asked, matters, month_of, of_day
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta


def day(record: VisitDay, by: Actor) -> Sheet:
    """Return the 「巡访日报表」: a block for each visit of the day."""
    data = {
        "number": record.number, "day": str(record.day), "visitor": record.visitor.name,
        "department": _department(record.visitor), "summary": record.summary, "submitted": _at(record.submitted_at),
        "remark": record.remark, "read_by": record.read_by.name if record.read_by else "", "read": _at(record.read_at),
        "rows": [_visit(row) for row in of_day(record)],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("visit_day", {}))


def _visit(row: Visit) -> dict[str, str]:
    return {
        "customer": row.customer.name, "region": row.customer.region.name if row.customer.region else "",
        "time": f"{timezone.localtime(row.visited_at):%H:%M}" if row.visited_at else "", "met": row.met_who,
        "wishes": _joined(
            row.wishes, _named(_("What he complains about"), row.complaint), _named(_("New needs"), row.needs)
        ),
        "market": row.market, "effect": row.effect,
        "handled": _joined(row.handled, _named(_("Technical questions"), row.technical)),
        "other": row.other,
    }  # fmt: skip


def _named(label: str, words: str) -> str:
    return f"{label}：{words}" if words else ""


def _joined(*words: str) -> str:
    return "\n".join(filter(None, words))


def card(record: Visit, by: Actor) -> Sheet:
    """Return the 「客户卡」 as the visitor found the customer; phone and address stay masked."""
    customer = record.customer
    data = {
        "number": customer.number, "visit": record.number, "customer": customer.name,
        "kind": customer.get_customer_kind_display(), "region": customer.region.name if customer.region else "",
        "phone": str(customer.phone), "address": str(customer.address), "tier": customer.tier,
        "keeper": customer.keeper.name if customer.keeper else "", "business": record.business or customer.business,
        "stock": record.stock, "purchases": record.purchases, "sales": record.sales, "met": record.met_who,
        "wishes": record.wishes, "market": record.market, "needs": record.needs, "technical": record.technical,
        "visitor": record.visitor.name, "visited": _at(record.visited_at),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("customer_card", {}))


def inquiry(record: Visit, by: Actor) -> Sheet:
    """Return the 「征询卡」 with what the customer said to each question; an empty one to be filled in by hand."""
    data = {
        "number": record.number, "customer": record.customer.name, "met": record.met_who,
        "visitor": record.visitor.name, "visited": _at(record.visited_at),
        "rows": [{"label": label, "answer": words} for label, words in asked(record)],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("inquiry_card", {}))


def urgent(record: VisitUrgentReport, by: Actor) -> Sheet:
    """Return the 「巡访紧急报告」 with the superiors' instruction."""
    known, _clause = matters()
    data = {
        "number": record.number, "reported": _at(record.reported_at), "visitor": record.visitor.name,
        "department": _department(record.visitor), "customer": record.customer.name if record.customer else "",
        "visit": record.visit.number if record.visit else "",
        "matters": [[label, code == record.matter] for code, label in known] or [[record.matter_label, True]],
        "content": record.content, "proposal": record.proposal,
        "told": "、".join(record.told.values_list("name", flat=True)), "instruction": record.instruction,
        "instructed_by": record.instructed_by.name if record.instructed_by else "",
        "instructed": _at(record.instructed_at), "handling": record.handling, "closed": _at(record.closed_at),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("visit_urgent", record.facts()))


def month(record: VisitMonth, by: Actor) -> Sheet:
    """Return the 「每月巡访情况报告书」: the figures as they were submitted, the unit's words, the signature."""
    figures = record.figures or asdict(month_of(record.department, record.month))
    data = {
        "number": record.number, "month": f"{record.month:%Y-%m}", "unit": record.department.name, "figures": figures,
        "market": record.market, "problems": record.problems, "outlook": record.outlook,
        "made_by": record.made_by.name if record.made_by else "", "submitted": _at(record.submitted_at),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("visit_month", record.facts()))


def _department(staff: Any) -> str:
    return staff.department.name if staff.department else ""


def _at(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
