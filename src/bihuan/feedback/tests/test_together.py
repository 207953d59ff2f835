"""Two clerks take the same call: one has it, the other is told or given the next one (VIS-01)."""

from functools import partial

import pytest
from django.utils import timezone
from tests.cast import TEMPLATE, Cast
from tests.together import at_once

from bihuan.customers.models import Customer
from bihuan.feedback.models import CallBack
from bihuan.feedback.operations import callbacks
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as organization
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders

pytestmark = [pytest.mark.req("VIS-01")]


def two_clerks(cast: Cast) -> list[Staff]:
    """Give a second colleague the post of the call-back clerk."""
    other = cast.zhoumin
    organization.give_post(other, post="callback_clerk", since_on=timezone.localdate(), by=SYSTEM)
    return [holders("callback_clerk")[0], Staff.objects.get(pk=other.pk)]


def waiting(cast: Cast, number: int) -> list[CallBack]:
    """Make out calls of today to so many customers."""
    today, made = timezone.localdate(), []
    for n in range(number):
        who = Customer.objects.create(number=f"CU-7{n}", name=f"客户{n}", region=cast.region("滨江区"))
        made.append(CallBack.objects.create(number=f"CB-7{n}", customer=who, way="phone", state="planned",
                                            planned_on=today, due_on=today))  # fmt: skip
    return made


@pytest.mark.django_db
def test_the_second_clerk_is_told_who_is_calling_already(cast: Cast) -> None:
    (call,), (first, second) = waiting(cast, 1), two_clerks(cast)
    callbacks.take(call, by=first)
    with pytest.raises(OperationError, match=first.name):
        callbacks.take(call, by=second)
    assert callbacks.take_next(by=second) is None
    assert CallBack.objects.get().assignee == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_call_at_once_one_has_it() -> None:
    cast = TEMPLATE.fresh()
    (call,), clerks = waiting(cast, 1), two_clerks(cast)
    answers = at_once(*(partial(callbacks.take, call, by=clerk) for clerk in clerks))
    refused = [answer for answer in answers if isinstance(answer, OperationError)]
    assert len(refused) == 1
    call.refresh_from_db()
    assert call.state == "taken"
    assert call.assignee is not None
    assert call.assignee.name in str(refused[0])


@pytest.mark.django_db(transaction=True)
def test_the_next_call_is_another_one_for_each() -> None:
    cast = TEMPLATE.fresh()
    waiting(cast, 2)
    clerks = two_clerks(cast)
    taken = at_once(*(partial(callbacks.take_next, by=clerk) for clerk in clerks))
    assert len({call.pk for call in taken}) == 2
    assert {call.assignee_id for call in taken} == {clerk.pk for clerk in clerks}
