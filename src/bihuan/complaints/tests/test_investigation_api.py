"""Another system reads the comparisons, writes what was looked into and chooses the cause (CMP-10, QUA-08)."""

import pytest
from django.test import Client
from django.utils import timezone

from bihuan.kernel.api import issue as issue_token


@pytest.mark.req("CMP-10", "QUA-08")
def test_another_system_compares_looks_into_it_and_chooses_the_cause(cast, trouble):
    _row, token = issue_token(cast.qianjin, name="t", wanted=["complaints:read", "complaints:write"], days=1,
                              by=cast.qianjin)  # fmt: skip
    client, keys = Client(headers={"authorization": f"Bearer {token}"}), iter(range(99))

    def post(path, status=201, key=None, **body):
        answer = client.post(f"/api/investigations/{path}", body, content_type="application/json",
                             headers={"idempotency-key": key or f"k{next(keys)}"})  # fmt: skip
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    beside = client.get(f"/api/comparisons/{trouble.complaint.pk}").json()
    batch = next(one for one in beside["comparisons"] if one["code"] == "batch")
    assert (batch["cases"], batch["other_cases"], batch["exposure"], batch["verdict"]) == (5, 12, 80, "higher")
    begun_one = post(f"of/{trouble.complaint.pk}")
    pk, day = begun_one["id"], timezone.localdate().isoformat()
    assert post(f"of/{trouble.complaint.pk}")["id"] == pk
    seen = {
        "aspect": "retained",
        "found_on": day,
        "text": "留样复现",
        "outcome": "shown",
        "checked": 5,
        "reproduced": 2,
    }
    finding = post(f"{pk}/findings", key="once", **seen)["findings"][0]
    assert len(post(f"{pk}/findings", key="once", **seen)["findings"]) == 1
    post(f"{pk}/findings", 422, **{**seen, "reproduced": 9})
    whys = post(f"{pk}/whys", question="为何结冰", answer="探头漂移", finding_id=finding["id"])["whys"]
    assert [(one["order"], one["finding_id"]) for one in whys] == [(1, finding["id"])]
    weighed = {"scheme": "prodq", "category": "material", "text": "封装胶开裂"}
    post(f"{pk}/influences", 422, **weighed, state="confirmed")
    found = post(f"{pk}/influences", **weighed, state="confirmed", evidence="切片")["influences"][0]
    post(f"{pk}/conclude", 422, primary_id=found["id"] + 99, cause="封装胶开裂")
    stale = begun_one["revision"]
    post(f"{pk}/conclude", 409, primary_id=found["id"], cause="封装胶开裂", revision=stale)
    ended = post(f"{pk}/conclude", 200, primary_id=found["id"], cause="封装胶开裂")
    assert (ended["state"], ended["cause_category"], ended["influences"][0]["rank"]) == (
        "concluded", "material", "primary",
    )  # fmt: skip
    assert post(f"{pk}/resume", 200, note="再查")["state"] == "open"
    assert client.get("/api/investigations").json()["items"][0]["number"] == trouble.complaint.number
