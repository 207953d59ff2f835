"""What 「质量问题处理报告」 shows on paper (ENGR, QPROC; QUA-09)."""

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import QualityIssue
from bihuan.quality.queries.causes import category_of
from bihuan.quality.queries.classing import class_label
from bihuan.quality.queries.issues import gates_of
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment


def issue_report(issue: QualityIssue, by: Actor) -> Sheet:
    """Return the report: background, investigation, consequences, cause, plan, acceptance, what the class rests on."""
    category = category_of(issue.cause_scheme, issue.cause_category) if issue.cause_category else None
    cases = list(issue.cases.standing().select_related("model").order_by("happened_at", "pk"))  # type: ignore[attr-defined]
    data = {
        "number": issue.number, "date": moment(issue.reported_at)[:10], "subject": issue.subject,
        "model": issue.model.code if issue.model else "", "batch": issue.batch, "found": moment(issue.found_at),
        "reporter": issue.reported_by.name, "owner": issue.owner.name, "class": class_label(issue, issue.class_code),
        "confirmed": f"{issue.confirmed_by.name} {moment(issue.confirmed_at)}" if issue.confirmed_by else "",
        "background": issue.background, "containment": issue.containment, "investigation": issue.investigation,
        "consequences": issue.consequences, "cause": issue.cause, "category": category.label if category else "",
        "department": issue.department.name if issue.department else "", "plan": issue.plan,
        "argument": issue.argument if issue.is_no_treatment else "", "handling": issue.handling,
        "acceptance": issue.acceptance, "accepted_by": issue.accepted_by.name if issue.accepted_by else "",
        "compensated": issue.compensated, "compensation": f"{issue.compensation:,.2f}",
        "rests": [
            {"label": line["label"], "basis": line["basis"], "value": line["value"], "clause": line["clause"]}
            for line in issue.proposal if line["is_met"]
        ],
        "cases": [
            {
                "number": case.number, "summary": case.summary, "batch": case.batch,
                "made": str(case.produced_on or ""), "pieces": str(case.pieces), "loss": f"{case.loss:,.2f}",
            }
            for case in cases
        ],
        "gates": [
            {
                "label": gate.row.label, "evidence": gate.row.evidence if gate.holds else "",
                "by": gate.row.passed_by.name if gate.holds and gate.row.passed_by else "",
                "at": moment(gate.row.passed_at)[:10] if gate.holds else "",
            }
            for gate in gates_of(issue)
        ],
    }  # fmt: skip
    places, images = _signatures(issue)
    return Sheet(data={**data, "parties": places}, meta=paper_meta("issue_report", issue.facts()), images=images)


def _signatures(issue: QualityIssue) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """Return the places to sign in the order of the parties, and the signatures drawn."""
    places: list[dict[str, str]] = []
    images: dict[str, bytes] = {}
    for party in issue.parties.select_related("issue", "signature"):
        place = {"title": f"{party.role}：{party.name}"}
        if party.has_signed:
            place["date"] = moment(party.signed_at)[:10]
            if party.signature:
                place["image"] = f"party{party.pk}"
                images[place["image"]] = party.signature.read()
        elif party.excused:
            place["title"] += f"（{_('does not sign')}：{party.excused}）"
        places.append(place)
    return places, images
