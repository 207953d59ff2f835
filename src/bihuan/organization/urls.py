"""Addresses of the organization app; `accounts` are allauth's, which know no namespace."""

from datetime import date

from allauth.account import views as account
from allauth.urls import build_provider_urlpatterns
from django.urls import URLPattern, URLResolver, include, path, register_converter

from bihuan.organization.views import calendars, me, places, staff


class DayConverter:
    """A day in an address: 2026-10-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

# What a closed company needs of allauth: no sign-up, no mail confirmation, no reset by mail.
accounts: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/first/", account.password_set, name="account_set_password"),
    path("accounts/two-factor/", include("allauth.mfa.urls")),
    path("accounts/company/", include("allauth.socialaccount.urls")),
    path("accounts/", include(build_provider_urlpatterns())),
]

app_name = "organization"
urlpatterns: list[URLPattern] = [
    path("me/", me.profile, name="me"),
    path("organization/staff/", staff.staff_list, name="staff_list"),
    path("organization/staff/add/", staff.add, name="add_staff"),
    path("organization/staff/<int:pk>/", staff.staff, name="staff"),
    path("organization/staff/<int:pk>/edit/", staff.edit, name="edit_staff"),
    path("organization/staff/<int:pk>/password/", staff.password, name="password"),
    path("organization/staff/<int:pk>/post/", staff.give_post, name="give_post"),
    path("organization/staff/<int:pk>/leave/", staff.plan_leave, name="plan_leave"),
    path("organization/posts/<int:pk>/end/", staff.end_post, name="end_post"),
    path("organization/leave/<int:pk>/end/", staff.end_leave, name="end_leave"),
    path("organization/departments/", places.departments, name="departments"),
    path("organization/departments/add/", places.add_department, name="add_department"),
    path("organization/departments/<int:pk>/", places.department, name="department"),
    path("organization/outlets/", places.outlets, name="outlets"),
    path("organization/outlets/add/", places.add_outlet, name="add_outlet"),
    path("organization/outlets/<int:pk>/", places.outlet, name="outlet"),
    path("organization/regions/", places.regions, name="regions"),
    path("organization/regions/add/", places.add_region, name="add_region"),
    path("organization/regions/<int:pk>/", places.region, name="region"),
    path("organization/calendars/", calendars.calendars, name="calendars"),
    path("organization/calendars/add/", calendars.add, name="add_calendar"),
    path("organization/calendars/<slug:code>/", calendars.calendar, name="calendar"),
    path("organization/calendars/<slug:code>/draft/", calendars.start, name="start_draft"),
    path("organization/calendars/<slug:code>/week/", calendars.week, name="week"),
    path("organization/calendars/<slug:code>/day/<day:on>/", calendars.day, name="day"),
    path("organization/calendars/<slug:code>/holidays/", calendars.holidays, name="holidays"),
    path("organization/calendars/<slug:code>/publish/", calendars.publish, name="publish"),
    path("organization/calendars/<slug:code>/discard/", calendars.discard, name="discard"),
]
