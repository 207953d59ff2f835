"""Who may see and pause time limits.

Who may pause depends on the record: its app registers a permission asked about the record itself.
Without one, the limit's owner and those who run the service may.
"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import resolve
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post

_pause_permissions: dict[str, str] = {}


def ask_before_pause(kind: str, permission: str) -> None:
    """Have `permission` on the record decide who may pause limits of this kind of record."""
    _pause_permissions[kind] = permission


def may_pause(by: Actor, deadline: Deadline) -> bool:
    """Return whether this actor may pause and resume a limit."""
    if permission := _pause_permissions.get(deadline.kind):
        return by.has_perm(permission, resolve(deadline.kind, deadline.subject_id))
    return by.has_perm("deadlines.pause", deadline)


def permit_pause(by: Actor, *deadlines: Deadline) -> None:
    """Let the actor go on to pause or resume one of these limits.

    Raises:
        PermissionDenied: no policy allows it for any of them.
    """
    if deadlines and not any(may_pause(by, deadline) for deadline in deadlines):
        raise PermissionDenied(_("Your post does not allow this."))


@predicate
def is_owner(user: Any, deadline: Deadline | None) -> bool:
    """Whether the limit is this person's to keep."""
    return deadline is not None and deadline.owner_id == user.pk


leads_service = holds_any(Post.DISPATCHER, Post.OUTLET_MANAGER, Post.SUPERVISOR, Post.SERVICE_MANAGER)
sees_all = holds_any(
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip

rules.add_perm("deadlines.view", rules.is_authenticated)
rules.add_perm("deadlines.view_all", sees_all)
rules.add_perm("deadlines.pause", is_owner | leads_service)
