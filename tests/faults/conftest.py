"""Browsers for the cast, and one walk through the house for all tests that look at pages."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from bihuan.organization.models import Staff
    from tests.faults.crawl import Walk


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """Forget who has posted how often: the tests share one process."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def as_(db: None) -> "Callable[..., Client]":
    """Return a browser in which somebody has signed in: as_(cast.zhoumin)."""
    from django.test import Client

    def signed_in(staff: "Staff", **options: Any) -> Client:
        client = Client(**options)
        client.force_login(staff)
        return client

    return signed_in


@pytest.fixture(scope="session")
def walks(django_db_setup: None, django_db_blocker: Any) -> "dict[str, Walk]":
    """Return what a walk through the house saw, by language."""
    from tests.faults.company import walked

    with django_db_blocker.unblock():
        return walked()
