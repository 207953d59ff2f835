"""What staff are certified for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.organization.models import Staff
from bihuan.people.models import Certificate

SOON = timedelta(days=60)
STANDINGS = {"valid": _("Valid"), "soon": _("Expires soon"), "expired": _("Expired")}


def valid_skills(staff_ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """Return the skills each colleague has a valid certificate for on a day (SVC-08).

    Args:
        staff_ids: whom to ask for; each is a key of the answer, with an empty set if need be.
        on: the day of the job.
    """
    skills: dict[int, set[str]] = {pk: set() for pk in staff_ids}
    rows = Certificate.objects.valid(on).filter(staff__in=skills).exclude(skill="")
    for staff, skill in rows.values_list("staff", "skill"):
        skills[staff].add(skill)
    return skills


def standing(expires_on: date | None, today: date | None = None) -> str:
    """Return how a certificate stands: `valid`, `soon` (within 60 days) or `expired`."""
    day = today or timezone.localdate()
    if expires_on is None or expires_on > day + SOON:
        return "valid"
    return "soon" if expires_on >= day else "expired"


def certificates_of(staff: Staff, user: Any) -> dict[str, Any] | None:
    """Return a colleague's certificates for his page, None for a viewer who may not see them."""
    may_manage = user.has_perm("people.manage_certificates", staff)
    if not (may_manage or user.pk == staff.pk or user.has_perm("people.view_certificates")):
        return None
    rows = list(Certificate.objects.filter(staff=staff).order_by("expires_on", "pk"))
    shown = [(row, standing(row.expires_on), STANDINGS[standing(row.expires_on)]) for row in rows]
    return {"certificates": shown, "count": len(rows), "may_manage": may_manage}
