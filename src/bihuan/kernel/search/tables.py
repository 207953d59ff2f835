"""What the two databases hold besides `SearchText`, made after every migration.

Django knows neither FTS5 tables nor an array column on one database alone, and tests run without
migrations; so this hangs on `post_migrate`, the one signal the house allows itself.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS kernel_searchgrams"
    " USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
)
# What is waiting to be merged is read by every search: 256 kB cost at most a few milliseconds, and make
# writing six times cheaper than none.
POSTGRESQL = (
    "ALTER TABLE kernel_searchtext ADD COLUMN IF NOT EXISTS grams bigint[] NOT NULL DEFAULT '{}'",
    "CREATE INDEX IF NOT EXISTS kernel_searchtext_grams ON kernel_searchtext USING gin (grams)"
    " WITH (fastupdate = on, gin_pending_list_limit = 256)",
)


def make_tables(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the index of the connected database if it isn't there; receiver of `post_migrate`."""
    connection = connections[using]
    if "kernel_searchtext" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)
