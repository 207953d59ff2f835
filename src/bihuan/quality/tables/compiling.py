"""List of the compilations of cases."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage
from bihuan.quality.models import CaseCompilation, CompiledCase
from bihuan.quality.states.compiling import CompilationState


class CompilationList(ListPage):
    """Compilations, the newest first."""

    name, title, order = "quality.compilations", _("Cases into the regulations"), "-opened_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("period_from", pgettext_lazy("compilation", "From"), kind="date"),
        Column("period_until", pgettext_lazy("compilation", "Until"), kind="date"),
        Column("held", _("Cases"), is_computed=True, width="w-s"),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("state", _("State"), kind="state", choices=CompilationState.choices, now=(CompilationState.OPEN,)),
        Column("opened_at", pgettext_lazy("compilation", "Gathered at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (Choice("state", _("State"), choices=CompilationState.choices),)
    search_fields = ("number__iexact",)
    empty_title = _("Nothing was compiled yet")
    empty_text = _("When the clause's period is over, the closed cases are gathered here.")

    def rows(self, user: Any) -> Any:
        return CaseCompilation.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:compilation", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        ids = [row["pk"] for row in rows]
        limits = nearest(CaseCompilation.kind(), ids)
        held = dict(
            CompiledCase.objects.filter(compilation__in=ids).order_by().values_list("compilation").annotate(Count("pk"))
        )
        for row in rows:
            row["held"], row["due"] = held.get(row["pk"], 0), limits.get(row["pk"])
