"""A batch with more complaints than its share, for the tests that compare."""

import pytest


@pytest.fixture(autouse=True)
def _counted_anew():
    """Forget how many units stood in the field: the count is kept for an hour, under keys that tests share."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def trouble(cast):
    from bihuan.complaints.tests.steps import troubled

    return troubled(cast)
