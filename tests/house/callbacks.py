"""Rows of call-backs for the table of permissions: one free, one that a manager makes, and the customer's file."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bihuan.feedback.models import CallBack, CallBackFile
from tests.cast import Cast


def called(cast: Cast) -> dict[str, Any]:
    """Return 沈雅琴's file, a call that nobody has taken, and one that is being made."""
    today = timezone.localdate()
    known = {"customer": cast.customer, "way": "phone", "due_on": today}
    return {
        "callback": CallBack.objects.create(number="CB-1", planned_on=today, state="planned", **known),
        "callback_taken": CallBack.objects.create(
            number="CB-2", planned_on=today + timedelta(days=1), state="taken", **known
        ),
        "callback_file": CallBackFile.objects.create(
            key=f"S{cast.unit.site_id}", customer=cast.customer, site=cast.unit.site, opened_on=today, year=today.year
        ),
    }  # fmt: skip
