"""Questions of production on the pages: list, a new one, the record and its moves (QUA-13)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.quality.forms import questions as forms
from bihuan.quality.models import Question
from bihuan.quality.operations import questions as operations
from bihuan.quality.queries.questions import page_facts
from bihuan.quality.tables.questions import QuestionList
from bihuan.service.views.steps import Step, shown, view_of

STEPS = {
    "answer": Step(operations.answer, forms.AnswerForm, lazy("Answered; whoever asked has been told.")),
    "settle": Step(operations.settle, None, lazy("Settled.")),
    "ask_again": Step(
        operations.ask_again, NoteForm, lazy("Sent back."), lazy("The engineer's time begins anew.")
    ),
    "hand_on": Step(
        operations.hand_on, forms.HandOnForm, lazy("Handed on."), lazy("The time that runs goes on.")
    ),
    "withdraw": Step(operations.withdraw, NoteForm, lazy("Withdrawn.")),
}  # fmt: skip
MOVES = {name: view_of(Question, name, step) for name, step in STEPS.items()}


@staff_page("quality.view")
def questions(request: StaffRequest) -> HttpResponse:
    """List the questions."""
    adding = {"add_url": reverse("quality:ask"), "add_label": _("Ask an engineer")}
    return QuestionList(request).respond(**(adding if request.user.has_perm("quality.ask_question") else {}))


@staff_page("quality.ask_question")
def ask(request: StaffRequest) -> HttpResponse:
    """Ask the engineer in charge."""
    form = forms.AskForm(request.POST or None, request.FILES or None)

    def work() -> Any:
        return operations.ask(form.asked(), photos=form.cleaned_data["photos"], by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Asked; the engineer has been told."))
    back = reverse("quality:questions")
    return form_page(
        request, form, heading=_("Ask an engineer"), submit=pgettext("question", "Ask"), back=back,
        crumbs=[(back, _("Questions of production"))],
    )  # fmt: skip


@for_record(Question)
def question(request: StaffRequest, record: Question) -> HttpResponse:
    """Show a question with its answer."""
    return shown(request, record, "quality/question.html", direct="settle", **page_facts(record))
