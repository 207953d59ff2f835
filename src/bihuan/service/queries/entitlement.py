"""A kept entitlement in words: each step with its date, the verdict, the clause (WAR-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.states import ServiceClass


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
        "paid": _("out of warranty, paid"),
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
    )


def _line(step: Mapping[str, Any]) -> Line:
    facts: Mapping[str, str] = step.get("facts") or {}
    text, detail = _words(str(step.get("name", "")), facts, holds=bool(step.get("holds")))
    return Line(step.get("holds"), _filled(text, facts), _filled(detail, facts))


def _words(name: str, facts: Mapping[str, str], *, holds: bool) -> tuple[str, str]:
    """Return a step's sentence and its second line; both may name facts."""
    if name == "warranty_term":
        text = _("In warranty until %(until)s") if holds else _("Warranty ended %(until)s")
        return text, _("%(months)s months, reported %(reported)s") if "months" in facts else _("reported %(reported)s")
    if name == "contract":
        return (_("Contract %(contract)s") if holds else _("Contract %(contract)s not in force")), _("until %(until)s")
    return {
        "unit_known": (_("Product recognised by serial number"), "") if holds else (_("Product not recognised"), _("no serial number on file")),
        "warranty_started": (_("No acceptance on file"), _("warranty can't be counted")),
        "warranty_started_accepted": (_("Accepted on %(on)s"), _("warranty runs from acceptance")),
        "warranty_started_sold": (_("Sold on %(on)s"), _("no acceptance certificate on file")),
        "warranty_term_unknown": (_("Warranty term unknown"), ""),
        "no_contract": (_("No maintenance contract"), ""),
        "exclusion_open": (_("Cause not known yet"), _("human damage and force majeure are excluded")),
        "not_excluded": (_("No human damage or force majeure"), _("found on site")),
        "excluded_human_damage": (_("Human damage"), _("not covered by warranty")),
        "excluded_force_majeure": (_("Force majeure"), _("not covered by warranty")),
        "cost_price": (_("Lowest cost price is offered"), ""),
        "for_life_at_cost": (_("Service for life at cost"), _("parts, labour and travel only")),
    }.get(name, (name, ""))  # fmt: skip


def _filled(text: str, facts: Mapping[str, str]) -> str:
    try:
        return text % facts
    except (KeyError, ValueError):
        return text
