"""Registrations of the organization app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

VERBS = {
    "give_post": gettext_noop("gave a post"),
    "end_post": gettext_noop("ended a post"),
    "reset_password": gettext_noop("set a new password"),
    "plan_leave": gettext_noop("planned leave"),
    "end_leave": gettext_noop("ended leave"),
    "start_draft": gettext_noop("began a draft"),
    "set_week": gettext_noop("changed the hours of the week"),
    "set_day": gettext_noop("changed days"),
    "publish": gettext_noop("published"),
    "discard_draft": gettext_noop("discarded the draft"),
}


class OrganizationConfig(AppConfig):
    """Puts staff and calendars into the menu and the post behind the user's name."""

    name = "bihuan.organization"
    label = "organization"
    verbose_name = _("Organization")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import installation, menu, wording
        from bihuan.organization import operations, policies  # noqa: F401  policies registers who may do what

        installation.register_step("organization.calendar", _("Working calendar"), operations.found_office_calendar)
        wording.VERBS.update(VERBS)
        menu.register(
            "people", _("People"), "id-badge-2", "organization:staff_list",
            permission="organization.view", order=90, section="/organization/",
        )  # fmt: skip
        menu.register_personal("me", _("My profile"), "user", "organization:me")
        menu.register_personal("password", _("Change password"), "key", "account_change_password")
        menu.register_post_label(post_label)


def post_label(user: Any) -> Any:
    """Return the first of a colleague's own posts as a word for the top of the page."""
    own = [holding for holding in user.holdings if holding.staff_id == user.pk]
    return own[0].get_post_display() if own else ""
