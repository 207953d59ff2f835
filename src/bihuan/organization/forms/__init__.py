"""What is typed on the organization's pages."""

from bihuan.organization.forms.calendars import DayForm, HolidayForm, NewCalendarForm, WeekForm, WindowsField
from bihuan.organization.forms.places import DepartmentForm, OutletForm, RegionForm
from bihuan.organization.forms.staff import LeaveForm, NewStaffForm, PasswordForm, PostForm, ProfileForm, StaffForm

__all__ = [
    "DayForm",
    "DepartmentForm",
    "HolidayForm",
    "LeaveForm",
    "NewCalendarForm",
    "NewStaffForm",
    "OutletForm",
    "PasswordForm",
    "PostForm",
    "ProfileForm",
    "RegionForm",
    "StaffForm",
    "WeekForm",
    "WindowsField",
]
