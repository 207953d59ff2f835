"""Pareto of complaints: which faults, causes, models or kinds come oftest (QUA-08)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Complaint
from bihuan.complaints.queries.clauses import kinds
from bihuan.complaints.queries.spans import Span
from bihuan.complaints.rules.ranking import Ranked, ranked
from bihuan.complaints.states import ComplaintKind
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.queries.causes import category_of

UNKNOWN = _("not known")
SHOWN = 20


@dataclass(frozen=True)
class Way:
    """One way to rank: by which fields, what a value is called, how the list asks for it, what counts as one."""

    key: str
    label: str | Promise
    fields: tuple[str, ...]
    named: Callable[[Sequence[tuple[Any, ...]]], dict[tuple[Any, ...], str]]
    asked: Callable[[tuple[Any, ...]], dict[str, Any]]
    plain: Callable[[Sequence[Any]], tuple[Any, ...]] = tuple


@dataclass(frozen=True)
class Bar:
    """One line of the ranking with its name and the records behind it."""

    name: str
    ranked: Ranked
    url: str

    @property
    def share(self) -> float:
        """Return its share of all in per cent."""
        return self.ranked.share / 10

    @property
    def upto(self) -> float:
        """Return the share of all lines up to here in per cent."""
        return self.ranked.upto / 10


@dataclass(frozen=True)
class Pareto:
    """A ranking; the rare ones beyond those shown are counted in `others`.

    Attributes:
        different: how many lines there are; vital: how many of them make four fifths of all.
    """

    bars: list[Bar]
    total: int
    others: int
    different: int
    vital: int


def pareto(by: str, span: Span, *, condition: Q | None = None, asked: dict[str, Any] | None = None) -> Pareto:
    """Return the ranking of a period's complaints.

    Args:
        by: key of one of `WAYS`.
        condition: which complaints, all that stand if None; `asked` is what the list is asked for them.
    """
    way = WAYS[by]
    rows = Complaint.objects.standing().filter(span.condition(), condition or Q())
    found = rows.order_by().values_list(*way.fields).annotate(n=Count("pk"))
    counts: Counter[tuple[Any, ...]] = Counter()
    for *key, n in found:
        counts[way.plain(key)] += n
    lines = ranked(list(counts.items()))
    names = way.named([line.key for line in lines[:SHOWN]])
    period = {"counts": "1", "complained_at_from": span.first, "complained_at_to": span.last, **(asked or {})}
    bars = [Bar(names[line.key], line, _address({**period, **way.asked(line.key)})) for line in lines[:SHOWN]]
    total = sum(line.count for line in lines)
    return Pareto(bars, total, total - sum(bar.ranked.count for bar in bars), len(lines),
                  sum(line.is_vital for line in lines))  # fmt: skip


def _address(asked: dict[str, Any]) -> str:
    return f"{reverse('complaints:complaints')}?{urlencode(asked)}"


Keys = Sequence[tuple[Any, ...]]


def _faults(keys: Keys) -> dict[tuple[Any, ...], str]:
    known = {one.pk: str(one) for one in FaultCode.objects.filter(pk__in=[pk for (pk,) in keys if pk])}
    return {key: known.get(key[0], str(UNKNOWN)) for key in keys}


def _models(keys: Keys) -> dict[tuple[Any, ...], str]:
    known = {one.pk: one.code for one in ProductModel.objects.filter(pk__in=[key[0] for key in keys if key[0]])}
    return {key: known.get(key[0]) or key[1] or str(UNKNOWN) for key in keys}


def _kinds(keys: Keys) -> dict[tuple[Any, ...], str]:
    named = {**dict(ComplaintKind.choices), **{kind.code: kind.label for kind in kinds()}}
    return {key: str(named[key[0]]) for key in keys}


def _causes(keys: Keys) -> dict[tuple[Any, ...], str]:
    return {key: category_label(":".join(key)) for key in keys}


def _batches(keys: Keys) -> dict[tuple[Any, ...], str]:
    return {key: " ".join(filter(None, key)) or str(UNKNOWN) for key in keys}


def category_label(value: str) -> str:
    """Return what a clause calls a category, written as `scheme:code`."""
    scheme, _colon, code = value.partition(":")
    found = category_of(scheme, code) if code else None
    return found.label if found else str(code or UNKNOWN)


def of_cause(value: str) -> Q:
    """Return the complaints whose investigation found a primary cause of this category, or found none yet."""
    scheme, _colon, code = value.partition(":")
    if not code:
        return Q(investigation=None) | Q(investigation__cause_category="")
    return Q(investigation__cause_scheme=scheme, investigation__cause_category=code)


def _fault_asked(key: tuple[Any, ...]) -> dict[str, Any]:
    return {"fault_is": key[0] or 0}


WAYS = {
    way.key: way
    for way in (
        Way("fault", pgettext_lazy("pareto", "Fault"), ("faults__code",), _faults, _fault_asked),
        Way("cause", pgettext_lazy("pareto", "Cause"),
            ("investigation__cause_scheme", "investigation__cause_category"), _causes,
            lambda key: {"cause": ":".join(key)}, lambda key: tuple(part or "" for part in key)),
        Way("model", pgettext_lazy("pareto", "Model"), ("model", "model_text"), _models,
            lambda key: {"model_text": key[1]}),
        Way("batch", pgettext_lazy("pareto", "Batch"), ("model_text", "batch"), _batches,
            lambda key: {"model_text": key[0], "batch": key[1]}),
        Way("kind", pgettext_lazy("pareto", "Kind"), ("kind_of",), _kinds, lambda key: {"kind": key[0]}),
    )
}  # fmt: skip
