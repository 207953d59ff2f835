"""What every test stands on: settings of a test installation, chosen before Django reads them."""

import base64
import os
import tempfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

_home = tempfile.mkdtemp(prefix="bihuan-test-")
os.mkdir(f"{_home}/static")
# A file, not memory: several connections then wait for each other as they do in an installation.
os.environ.setdefault("BIHUAN_TEST_SQLITE", f"{_home}/tests.sqlite3")
os.environ.update(
    DJANGO_SETTINGS_MODULE="bihuan.config.settings",
    BIHUAN_HOME=_home,
    BIHUAN_SECRET_KEY="only-for-tests",  # noqa: S106
    BIHUAN_KEYS="1:" + base64.b64encode(bytes(range(32))).decode(),
    BIHUAN_HISTORY_KEY=base64.b64encode(bytes(range(32, 64))).decode(),
    BIHUAN_DATABASE_URL=os.environ.get("BIHUAN_TEST_DB", f"sqlite:///{_home}/test.sqlite3"),
    BIHUAN_NO_POOL="1",
)


def pytest_configure() -> None:
    """Make tests quick and quiet: cheap passwords, no manifest, own database name."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.AXES_ENABLED = False
    if name := os.environ.get("BIHUAN_TEST_DB_NAME"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database; that pass runs it."""
    from django.db import connection

    other = [item for item in items if item.get_closest_marker("postgresql") and connection.vendor != "postgresql"]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


@pytest.fixture
def cast(db: None) -> "Cast":
    """The fixed cast of people, their company and one customer with his air-conditioner."""
    from tests.cast import TEMPLATE

    made: Cast = TEMPLATE.fresh()
    return made


@pytest.fixture(autouse=True)
def _words_of_the_house() -> None:
    """Begin every test in the language of the settings, whatever a test before it chose."""
    from django.utils import translation

    translation.deactivate()
