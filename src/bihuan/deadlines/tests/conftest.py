"""The stage of these tests."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bihuan.deadlines.tests.stage import Stage


@pytest.fixture
def stage(db: None) -> "Stage":
    from bihuan.deadlines.tests.stage import set_stage

    return set_stage()
