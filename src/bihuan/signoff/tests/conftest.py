"""The stage of the tests of limits, with routes."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bihuan.deadlines.tests.stage import Stage


@pytest.fixture
def stage(db: None) -> "Stage":
    from bihuan.deadlines.tests.stage import set_stage
    from bihuan.organization.states import Post

    stage = set_stage()
    stage.person("zhuling", "朱琳", Post.OFFICE)
    stage.person("hejianguo", "贺建国", Post.VICE_GENERAL_MANAGER)
    stage.person("wangfang", "王芳", Post.ACCOUNTANT)
    return stage


@pytest.fixture
def route(stage: "Stage") -> None:
    """Technical manager; then accountant and sales side by side; then the vice general manager."""
    stations = [
        {"order": 1, "name": "审核", "post": "service_manager", "opinion_required": True, "limit_minutes": 240},
        {"order": 2, "name": "会签（财务）", "post": "accountant"},
        {"order": 2, "name": "会签（销售）", "post": "sales", "when": {"area": "city"}},
        {"order": 3, "name": "核决", "post": "vice_general_manager"},
    ]
    stage.clause("route", "concession", {"label": "让步申请单", "form": "concession", "stations": stations})
