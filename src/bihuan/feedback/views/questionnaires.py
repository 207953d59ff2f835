"""Questionnaires on the pages: the list, one version with its questions, the preview (SAT-03)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from bihuan.feedback.forms import SurveyForm
from bihuan.feedback.forms.surveys import NewSheetForm, QuestionForm, SheetForm
from bihuan.feedback.models import Questionnaire
from bihuan.feedback.operations import questionnaires as operations
from bihuan.feedback.queries.survey_rules import terms
from bihuan.feedback.states.surveys import EDIT
from bihuan.feedback.tables.surveys import Questionnaires
from bihuan.kernel.documents import company
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.service.views.steps import Step, shown, view_of

VIEW = "feedback.view_surveys"
STEPS = {
    "release": Step(operations.release, None, lazy("In use from now on.")),
    "retire": Step(operations.retire, NoteForm, lazy("Out of use.")),
}
MOVES = {name: view_of(Questionnaire, name, step) for name, step in STEPS.items()}


def _crumbs(record: Questionnaire | None = None) -> list[tuple[str, str]]:
    first = (reverse("feedback:questionnaires"), _("Questionnaires"))
    return [first, (record.get_absolute_url(), record.number)] if record else [first]


@staff_page(VIEW)
def questionnaires(request: StaffRequest) -> HttpResponse:
    """List the versions."""
    adding = {"add_url": reverse("feedback:add_questionnaire"), "add_label": _("New questionnaire")}
    return Questionnaires(request).respond(**(adding if request.user.has_perm(EDIT) else {}))


@for_record(Questionnaire, VIEW)
def questionnaire(request: StaffRequest, record: Questionnaire) -> HttpResponse:
    """Show one version with its questions."""
    context: dict[str, Any] = {
        "may_edit": request.user.has_perm(EDIT), "clause": terms(), "rounds": record.rounds.order_by("-pk")[:10],
        "versions": Questionnaire.objects.filter(code=record.code).exclude(pk=record.pk).order_by("-version")[:10],
    }  # fmt: skip
    return shown(request, record, "feedback/surveys/questionnaire.html", direct="release", **context)


@for_record(Questionnaire, VIEW)
def preview(request: StaffRequest, record: Questionnaire) -> HttpResponse:
    """Show it as the customer will see it."""
    context = {"form": SurveyForm(questionnaire=record), "questionnaire": record, "company": company(),
               "is_preview": True}  # fmt: skip
    return page(request, "feedback/surveys/preview.html", context)


@staff_page(EDIT)
def add(request: StaffRequest) -> HttpResponse:
    """Begin a questionnaire."""
    form = NewSheetForm(request.POST or None)

    def work() -> Questionnaire:
        return operations.draft(form.cleaned_data["code"], form.sheet(), by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Now add the questions."))
    back = reverse("feedback:questionnaires")
    return form_page(request, form, heading=_("New questionnaire"), back=back, crumbs=_crumbs())


@for_record(Questionnaire, EDIT)
def edit(request: StaffRequest, record: Questionnaire) -> HttpResponse:
    """Change what stands around the questions."""
    start = {name: getattr(record, name) for name in ("name", "intro", "thanks", "is_anonymous")}
    form = SheetForm(request.POST or None, record=record, initial={**start, "grades": "\n".join(record.grades)})

    def work() -> Questionnaire:
        return operations.change(record, form.sheet(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return form_page(
        request, form, heading=_("Heading and texts"), back=record.get_absolute_url(), crumbs=_crumbs(record)
    )


@for_record(Questionnaire, EDIT)
def question(request: StaffRequest, record: Questionnaire, key: str = "") -> HttpResponse:
    """Add a question, or change the one of this key.

    Raises:
        Http404: there is no such question.
    """
    one = next((row for row in record.asked if row.key == key), None)
    if key and one is None:
        raise Http404
    start = {"text": one.text, "kind": one.kind, "options": "\n".join(one.options), "is_required": one.is_required,
             "is_overall": one.is_overall} if one else {}  # fmt: skip
    form = QuestionForm(request.POST or None, record=record, initial=start)

    def work() -> Questionnaire:
        return operations.put_question(record, form.asked(key), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    heading = pgettext("survey", "Question") if one else _("New question")
    return form_page(request, form, heading=heading, back=record.get_absolute_url(), crumbs=_crumbs(record))


@require_POST
@for_record(Questionnaire, EDIT)
def arrange(request: StaffRequest, record: Questionnaire, key: str) -> HttpResponse:
    """Move a question up or down, or take it off."""
    seen, way = revision_seen(request), request.POST.get("way", "")
    if way == "drop":
        operations.drop_question(record, key, by=request.user, revision=seen)
    elif way in ("up", "down"):
        operations.move_question(record, key, step=-1 if way == "up" else 1, by=request.user, revision=seen)
    return done(request, record)


@require_POST
@for_record(Questionnaire, EDIT)
def carry_on(request: StaffRequest, record: Questionnaire) -> HttpResponse:
    """Make the next version."""
    return done(request, operations.new_version(record, by=request.user), _("The next version, as a draft."))
