"""The call-backs that wait for a clerk or a visitor, as lines of the desk (VIS-01)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.feedback.queries import callbacks
from bihuan.insight.queries.desk_items import AT_MOST, Item
from bihuan.organization.models import Staff


def call_items(user: Staff) -> list[Item]:
    """Return the day's calls as one line, one's own visits each as its own."""
    return [*_calls(user), *_visits(user)]


def _calls(user: Staff) -> list[Item]:
    if not user.has_perm("feedback.plan_calls"):
        return []
    waiting, overdue = callbacks.waiting_total()
    if not waiting:
        return []
    url = reverse("feedback:callbacks_today")
    title = ngettext("%(number)s call-back to make", "%(number)s call-backs to make", waiting) % {"number": waiting}
    detail = _("%(number)s of them overdue") % {"number": overdue} if overdue else ""
    return [
        Item(
            number=_("Call-backs"), title=title, detail=detail, url=url, state=_("To be called back"),
            action=_("Open"), action_url=url, tab="mine",
        )
    ]  # fmt: skip


def _visits(user: Staff) -> list[Item]:
    return [
        Item(
            number=call.number, title=call.title, detail=str(call.due_on), url=call.get_absolute_url(),
            state=call.state_label, action=_("Open"), action_url=call.get_absolute_url(), tab="mine",
        )
        for call in callbacks.own_visits(user, AT_MOST)
    ]  # fmt: skip
