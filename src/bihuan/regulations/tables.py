"""The list of regulations."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Truth
from bihuan.regulations.models import DisposalLine, DisposalList, LegalHold, Regulation, RegulationVersion, Scope
from bihuan.regulations.states import Dimension, DisposalState, VersionState


class RegulationList(ListPage):
    """All regulations with the version in force, the one in the making, and where they apply."""

    name = "regulations.regulations"
    title = _("Regulations")
    template = "regulations/list.html"
    columns = (
        Column("key", _("Key"), kind="no", sort=True, width="w-l"),
        Column("code", _("Document code"), width="w-xl"),
        Column("title", _("Title"), kind="title"),
        Column("current", _("In force"), is_computed=True, width="w-s"),
        Column("effective_on", _("Effective on"), kind="date", is_computed=True),
        Column("pending", _("In the making"), is_computed=True, width="w-xl"),
        Column("owner", _("Owner"), value=lambda row: row["department__name"] or row["owner_name"], width="w-xl",
               needs=("department__name", "owner_name")),
        Column("scope", _("Applies to"), is_computed=True),
        Column("is_active", _("Active"), kind="truth"),
    )  # fmt: skip
    order = "key"
    filters = (
        Choice("state", _("State"), field="versions__state", choices=VersionState.choices),
        Truth("is_active", _("Active")),
    )
    search_fields = ("title__icontains", "key__icontains", "code__icontains")
    needs = ("key",)
    empty_title = _("No regulation yet")
    empty_text = _("Load the packs with `bihuan init`, or write the first one here.")

    def rows(self, user: Any) -> Any:
        return Regulation.objects.visible_to(user).distinct()

    def url(self, row: dict[str, Any]) -> str:
        return reverse("regulations:regulation", args=[row["key"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        pks = [row["pk"] for row in rows]
        versions: dict[tuple[int, bool], RegulationVersion] = {}
        seen = RegulationVersion.objects.visible_to(user).filter(regulation__in=pks)
        for version in seen.exclude(state=VersionState.WITHDRAWN).order_by("sequence"):
            versions[(version.regulation_id, version.state == VersionState.IN_FORCE)] = version
        scopes = _scopes(pks)
        for row in rows:
            current, pending = versions.get((row["pk"], True)), versions.get((row["pk"], False))
            row["current"] = current.version if current else ""
            row["effective_on"] = current.effective_on if current else None
            row["pending"] = f"{pending.version} · {VersionState(pending.state).label}" if pending else ""
            row["scope"] = "; ".join(scopes.get(row["pk"], [])) or str(_("whole company"))


def _scopes(regulations: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Scope.objects.filter(regulation__in=regulations).values_list("regulation_id", "dimension", "value")
    for regulation, dimension, value in rows:
        found.setdefault(regulation, []).append(f"{Dimension(dimension).label}: {value}")
    return found


class DisposalTable(ListPage):
    """Disposal lists, the newest first: the log of what was destroyed."""

    name = "regulations.disposals"
    title = _("Disposal lists")
    template = "regulations/disposals.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("drawn_up_at", pgettext_lazy("disposal", "Drawn up at"), kind="time"),
        Column("drawn_by__name", pgettext_lazy("disposal", "Drawn up by")),
        Column("wish", pgettext_lazy("disposal", "At whose wish")),
        Column("approved_by__name", pgettext_lazy("disposal", "Approved by")),
        Column("executed_at", pgettext_lazy("disposal", "Destroyed at"), kind="time"),
        Column("records", _("Records"), kind="number", is_computed=True),
        Column("state", _("State"), kind="state", choices=DisposalState.choices, now=("drawn_up", "approved")),
    )
    filters = (Choice("state", _("State"), choices=DisposalState.choices),)
    search_fields = ("number__icontains", "wish__icontains")
    empty_title = _("Nothing has been destroyed yet")
    empty_text = _("Records whose time is over are put on a list here, approved by the executives, then destroyed.")

    def rows(self, user: Any) -> Any:
        return DisposalList.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("regulations:disposal", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        lines = DisposalLine.objects.filter(disposal__in=[row["pk"] for row in rows])
        counts = dict(lines.values_list("disposal").annotate(count=Count("pk")))
        for row in rows:
            row["records"] = counts.get(row["pk"], 0)


class HoldTable(ListPage):
    """Legal holds, those in force first opened."""

    name = "regulations.holds"
    title = _("Legal holds")
    template = "regulations/disposals.html"
    columns = (
        Column("subject_number", _("Record"), kind="title"),
        Column("reason", pgettext_lazy("hold", "Why it must be kept")),
        Column("placed_at", pgettext_lazy("hold", "Placed at"), kind="time"),
        Column("placed_by__name", pgettext_lazy("hold", "Placed by")),
        Column("lifted_at", pgettext_lazy("hold", "Lifted at"), kind="time"),
        Column("lifted_because", pgettext_lazy("hold", "Why it is lifted")),
    )
    filters = (Truth("in_force", pgettext_lazy("hold", "In force"), field="lifted_at__isnull"),)
    search_fields = ("subject_number__icontains", "reason__icontains")
    empty_title = _("No record is held")
    empty_text = _("A hold is placed on the record's own page and keeps it whatever its clause says.")

    def rows(self, user: Any) -> Any:
        return LegalHold.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("regulations:held", args=[row["pk"]])
