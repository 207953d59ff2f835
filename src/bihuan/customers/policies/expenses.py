"""Who fills in, checks, pays and asks back about relationship expenses; nobody in his own case (CREX)."""

from typing import Any

import rules

from bihuan.customers.models.expenses import IN_CHARGE
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

CHECKERS = (Post.SALES_CLERK, Post.DEPARTMENT_MANAGER, Post.ACCOUNTANT)


@predicate
def is_his(user: Any, record: Any) -> bool:
    """The salesman whose sheet, advance or application it is."""
    return record is None or getattr(record, "salesman_id", None) == user.pk


@predicate
def is_not_his(user: Any, record: Any) -> bool:
    """Not the salesman it is about."""
    return record is None or getattr(record, "salesman_id", None) != user.pk


@predicate
def may_ask_back(user: Any, record: Any) -> bool:
    """The posts that the clause names, the department's manager without one; his own people only."""
    if record is None:
        return False
    clause = authority("expense_spot_check", record.facts())
    holds = user.holds(*posts_for(clause, (Post.DEPARTMENT_MANAGER,)))
    department = record.salesman.department
    return bool(holds and department is not None and department.manager_id == user.pk)


rules.add_perm("customers.see_expenses", holds_any(*IN_CHARGE, Post.SALES, Post.DEPARTMENT_MANAGER))
rules.add_perm("customers.fill_expenses", holds_any(Post.SALES) & is_his)
rules.add_perm("customers.pay_expenses", holds_any(Post.ACCOUNTANT) & is_not_his)
rules.add_perm("customers.check_back", may_ask_back & is_not_his)
rules.add_perm("customers.approve_special", holds_any(Post.ACCOUNTANT, Post.VICE_GENERAL_MANAGER) & is_not_his)
rules.add_perm("customers.keep_accounts", holds_any(Post.ACCOUNTANT))
