"""What runs on a unit, what may be put on it, and what its panel shows (SVC-19)."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.actors import Actor
from bihuan.products.models import ProductModel, Software, SoftwareVersion, Unit, UnitSoftware
from bihuan.regulations.queries import ParameterView, ruleset

PANEL = 12


def software_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause about software service: free causes, how much worse it may get (FULL 3.3)."""
    found = ruleset().matching("software", facts)
    return max(found, key=lambda one: one.rank) if found else None


def software_for(model: ProductModel | None) -> QuerySet[Software]:
    """Return the software in use that runs on a model."""
    rows = Software.objects.filter(is_active=True)
    if model is None:
        return rows
    return rows.filter(Q(model=model) | Q(model=None, line=model.line_id) | Q(model=None, line=None))


def versions_for(model: ProductModel | None) -> QuerySet[SoftwareVersion]:
    """Return the versions that may be put on a model, the newest of each software first."""
    rows = SoftwareVersion.objects.filter(software__in=software_for(model), withdrawn_on=None)
    return rows.select_related("software").order_by("software__code", "-released_on", "-pk")


def running(unit: Unit) -> list[UnitSoftware]:
    """Return what runs on a unit now."""
    rows = UnitSoftware.objects.filter(unit=unit, is_current=True).select_related("version", "software")
    return list(rows.order_by("software__code"))


def runs(unit: Unit, software: Software) -> SoftwareVersion | None:
    """Return the version of a piece of software that a unit runs, as far as is known."""
    row = UnitSoftware.objects.filter(unit=unit, software=software, is_current=True).select_related("version").first()
    return row.version if row else None


def history_of(unit: Unit) -> QuerySet[UnitSoftware]:
    """Return every version a unit has run, the latest first."""
    return UnitSoftware.objects.filter(unit=unit).select_related("version__software", "software", "installed_by")


def of_unit(unit: Unit, user: Actor) -> dict[str, Any] | None:
    """Return a unit's software for its page; None where its model knows none."""
    rows = list(history_of(unit)[: PANEL + 1])
    if not rows and not software_for(unit.model).exists():
        return None
    newest = {
        version.software_id: version
        for version in SoftwareVersion.objects.filter(is_newest=True, software__in=software_for(unit.model))
    }
    for row in rows:
        best = newest.get(row.software_id)
        row.behind = best if row.is_current and best and best.pk != row.version_id else None  # type: ignore[attr-defined]
    return {
        "now": [row for row in rows if row.is_current], "past": [row for row in rows if not row.is_current][:PANEL],
        "unit": unit, "may_note": user.has_perm("products.put_software", unit),
    }  # fmt: skip


def units_behind(software: list[int], user: Actor) -> dict[int, int]:
    """Return for each piece of software how many visible units run another version than the newest."""
    rows = UnitSoftware.objects.visible_to(user).current().filter(software__in=software, version__is_newest=False)
    return dict(rows.order_by().values_list("software").annotate(Count("pk")))


def version_rows(software: Software, user: Actor) -> list[SoftwareVersion]:
    """Return the versions of a piece of software, each with the number of visible units that run it."""
    found = list(software.versions.select_related("replaces", "software"))
    rows = UnitSoftware.objects.visible_to(user).current().filter(software=software)
    counts = dict(rows.order_by().values_list("version").annotate(Count("pk")))
    for version in found:
        setattr(version, "units", counts.get(version.pk, 0))  # noqa: B010 - the page's, not the row's
    return found
