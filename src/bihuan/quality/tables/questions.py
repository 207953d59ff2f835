"""List of the questions of production."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, View
from bihuan.quality.models import Question
from bihuan.quality.states.questions import QuestionState


class QuestionList(ListPage):
    """The questions of production, the newest first."""

    name, title, order = "quality.questions", _("Questions of production"), "-asked_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", pgettext_lazy("question", "Question"), kind="title"),
        Column("model__code", _("Model")),
        Column("batch", _("Batch")),
        Column("asked_by__name", pgettext_lazy("question", "Asked by"), width="w-s"),
        Column("owner__name", _("Engineer in charge"), width="w-s"),
        Column("state", _("State"), kind="state", choices=QuestionState.choices, now=(QuestionState.ASKED,)),
        Column("asked_at", _("Asked at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("state", _("State"), choices=QuestionState.choices), Period("asked_at", _("Asked at")),
    )  # fmt: skip
    views = (View("open", pgettext_lazy("question", "Not settled"), "state=asked&state=answered", opens=True),)
    search_fields = ("number__iexact", "subject__icontains", "batch__iexact")
    empty_title = _("No question")
    empty_text = _("What production does not know, the engineer in charge answers within the clause's time.")

    def rows(self, user: Any) -> Any:
        return Question.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:question", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        limits = nearest(Question.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])
