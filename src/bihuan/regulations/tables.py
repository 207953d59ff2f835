"""The list of regulations."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage, Truth
from bihuan.regulations.models import Regulation, RegulationVersion, Scope
from bihuan.regulations.states import Dimension, VersionState


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
