"""The list of files that may be of one customer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Pair
from bihuan.customers.states.doubles import REASONS, PairState
from bihuan.kernel.lists import Choice, Column, ListPage


class PairList(ListPage):
    """Pairs to be looked at, the surest first."""

    name, title, order = "customers.pairs", _("Possible doubles"), "-score"
    template = "customers/list.html"
    needs = ("pk",)
    columns = (
        Column("first__number", _("Customer no.")),
        Column("first__name", _("Customer name"), kind="title"),
        Column("second__number", _("Customer no.")),
        Column("second__name", pgettext_lazy("pair", "Other file"), width="w-xl"),
        Column("why", _("Grounds"), is_computed=True, needs=("reasons",), width="w-xl"),
        Column("score", _("How sure"), kind="number"),
        Column("verdict", _("State"), kind="choice", choices=PairState.choices),
        Column("decided_by__name", _("Decided by"), is_optional=True),
    )
    filters = (Choice("verdict", _("State"), choices=PairState.choices),)
    search_fields = ("first__name__icontains", "second__name__icontains", "first__number", "second__number")
    empty_title = _("No doubles found")
    empty_text = _("New and changed files are compared with all others every hour: by phone, name and address.")

    def rows(self, user: Any) -> Any:
        rows = Pair.objects.visible_to(user)
        return rows if self.query.get("verdict") else rows.filter(verdict=PairState.OPEN)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:pair", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        for row in rows:
            row["why"] = "、".join(str(REASONS.get(reason, reason)) for reason in row.get("reasons") or ())
