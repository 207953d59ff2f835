"""What the page of an investigation shows beside the comparisons (CMP-10, QUA-08)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bihuan.complaints.models import Complaint, Finding, Influence, Investigation, Why
from bihuan.complaints.rules.bones import Bone, Fish, Twig, drawn
from bihuan.complaints.states.investigations import Aspect, InfluenceState
from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.products.models import ProductionRecord
from bihuan.products.queries.production import records_of
from bihuan.quality.models import CorrectiveAction, QualityIssue, ReportedCase
from bihuan.quality.queries.causes import Category, categories

NEAR = ("complaint__model__line", "complaint__fault_code", "complaint__responsible", "begun_by", "concluded_by")


@dataclass(frozen=True)
class Shown:
    """A finding, a why or an influence with its files."""

    row: Any
    files: list[Attachment]


@dataclass(frozen=True)
class Found:
    """All that was looked into."""

    findings: list[Shown]
    whys: list[Shown]
    influences: list[Shown]

    @property
    def missing(self) -> list[str]:
        """Return what a clause wants looked at and nobody has yet (PQC 3.2, 3.3)."""
        seen = {one.row.aspect for one in self.findings}
        wanted = (Aspect.PRODUCTION, Aspect.INSPECTION, Aspect.RETAINED, Aspect.SAMPLE, Aspect.HAZARD)
        return [str(aspect.label) for aspect in wanted if aspect not in seen]

    @property
    def retained(self) -> Finding | None:
        """Return the last check of the retained sample."""
        return next((one.row for one in reversed(self.findings) if one.row.aspect == Aspect.RETAINED), None)

    def counted(self, state: str) -> int:
        """Return how many influences are in a state."""
        return sum(one.row.state == state for one in self.influences)

    @property
    def excluded(self) -> int:
        return self.counted(InfluenceState.EXCLUDED)

    @property
    def waiting(self) -> int:
        return self.counted(InfluenceState.OPEN)

    @property
    def confirmed(self) -> int:
        return self.counted(InfluenceState.CONFIRMED)


def found(investigation: Investigation | None) -> Found:
    """Return what was looked into; four queries."""
    if investigation is None:
        return Found([], [], [])
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in attachments.of(investigation.kind(), investigation.pk):
        files[file.purpose].append(file)

    def shown(rows: Any) -> list[Shown]:
        return [Shown(_told(row, investigation), files[row.purpose]) for row in rows]

    return Found(
        shown(investigation.findings.select_related("found_by", "entered_by")),
        shown(investigation.whys.select_related("finding")), shown(investigation.influences.select_related("finding")),
    )  # fmt: skip


def _told(row: Any, investigation: Investigation) -> Any:
    row.investigation = investigation
    return row


def of_complaint(complaint: Complaint) -> Investigation | None:
    """Return the investigation of a complaint, None where nobody has begun one."""
    return Investigation.objects.select_related(*NEAR).filter(complaint=complaint).first()


def made(complaint: Complaint, user: Actor) -> tuple[list[ProductionRecord], str]:
    """Return production and inspection records of the unit and its batch, and the list of all."""
    unit = complaint.unit if complaint.unit_id else None
    return records_of(user, unit=unit, model=complaint.model_id, batch=complaint.batch)


@dataclass(frozen=True)
class DrawnTwig:
    """An influence where it stands on the drawing."""

    at: Twig
    influence: Influence


@dataclass(frozen=True)
class DrawnBone:
    """A category where it stands on the drawing, with its influences."""

    at: Bone
    category: Category
    twigs: list[DrawnTwig]


@dataclass(frozen=True)
class Fishbone:
    """The drawing of a scheme, and who gave its categories."""

    fish: Fish
    bones: list[DrawnBone]
    scheme: str
    clause: Any


def fishbone(found: Found) -> list[Fishbone]:
    """Return a fishbone for each cause scheme that has influences; of the usual scheme while there are none.

    An influence whose category no regulation knows any more is left out of the drawing, not of the table.
    """
    known = categories()
    used = {one.row.scheme for one in found.influences} or {_usual_scheme(known)}
    return [_drawn([one for one in known if one.scheme == scheme], found) for scheme in sorted(used) if known]


def _usual_scheme(known: Sequence[Category]) -> str:
    """Return the scheme that was used last; the one with the fewest categories, which fits most, before any was."""
    schemes = Counter(one.scheme for one in known)
    last = Influence.objects.order_by("-pk").values_list("scheme", flat=True).first()
    return last if last and last in schemes else min(schemes, key=lambda scheme: (schemes[scheme], scheme), default="")


def _drawn(bones: Sequence[Category], found: Found) -> Fishbone:
    rows = [
        [one.row for one in found.influences if (one.row.scheme, one.row.category) == (bone.scheme, bone.code)]
        for bone in bones
    ]
    fish = drawn([len(own) for own in rows])
    placed = [
        DrawnBone(at, bones[at.index], [DrawnTwig(twig, rows[at.index][twig.index]) for twig in at.twigs])
        for at in fish.bones
    ]
    return Fishbone(fish, placed, bones[0].scheme if bones else "", bones[0].clause if bones else None)


def chain(investigation: Investigation) -> QuerySet[Why]:
    """Return the chain of whys."""
    rows: QuerySet[Why] = investigation.whys.order_by("order", "pk")
    return rows


def last_answer(investigation: Investigation) -> str:
    """Return the last answer of the chain: what the causes are written from."""
    last = chain(investigation).last()
    return last.answer if last else ""


def proposed_cause(complaint: Complaint) -> str:
    """Return the cause that a concluded investigation proposes, "" without one."""
    row = Investigation.objects.filter(complaint=complaint, concluded_at__isnull=False).first()
    return row.cause if row else ""


def proposals(record: Any, user: Actor) -> list[Investigation]:
    """Return the concluded investigations whose cause may be that of a quality issue or a corrective action."""
    kind = Complaint.kind()
    if record.kind() == "quality.qualityissue":
        cases = ReportedCase.objects.standing().filter(links__issue=record.pk, source_kind=kind)
        keys = list(cases.values_list("source_id", flat=True))
    else:
        keys = [record.subject_id] if record.subject_kind == kind else []
    rows = Investigation.objects.visible_to(user).filter(complaint__in=keys, concluded_at__isnull=False)
    return list(rows.select_related("complaint").order_by("-concluded_at", "-pk")[:5])


def cause_panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Return what investigations propose as the cause of an issue or an action; None where none has."""
    found = proposals(record, user)
    return {"proposals": found, "count": len(found)} if found else None


def followers(investigation: Investigation, user: Actor) -> list[Any]:
    """Return the quality issues and corrective actions to which the cause is proposed, as this person sees them."""
    kind, pk = Complaint.kind(), investigation.complaint_id
    issues = QualityIssue.objects.visible_to(user).filter(
        links__case__source_kind=kind, links__case__source_id=pk, links__case__withdrawn_at=None
    )  # fmt: skip
    actions = CorrectiveAction.objects.visible_to(user).about(kind, pk)
    return [*issues.order_by("pk")[:5], *actions.order_by("pk")[:5]]


def panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Return what a complaint's page says of its investigation, and whether one may be begun."""
    row = of_complaint(record)
    may = row is None and user.has_perm("complaints.investigate_complaint", record)
    if row is None and not may:
        return None
    told = found(row) if row else None
    return {"investigation": row, "found": told, "may_begin": may}
