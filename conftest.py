"""What every test stands on: settings of a test installation, chosen before Django reads them."""

import base64
import os
import tempfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

    from bihuan.regulations.models import RegulationVersion

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
    if os.environ.get("BIHUAN_TEST_DB"):
        settings.DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # rows of tests may be lost
    if name := os.environ.get("BIHUAN_TEST_DB_NAME"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other database's pass runs."""
    from django.db import connection

    # Where both passes run side by side, what asks no database goes with PostgreSQL's: SQLite's has the journeys.
    are_shared = os.environ.get("BIHUAN_TEST_SHARED") == "1"
    is_postgresql = connection.vendor == "postgresql"

    def is_others(item: pytest.Item) -> bool:
        if are_shared and not asks_database(item):
            return not is_postgresql
        return is_same_on_any(item) if is_postgresql else is_postgresqls(item)

    other = [item for item in items if is_others(item)]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


def is_postgresqls(item: pytest.Item) -> bool:
    """Return whether a test is about PostgreSQL alone."""
    return item.get_closest_marker("postgresql") is not None


def is_same_on_any(item: pytest.Item) -> bool:
    """Return whether a test proves no more on a second database."""
    if item.get_closest_marker("every_database"):
        return False
    # What a journey writes, the tests of its operations write on both; the first loop is walked on both.
    is_journey = item.path.parent.name == "browser"
    return is_journey or not asks_database(item) or item.get_closest_marker("one_database") is not None


def asks_database(item: pytest.Item) -> bool:
    """Return whether a test reads or writes a database."""
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))


@pytest.fixture(scope="session", autouse=True)
def _empty_by_deleting() -> None:
    """Have PostgreSQL empty tables row by row: truncating 150 of them writes 150 new files, five seconds a test."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: DatabaseOperations, _style: object, tables: list[str], **_options: object) -> list[str]:
        deletes = (f"DELETE FROM {self.quote_name(table)}" for table in tables)  # noqa: S608
        return ["SET CONSTRAINTS ALL DEFERRED", *deletes]

    DatabaseOperations.sql_flush = sql_flush


@pytest.fixture
def cast(db: None) -> "Cast":
    """The fixed cast of people, their company and one customer with his air-conditioner."""
    from tests.cast import TEMPLATE

    made: Cast = TEMPLATE.fresh()
    return made


@pytest.fixture
def packs(db: None) -> "list[RegulationVersion]":
    """The shipped packs, in force; ask for them before anything that writes."""
    from tests.cast import PACKS

    made: list[RegulationVersion] = PACKS.fresh()
    return made


@pytest.fixture(autouse=True)
def _words_of_the_house() -> None:
    """Begin every test in the language of the settings, whatever a test before it chose."""
    from django.utils import translation

    translation.deactivate()
