"""What the knowledge base has to say about a case, and what a case has to say to it (QUA-11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bihuan.kernel.search.grams import pairs
from bihuan.products.models import ProductLine
from bihuan.quality.models.issues import QualityIssue
from bihuan.quality.models.knowledge import KnowledgeEntry, KnowledgeVote
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.rules.knowledge import Case, Known, ranked
from bihuan.quality.states.knowledge import KnowledgeState
from bihuan.quality.states.zeroing import ZeroingState
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.states import RequestState

AT_MOST, CANDIDATES = 5, 600
Draft = dict[str, Any]
Reader = Callable[[Any], Draft | None]


@dataclass(frozen=True)
class Source:
    """How a kind of record is read: the words of the case, and a draft from it once it is closed."""

    words: Callable[[Any], str]
    draft: Reader


_sources: dict[str, Source] = {}


def register_source(kind: str, source: Source) -> None:
    """Let entries be offered for, and written from, a kind of record such as "complaints.complaint"."""
    _sources[kind] = source


def source_of(kind: str) -> Source | None:
    """Return how a kind of record is read, None for one that is not registered."""
    return _sources.get(kind)


def offered(record: Any) -> list[KnowledgeEntry]:
    """Return the approved entries closest to a case: by fault class, model, line and words; one query.

    Args:
        record: of a registered kind, closed or not.
    """
    source = _sources[record.kind()]
    facts = record.facts()
    line, model = str(facts.get("product_line") or ""), str(facts.get("model") or "")
    fault = getattr(record, "fault_class", None)
    case = Case(_pairs(source.words(record)), line, model, fault.code if fault else "")
    rows = KnowledgeEntry.objects.approved().filter(Q(line_code="") | Q(line_code=line)).order_by("-helpful", "pk")
    found = {row.pk: row for row in rows[:CANDIDATES]}
    known = [
        Known(row.pk, _pairs(f"{row.name} {row.symptom}"), row.line_code, row.model_code, row.fault_class_code)
        for row in found.values()
    ]
    return [found[key] for key in ranked(case, known)[:AT_MOST]]


def _pairs(text: str) -> frozenset[int]:
    cleaned = "".join(char if char.isalnum() else " " for char in text)
    return frozenset(pair for word in cleaned.split() if len(word) > 1 for pair in pairs(word))


def draft_from(record: Any) -> Draft | None:
    """Return an entry as a closed case would have it, None where it is not closed or of no registered kind."""
    source = _sources.get(record.kind())
    return source.draft(record) if source else None


def panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the panel of a case of a registered kind; what is offered is fetched once the page stands."""
    return {"kind": record.kind()} if record.kind() in _sources else None


def written_from(record: Any) -> KnowledgeEntry | None:
    """Return the entry that was written from a case."""
    return KnowledgeEntry.objects.filter(subject_kind=record.kind(), subject_id=record.pk).first()


def vote_of(entry: KnowledgeEntry, user: Any) -> bool | None:
    """Return what this person has said of an entry, None for nothing."""
    return KnowledgeVote.objects.filter(entry=entry, staff=user.pk).values_list("is_helpful", flat=True).first()


def waiting(user: Any) -> int:
    """Return how many drafts wait for this person's approval: not his own."""
    if not user.has_perm("quality.approve_knowledge"):
        return 0
    return KnowledgeEntry.objects.visible_to(user).filter(state=KnowledgeState.DRAFT).exclude(author=user.pk).count()


def lines() -> list[tuple[str, str]]:
    """Return the product lines for a choice."""
    return list(ProductLine.objects.order_by("code").values_list("code", "name"))


def fault_classes() -> list[tuple[str, str]]:
    """Return the fault classes for a choice, with their group."""
    return [(row.code, str(row)) for row in FaultClass.objects.filter(is_active=True).select_related("parent")]


def trades() -> list[tuple[str, str]]:
    """Return the trades that entries name."""
    found = KnowledgeEntry.objects.exclude(field="").order_by("field").values_list("field", flat=True).distinct()
    return [(name, name) for name in found]


def _request_draft(request: ServiceRequest) -> Draft | None:
    if request.state not in {RequestState.COMPLETED, RequestState.CLOSED}:
        return None
    job = request.orders.exclude(findings="").order_by("-pk").first()
    return {
        "name": request.title[:120], "symptom": request.description, "causes": job.findings if job else "",
        "treatment": job.work_done if job else "", "source": request.number, **place_of(request),
    }  # fmt: skip


def _issue_draft(issue: QualityIssue) -> Draft | None:
    if issue.closed_at is None:
        return None
    return {
        "name": issue.subject[:120], "symptom": issue.background, "causes": issue.cause, "prevention": issue.plan,
        "treatment": issue.handling, "source": issue.number, **place_of(issue),
    }  # fmt: skip


def _zeroing_draft(zeroing: Zeroing) -> Draft | None:
    if zeroing.state != ZeroingState.ZEROED:
        return None
    texts = {row.code: row.text for row in zeroing.criteria.all()}
    causes = [texts.get(code, "") for code in ("located", "mechanism", "process", "responsibility")]
    return {
        "name": zeroing.problem[:120], "symptom": zeroing.phenomenon, "causes": "\n".join(filter(None, causes)),
        "treatment": texts.get("effective") or texts.get("measures") or "",
        "prevention": texts.get("elsewhere") or texts.get("rules") or "", "source": zeroing.number, **place_of(zeroing),
    }  # fmt: skip


def place_of(record: Any) -> Draft:
    """Return the line, model and fault class of a record, for a draft from it."""
    facts, fault = record.facts(), getattr(record, "fault_class", None)
    return {
        "line_code": str(facts.get("product_line") or ""), "model_code": str(facts.get("model") or ""),
        "fault_class_code": fault.code if fault else "",
    }  # fmt: skip


OWN_SOURCES = {
    "service.servicerequest": Source(lambda request: request.description, _request_draft),
    "quality.qualityissue": Source(lambda issue: f"{issue.subject} {issue.background}", _issue_draft),
    "quality.zeroing": Source(lambda zeroing: f"{zeroing.problem} {zeroing.phenomenon}", _zeroing_draft),
}
