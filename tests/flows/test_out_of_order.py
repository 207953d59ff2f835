"""In the customer's interest a step goes out of order once, with the general manager's recorded consent (CTRL 4.7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.operations import plan_leave
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation, OutOfOrder

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-06")]


def asked(cast, record, move="close", by="zhoumin"):
    return signoff.ask_consent(record, move=move, reason="电话已指导解决，客户不愿等上门", by=cast.people[by])


def test_without_consent_the_step_is_refused_with_it_it_is_taken_once_and_the_history_names_it(cast, desk):
    request = cast.request()
    with pytest.raises(MoveForbidden):
        service.close(request, by=cast.zhoumin)
    desk("zhoumin").send(
        f"/signoff/consents/ask/service.servicerequest/{request.pk}/", move="close", reason="电话已指导解决"
    )
    consent = OutOfOrder.objects.get()
    assert Notice.objects.get(topic="signoff.consent").recipient == cast.linhai
    assert consent.number in desk("linhai").open("/")
    with pytest.raises(MoveForbidden):
        service.close(request, by=cast.zhoumin)
    desk("hanli").open(consent.get_absolute_url(), expect=404)
    desk("linhai").send(
        consent.get_absolute_url(), verdict="agree", opinion="同意，回访确认", revision=consent.revision
    )
    assert f"/service/requests/{request.pk}/close/" in desk("zhoumin").open(f"/service/requests/{request.pk}/")
    desk("zhoumin").send(f"/service/requests/{request.pk}/close/", note="已解决", revision=request.revision)
    request.refresh_from_db()
    consent.refresh_from_db()
    assert (request.state, consent.state) == ("closed", "used")
    entry = history.of(request.kind(), request.pk).get(verb="close")
    assert consent.number in entry.note
    assert "林海" in entry.note
    service.reopen(request, note="客户又来电", by=cast.zhoumin)
    with pytest.raises(MoveForbidden):
        service.close(request, by=cast.zhoumin)


def test_a_consent_holds_for_one_move_of_one_record_as_it_stood(cast):
    request, other = cast.request(), cast.request(description="不停机", serial_text="")
    consent = asked(cast, request)
    signoff.decide_consent(consent, is_agreed=True, by=cast.linhai)
    with pytest.raises(MoveForbidden):
        service.close(other, by=cast.zhoumin)
    service.urge(request, note="又来电", by=cast.zhoumin)
    with pytest.raises(MoveForbidden):
        service.close(request, by=cast.zhoumin)
    late = asked(cast, request)
    service.urge(request, note="再来电", by=cast.zhoumin)
    with pytest.raises(OperationError):
        signoff.decide_consent(late, is_agreed=True, by=cast.linhai)


def test_only_the_general_manager_consents_or_his_deputy_while_he_is_away(cast):
    consent = asked(cast, cast.request())
    for name in ("hanli", "hejianguo", "zhoumin"):
        with pytest.raises(PermissionDenied):
            signoff.decide_consent(consent, is_agreed=True, by=cast.people[name])
    now = timezone.now()
    plan_leave(
        cast.linhai, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1), deputy=cast.hejianguo,
        by=SYSTEM,
    )  # fmt: skip
    deputy = type(cast.hejianguo).objects.get(pk=cast.hejianguo.pk)
    assert signoff.decide_consent(consent, is_agreed=True, by=deputy).state == "given"


def test_a_refusal_says_why_and_lets_nothing_through(cast):
    request = cast.request()
    consent = asked(cast, request)
    with pytest.raises(OperationError):
        signoff.decide_consent(consent, is_agreed=False, by=cast.linhai)
    signoff.decide_consent(consent, is_agreed=False, opinion="须上门确认", by=cast.linhai)
    with pytest.raises(MoveForbidden):
        service.close(request, by=cast.zhoumin)


def test_signatures_never_go_out_of_order(cast):
    order = cast.order()
    for move in ("sign", "file_paper", "finish", "nonsense"):
        with pytest.raises(OperationError):
            signoff.ask_consent(order, move=move, reason="客户急", by=cast.chenlijun)


def test_who_may_not_take_the_step_at_all_can_not_ask_for_it(cast):
    with pytest.raises(PermissionDenied):
        asked(cast, cast.request(), by="panfeng")


def test_an_engineer_who_is_at_the_neighbours_arrives_without_having_accepted(cast, desk):
    order = cast.order()
    phone, path = desk("chenlijun"), f"/service/jobs/{order.pk}/"
    phone.send(f"{path}arrive/", expect=409)
    consent = asked(cast, order, "arrive", "chenlijun")
    signoff.decide_consent(consent, is_agreed=True, by=cast.linhai)
    assert f"{path}arrive/" in phone.open(path)
    phone.send(f"{path}arrive/")
    assert WorkOrder.objects.get().state == "arrived"


@pytest.mark.req("SVC-07")
def test_a_dispatch_goes_ahead_of_its_approval_and_the_form_is_taken_back(cast):
    request = cast.request(region=cast.region("临平区"))
    wanted = service.Assignment(technician_id=cast.huzhiyuan.pk)
    assert service.dispatch(request, wanted, by=cast.zhoumin) is None
    request.refresh_from_db()
    signoff.decide_consent(asked(cast, request, "dispatch"), is_agreed=True, by=cast.linhai)
    assert service.dispatch(request, wanted, by=cast.zhoumin).technician == cast.huzhiyuan
    assert ServiceRequest.objects.get().state == "dispatched"
    assert Circulation.objects.get().state == "withdrawn"
