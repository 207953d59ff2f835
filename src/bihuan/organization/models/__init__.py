"""Records of the organization: places, staff and posts, working calendars."""

from bihuan.organization.models.calendars import CalendarVersion, WorkingCalendar
from bihuan.organization.models.places import Department, Outlet, Region
from bihuan.organization.models.staff import Leave, PostHolding, Staff

__all__ = [
    "CalendarVersion",
    "Department",
    "Leave",
    "Outlet",
    "PostHolding",
    "Region",
    "Staff",
    "WorkingCalendar",
]
