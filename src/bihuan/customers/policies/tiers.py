"""Who enters revenue, sends ratings for approval, confirms grades, keeps leads and care plans."""

from typing import Any

import rules

from bihuan.customers.policies.files import of_own_outlet, readers, sales
from bihuan.customers.states.tiers import Rated
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

leaders = holds_any(
    Post.DEPARTMENT_MANAGER, Post.SERVICE_MANAGER, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER
)
service = holds_any(Post.CALLBACK_CLERK, Post.SERVICE_MANAGER, Post.SUPERVISOR)


@predicate
def is_tier(user: Any, rating: Any) -> bool:
    """The rating is about a tier, which somebody approves by signing."""
    return rating is None or rating.rated == Rated.TIER


@predicate
def is_grade(user: Any, rating: Any) -> bool:
    """The rating is about a grade, which is confirmed."""
    return rating is None or rating.rated == Rated.GRADE


@predicate
def may_confirm(user: Any, rating: Any) -> bool:
    """Who holds a post that the clause names; without a clause nobody."""
    return bool(user.holds(*posts_for(authority("confirm_grade", {}))))


@predicate
def is_owner(user: Any, record: Any) -> bool:
    """The one in charge of the record, or of its customer."""
    plan = getattr(record, "plan", record)
    customer = getattr(plan, "customer", None)
    return user.pk in {
        getattr(record, "owner_id", None), getattr(plan, "owner_id", None), getattr(customer, "keeper_id", None),
    }  # fmt: skip


@predicate
def is_nobody(user: Any, record: Any) -> bool:
    """Nobody decides past the form that circulates."""
    return False


rules.add_perm("customers.view_ratings", readers)
rules.add_perm("customers.edit_revenue", sales | holds_any(Post.ACCOUNTANT))
rules.add_perm("customers.edit_account", sales | of_own_outlet)
rules.add_perm("customers.run_review", sales | leaders)
rules.add_perm("customers.submit_rating", (sales | of_own_outlet) & is_tier)
rules.add_perm("customers.confirm_grade", may_confirm & is_grade)
rules.add_perm("customers.recalculate_rating", sales | leaders | of_own_outlet)
rules.add_perm("customers.decide_rating", is_nobody)
rules.add_perm("customers.give_mandate", holds_any(Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER, Post.GM_OFFICE))
rules.add_perm("customers.add_lead", sales | service | leaders | holds_any(Post.DISPATCHER) | of_own_outlet)
rules.add_perm("customers.follow_lead", is_owner | sales | leaders | of_own_outlet)
rules.add_perm("customers.run_needs", sales | service | leaders)
rules.add_perm("customers.answer_needs", is_owner | sales | service | leaders | of_own_outlet)
rules.add_perm("customers.plan_care", sales | service | leaders | of_own_outlet)
rules.add_perm("customers.change_care", is_owner | sales | service | leaders | of_own_outlet)
