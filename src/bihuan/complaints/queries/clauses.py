"""What the clauses in force say of complaints: their kinds, the listening guide, how the customer is answered."""

from dataclasses import dataclass

from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintGroup, ComplaintKind
from bihuan.complaints.states.complaints import ComplaintJudged
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.queries.answers import Owed, owed_answer

SCHEME, FORM = "complaint_kind", "complaint"
SERVICE_KINDS = (
    ComplaintKind.NEGLECT, ComplaintKind.ATTITUDE, ComplaintKind.SLOW, ComplaintKind.PROFESSIONALISM,
    ComplaintKind.EFFICIENCY, ComplaintKind.OTHER,
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of complaint as a clause names it; `clause` is None where none does."""

    code: str
    label: str
    group: str
    clause: ParameterView | None = None


def kinds() -> list[Kind]:
    """Return the kinds of complaint that the clauses in force use, all there are where no clause says (CMP-03)."""
    found: dict[str, Kind] = {}
    for view in ruleset().matching("classification", {}, scheme=SCHEME):
        for item in view.data["items"]:
            code, group = item["code"], item.get("parent") or ""
            if code in ComplaintKind.values and code not in found:
                found[code] = Kind(code, item["label"], group or usual_group(code), view)
    ordered = [found[code] for code in ComplaintKind.values if code in found]
    return ordered or [Kind(one.value, str(one.label), usual_group(one.value)) for one in ComplaintKind]


def usual_group(code: str) -> str:
    """Return how a kind goes where its clause doesn't say."""
    return ComplaintGroup.SERVICE if code in SERVICE_KINDS else ComplaintGroup.PRODUCT


def group_of(code: str) -> str:
    """Return how a kind goes by the clauses in force: as a product or as a service complaint."""
    return next((kind.group for kind in kinds() if kind.code == code), usual_group(code))


def guide() -> ParameterView | None:
    """Return the listening guide in force, None where no clause has one (CMP-15)."""
    return next(iter(ruleset().matching("guide", {}, form=FORM)), None)


def answer_owed(complaint: Complaint) -> Owed | None:
    """Return how the customer is to be answered; None: in any way (CMP-09)."""
    return owed_answer(complaint.facts(), ComplaintJudged.name)
