"""The 「客户满意度调查表」 on paper, the report for the management review, the figures as a sheet (COMM 5.6)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.feedback.models import Questionnaire, SurveyInvitation, SurveyRound
from bihuan.feedback.queries import results, survey_rules
from bihuan.feedback.queries.surveys import survey_address, to_print
from bihuan.feedback.rules.confidence import Estimate
from bihuan.feedback.states.surveys import QuestionKind
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, qr_image
from bihuan.kernel.privacy import revealed
from bihuan.regulations.queries import paper_meta

LETTERS, SAID = 200, 12


def _questions(form: Questionnaire) -> list[dict[str, Any]]:
    scale = [word for _score, word in form.grade_choices]
    options = {QuestionKind.SCALE: scale, QuestionKind.LOYALTY: [str(n) for n in range(11)]}
    return [
        {"text": one.text, "kind": one.kind, "options": options.get(QuestionKind(one.kind), list(one.options))}
        for one in form.asked
    ]


def _page(form: Questionnaire, invitation: SurveyInvitation | None) -> dict[str, Any]:
    last = invitation.round.last_day if invitation else None
    is_named = invitation is not None
    return {
        "name": form.name, "intro": form.intro, "thanks": form.thanks, "is_anonymous": form.is_anonymous,
        "customer": invitation.customer.name if invitation else "", "last": str(last or ""),
        "address": revealed(invitation.customer.address) if invitation else "",
        "number": str(invitation) if invitation else form.number, "qr": f"qr-{invitation.pk}" if invitation else None,
        "questions": _questions(form), "is_named": is_named and not form.is_anonymous,
    }  # fmt: skip


def blank(form: Questionnaire, by: Actor) -> Sheet:
    """Return a questionnaire as a form to be filled in by hand."""
    return Sheet(data={"pages": [_page(form, None)]}, title=form.name, meta=paper_meta("survey_form", {}))


def letters(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the forms of those who have no mail address, at most 200 in one PDF, or one (`invitation`)."""
    pk, one = parameters.get("round", ""), parameters.get("invitation", "")
    found = SurveyRound.objects.visible_to(by).filter(pk=int(pk)).first() if _is_key(pk) else None
    if found is None:
        return Sheet(data={"pages": []}, title=_("Satisfaction survey"))
    rows = found.invitations.filter(pk=int(one)) if _is_key(one) else to_print(found)
    chosen = list(rows.select_related("round__questionnaire", "customer").order_by("pk")[:LETTERS])
    images = {f"qr-{row.pk}": qr_image(survey_address(row)) for row in chosen}
    pages = [_page(row.round.questionnaire, row) for row in chosen]
    return Sheet(data={"pages": pages}, title=found.questionnaire.name, images=images,
                 meta=paper_meta("survey_form", {}))  # fmt: skip


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18


def _share(one: Estimate | None) -> str:
    return f"{one.percent}（{one.percent_low}～{one.percent_high}）" if one else "—"


def _mean(one: Estimate | None) -> str:
    return f"{one.value:.2f}（{one.low:.2f}～{one.high:.2f}）" if one else "—"


def _score(one: Estimate | None) -> str:
    return f"{one.points}（{one.points_low}～{one.points_high}）" if one else "—"


def report(one: SurveyRound, by: Actor) -> Sheet:
    """Return the 「客户满意度分析报告」 for the management review."""
    tallies, told = results.Tallies(one), results.response(one)
    if why := results.held_back(one, tallies):
        return Sheet(data={"number": one.number, "held_back": why}, title=_("Report on customer satisfaction"))
    low, high = results.bounds(one, told, tallies)
    whole = results.figures(one, tallies)
    data = {
        "number": one.number, "name": one.name, "held_back": "",
        "review": str(one.review.held_on) if one.review else "", "questionnaire": one.questionnaire.number,
        "sent": _day(one.sent_at), "closed": _day(one.closed_at), "owner": one.owner.name,
        "asked": told.invited, "population": told.population, "answered": told.answered, "void": told.void,
        "rate": told.rate.percent if told.rate else "—", "satisfied": _share(whole.satisfied),
        "mean": _mean(whole.mean), "recommended": _score(whole.recommended), "low": f"{100 * low:.1f}%",
        "high": f"{100 * high:.1f}%", "silent": told.silent, "is_anonymous": one.is_anonymous,
        "questions": [
            {"text": row.asked.text, "answered": row.answered, "satisfied": _share(row.satisfied),
             "mean": _mean(row.mean), "dissatisfied": row.dissatisfied}
            for row in results.per_question(one, tallies) if row.asked.kind == QuestionKind.SCALE
        ],
        "cuts": [_cut(cut) for cut in results.cuts(one, tallies)], "least": survey_rules.least_group(),
        "trend": [
            {"name": row.name, "sent": _day(row.sent_at), "answered": figures.answered,
             "satisfied": _share(figures.satisfied), "mean": _mean(figures.mean),
             "recommended": _score(figures.recommended)}
            for row, figures in results.trend(one)
        ],
        "said": [
            {"text": asked.text, "words": [text for text, _answer in words[:SAID]], "number": len(words)}
            for asked, words in results.texts(one)
        ],
        "findings": [
            _finding(row) for row in one.findings.select_related("action__owner", "clause__version__regulation")
        ],
        "conclusion": one.conclusion,
    }  # fmt: skip
    return Sheet(data=data, title=_("Report on customer satisfaction"), meta=paper_meta("survey_report", {}))


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def _cut(cut: results.Cut) -> dict[str, Any]:
    return {
        "label": cut.label, "held_back": cut.held_back,
        "groups": [
            {"name": group.label, "invited": group.invited, "answered": group.figures.answered,
             "satisfied": _share(group.figures.satisfied), "recommended": _score(group.figures.recommended)}
            for group in cut.groups if group.figures
        ],
    }  # fmt: skip


def _finding(row: Any) -> dict[str, Any]:
    action = row.action
    how = f"{action.number} {action.owner.name} {action.state_label}" if action else row.reason
    return {
        "text": row.text, "share": f"{row.dissatisfied}/{row.answered}（{row.percent:.1f}%）",
        "how": how or _("to be decided"),
        "clause": row.clause.label if row.clause else "", "action": action.action if action else "",
    }  # fmt: skip


def results_sheet(one: SurveyRound) -> tuple[list[str], list[list[Any]]]:
    """Return head and rows of the figures: the whole, every question, every group that may be shown."""
    tallies = results.Tallies(one)
    head = [str(word) for word in (
        _("Told apart by"), pgettext("survey", "Group"),
        _("Question"), _("Answers"), _("Satisfied, %"), _("from"), _("to"), _("Mean of five"),
        _("from"), _("to"), "NPS", _("from"), _("to"), _("Dissatisfied"),
    )]  # fmt: skip
    rows = [["", str(_("All")), "", *_figures(results.figures(one, tallies)), None]]
    for row in results.per_question(one, tallies):
        scale = row.asked.kind == QuestionKind.SCALE
        loyal = row.mean if row.asked.kind == QuestionKind.LOYALTY else None
        rows.append(["", str(_("All")), row.asked.text, row.answered, *_percent(row.satisfied),
                     *_numbers(row.mean if scale else None, 1), *_numbers(loyal, 100),
                     row.dissatisfied if scale else None])  # fmt: skip
    for cut in results.cuts(one, tallies):
        rows += [[cut.label, group.label, "", *_figures(group.figures), None] for group in cut.groups if group.figures]
    return head, rows


def _figures(one: results.Figures) -> list[Any]:
    return [one.answered, *_percent(one.satisfied), *_numbers(one.mean, 1), *_numbers(one.recommended, 100)]


def _percent(one: Estimate | None) -> list[Any]:
    return _numbers(one, 100)


def _numbers(one: Estimate | None, times: int) -> list[Any]:
    return [round(times * value, 2) for value in (one.value, one.low, one.high)] if one else [None] * 3
