"""Who may do what with bills, cash, invoices and prices. Which rows one sees is `visible_to`."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import desk, is_technician_of, manager, of_own_outlet

books = holds_any(Post.ACCOUNTANT)
readers = desk | manager | holds_any(Post.ACCOUNTANT, Post.OUTLET_MANAGER, Post.TECHNICIAN, Post.SUPERVISOR)


@predicate
def is_somebody_elses(user: Any, handover: Any) -> bool:
    """Nobody counts his own cash."""
    return bool(handover is not None and handover.technician_id != user.pk)


rules.add_perm("service.view_charges", readers)
rules.add_perm("service.edit_charge", is_technician_of | of_own_outlet | books | holds_any(Post.SERVICE_MANAGER))
rules.add_perm("service.answer_quotation", is_technician_of | of_own_outlet | desk)
rules.add_perm("service.collect_charge", is_technician_of | of_own_outlet)
rules.add_perm("service.void_charge", books | holds_any(Post.SERVICE_MANAGER))
rules.add_perm("service.keep_books", books)
rules.add_perm("service.view_books", books | manager | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("service.hand_over_cash", holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER))
rules.add_perm("service.confirm_cash", books & is_somebody_elses)
rules.add_perm("service.export_charges", books)
rules.add_perm("service.view_prices", readers)
rules.add_perm("service.edit_prices", books | holds_any(Post.SERVICE_MANAGER))
