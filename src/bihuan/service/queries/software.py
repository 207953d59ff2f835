"""Software work on jobs: what was chosen, what is checked, what pages and the bill show of it (SVC-19)."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.kernel.actors import Actor
from bihuan.products.models import Software, Unit
from bihuan.products.queries.software import running, software_clause, software_for
from bihuan.service.models import FunctionCheck, ServiceRequest, SoftwareJob, WorkOrder
from bihuan.service.queries.bench import checklist_of
from bihuan.service.rules.charging import UsedPart
from bihuan.service.states import SOFTWARE_WORK, OrderState, SoftwareState
from bihuan.service.states.bench import Better, CheckOccasion
from bihuan.service.states.software import SETTLED

ON_SITE = (OrderState.ARRIVED, OrderState.DIAGNOSED)
STANDS = (SoftwareState.CHECKED, SoftwareState.CONSENTED)


def joined(rows: QuerySet[SoftwareJob]) -> QuerySet[SoftwareJob]:
    """Return software work with order, unit, software and versions joined in."""
    return rows.select_related(
        "order__request__unit", "order__technician", "unit__model__line", "software", "version_before__software",
        "version_after__software", "consent",
    )  # fmt: skip


def jobs_of(order: WorkOrder) -> list[SoftwareJob]:
    """Return an order's software work that was not dropped, the first first."""
    return list(joined(SoftwareJob.objects.filter(order=order)).exclude(state=SoftwareState.DROPPED).order_by("pk"))


def software_on(request: ServiceRequest) -> list[Software]:
    """Return the software a request is about: what was worked on, until then what is wanted."""
    rows = Software.objects.filter(
        pk__in=SoftwareJob.objects.filter(order__request=request.pk)
        .exclude(state=SoftwareState.DROPPED)
        .values("software")
    )
    worked = list(rows) if request.pk else []
    wanted = [request.wanted_version.software] if request.wanted_version else []
    return worked or wanted


def points_for(unit: Unit) -> list[FunctionCheck]:
    """Return the points compared before and after software work: its model's, else its line's."""
    return checklist_of(unit.model, otherwise=_("Runs normally"), occasion=CheckOccasion.SOFTWARE)


def tolerance(facts: dict[str, Any]) -> Decimal:
    """Return by how many per cent a figure may be worse; nothing where no clause says so."""
    clause = software_clause(facts)
    return Decimal(str(clause.data.get("tolerance") or 0)) if clause else Decimal(0)


def may_consent(facts: dict[str, Any]) -> bool:
    """Tell whether the customer's written consent lets something worse stand."""
    clause = software_clause(facts)
    return bool(clause and clause.data.get("may_consent"))


def fees_of(order: WorkOrder) -> tuple[UsedPart, ...]:
    """Return the software that stayed on the unit and has a price, as the bill takes it."""
    rows = SoftwareJob.objects.filter(order=order, state__in=STANDS, software__list_price__gt=0)
    return tuple(
        UsedPart(
            pgettext("bill", "Software %(name)s %(version)s") % {
                "name": row.software.name, "version": row.version_after.version},
            Decimal(1), row.software.list_price, row.software.cost_price, row.software.code,
        )
        for row in rows.select_related("software", "version_after").order_by("pk")
    )  # fmt: skip


def of_order(order: WorkOrder, user: Actor) -> dict[str, Any] | None:
    """Return the panel on a job's page; None where neither the job nor its product has to do with software."""
    jobs = jobs_of(order)
    unit = order.request.unit
    is_wanted = order.request.work_kind in SOFTWARE_WORK
    known = unit is not None and (is_wanted or software_for(unit.model).exists())
    if not jobs and not known and not is_wanted:
        return None
    may_work = unit is not None and order.state in ON_SITE and user.has_perm("service.work_order", order)
    return {
        "jobs": jobs, "may_work": may_work, "order": order, "wanted": order.request.wanted_version,
        "unit": unit, "running": running(unit) if unit else [], "is_wanted": is_wanted, "count": len(jobs) or None,
    }  # fmt: skip


def of_request(request: ServiceRequest, user: Actor) -> dict[str, Any] | None:
    """Return the panel on a request's page: what is wanted and what was done."""
    rows = joined(SoftwareJob.objects.filter(order__request=request.pk)).order_by("pk")
    jobs = list(rows)
    if not jobs and request.work_kind not in SOFTWARE_WORK:
        return None
    return {"jobs": jobs, "wanted": request.wanted_version, "is_wanted": True, "may_work": False, "request": request}


def for_voucher(order: WorkOrder) -> list[list[str]]:
    """Return an order's software work as rows of the voucher: software, before, after, result."""
    return [
        [job.software.name, job.version_before.version if job.version_before else "", job.version_after.version,
         _result(job)]
        for job in jobs_of(order) if job.state in SETTLED
    ]  # fmt: skip


def _result(job: SoftwareJob) -> str:
    worse = "、".join(point["name"] for point in job.points if point.get("verdict") == "worse")
    label = str(SoftwareState(job.state).label)
    return _("%(label)s (%(points)s)") % {"label": label, "points": worse} if worse else label


def point_rows(job: SoftwareJob) -> list[dict[str, str]]:
    """Return the points in words: name, before, after, which way is better, verdict."""
    return [
        {
            "name": point["name"], "better": str(Better(point["better"]).label) if point["better"] else "",
            "before": _value(point, "before"), "after": _value(point, "after"),
            "verdict": point.get("verdict", ""),
        }
        for point in job.points
    ]  # fmt: skip


def _value(point: dict[str, Any], name: str) -> str:
    value = point.get(name, "")
    if not point["is_measured"]:
        return {"yes": _("Works"), "no": _("Does not work")}.get(value, "—")
    return f"{value} {point['unit']}".strip() if value else "—"
