"""Who plans visits, who makes them, who reads and signs the reports (CSM); gifts as well (CSM 6)."""

from typing import Any

import rules

from bihuan.customers.models.visits import OVERSEERS
from bihuan.organization.models import Staff
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

LEADERS = (Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)


@predicate
def may_plan(user: Any, plan: Any) -> bool:
    """The posts that the clause names, the department's manager without one; his own plans only."""
    posts = posts_for(authority("plan_visits", {}), (Post.DEPARTMENT_MANAGER,))
    is_his = plan is None or getattr(plan, "made_by_id", None) == user.pk
    return isinstance(user, Staff) and bool(user.holds(*posts)) and is_his


@predicate
def is_visitor(user: Any, record: Any) -> bool:
    """Whose visit or report it is."""
    return record is not None and getattr(record, "visitor_id", None) == user.pk


@predicate
def leads(user: Any, record: Any) -> bool:
    """The manager of the visitor's department, or who heads the unit the report is of; never one's own day."""
    if not isinstance(user, Staff) or not user.holds(*LEADERS):
        return False
    if record is None:
        return True
    visitor = getattr(record, "visitor", None)
    if visitor is None:
        return bool(record.department.manager_id == user.pk)
    is_above = visitor.department is not None and visitor.department.manager_id == user.pk
    is_top = user.holds(Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
    return visitor.pk != user.pk and bool(is_above or is_top)


@predicate
def was_told(user: Any, report: Any) -> bool:
    """One of those an urgent report went to."""
    return report is not None and report.told.filter(pk=user.pk).exists()


@predicate
def is_applicant(user: Any, budget: Any) -> bool:
    """Who applied for the gifts."""
    return budget is None or budget.applicant_id == user.pk


rules.add_perm("customers.see_visits", rules.is_authenticated)
rules.add_perm("customers.look_over_visits", holds_any(*OVERSEERS, *LEADERS))
rules.add_perm("customers.plan_visits", may_plan)
rules.add_perm("customers.approve_plan", holds_any(Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER))
rules.add_perm("customers.do_visit", is_visitor)
rules.add_perm("customers.add_visit", rules.is_authenticated)
rules.add_perm("customers.lead_visits", leads)
rules.add_perm("customers.hand_in_day", is_visitor)
rules.add_perm("customers.instruct_visits", was_told)
rules.add_perm("customers.close_urgent", is_visitor | was_told)
rules.add_perm("customers.keep_areas", holds_any(Post.DEPARTMENT_MANAGER, Post.SALES_CLERK))
rules.add_perm("customers.see_gifts", holds_any(
    Post.SALES, Post.SALES_CLERK, Post.ACCOUNTANT, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER,
    Post.GENERAL_MANAGER,
))  # fmt: skip
rules.add_perm("customers.ask_gifts", holds_any(Post.SALES, Post.DEPARTMENT_MANAGER))
rules.add_perm("customers.give_gifts", is_applicant)
rules.add_perm("customers.approve_gifts", holds_any(*LEADERS))
