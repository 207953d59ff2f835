"""Who may see and pause time limits.

Who may pause depends on the record: its app registers a permission asked about the record itself.
Without one, the limit's owner and those who run the service may.
"""

from typing import Any

import rules

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import resolve
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post

_pause_permissions: dict[str, str] = {}


def ask_before_pause(kind: str, permission: str) -> None:
    """Have `permission` on the record decide who may pause limits of this kind of record."""
    _pause_permissions[kind] = permission


def permit_pause(by: Actor, deadline: Deadline) -> None:
    """Let the actor go on to pause or resume a limit.

    Raises:
        PermissionDenied: no policy allows it.
    """
    if permission := _pause_permissions.get(deadline.kind):
        permit(by, permission, resolve(deadline.kind, deadline.subject_id))
    else:
        permit(by, "deadlines.pause", deadline)


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
