"""The reasons of a ranking in words."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import wording
from bihuan.service.queries.crew import FOR_EVER
from bihuan.service.rules import Ranked, Reason

NEAR_KM = 0.5  # places are known by district only


def words(reason: Reason) -> tuple[str, str]:
    """Return a reason's sentence and its second line."""
    facts = dict(reason.facts)
    if facts.get("until") == FOR_EVER:
        facts["until"] = _("for good")
    if reason.name == "distance" and float(facts["km"]) < NEAR_KM:
        return _("Distance"), _("in the outlet's own district")
    if reason.name == "load" and not facts["limit"]:
        return _("Load"), _("%(jobs)s jobs today") % facts
    text, detail = _SENTENCES.get(reason.name, lambda: (reason.name, ""))()
    return text % facts, detail % facts


_SENTENCES: dict[str, Callable[[], tuple[str, str]]] = {
    "present": lambda: (_("On duty"), ""),
    "away": lambda: ("%(why)s", ""),
    "no_certificate_needed": lambda: (_("No certificate needed"), ""),
    "certified": lambda: (_("Certificate valid"), _("%(skill)s, until %(until)s")),
    "no_certificate": lambda: (_("No valid certificate: %(skill)s"), ""),
    "load": lambda: (_("Load"), _("%(jobs)s of %(limit)s jobs today")),
    "same_outlet": lambda: (_("Same outlet"), "%(outlet)s"),
    "other_outlet": lambda: (_("Another outlet"), "%(outlet)s"),
    "distance": lambda: (_("Distance"), _("%(km)s km from the customer")),
    "busy": lambda: (_("No time: %(why)s"), ""),
    "foreign_region": lambda: (_("Contractor, in his own regions only"), "%(outlet)s"),
    "contract_engineer": lambda: (_("The contract names another engineer"), ""),
    "engineer_away": lambda: (_("The contract's engineer is away"), "%(why)s"),
    "van_parts": lambda: (_("Parts on the van"), _("%(share)s %% of what is wanted")),
    "same_technician": lambda: (_("Same technician as last time"), _("he knows the customer and the unit")),
}


def for_steps(ranked: Ranked) -> list[tuple[bool, str, str]]:
    """Return the reasons for a candidate, without what goes without saying."""
    shown = [one for one in ranked.reasons if one.name not in {"present", "no_certificate_needed"}]
    return [(one.holds, *_said(one)) for one in shown]


def _said(reason: Reason) -> tuple[str, str]:
    if reason.name == "contract_engineer" and reason.holds:
        return _("Engineer named in the contract"), ""
    return words(reason)


PART_WORDS = {
    "distance": lazy("Way"), "load": lazy("Load of the day"), "other_outlet": lazy("Another outlet"),
    "same_technician": lazy("Same technician as last time"), "van_parts": lazy("Parts on the van"),
}  # fmt: skip


def score_parts(ranked: Ranked, *, has_all: bool = False) -> list[tuple[str, float]]:
    """Return the parts of a score in words; what gives and takes nothing is left out unless all are wanted."""
    return [(str(PART_WORDS[part.name]), part.points) for part in ranked.parts if part.points or has_all]


def why_best(ranked: Ranked) -> str:
    """Return in one line why this candidate, for the record."""
    kept = {"certified", "same_outlet", "same_technician", "load", "contract_engineer", "engineer_away", "van_parts"}
    parts = [_said(one) for one in ranked.reasons if one.holds and one.name in kept]
    return "，".join(f"{text} {detail}".strip() for text, detail in parts)[:200]


def why_not(ranked: Ranked, best: Ranked | None, arrivals: dict[int, datetime]) -> str:
    """Return why a candidate isn't proposed: what excludes him, else in what he is behind."""
    hard = ranked.refusals
    if hard:
        return "；".join(_excluded(one) for one in hard)
    if best is None:
        return ""
    behind = [_("other outlet")] if any(one.name == "other_outlet" for one in ranked.reasons) else []
    late, first = arrivals.get(ranked.candidate.pk), arrivals.get(best.candidate.pk)
    if late and first and late > first:
        behind.append(_("there %(span)s later") % {"span": wording.span(late - first)})
    if (ranked.km or 0) > (best.km or 0) + 1:
        behind.append(_("%(km).1f km further") % {"km": (ranked.km or 0) - (best.km or 0)})
    if ranked.candidate.jobs > best.candidate.jobs:
        behind.append(_("busier by %(jobs)s") % {"jobs": ranked.candidate.jobs - best.candidate.jobs})
    if any(one.name == "same_technician" for one in best.reasons):
        behind.append(_("does not know the customer"))
    return "，".join(behind) or _("equally fit, further down the list")


def _excluded(reason: Reason) -> str:
    if reason.name == "load":
        return _("day full, %(jobs)s of %(limit)s") % reason.facts
    return words(reason)[0]


def companion_label(ranked: Ranked) -> str:
    """Return somebody who could go along, for a list to choose from: name, outlet, jobs."""
    one = ranked.candidate
    return " · ".join(part for part in (one.name, one.outlet, _("%(jobs)s jobs") % {"jobs": one.jobs}) if part)


def candidate_label(ranked: Ranked) -> str:
    """Return a candidate for a list to choose from: name, outlet, jobs, distance, what speaks against him."""
    one = ranked.candidate
    parts = [one.name, one.outlet, _("%(jobs)s jobs") % {"jobs": one.jobs}]
    if ranked.km is not None and ranked.km >= NEAR_KM:
        parts.append(_("%(km).1f km") % {"km": ranked.km})
    if not ranked.is_fit:
        parts += [_excluded(item) for item in ranked.refusals]
    return " · ".join(part for part in parts if part)
