"""上报: a clause names who is told the moment something happens, and they are told once (REG-02)."""

import pytest

from bihuan.deadlines.notices import TOPIC_REPORT
from bihuan.kernel.outbox import Notice
from bihuan.service import operations as service
from tests.flows.desks import add_parameter, draft_regulation, put_in_force

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-02")]


def told(**which):
    return sorted(Notice.objects.filter(**which).values_list("recipient__name", flat=True))


def test_an_urgent_trouble_reaches_the_service_manager_by_the_clause_a_common_one_does_not(cast):
    cast.request(description="漏水", serial_text="", contact_name="东湖宾馆")
    assert told(topic="request.registered") == ["郭静"]
    cast.request(description="漏电打火", serial_text="", contact_name="东湖宾馆", urgency="urgent")
    assert told(topic="request.registered", is_urgent=True) == ["郭静", "韩立"]


def test_an_event_nobody_speaks_for_is_told_as_an_invented_clause_wants_it(cast, desk):
    office, manager = desk("zhulin"), desk("linhai")
    clause = draft_regulation(office, "ONSITE")
    add_parameter(
        office, clause, "escalation", name="on_site", label="到场报告", event="order.arrived", tells__count="2",
        tells__0__tell="quality", tells__1__tell="superior",
    )  # fmt: skip
    put_in_force(office, manager, clause)
    order = cast.order()
    assert not Notice.objects.filter(topic=TOPIC_REPORT).exists()
    service.accept(order, by=cast.chenlijun)
    service.arrive(order, by=cast.chenlijun)
    assert told(topic=TOPIC_REPORT) == ["钱进", "韩立"]
    notice = Notice.objects.filter(topic=TOPIC_REPORT).first()
    assert "到场报告" in notice.title
    assert "ONSITE 2.1" in notice.title
    assert notice.url == order.request.get_absolute_url()


def test_whom_app_and_clause_both_want_told_hears_once(cast):
    request = cast.request()
    service.urge(request, note="", by=cast.hejing)
    assert told(topic="request.urged") == ["周敏", "韩立"]
    assert told(topic=TOPIC_REPORT) == []
