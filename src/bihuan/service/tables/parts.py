"""The list of missing parts, the longest wait first."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage, View
from bihuan.service.models import PartRequest
from bihuan.service.states.parts import PartRequestState


class MissingPartList(ListPage):
    """What repairs wait for."""

    name = "service.missing_parts"
    title = _("Missing parts")
    template = "parts/list.html"
    order = "pk"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("part__code", _("Part no."), kind="no"),
        Column("part__name", _("Name")),
        Column("quantity", _("Quantity"), kind="number"),
        Column("request__number", _("Request"), kind="no"),
        Column("wanted_at", _("Missing since"), kind="time"),
        Column("expected_on", _("Expected on"), kind="date"),
        Column("wanted_by__name", _("Asked by"), is_optional=True),
        Column("state", _("State"), kind="state", choices=PartRequestState.choices, now=("wanted", "ordered")),
    )
    filters = (Choice("state", _("State"), choices=PartRequestState.choices),)
    views = (View("waiting", _("Still missing"), "state=wanted&state=ordered", opens=True), View("all", _("All")))
    search_fields = (
        "number__icontains", "part__code__icontains", "part__name__icontains", "request__number__icontains",
    )  # fmt: skip
    empty_title = _("No part is missing")
    empty_text = _("A part that a repair waits for is asked for on the request's page.")

    def rows(self, user: Any) -> Any:
        return PartRequest.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:part_request", args=[row["pk"]])
