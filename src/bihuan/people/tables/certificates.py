"""The list of certificates, those that expire first on top."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Column, Condition, ListPage, View
from bihuan.people.models import Certificate
from bihuan.people.queries import SOON, STANDINGS, standing


def _expired() -> Q:
    return Q(expires_on__lt=timezone.localdate())


def _within(days: timedelta) -> Q:
    today = timezone.localdate()
    return Q(expires_on__gte=today, expires_on__lte=today + days)


class CertificateList(ListPage):
    """Who holds what, and until when."""

    name = "people.certificates"
    title = _("Certificates")
    columns = (
        Column("name", _("Certificate"), kind="title"),
        Column("staff__name", _("Colleague")),
        Column("staff__outlet__name", _("Outlet")),
        Column("skill", _("Skill")),
        Column("number", _("Certificate number"), kind="no"),
        Column("expires_on", _("Valid until"), kind="date"),
        Column(
            "standing", _("State"), kind="state", width="w-m", is_computed=True, choices=tuple(STANDINGS.items()),
            now=("soon", "expired"), needs=("expires_on",), value=lambda row: standing(row["expires_on"]),
        ),
    )  # fmt: skip
    filters = (
        Condition(
            "expiry", _("Valid until"),
            conditions={
                "soon": (_("Expires within 60 days"), lambda: _within(SOON)),
                "expired": (_("Expired"), _expired),
            },
        ),
    )  # fmt: skip
    views = (
        View("all", _("All")),
        View("soon", _("Expires soon"), "expiry=soon"),
        View("expired", _("Expired"), "expiry=expired"),
    )
    needs = ("staff",)
    search_fields = ("name__icontains", "staff__name__icontains", "number__icontains", "skill__icontains")
    empty_title = _("No certificate here")
    empty_text = _("Certificates are entered on a colleague's page; dispatch proposes only who has the right one.")

    @cached_property
    def sort(self) -> str:
        """Return the order: what expires first on top, where every row has such a day."""
        return "expires_on" if self.query.get("expiry") else super().sort

    def rows(self, user: Any) -> Any:
        return Certificate.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("organization:staff", args=[row["staff"]])
