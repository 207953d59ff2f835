"""Finding records by any part of their words, Chinese or not, on SQLite and PostgreSQL alike.

A record's searchable words are kept normalised (`SearchText`) beside an index of its characters and
character pairs. A query is split at blanks; a row matches when every part is a substring of its text,
exactly: the index proposes, the stored text decides. How and why: docs/adr/0003-search.md.

    search.register("service.servicerequest", _("Service requests"))   # in the app's ready()
    search.index("service.servicerequest", request.pk, words)           # in the writing transaction
    search.newest("service.servicerequest", "漏水", among=rows)          # ids of one page of a list
    rows.filter(pk__in=search.matching("service.servicerequest", "漏水"))  # anywhere else

Personal data never goes in; phones are found through their blind index (`register_finder`).
"""

from bihuan.kernel.search.finding import Group, Hit, find, matching, newest, register, register_finder
from bihuan.kernel.search.grams import normalize
from bihuan.kernel.search.index import SearchText, index, index_many, remove
from bihuan.kernel.search.tables import make_tables

__all__ = [
    "Group",
    "Hit",
    "SearchText",
    "find",
    "index",
    "index_many",
    "make_tables",
    "matching",
    "newest",
    "normalize",
    "register",
    "register_finder",
    "remove",
]
