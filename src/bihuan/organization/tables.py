"""Lists of the organization."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Related, RowsOf, Truth, View
from bihuan.organization.models import Department, Outlet, PostHolding, Region, Staff
from bihuan.organization.states import Area, OutletKind, Post


def technicians() -> list[tuple[int, str]]:
    """Return the technicians employed, to choose in a filter."""
    rows = Staff.objects.active().filter(post_holdings__post=Post.TECHNICIAN).distinct()
    return list(rows.order_by("username").values_list("pk", "name"))


class StaffList(ListPage):
    """The colleagues with department, outlet and posts."""

    name = "organization.staff"
    title = _("Staff")
    template = "organization/list.html"
    columns = (
        Column("name", pgettext_lazy("of a person", "Name"), kind="title"),
        Column("username", _("User name"), kind="no", sort=True),
        Column("staff_number", _("Staff number"), is_optional=True),
        Column("posts", _("Posts"), is_computed=True),
        Column("department__name", _("Department")),
        Column("outlet__name", _("Outlet")),
        Column("is_active", _("Employed"), kind="truth"),
    )
    order = "username"
    filters = (
        Choice("post", _("Post"), field="post_holdings__post", choices=Post.choices),
        Related("department", _("Department"), load=RowsOf(Department)),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet)),
        Truth("is_active", _("Employed")),
    )
    views = (View("employed", _("Employed"), "is_active=1", opens=True),)
    search_fields = ("name__icontains", "username__icontains", "staff_number__icontains")
    empty_title = _("No colleague yet")
    empty_text = _("Add the first one, then give posts: a post decides what somebody may do.")

    def rows(self, user: Any) -> Any:
        return Staff.objects.visible_to(user).distinct()

    def url(self, row: dict[str, Any]) -> str:
        return reverse("organization:staff", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        held: dict[int, list[str]] = {}
        labels = dict(Post.choices)
        holdings = PostHolding.objects.in_force(timezone.localdate()).filter(staff__in=[row["pk"] for row in rows])
        for staff, post in holdings.values_list("staff", "post"):
            held.setdefault(staff, []).append(str(labels[post]))
        for row in rows:
            row["posts"] = "、".join(dict.fromkeys(held.get(row["pk"], [])))


class PlaceList(ListPage):
    """What the lists of places share."""

    template = "organization/list.html"
    view = ""

    def url(self, row: dict[str, Any]) -> str:
        """Return the form's address for those who may change a place."""
        return reverse(self.view, args=[row["pk"]]) if self.user.has_perm("organization.manage_places") else ""


class DepartmentList(PlaceList):
    """The departments."""

    name = "organization.departments"
    title = _("Departments")
    view = "organization:department"
    columns = (
        Column("name", _("Name"), kind="title"),
        Column("code", _("Code"), kind="no", sort=True),
        Column("parent__name", _("Part of")),
        Column("manager__name", _("Manager")),
    )
    order = "code"
    search_fields = ("name__icontains", "code__icontains")
    empty_title = _("No department yet")
    empty_text = _("A department's manager is the superior of its staff; overdue work is told to him.")

    def rows(self, user: Any) -> Any:
        return Department.objects.visible_to(user)


class OutletList(PlaceList):
    """The service outlets."""

    name = "organization.outlets"
    title = _("Outlets")
    view = "organization:outlet"
    columns = (
        Column("name", _("Name"), kind="title"),
        Column("code", _("Code"), kind="no", sort=True),
        Column("outlet_kind", _("Kind"), kind="choice", choices=OutletKind.choices),
        Column("manager__name", _("Manager")),
        Column("phone", _("Phone")),
        Column("is_active", _("In service"), kind="truth"),
    )
    order = "code"
    filters = (Choice("outlet_kind", _("Kind"), choices=OutletKind.choices), Truth("is_active", _("In service")))
    search_fields = ("name__icontains", "code__icontains", "address__icontains")
    empty_title = _("No outlet yet")
    empty_text = _("Requests are dispatched to the outlet that looks after the customer's region.")

    def rows(self, user: Any) -> Any:
        return Outlet.objects.visible_to(user)


class RegionList(PlaceList):
    """The regions with their area and outlet."""

    name = "organization.regions"
    title = _("Regions")
    view = "organization:region"
    columns = (
        Column("name", _("Name"), kind="title", sort=True),
        Column("parent__name", _("Part of")),
        Column("area", _("Area"), kind="choice", choices=Area.choices),
        Column("outlet__name", _("Outlet")),
    )
    order = "name"
    filters = (
        Choice("area", _("Area"), choices=Area.choices),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet)),
    )
    search_fields = ("name__icontains",)
    empty_title = _("No region yet")
    empty_text = _("A region decides which outlet goes and whether the city's or the suburbs' time limits apply.")

    def rows(self, user: Any) -> Any:
        return Region.objects.visible_to(user)
