"""The API of feedback: who may not is refused before anybody looks at what he sent."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.feedback.models import CallBack, FeedbackEntry, SurveyRound
from bihuan.feedback.operations import callbacks
from bihuan.kernel.api import issue, scopes
from bihuan.organization.models import Staff

pytestmark = pytest.mark.django_db
BAD = b'{"nothing": '


def asked(staff: Staff, path: str, body: bytes = BAD) -> int:
    token = issue(staff, name="Test", wanted=scopes(), days=1, by=staff)[1]
    heads = {"Authorization": f"Bearer {token}"}
    return Client().post(f"/api{path}", body, content_type="application/json", headers=heads).status_code


@pytest.fixture
def call(cast: Cast) -> CallBack:
    today = timezone.localdate()
    call = CallBack.objects.create(number="CB-1", customer=cast.customer, way="phone", state="planned",
                                   planned_on=today, due_on=today)  # fmt: skip
    return callbacks.take(call, by=cast.hejing)


@pytest.mark.req("SEC-01", "SAT-04", "VIS-01")
def test_who_may_not_is_refused_whatever_he_sends_and_who_may_is_told_what_is_wrong(cast: Cast, call: CallBack) -> None:
    paths = {"/surveys": cast.xuwen, "/feedback-entries": cast.xuwen,
             f"/callbacks/{call.pk}/not-reached": cast.hejing, f"/callbacks/{call.pk}/result": cast.hejing}  # fmt: skip
    for path, who_may in paths.items():
        assert asked(cast.zhoumin, path) == 403, path
        assert asked(who_may, path) in (400, 422), path
    assert asked(cast.zhoumin, f"/callbacks/{call.pk}/take") == 403
    assert not SurveyRound.objects.exists()
    assert not FeedbackEntry.objects.exists()
    call.refresh_from_db()
    assert (call.state, call.tries) == ("taken", 0)
