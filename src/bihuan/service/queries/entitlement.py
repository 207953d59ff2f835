"""A kept entitlement in words: each step with its date, the verdict, the clause (WAR-02)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.lines import LineRow, RightRow, asked_words, line_rows, missing_words, right_rows
from bihuan.service.states import ServiceClass

WITH_MONTHS = gettext_noop("%(months)s months, reported %(reported)s")
# Step and whether it holds (None: either way) → its sentence and second line.
STEPS: dict[tuple[str, bool | None], tuple[str, str]] = {
    ("unit_known", True): (gettext_noop("Product recognised by serial number"), ""),
    ("unit_known", False): (gettext_noop("Product not recognised"), gettext_noop("no serial number on file")),
    ("warranty_started", None): (gettext_noop("No acceptance on file"), gettext_noop("warranty can't be counted")),
    ("warranty_started_accepted", None): (
        gettext_noop("Accepted on %(on)s"),
        gettext_noop("warranty runs from acceptance"),
    ),
    ("warranty_started_sold", None): (
        gettext_noop("Sold on %(on)s"),
        gettext_noop("no acceptance certificate on file"),
    ),
    ("warranty_term", True): (gettext_noop("In warranty until %(until)s"), gettext_noop("reported %(reported)s")),
    ("warranty_term", False): (gettext_noop("Warranty ended %(until)s"), gettext_noop("reported %(reported)s")),
    ("warranty_term_unknown", None): (gettext_noop("Warranty term unknown"), ""),
    ("contract", True): (gettext_noop("Contract %(contract)s"), gettext_noop("until %(until)s")),
    ("contract", False): (gettext_noop("Contract %(contract)s not in force"), gettext_noop("until %(until)s")),
    ("no_contract", None): (gettext_noop("No maintenance contract"), ""),
    ("warranty_started_anew", None): (
        gettext_noop("Replaced on %(on)s"),
        gettext_noop("warranty began anew"),
    ),
    ("warranty_started_delivered", None): (
        gettext_noop("Delivered on %(on)s"),
        gettext_noop("warranty runs from delivery or pick-up"),
    ),
    ("warranty_started_produced", None): (
        gettext_noop("Produced on %(on)s"),
        gettext_noop("warranty runs from production"),
    ),
    ("quota_visits_used_up", None): (
        gettext_noop("Visits of the contract year used up"),
        gettext_noop("%(limit)s a year"),
    ),
    ("quota_repairs_used_up", None): (
        gettext_noop("Repairs of the contract year used up"),
        gettext_noop("%(limit)s a year"),
    ),
    ("quota_parts_amount_used_up", None): (
        gettext_noop("Parts of the contract year used up"),
        gettext_noop("¥%(limit)s a year"),
    ),
    ("right_within_days", None): (gettext_noop("Statutory right to choose"), gettext_noop("until %(until)s")),
    ("right_failed_repairs", None): (
        gettext_noop("Repaired %(times)s times in vain"),
        gettext_noop("replacement is due"),
    ),
    ("right_parts_missing", None): (
        gettext_noop("Part missing for %(days)s days"),
        gettext_noop("replacement is due"),
    ),
    ("exclusion_unproven", None): (
        gettext_noop("An exclusion without evidence"),
        gettext_noop("covered until a finding or a file shows it"),
    ),
    ("for_life_at_list", None): (gettext_noop("Charged by the price list"), ""),
    ("repair_warranty", None): (
        gettext_noop("Same fault repaired on %(on)s"),
        gettext_noop("repair warranty until %(until)s"),
    ),
    ("exclusion_open", None): (
        gettext_noop("Cause not known yet"),
        gettext_noop("human damage and force majeure are excluded"),
    ),
    ("not_excluded", None): (gettext_noop("No human damage or force majeure"), gettext_noop("found on site")),
    ("excluded_human_damage", None): (gettext_noop("Human damage"), gettext_noop("not covered by warranty")),
    ("excluded_force_majeure", None): (gettext_noop("Force majeure"), gettext_noop("not covered by warranty")),
    ("software_cause_open", None): (
        gettext_noop("Cause not known yet"),
        gettext_noop("software is free in warranty when the system was the cause"),
    ),
    ("software_system", None): (gettext_noop("The system was the cause"), gettext_noop("found on site")),
    ("software_not_system", None): (
        gettext_noop("The system was not the cause"),
        gettext_noop("cost, labour and travel are charged"),
    ),
    ("software_excepted", None): (
        gettext_noop("Named software, excepted from free service"),
        gettext_noop("the software itself at list price"),
    ),
    ("cost_price", None): (gettext_noop("Lowest cost price is offered"), ""),
    ("for_life_at_cost", None): (
        gettext_noop("Service for life at cost"),
        gettext_noop("parts, labour and travel only"),
    ),
}


@dataclass(frozen=True)
class Line:
    """One step as the page shows it; `holds` None: it could not be told."""

    holds: bool | None
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Explained:
    """The verdict with what led to it."""

    verdict: str
    class_label: str
    lines: list[Line]
    is_overridden: bool
    is_cost_price: bool
    clause: Any = None  # ParameterView of the warranty clause
    rows: list[LineRow] = field(default_factory=list)
    rights: list[RightRow] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    asked: Any = None

    @property
    def reasons(self) -> str:
        """Return the steps in one line, for print."""
        return "；".join(line.text for line in self.lines if line.holds is not None)


def verdict_label(verdict: str) -> str:
    """Return a verdict's word."""
    return {
        "warranty": _("in warranty"),
        "contract": _("covered by contract"),
        "repair_warranty": _("in repair warranty"),
        "paid": _("not under warranty, paid"),
        "unknown": _("product unknown, paid until shown otherwise"),
    }.get(verdict, verdict)


def explained(request: ServiceRequest) -> Explained:
    """Return a request's entitlement in words."""
    return in_words(request.entitlement or {}, request.service_class, request.is_class_overridden)


def in_words(kept: Mapping[str, Any], service_class: str, is_overridden: bool = False) -> Explained:
    """Return a kept decision (`Decision.kept`) in words."""
    parameter = kept.get("parameter")
    return Explained(
        verdict=verdict_label(str(kept.get("verdict", ""))),
        class_label=str(dict(ServiceClass.choices).get(service_class, "")),
        lines=[_line(step) for step in kept.get("steps", ())],
        is_overridden=is_overridden,
        is_cost_price=bool(kept.get("is_cost_price")),
        clause=ruleset().by_id.get(parameter) if parameter else None,
        rows=line_rows(kept),
        rights=right_rows(kept),
        missing=missing_words(kept),
        asked=asked_words(kept),
    )


def _line(step: Mapping[str, Any]) -> Line:
    facts: Mapping[str, str] = step.get("facts") or {}
    text, detail = _words(str(step.get("name", "")), facts, holds=bool(step.get("holds")))
    return Line(step.get("holds"), _filled(text, facts), _filled(detail, facts))


def _words(name: str, facts: Mapping[str, str], *, holds: bool) -> tuple[str, str]:
    """Return a step's sentence and its second line; both may name facts."""
    text, detail = STEPS.get((name, holds)) or STEPS.get((name, None)) or (name, "")
    if name == "warranty_term" and "months" in facts:
        detail = WITH_MONTHS
    return _(text) if text else "", _(detail) if detail else ""


def _filled(text: str, facts: Mapping[str, str]) -> str:
    try:
        return text % facts
    except (KeyError, ValueError):
        return text
