"""Who may do what with requests and work orders. Which rows one sees is `visible_to`."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_self, predicate
from bihuan.organization.states import Post
from bihuan.service.states import UNSIGNED, WORKING

desk = holds_any(Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER)
manager = holds_any(Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
intake = holds_any(
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER, Post.TECHNICIAN, Post.SALES,
    Post.SALES_CLERK, Post.OFFICE, Post.ADMINISTRATION, Post.SUPERVISOR,
)  # fmt: skip
register_readers = intake | manager | holds_any(Post.QUALITY, Post.ACCOUNTANT, Post.GM_OFFICE, Post.RND)


@predicate
def owns(user: Any, request: Any) -> bool:
    """The first to take a request owns it until it is handed over (首问负责制)."""
    return bool(request is not None and request.owner_id == user.pk)


@predicate
def of_own_outlet(user: Any, record: Any) -> bool:
    """An outlet's manager acts for what his outlet does."""
    return bool(
        record is not None
        and record.outlet_id
        and record.outlet_id == user.outlet_id
        and user.holds(Post.OUTLET_MANAGER)
    )


@predicate
def is_technician_of(user: Any, order: Any) -> bool:
    """Only he whose job it is works on it."""
    return bool(order is not None and getattr(order, "technician_id", None) == user.pk)


@predicate
def is_on_the_way_to(user: Any, request: Any) -> bool:
    """The technician needs phone and address until the customer has signed, not for ever."""
    return bool(request is not None and request.technician_id == user.pk and request.state in WORKING)


@predicate
def leads_technician_of(user: Any, appointment: Any) -> bool:
    """An outlet's manager keeps the calendars of his technicians."""
    return bool(
        appointment is not None
        and appointment.technician.outlet_id
        and appointment.technician.outlet_id == user.outlet_id
        and user.holds(Post.OUTLET_MANAGER)
    )


@predicate
def helps_on(user: Any, order: Any) -> bool:
    """Who helps on a job sees it as its lead does."""
    return bool(order is not None and order.crew.filter(person=user.pk, removed_at=None).exists())


@predicate
def helps_with(user: Any, request: Any) -> bool:
    """A helper needs the address as his lead does, as long as the customer has not signed."""
    if request is None or request.state not in WORKING:
        return False
    return bool(request.orders.filter(crew__person=user.pk, crew__removed_at=None, state__in=UNSIGNED).exists())


never = rules.always_false

rules.add_perm("service.take_in", intake)
rules.add_perm("service.view_register", register_readers)
rules.add_perm("service.run_board", holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER))
rules.add_perm("service.view_board", desk | manager | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("service.change_request", desk | owns | of_own_outlet)
rules.add_perm("service.handle_request", desk | owns | of_own_outlet)
rules.add_perm("service.dispatch_request", holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER) | of_own_outlet)
rules.add_perm("service.urge_request", intake | manager)
rules.add_perm("service.report_shirking", intake | manager)
rules.add_perm("service.override_entitlement", holds_any(Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER))
rules.add_perm("service.run_campaign", desk)
rules.add_perm("service.close_request", desk)
rules.add_perm("service.reopen_request", desk | manager)
rules.add_perm("service.cancel_request", desk | owns)
rules.add_perm("service.run_request", never)
rules.add_perm("service.work_order", is_technician_of)
rules.add_perm("service.sign_order", is_technician_of)
rules.add_perm("service.archive_paper", is_technician_of | desk | of_own_outlet)
rules.add_perm("service.import_requests", desk)
rules.add_perm("service.export_register", desk | manager)
rules.add_perm("service.edit_classes", holds_any(Post.SERVICE_MANAGER, Post.SYSTEM_ADMINISTRATOR))
rules.add_perm("service.review_report", holds_any(Post.SERVICE_MANAGER) | of_own_outlet)
rules.add_perm("service.view_jobs", holds_any(Post.TECHNICIAN))
rules.add_perm("service.unmask", desk | owns | of_own_outlet | is_on_the_way_to | helps_with)
rules.add_perm("service.pause_deadline", desk | owns | is_technician_of)
planners = holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER)
rules.add_perm("service.plan_days", planners | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("service.manage_calendar", planners | of_own_outlet)
rules.add_perm("service.manage_appointment", planners | leads_technician_of)
rules.add_perm("service.see_job", is_technician_of | helps_on)
rules.add_perm("service.set_crew", planners | of_own_outlet | is_technician_of)
rules.add_perm("service.book_minutes", is_technician_of | helps_on)
rules.add_perm("service.submit_report", is_self)
