"""The class that the clauses propose for an issue, with every criterion and the cases it counted (QUA-01, QUA-02)."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.quality.models import QualityIssue, ReportedCase
from bihuan.quality.rules.classes import OWN_LOSS, Case, Criterion, Finding, Ground, propose
from bihuan.regulations.models import Regulation
from bihuan.regulations.queries import ParameterView, ruleset

KIND = "issue_class"
USUAL = "qmgt"  # offered first
Line = dict[str, Any]


def criteria(scheme: str, facts: dict[str, Any]) -> list[tuple[Criterion, ParameterView]]:
    """Return a scheme's thresholds with their clauses, the severest first."""
    views = ruleset().matching(KIND, facts, scheme=scheme)
    found = [(_criterion(view), view) for view in views]
    return sorted(found, key=lambda pair: (-pair[0].rank, pair[1].id))


def _criterion(view: ParameterView) -> Criterion:
    data = view.data
    return Criterion(
        view.name, str(data["code"]), int(data["rank"]), str(data["measure"]), str(data["compare"]),
        Decimal(str(data["value"])),
    )  # fmt: skip


def schemes() -> list[tuple[str, str]]:
    """Return the schemes in force, to choose from: code, and the regulation it stands in."""
    found = dict.fromkeys((str(view.data["scheme"]), view.regulation) for view in ruleset().all(KIND))
    titles = dict(Regulation.objects.values_list("key", "title"))
    named = [(scheme, f"{key} {titles.get(key, '')}".strip()) for scheme, key in found]
    return sorted(named, key=lambda pair: (pair[0] != USUAL, pair[1]))


def class_choices(issue: QualityIssue) -> list[tuple[str, str]]:
    """Return the classes of an issue's scheme, the severest first."""
    pairs = criteria(issue.scheme, issue.facts())
    return list({view.data["code"]: (str(view.data["code"]), str(view.data["label"])) for _one, view in pairs}.values())


def class_label(issue: QualityIssue, code: str) -> str:
    """Return the name of a class as the proposal wrote it down, or its code."""
    return next((str(line["label"]) for line in issue.proposal if line["class"] == code), code)


def stated_choices(issue: QualityIssue) -> list[tuple[str, str]]:
    """Return the criteria of an issue's scheme which only a person can find true."""
    pairs = criteria(issue.scheme, issue.facts())
    return [(one.name, str(view.data["basis"])) for one, view in pairs if one.measure == "stated"]


def proposed(issue: QualityIssue) -> tuple[str, list[Line]]:
    """Return the class proposed for an issue as its cases stand, and a line for each criterion."""
    cases = list(issue.cases.standing().select_related("model").order_by("pk"))  # type: ignore[attr-defined]
    pairs = criteria(issue.scheme, issue.facts())
    ground = Ground(issue.own_loss, frozenset(issue.stated), _outputs(cases))
    found = propose(map(as_case, cases), [one for one, _view in pairs], ground)
    lines = [_line(finding, view) for finding, (_one, view) in zip(found.findings, pairs, strict=True)]
    return (found.class_code if cases or issue.stated or issue.own_loss else ""), lines


def as_case(row: ReportedCase) -> Case:
    """Return a case as the plain value that the rules judge."""
    return Case(
        row.pk, row.model.code if row.model else "", row.batch, row.produced_on, row.defective, row.returned,
        row.scrapped, row.reworked, row.loss, row.is_injury, row.harms_reputation, row.is_at_assembly,
        row.is_sanctioned,
    )  # fmt: skip


def _outputs(cases: Iterable[ReportedCase]) -> dict[str, Decimal]:
    return {row.model.code: row.model.output_per_hour for row in cases if row.model and row.model.output_per_hour}


def _line(finding: Finding, view: ParameterView) -> Line:
    one = finding.criterion
    return {
        "name": one.name, "class": one.class_code, "label": str(view.data["label"]), "basis": str(view.data["basis"]),
        "clause": view.label, "url": view.url, "rank": one.rank, "measure": one.measure, "is_met": finding.is_met,
        "is_light": bool(view.data.get("is_light")), "value": shown(finding.value, one.measure),
        "group": list(finding.group), "cases": list(finding.cases), "unknown": list(finding.unknown),
    }  # fmt: skip


def shown(value: Fraction | None, measure: str) -> str:
    """Return a figure as it is written: yuan to the fen, hours to two places, pieces whole; cut, never rounded up."""
    if value is None:
        return ""
    places = 2 if measure in OWN_LOSS or measure.endswith("_hours") else 0
    cut = int(value * 10**places)
    return f"{cut // 10**places:,}.{cut % 10**places:02d}" if places else f"{cut:,}"
