"""Who calls a joint inspection, goes there, reports, gives the instruction (CMP-06)."""

from typing import Any

import rules

from bihuan.complaints.policies.complaints import finds, judges, owns
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

ACT = "inspection_order"
ORDERS = (Post.GENERAL_MANAGER,)  # where no clause names the posts (FULL 6.2(2)(3))


def orderers() -> list[str]:
    """Return the posts that name a stand-in and give the instruction, from the clause in force."""
    return [str(post) for post in posts_for(authority(ACT, {}), ORDERS)]


@predicate
def calls(user: Any, record: Any) -> bool:
    """Whoever may call for the complaint; for an inspection that is called, for its complaint."""
    return bool(finds(user) or judges(user, record) or owns(user, record)) and not _is_said_of(user, record)


def _is_said_of(user: Any, complaint: Any) -> bool:
    return complaint is not None and complaint.about_staff_id == user.pk


@predicate
def calls_off(user: Any, inspection: Any) -> bool:
    """Whoever called it, or may call for its complaint."""
    return inspection is not None and (inspection.called_by_id == user.pk or calls(user, inspection.complaint))


@predicate
def is_for_quality(user: Any, inspection: Any) -> bool:
    """He was to come for quality, or works there."""
    return inspection is not None and (inspection.quality_id == user.pk or user.holds(Post.QUALITY))


@predicate
def goes(user: Any, inspection: Any) -> bool:
    """He is one of those who go."""
    if inspection is None:
        return False
    sides = (inspection.sales_id, inspection.quality_id, inspection.production_id, inspection.stand_in_id)
    return user.pk in sides


@predicate
def owes_report(user: Any, inspection: Any) -> bool:
    """He stood there for quality, or another of quality reports for him."""
    if inspection is None:
        return False
    return inspection.owner_id == user.pk or (not inspection.stand_in_id and user.holds(Post.QUALITY))


@predicate
def gives_orders(user: Any, inspection: Any) -> bool:
    """He holds a post the clause names, himself or as a deputy."""
    return bool(user.holds(*orderers()))


rules.add_perm("complaints.call_inspection", calls)
rules.add_perm("complaints.call_off_inspection", calls_off)
rules.add_perm("complaints.excuse_inspection", is_for_quality)
rules.add_perm("complaints.hold_inspection", goes | calls_off)
rules.add_perm("complaints.report_inspection", owes_report)
rules.add_perm("complaints.order_inspection", gives_orders)
rules.add_perm("complaints.attach_inspection", goes | calls_off | holds_any(Post.QUALITY))
