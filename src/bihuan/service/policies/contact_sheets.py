"""Who asks another department, who answers, who decides where they don't agree (CSYS, SVC-21)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.service.states.contact_sheets import SheetState


@predicate
def asks(user: Any, sheet: Any) -> bool:
    """He who asked, or who leads the department that asks."""
    return sheet is not None and user.pk in {sheet.asked_by_id, sheet.from_department.manager_id}


@predicate
def is_asked(user: Any, sheet: Any) -> bool:
    """He whose turn it is, or who leads the department that is asked."""
    if sheet is None:
        return False
    is_turn = sheet.owner_id == user.pk and user.department_id == sheet.to_department_id
    return bool(is_turn or sheet.to_department.manager_id == user.pk)


@predicate
def has_owner_turn(user: Any, sheet: Any) -> bool:
    """The deputy of an absent manager, to whom the sheet went."""
    return bool(sheet is not None and sheet.owner_id == user.pk and sheet.state != SheetState.DISPUTED)


@predicate
def confirms(user: Any, sheet: Any) -> bool:
    """Who asked confirms what was done for him; what was solved first, the department whose work it was."""
    if sheet is None:
        return False
    return bool(is_asked(user, sheet) if sheet.is_after_fact else asks(user, sheet)) or sheet.owner_id == user.pk


office = holds_any(Post.OFFICE)
rules.add_perm("service.ask_sheet", is_staff)
rules.add_perm("service.answer_sheet", is_asked | has_owner_turn)
rules.add_perm("service.refer_sheet", asks | is_asked)
rules.add_perm("service.rule_sheet", office)
rules.add_perm("service.confirm_sheet", confirms)
rules.add_perm("service.withdraw_sheet", asks)
