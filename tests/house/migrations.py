"""The first migration of every app, made anew: until the first release nobody's database has to follow.

`python -m tests.house.migrations` deletes and makes them, then folds indexes and constraints into the tables
they belong to. Django leaves them as steps of their own, each of which draws all models again: half a minute
at every start on a new database.
"""

import os
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from tests.house.sources import APPS, SRC

FIRST = "0001_initial"


def main() -> None:
    """Make the first migrations anew and fold them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    django.setup()
    for app in APPS:
        for path in (SRC / app / "migrations").glob("0*.py"):
            path.unlink()
    call_command("makemigrations", verbosity=0)
    for app in APPS:
        path = SRC / app / "migrations" / f"{FIRST}.py"
        if path.is_file():
            _fold(app, path)


def _fold(app: str, path: Path) -> None:
    made: type[Migration] = import_module(f"bihuan.{app}.migrations.{FIRST}").Migration
    migration = made(FIRST, app)
    migration.operations = folded(migration.operations)
    path.write_text(MigrationWriter(migration, include_header=False).as_string(), encoding="utf-8")


def folded(operations: list[Operation]) -> list[Operation]:
    """Return the operations with each index and constraint in its table's creation, where all its fields are."""
    created = {one.name_lower: one for one in operations if isinstance(one, CreateModel)}
    grown = {one.model_name_lower for one in operations if isinstance(one, AddField)}
    rest: list[Operation] = []
    for one in operations:
        table = created.get(getattr(one, "model_name_lower", ""))
        if table is None or table.name_lower in grown:
            rest.append(one)
        elif isinstance(one, AddIndex):
            table.options.setdefault("indexes", []).append(one.index)
        elif isinstance(one, AddConstraint):
            table.options.setdefault("constraints", []).append(one.constraint)
        else:
            rest.append(one)
    return rest


if __name__ == "__main__":
    main()
