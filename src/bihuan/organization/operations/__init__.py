"""Every write of the organization."""

from bihuan.organization.operations.calendars import (
    add_calendar,
    discard_draft,
    found_office_calendar,
    publish_version,
    set_day,
    set_week,
    start_draft,
)
from bihuan.organization.operations.places import add_place, change_place
from bihuan.organization.operations.staff import (
    add_staff,
    change_own,
    change_staff,
    end_leave,
    end_post,
    give_post,
    plan_leave,
    reset_password,
)

__all__ = [
    "add_calendar",
    "add_place",
    "add_staff",
    "change_own",
    "change_place",
    "change_staff",
    "discard_draft",
    "end_leave",
    "end_post",
    "found_office_calendar",
    "give_post",
    "plan_leave",
    "publish_version",
    "reset_password",
    "set_day",
    "set_week",
    "start_draft",
]
