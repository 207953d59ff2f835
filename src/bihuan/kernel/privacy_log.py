"""Who has looked at which personal data, when and what for: the log that those in charge read (SEC-01)."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Column, ListPage, Period
from bihuan.kernel.privacy import UnmaskLog
from bihuan.kernel.web import StaffRequest, staff_page


class DisplayList(ListPage):
    """The displays of personal data, the newest first."""

    name, title, order = "kernel.displays", _("Displays of personal data"), "-at"
    needs = ("pk", "kind", "subject_id", "field")
    columns = (
        Column("at", _("At"), kind="time", sort=True),
        Column("actor_name", _("Who"), kind="title"),
        Column("what", _("Record"), is_computed=True, width="w-l"),
        Column("subject_id", _("Record no."), kind="number"),
        Column("which", _("Field"), is_computed=True, width="w-l"),
        Column("reason", _("Reason")),
    )
    filters = (Period("at", _("At")),)
    search_fields = ("actor_name__icontains", "reason__icontains")
    empty_title = _("Nobody has looked at personal data yet")
    empty_text = _(
        "Every display of a phone number, an address or a mail address in clear is kept here with its reason."
    )

    def rows(self, user: Any) -> Any:
        return UnmaskLog.objects.all()

    def url(self, row: dict[str, Any]) -> str:
        return ""

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        for row in rows:
            row["what"], row["which"] = _words(row["kind"], row["field"])


def _words(kind: str, field: str) -> tuple[str, str]:
    try:
        meta = apps.get_model(kind)._meta
        found: Any = meta.get_field(field)
        return str(meta.verbose_name), str(found.verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return kind, field


@staff_page("kernel.see_displays")
def displays(request: StaffRequest) -> HttpResponse:
    """List who has looked at what."""
    return DisplayList(request).respond()
