"""Words on a long list: the search index gives the newest hits among the filtered rows."""

from collections.abc import Sequence

from bihuan.kernel import search
from bihuan.kernel.lists.paging import Order, Rows, Slice

NEWEST = Order("-pk")
FAR = 250_000  # keys that a thousand hits of a rare word would lie apart
MOST_HITS = 1_000  # hits that are counted: each is proved in its text, and nobody turns fifty pages


def found(kind: str, text: str, rows: Rows, fields: Sequence[str], size: int, after: str = "") -> Slice:
    """Return one page of the rows that contain the words, newest first.

    Args:
        kind: name of the records in the search index.
        text: words; all must occur.
        rows: the visible, filtered rows.
        fields: what each dictionary holds besides the key.
        size: rows on a page.
        after: cursor of the row behind which the page begins.
    """
    place = NEWEST.place(after, rows.model) if after else None
    keys = search.newest(kind, text, before=place[0] if place else None, limit=size + 1, among=rows)
    page = list(NEWEST.apply(rows.filter(pk__in=keys[:size])).values("pk", *fields)) if keys else []
    return Slice(page, "", NEWEST.cursor(page[-1]) if len(keys) > size else "")


def marks(kind: str, text: str, rows: Rows, page: Slice) -> int:
    """Return how many of the rows contain the words, at most one more than 1,000.

    Frequent words are counted from the newest rows on, rare ones, as the page shows, in the whole index.
    """
    keys = [row["pk"] for row in page.rows]
    if keys and (keys[0] - keys[-1]) * MOST_HITS // len(keys) > FAR:
        return rows.filter(pk__in=search.matching(kind, text)).order_by()[: MOST_HITS + 1].count()
    return len(search.newest(kind, text, limit=MOST_HITS + 1, among=rows))
