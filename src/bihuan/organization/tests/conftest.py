"""Fixtures of the organization's tests; models are imported when Django is ready."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bihuan.organization.models import CalendarVersion
    from bihuan.organization.tests.company import Company


@pytest.fixture
def company(db: None) -> "Company":
    from bihuan.organization.tests.company import found

    return found()


@pytest.fixture
def office(db: None) -> "CalendarVersion":
    from bihuan.organization.tests.company import open_office

    return open_office()


@pytest.fixture
def draft(office: "CalendarVersion") -> "CalendarVersion":
    from bihuan.organization.tests.company import begin_draft

    return begin_draft()
