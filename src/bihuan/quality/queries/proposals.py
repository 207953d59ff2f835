"""What cases that no issue counts come to together, and the issue that this proposes (QUA-01)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from bihuan.products.models import ProductModel
from bihuan.quality.models import IssueProposal, ReportedCase
from bihuan.quality.queries.classing import criteria, schemes, shown
from bihuan.quality.rules.classes import Case, Ground, propose
from bihuan.quality.rules.groups import Group, Place, groups_of, worth_proposing
from bihuan.regulations.queries import ParameterView

SHOWN = 100


@dataclass(frozen=True)
class Verdict:
    """The class that a group of cases reaches, by which clause, and what was counted."""

    scheme: str
    view: ParameterView
    value: str
    rank: int


def place_of(case: ReportedCase) -> Place:
    """Return what decides to which groups a case belongs."""
    return Place(
        case.pk, case.model_id, case.batch, case.produced_on, case.is_at_assembly,
        is_grave=bool(case.loss or case.is_injury or case.harms_reputation or case.is_sanctioned),
    )  # fmt: skip


def cases_of(group: Group) -> QuerySet[ReportedCase]:
    """Return the standing cases of a group that no issue counts."""
    rows: QuerySet[ReportedCase] = ReportedCase.objects.standing().filter(links=None)
    if group.case_id is not None:
        return rows.filter(pk=group.case_id)
    rows = rows.filter(model=group.model_id)
    if group.kind == "assembly":
        return rows.filter(is_at_assembly=True)
    return rows.filter(batch=group.batch) if group.kind == "batch" else rows.filter(produced_on=group.produced_on)


def judged(group: Group) -> Verdict | None:
    """Return the severest class that a group reaches by any scheme in force, None where it reaches none (QUA-02).

    Of two schemes that are as severe the one offered first decides.
    """
    model = ProductModel.objects.select_related("line").filter(pk=group.model_id).first() if group.model_id else None
    facts = {"model": model.code, "product_line": model.line.code} if model else {}
    case = _together(group, model)
    hours = {model.code: model.output_per_hour} if model and model.output_per_hour else {}
    ground = Ground(output_per_hour=hours)
    found = [_by_scheme(scheme, facts, case, ground, group.kind) for scheme, _name in schemes()]
    return max(filter(None, found), key=lambda one: one.rank, default=None)


def _by_scheme(scheme: str, facts: dict[str, Any], case: Case, ground: Ground, kind: str) -> Verdict | None:
    """Return the severest class that one scheme gives; each of its criteria is enough by itself."""
    pairs = criteria(scheme, facts)
    wanted = worth_proposing([one for one, _view in pairs], kind)
    met = [one for one in propose([case], wanted, ground).findings if one.is_met]
    if not met:
        return None
    best = max(met, key=lambda one: one.criterion.rank)
    view = next(view for one, view in pairs if one.name == best.criterion.name)
    return Verdict(scheme, view, shown(best.value, best.criterion.measure), best.criterion.rank)


def _together(group: Group, model: ProductModel | None) -> Case:
    """Return a group's cases as one, with their pieces added up by the database."""
    sums = cases_of(group).aggregate(
        pieces=Sum(Greatest("defective", "returned")), returned=Sum("returned"), scrapped=Sum("scrapped"),
        reworked=Sum("reworked"), loss=Sum("loss"), injured=Count("pk", filter=Q(is_injury=True)),
        harmed=Count("pk", filter=Q(harms_reputation=True)), sanctioned=Count("pk", filter=Q(is_sanctioned=True)),
    )  # fmt: skip
    is_day = group.kind in ("day", "assembly")
    return Case(
        0, model.code if model else "", group.batch, group.produced_on, defective=sums["pieces"] or 0,
        returned=0 if is_day else sums["returned"] or 0, scrapped=sums["scrapped"] or 0,
        reworked=sums["reworked"] or 0, loss=Decimal(sums["loss"] or 0), is_injury=bool(sums["injured"]),
        harms_reputation=bool(sums["harmed"]), is_at_assembly=group.kind == "assembly",
        is_sanctioned=bool(sums["sanctioned"]),
    )  # fmt: skip


def group_of(proposal: IssueProposal) -> Group:
    """Return the group that a proposal is about."""
    kind, _colon, rest = proposal.key.partition(":")
    case_id = int(rest) if kind == "case" else None
    return Group(kind, proposal.model_id, proposal.batch, proposal.produced_on, case_id)


def cases_behind(proposal: IssueProposal) -> QuerySet[ReportedCase]:
    """Return the cases that a proposal rests on as they stand now; of one that became an issue, the issue's."""
    if proposal.issue_id:
        return ReportedCase.objects.filter(links__issue=proposal.issue_id)
    return cases_of(group_of(proposal))


def page_facts(proposal: IssueProposal) -> dict[str, Any]:
    """Return what a proposal's page shows beside the proposal itself."""
    rows = cases_behind(proposal).select_related("model").order_by("-happened_at", "-pk")
    pieces = cases_behind(proposal).aggregate(found=Sum(Greatest("defective", "returned")), number=Count("pk"))
    return {"cases": list(rows[:SHOWN]), "pieces": pieces["found"] or 0, "number": pieces["number"]}


def waiting(user: Any, at_most: int) -> list[IssueProposal]:
    """Return the proposals that wait for this person: for whoever judges issues."""
    if not user.has_perm("quality.judge_issue"):
        return []
    rows = IssueProposal.objects.visible_to(user).open().select_related("model", "clause__version__regulation")
    return list(rows.order_by(F("rank").desc(), "proposed_at", "pk")[:at_most])


def changed_since(at: Any) -> set[Group]:
    """Return the groups of the cases that came or changed since a moment, for the night's look at all of them."""
    rows = ReportedCase.objects.standing().filter(links=None, updated_at__gte=at)
    return {group for case in rows.iterator(2000) for group in groups_of(place_of(case))}
