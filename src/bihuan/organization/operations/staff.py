"""Staff: taken on, changed, given posts, sent on leave."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Department, Leave, Outlet, PostHolding, Staff
from bihuan.organization.states import LeaveKind, LeavePlanned, Post


@transaction.atomic
def add_staff(*, username: str, name: str, by: Actor, password: str | None = None, **fields: Any) -> Staff:
    """Return a new colleague. Without a password he can't sign in yet.

    Raises:
        OperationError: the password is too weak.
    """
    permit(by, "organization.manage_staff")
    if password is not None:
        _check_password(password, Staff(username=username, name=name))
    staff = Staff.objects.create_user(username, password, name=name.strip(), **fields)
    history.append(staff, "create", by=by, changes={"username": [None, staff.username]}, is_first=True)
    return staff


@transaction.atomic
def change_staff(staff: Staff, *, by: Actor, revision: int | None = None, **fields: Any) -> bool:
    """Change what is on file about a colleague; False when nothing was different.

    Raises:
        Stale: somebody changed him after `revision`.
        OperationError: he is the acting person and would lock himself out.
    """
    permit(by, "organization.manage_staff", staff)
    row = locked(Staff, staff.pk, revision=revision)
    if fields.get("is_active") is False:
        if row.pk == by.pk:
            raise OperationError(_("You can't end your own employment here."), field="is_active")
        _guard_administrator(row, by)
    return history.change(row, by=by, **fields)


@transaction.atomic
def change_own(staff: Staff, *, by: Actor, **fields: Any) -> bool:
    """Change one's own language, phone or e-mail."""
    permit(by, "organization.change_own", staff)
    if unknown := set(fields) - {"language", "phone", "email"}:
        raise TypeError(f"not one's own to change: {', '.join(sorted(unknown))}")
    return history.change(locked(Staff, staff.pk), by=by, **fields)


@transaction.atomic
def reset_password(staff: Staff, *, password: str, by: Actor) -> None:
    """Give a colleague a new password, as he forgot his; the history says who did.

    Raises:
        OperationError: the password is too weak.
    """
    permit(by, "organization.manage_staff", staff)
    row = locked(Staff, staff.pk)
    _guard_administrator(row, by)
    _check_password(password, row)
    row.set_password(password)
    row.revision += 1
    row.save(update_fields=["password", "revision", "updated_at"])
    history.append(row, "reset_password", by=by)


@transaction.atomic
def give_post(
    staff: Staff,
    *,
    post: str,
    by: Actor,
    department: Department | None = None,
    outlet: Outlet | None = None,
    since_on: date | None = None,
    until_on: date | None = None,
) -> PostHolding:
    """Have a colleague hold a post, for the whole company or one department or outlet (PPL-01).

    Raises:
        OperationError: he holds it already, or it ends before it begins.
    """
    permit(by, "organization.give_post", post)
    row = locked(Staff, staff.pk)
    since = since_on or timezone.localdate()
    if until_on and until_on < since:
        raise OperationError(_("The end lies before the start."), field="until_on")
    same = PostHolding.objects.filter(staff=row, post=post, department=department, outlet=outlet)
    if same.in_force(since).exists():
        raise OperationError(_("%(name)s holds this post already.") % {"name": row.name}, field="post")
    holding = PostHolding.objects.create(
        staff=row, post=post, department=department, outlet=outlet, since_on=since, until_on=until_on
    )
    history.append(row, "give_post", by=by, note=_line(holding))
    staff.forget_posts()
    return holding


@transaction.atomic
def end_post(holding: PostHolding, *, by: Actor, on: date | None = None) -> None:
    """End a post: with a last day on which he still holds it, or at once.

    Raises:
        OperationError: nobody would be left who may give posts to all.
    """
    permit(by, "organization.give_post", holding.post)
    row = locked(PostHolding, holding.pk)
    if row.post == Post.SYSTEM_ADMINISTRATOR:
        _keep_an_administrator(row)
    last = on or timezone.localdate() - timedelta(days=1)
    if last < row.since_on:
        row.delete()
    else:
        history.change(row, by=by, until_on=last)
    history.append(row.staff, "end_post", by=by, note=_line(row))
    holding.staff.forget_posts()


@transaction.atomic
def plan_leave(
    staff: Staff,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    leave_kind: str = LeaveKind.ANNUAL,
    deputy: Staff | None = None,
) -> Leave:
    """Write down that a colleague is away and who acts for him; planned by his manager or personnel.

    Raises:
        OperationError: it ends before it starts, overlaps another leave, or he would stand in for himself.
    """
    permit(by, "organization.plan_leave", staff)
    row = locked(Staff, staff.pk)
    if ends_at <= starts_at:
        raise OperationError(_("The end lies before the start."), field="ends_at")
    if deputy is not None and (deputy.pk == row.pk or not deputy.is_active):
        raise OperationError(_("A deputy is another colleague who works here."), field="deputy")
    if Leave.objects.filter(staff=row, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise OperationError(_("%(name)s is away then already.") % {"name": row.name}, field="starts_at")
    leave = Leave.objects.create(staff=row, starts_at=starts_at, ends_at=ends_at, leave_kind=leave_kind, deputy=deputy)
    history.append(row, "plan_leave", by=by, note=f"{leave} · {deputy}" if deputy else str(leave))
    events.publish(LeavePlanned(record=leave, at=timezone.now(), by=by, is_new=True))
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, by: Actor, at: datetime | None = None) -> None:
    """Call a leave off, or end it now when it has begun."""
    permit(by, "organization.plan_leave", leave)
    row = locked(Leave, leave.pk)
    end = at or timezone.now()
    history.append(row.staff, "end_leave", by=by, note=str(row))
    if end <= row.starts_at:
        row.delete()
    elif end < row.ends_at:
        history.change(row, by=by, ends_at=end)


def _line(holding: PostHolding) -> str:
    return f"{holding.get_post_display()} {holding.outlet or holding.department or ''}".strip()


def _check_password(password: str, staff: Staff) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise OperationError(" ".join(error.messages), field="password") from error


def _guard_administrator(staff: Staff, by: Actor) -> None:
    """Personnel can't take over or lock out a system administrator."""
    if staff.holds(Post.SYSTEM_ADMINISTRATOR):
        permit(by, "organization.give_post", Post.SYSTEM_ADMINISTRATOR)


def _keep_an_administrator(holding: PostHolding) -> None:
    others = PostHolding.objects.in_force(timezone.localdate()).filter(
        post=Post.SYSTEM_ADMINISTRATOR, staff__is_active=True
    )
    if not others.exclude(staff=holding.staff_id).exists():
        raise OperationError(_("Somebody must remain system administrator."), field="post")
