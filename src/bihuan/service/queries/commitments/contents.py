"""The contents of a commitment: for each heading of the clause the promises in force, each with its own clause."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.documents import company
from bihuan.products.models import Unit
from bihuan.products.queries import cover
from bihuan.products.rules import LINES, Coverage, warranty_span
from bihuan.regulations.queries import ParameterView, RuleSet, holding_rules, ruleset
from bihuan.regulations.queries.words import CALENDAR_WORDS, CHOICE_WORDS, span_words
from bihuan.service.queries.lines import BASIS_WORDS, LINE_WORDS, OFFER_WORDS

Facts = dict[str, Any]
Promise = tuple[str, ParameterView | None]
# What the customer himself notices of a repair; other limits are our own.
FELT = ("request.contacted", "request.dispatched", "order.arrived", "request.completed")
HEARD = ("complaint.contacted", "complaint.replied")
THEN = {
    "cost_price": gettext_lazy("We repair it at the lowest cost price: %(causes)s."),
    "full_price": gettext_lazy("We repair it at full price: %(causes)s."),
    "refused": gettext_lazy("Not part of this commitment: %(causes)s."),
}


def facts_of(unit: Unit) -> Facts:
    """Return what clauses match on for the promises made for a unit: product, customer, place."""
    customer, site = unit.customer, unit.site
    region = (site.region if site else None) or (customer.region if customer else None)
    return {
        **unit.facts(), "business": customer.business if customer else "", "tier": customer.tier if customer else "",
        "area": region.area if region else "",
    }  # fmt: skip


def commitment_clause(unit: Unit) -> ParameterView | None:
    """Return the clause by which a commitment is given in writing for a unit (FOOD 2.11, FULL 2.5)."""
    return ruleset().one("commitment", "commitment", facts_of(unit))


def items_for(unit: Unit, on: date) -> list[dict[str, Any]]:
    """Return what is promised for a unit by the clauses in force: heading, then promise and clause, in Chinese.

    Args:
        on: the day it is given; the warranty's dates are counted by it.
    """
    with holding_rules() as rules, translation.override("zh-hans"):
        clause = commitment_clause(unit)
        rows = clause.data["contents"] if clause else ()
        facts = facts_of(unit)
        found = [(row, _own(_promises(row["code"], clause, Subject(rules, unit, facts, on)), clause)) for row in rows]
    return [
        {"code": row["code"], "heading": row["label"], "lines": [_kept(text, view) for text, view in promises]}
        for row, promises in found if promises
    ]  # fmt: skip


def _own(promises: list[Promise], clause: ParameterView | None) -> list[Promise]:
    """Leave to a regulation of one product line or business what it promises itself (FOOD 2.11, PROP 1.8).

    Only where it is silent the company-wide regulations speak under a heading; both at once would contradict.
    """
    if clause is None or not clause.specificity:
        return promises
    own = [one for one in promises if one[1] is None or one[1].regulation == clause.regulation]
    return own if any(view for _text, view in own if view and view.id != clause.id) else promises


def _kept(text: str, view: ParameterView | None) -> dict[str, Any]:
    known = {"clause": view.label, "clause_id": view.clause_id, "version": view.version} if view else {}
    return {"text": text, "clause": "", "clause_id": None, "version": "", **known}


class Subject:
    """What one commitment is about: the rules, the unit, its facts, the day."""

    def __init__(self, rules: RuleSet, unit: Unit, facts: Facts, on: date) -> None:
        self.rules, self.unit, self.facts, self.on = rules, unit, facts, on
        self.cover = cover(unit, on)

    def ground(self, name: str) -> tuple[Coverage, ParameterView | None] | None:
        """Return what a ground gives, with its clause."""
        found = self.cover.coverage.get(name)
        return (found, self.rules.by_id.get(found.clause or 0)) if found else None


def _promises(code: str, clause: ParameterView | None, about: Subject) -> list[Promise]:
    make = SECTIONS.get(code)
    return make(about) if make else _ways(clause, about) if code == "complaints" else []


def _warranty(about: Subject) -> list[Promise]:
    since, until = warranty_span(about.cover)
    clause = about.rules.by_id.get(about.cover.clauses.get("warranty", 0))
    months = max(about.cover.months or 0, about.cover.least_months)
    found: list[Promise] = []
    if months:
        starts = str(CHOICE_WORDS.get(about.cover.starts, about.cover.starts))
        said = _("The warranty lasts %(months)s months, counted from the %(starts)s.")
        found.append((said % {"months": months, "starts": starts}, clause))
    if since and until:
        found.append((_("For this product: %(since)s to %(until)s.") % {"since": since, "until": until}, clause))
    given = about.ground("warranty")
    if given:
        found.append((_("In warranty: %(lines)s.") % {"lines": _lines(given[0])}, given[1]))
    if clause and clause.data.get("leaves_out_repair"):
        found.append((_("Time in repair and waiting for parts is not counted in the term."), clause))
    for view in about.rules.matching("repair_warranty", about.facts):
        said = _("The same fault again within %(days)s days after a repair is repaired free of charge.")
        found.append((said % {"days": view.data["days"]}, view))
    return found


def _lines(given: Coverage) -> str:
    return "、".join(f"{LINE_WORDS[line]}{BASIS_WORDS[given.basis(line, 'free')]}" for line in LINES)


def _clock(calendar: str) -> str:
    return str(CALENDAR_WORDS.get(calendar, calendar))


def _limit(view: ParameterView) -> str:
    limit = view.data["limit"]
    words = {
        "label": view.data["label"], "span": span_words(limit["minutes"], limit["calendar"]),
        "calendar": _clock(limit["calendar"]),
    }  # fmt: skip
    return _("%(label)s: within %(span)s (%(calendar)s).") % words


def _response(about: Subject) -> list[Promise]:
    limits = about.rules.time_limits("request.registered", about.facts)
    felt = sorted((view for view in limits if view.data["met_by"] in FELT), key=lambda view: _order(view))
    found: list[Promise] = [(_limit(view), view) for view in felt]
    for view in about.rules.matching("loaner", about.facts):
        free = _("A loaner is lent when this is missed, free of charge.")
        found.append((free if view.data.get("is_free") else _("A loaner is lent when this is missed."), view))
    return found


def _order(view: ParameterView) -> tuple[int, int]:
    return (FELT.index(view.data["met_by"]), int(view.data["limit"]["minutes"]))


def _remedy(about: Subject) -> list[Promise]:
    words = {
        "within_days": _("Within %(count)s days: %(offers)s, as the customer chooses."),
        "failed_repairs": _("The same fault repaired %(count)s times in vain: %(offers)s."),
        "parts_missing": _("A part missing for more than %(count)s days: %(offers)s."),
    }
    found: list[Promise] = []
    for view in about.rules.matching("remedy", about.facts):
        offers = "、".join(str(OFFER_WORDS.get(row["code"], row["label"])) for row in view.data["offers"])
        found.append((words[view.data["trigger"]] % {"count": view.data["count"], "offers": offers}, view))
        if view.data.get("responsibility_first"):
            found.append((_("Responsibility is settled first, then goods are taken back."), view))
    for view in about.rules.matching("depreciation", about.facts):
        said = _("A refund less %(percent)s %% of the price for each day of use; nothing within %(days)s days.")
        facts = {"percent": view.data["percent"], "days": view.data.get("free_days") or 0}
        if view.data.get("most_percent"):
            said = _("A refund less %(percent)s %% of the price for each day of use, at most %(most)s %%;"
                     " nothing within %(days)s days.")  # fmt: skip
            facts["most"] = view.data["most_percent"]
        found.append((said % facts, view))
    return found


def _software(about: Subject) -> list[Promise]:
    words = {
        "software": _("In warranty, caused by the system itself: %(lines)s."),
        "software_paid": _("Otherwise: %(lines)s."),
        "software_excepted": _("Named software: %(lines)s."),
    }
    found: list[Promise] = []
    for name, said in words.items():
        if given := about.ground(name):
            found.append((said % {"lines": _lines(given[0])}, given[1]))
    kept = _("After an upgrade the system is not worse than before, or the old version is put back.")
    return found + [(kept, view) for view in about.rules.matching("software", about.facts)]


def _parts(about: Subject) -> list[Promise]:
    said = _("Spare parts are supplied for %(years)s years after the end of production.")
    return [(said % {"years": view.data["years"]}, view) for view in about.rules.matching("parts_supply", about.facts)]


def _after(about: Subject) -> list[Promise]:
    given = about.ground("after_warranty")
    return [(_("Service for life: %(lines)s.") % {"lines": _lines(given[0])}, given[1])] if given else []


def _excluded(about: Subject) -> list[Promise]:
    return [
        (str(THEN[view.data["then"]]) % {"causes": "、".join(row["label"] for row in view.data["causes"])}, view)
        for view in about.rules.matching("exclusion", about.facts)
    ]  # fmt: skip


def _visits(about: Subject) -> list[Promise]:
    views = sorted(about.rules.matching("callback", about.facts), key=lambda view: view.id)
    return [(f"{view.data['label']}：{_every(view.data['interval'])}。", view) for view in views]


def _every(months: int) -> str:
    return _("every month") if months == 1 else _("every %(months)s months") % {"months": months}


def _emergency(about: Subject) -> list[Promise]:
    said = _("In an emergency at least %(people)s people are called out.")
    found: list[Promise] = [
        (said % {"people": view.data["people"]}, view) for view in about.rules.matching("call_out", about.facts)
    ]
    return found + [(_limit(view), view) for view in about.rules.time_limits("emergency.declared", about.facts)]


def _hotline(about: Subject) -> list[Promise]:
    number = company().hotline
    found: list[Promise] = [(_("Hotline: %(number)s.") % {"number": number}, None)] if number else []
    hours = about.rules.matching("service_hours", about.facts)
    return found + [(f"{view.data['label']}（{_clock(view.data['calendar'])}）", view) for view in hours]


def _quality(about: Subject) -> list[Promise]:
    return [(_("We answer for the quality of the product after it is sold."), commitment_clause(about.unit))]


def _ways(clause: ParameterView | None, about: Subject) -> list[Promise]:
    rows = (clause.data.get("complaint_ways") or ()) if clause else ()
    found: list[Promise] = [("；".join(row["label"] for row in rows) + "。", clause)] if rows else []
    heard = [view for view in about.rules.time_limits("complaint.registered", about.facts)
             if view.data["met_by"] in HEARD]  # fmt: skip
    heard.sort(key=lambda view: HEARD.index(view.data["met_by"]))
    limits = heard + about.rules.time_limits("case.opened", about.facts)
    return found + [(_limit(view), view) for view in limits]


SECTIONS: dict[str, Callable[[Subject], list[Promise]]] = {
    "warranty": _warranty, "response": _response, "remedy": _remedy, "software": _software, "parts": _parts,
    "after_warranty": _after, "excluded": _excluded, "visits": _visits, "emergency": _emergency,
    "hotline": _hotline, "quality": _quality,
}  # fmt: skip
