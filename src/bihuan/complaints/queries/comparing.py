"""Chance or pattern: a complaint beside all others of its kind, model, batch and period (CMP-10, RPT-03)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.complaints.queries.spans import Span, Terms, period, terms
from bihuan.complaints.rules.comparing import Comparison, Group, Judged, compare, judge
from bihuan.kernel.chance import usual_next
from bihuan.products.queries.fleet import Fleet, fleet_beside, fleet_of

YEAR = timedelta(weeks=52)
RECENT = 4  # the last weeks shown don't make the band they are held against


@dataclass(frozen=True)
class Subject:
    """What is compared: which complaints are of the same kind, the same model, the same batch."""

    kind: Q
    kind_label: str
    kind_url: dict[str, Any]
    model: Q
    model_label: str
    model_url: dict[str, Any]
    batch: str
    model_id: int | None
    line_id: int | None

    @property
    def beside(self) -> str:
        """Return how the list of complaints names the other models."""
        return str(self.model_id) if self.model_id else f"~{self.model_label}"


def subject(complaint: Complaint) -> Subject:
    """Return by what a complaint is compared: its fault code, without one its kind; its model as far as known."""
    if complaint.fault_code_id and complaint.fault_code:
        named = ComplaintFault.objects.filter(code=complaint.fault_code_id).values("complaint")
        kind, words = Q(pk__in=named), str(complaint.fault_code)
        kind_url: dict[str, Any] = {"fault_is": complaint.fault_code_id}
    else:
        kind, words = Q(kind_of=complaint.kind_of), str(complaint.get_kind_of_display())
        kind_url = {"kind": complaint.kind_of}
    if complaint.model_id and complaint.model:
        model, line = Q(model=complaint.model_id), complaint.model.line_id
    else:
        model, line = Q(model_text=complaint.model_text), None
    model_url = {"model_text": complaint.model_text}
    return Subject(
        kind, words, kind_url, model, complaint.model_text or _("product unknown"), model_url, complaint.batch,
        complaint.model_id, line,
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One comparison as it is shown: what, here, the normal level beside it, what it says.

    Attributes:
        measure: what both are counted on: "units", "unit-days", "days", "complaints".
        judged: None where there is no exposure to count on; `missing` says what is missing.
        url, other_url: the records behind both figures; "" where no list has exactly them.
    """

    code: str
    label: str
    about: str
    here: int
    elsewhere: int
    here_label: str
    elsewhere_label: str
    measure: str
    comparison: Comparison | None
    url: str
    other_url: str = ""
    judged: Judged | None = None

    def rate(self, group: Group) -> float | None:
        """Return cases per thousand units, per thousand units a year, a week, or per hundred complaints."""
        per = {"units": 1000, "unit-days": 365_000, "days": 7, "complaints": 100}[self.measure]
        return group.cases / group.base * per if group.base else None


@dataclass(frozen=True)
class Week:
    """A week's complaints of the same kind: of the batch and of the others, and the list behind them."""

    monday: date
    batch: int
    others: int
    url: str

    @property
    def count(self) -> int:
        return self.batch + self.others


@dataclass(frozen=True)
class Trend:
    """The weeks, how many a week are usual, and which weeks go beyond it."""

    weeks: list[Week]
    mean: float
    most: int

    @property
    def beyond(self) -> list[Week]:
        return [week for week in self.weeks if week.count > self.most]


NONE, HERE, OTHER = 0, 1, 2  # a complaint without a batch, of the batch looked at, of another one


@dataclass(frozen=True)
class Counts:
    """The model's complaints: by the names that comparisons ask for, and by week and batch those alike."""

    sums: Counter[str]
    weekly: Counter[tuple[date, int]]

    def add(self, week: date, place: int, number: int, *, is_now: bool, is_alike: bool) -> None:
        """Count complaints of one week, kind and batch."""
        period = "" if is_now else "_before"
        self.sums["n_all" + period] += number
        self.sums["n_kind" + period] += number * is_alike
        if not is_now:
            return
        for name, at in (("n_batch", HERE), ("n_others", OTHER)):
            self.sums[name + "_all"] += number * (place == at)
            self.sums[name] += number * (place == at) * is_alike
        self.weekly[week, place] += number * is_alike

    def __getitem__(self, name: str) -> int:
        return self.sums[name]


@dataclass(frozen=True)
class Beside:
    """A complaint beside the others: comparisons, weeks, and by what they were made."""

    subject: Subject
    span: Span
    before: Span
    is_year_before: bool
    lines: list[Line]
    trend: Trend
    terms: Terms
    has_units: bool

    @property
    def compared(self) -> int:
        """Return how many comparisons were made."""
        return sum(line.judged is not None for line in self.lines)


def beside(complaint: Complaint, *, weeks: int | None = None, until: date | None = None) -> Beside:
    """Return a complaint beside all that stand; the complaints that were not justified or withdrawn are left out.

    Args:
        weeks: how many are looked at, as the clause says if None.
        until: the last day, today if None.
    """
    by, of = terms(complaint), subject(complaint)
    span, since = period(complaint, weeks or by.weeks, until), recorded_since()
    before, is_year = _before(of, span)
    fleet = _fleet(of, span, before)
    counted = _counted(of, span, before)
    lines = [*_in_time(of, counted, fleet, span, before, since), *_among_models(of, counted, fleet, span)]
    lines += _among_batches(of, counted, fleet, span)
    trend = _trend(of, counted, span, since)
    return Beside(of, span, before, is_year, _judged(lines, by.level), trend, by, bool(fleet and fleet.now))


def recorded_since() -> date:
    """Return the day of the first complaint there is: of what came before nobody knows; today while there is none."""
    first = Complaint.objects.standing().order_by("complained_at").values_list("complained_at", flat=True).first()
    return timezone.localdate(first) if first else timezone.localdate()


def _before(of: Subject, span: Span) -> tuple[Span, bool]:
    """Return the weeks that are the normal level: those of a year ago, or those just before while there are none."""
    rows = Complaint.objects.standing().filter(of.model).order_by("complained_at")
    first = rows.values_list("complained_at", flat=True).first()
    year = span.earlier(YEAR)
    if first is not None and timezone.localdate(first) <= year.last:
        return year, True
    return Span(span.first - timedelta(days=span.days), span.first - timedelta(days=1)), False


def _fleet(of: Subject, span: Span, before: Span) -> Fleet | None:
    return fleet_of(of.model_id, now=span.middle, before=before.middle, batch=of.batch) if of.model_id else None


def _counted(of: Subject, span: Span, before: Span) -> Counts:
    """Count the model's complaints of both periods in one pass: by week, kind and batch."""
    rows: QuerySet[Complaint] = Complaint.objects.standing().filter(of.model, span.condition() | before.condition())
    place = Case(When(batch="", then=Value(NONE)), When(batch=of.batch, then=Value(HERE)), default=Value(OTHER))
    found = rows.annotate(
        week=TruncWeek("complained_at"), place=place, is_now=_flag(span.condition()), is_alike=_flag(of.kind)
    ).values_list("week", "place", "is_now", "is_alike")  # fmt: skip
    counts = Counts(Counter(), Counter())
    for week, place_of, is_now, is_alike, number in found.order_by().annotate(n=Count("pk")):
        counts.add(timezone.localdate(week), place_of, number, is_now=bool(is_now), is_alike=bool(is_alike))
    return counts


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def _in_time(
    of: Subject, counted: Counts, fleet: Fleet | None, span: Span, before: Span, since: date
) -> Iterator[Line]:
    """The same kind and the whole volume, each beside what came before; days before any record count for nothing."""
    has_units = fleet is not None and fleet.now and fleet.before
    measure = "unit-days" if has_units else "days"
    bases = [float(one.days_since(since)) for one in (span, before)]
    if fleet is not None and has_units:
        bases = [bases[0] * fleet.now, bases[1] * fleet.before]
    for code, label, here, then, more in (
        ("kind", _("Same kind"), "n_kind", "n_kind_before", of.kind_url),
        ("period", _("Same period"), "n_all", "n_all_before", {}),
    ):  # fmt: skip
        what = {**of.model_url, **more}
        yield Line(
            code, label, of.kind_label if code == "kind" else _("every complaint of the model"), counted[here],
            counted[then], _days(span), _days(before), measure,
            compare(Group(counted[here], bases[0]), Group(counted[then], bases[1])), _list(span, what),
            _list(before, what),
        )  # fmt: skip


def _among_models(of: Subject, counted: Counts, fleet: Fleet | None, span: Span) -> Iterator[Line]:
    """This kind of complaint on this model and on the others: of its line, on all while the line is unknown."""
    rows = Complaint.objects.standing().filter(span.condition()).exclude(of.model)
    rows = rows.filter(model__line=of.line_id) if of.line_id else rows
    other = fleet_beside(of.model_id, of.line_id, span.middle) if of.model_id and of.line_id else 0
    if fleet is not None and fleet.now and other:
        elsewhere, bases, measure = rows.filter(of.kind).count(), (fleet.now, other), "units"
    else:
        found = rows.aggregate(n_kind=Count("pk", filter=of.kind), n_all=Count("pk"))
        elsewhere, bases, measure = found["n_kind"], (counted["n_all"], found["n_all"]), "complaints"
    yield Line(
        "model", _("Same model"), of.kind_label, counted["n_kind"], elsewhere, of.model_label,
        _("other models of the line") if of.line_id else _("all other models"), measure,
        compare(Group(counted["n_kind"], bases[0]), Group(elsewhere, bases[1])),
        _list(span, {**of.model_url, **of.kind_url}), _list(span, {**of.kind_url, "beside": of.beside}),
    )  # fmt: skip


def _among_batches(of: Subject, counted: Counts, fleet: Fleet | None, span: Span) -> Iterator[Line]:
    """This kind of complaint on this batch and on the other batches; what has no batch says nothing here."""
    if not of.batch:
        return
    if fleet is not None and fleet.batch and fleet.other_batches:
        bases, measure = (fleet.batch, fleet.other_batches), "units"
    else:
        bases, measure = (counted["n_batch_all"], counted["n_others_all"]), "complaints"
    what = {**of.model_url, **of.kind_url}
    yield Line(
        "batch", _("Same batch"), of.kind_label, counted["n_batch"], counted["n_others"], of.batch, _("other batches"),
        measure, compare(Group(counted["n_batch"], bases[0]), Group(counted["n_others"], bases[1])),
        _list(span, {**what, "batch": of.batch}), _list(span, {**what, "batch_not": of.batch}),
    )  # fmt: skip


def _judged(lines: list[Line], level: float) -> list[Line]:
    """Judge all comparisons together: who looks four times finds something by chance four times as often."""
    told = iter(judge([line.comparison for line in lines if line.comparison], level))
    judged = [replace(line, judged=next(told)) if line.comparison else line for line in lines]
    order = ("kind", "model", "batch", "period")
    return sorted(judged, key=lambda line: order.index(line.code))


def _trend(of: Subject, counted: Counts, span: Span, since: date) -> Trend:
    """Return the weeks and what is usual: of the weeks with records that are over, the last few left out."""
    weeks, monday = [], span.first
    while monday <= span.last:
        here, others = (counted.weekly[monday, HERE] if of.batch else 0), counted.weekly[monday, OTHER]
        own = Span(monday, min(monday + timedelta(days=6), span.last))
        url = _list(own, {**of.model_url, **of.kind_url})
        weeks.append(Week(monday, here, others + counted.weekly[monday, NONE], url))
        monday += timedelta(weeks=1)
    kept = [week for week in weeks if week.monday >= since] or weeks[-1:]
    usual = kept[:-RECENT] if len(kept) > 2 * RECENT else kept
    cases = sum(week.count for week in usual)
    return Trend(weeks, cases / len(usual), usual_next(cases, len(usual)))


def _days(span: Span) -> str:
    return f"{span.first:%Y-%m-%d} – {span.last:%Y-%m-%d}"


def _list(span: Span, what: dict[str, Any]) -> str:
    """Return the list of exactly the complaints that were counted."""
    asked = {"counts": "1", "complained_at_from": span.first, "complained_at_to": span.last, **what}
    return f"{reverse('complaints:complaints')}?{urlencode(asked)}"
