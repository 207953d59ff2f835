"""`notify_many`: different notices to different people, with one insert for all of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from bihuan.kernel.outbox.delivery import route_notices

# All notices travel as one JSON value: building an INSERT of thousands of values costs more than the insert.
_INSERT = """
INSERT INTO kernel_notice
       (recipient_id, topic, title, body, url, kind, subject_id, is_urgent, created_at, routed_at)
SELECT m.recipient_id, m.topic, m.title, '', m.url, m.kind, m.subject_id, m.is_urgent, {moment},
       CASE WHEN EXISTS (SELECT 1 FROM kernel_noticepreference p
                          WHERE p.staff_id = m.recipient_id AND p.topic IN (m.topic, ''))
            THEN NULL ELSE {moment} END
  FROM {messages}
RETURNING id, routed_at IS NULL
"""
_DIALECTS = {
    "postgresql": _INSERT.format(
        moment="%s::timestamptz",
        messages="jsonb_to_recordset(%s::jsonb) AS m(recipient_id bigint, topic text, title text, url text,"
        " kind text, subject_id bigint, is_urgent boolean)",
    ),
    "sqlite": _INSERT.format(
        moment="%s",
        messages="(SELECT value ->> 'recipient_id' AS recipient_id, value ->> 'topic' AS topic,"
        " value ->> 'title' AS title, value ->> 'url' AS url, value ->> 'kind' AS kind,"
        " value ->> 'subject_id' AS subject_id, value ->> 'is_urgent' AS is_urgent FROM json_each(%s)) AS m",
    ),
}


@dataclass(frozen=True)
class Message:
    """One notice to some people; the attributes are those of `notify`."""

    recipients: Iterable[Any]
    topic: str
    title: str
    url: str = ""
    kind: str = ""
    subject_id: int | None = None
    is_urgent: bool = False

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each recipient, ready for JSON."""
        row = {
            "topic": self.topic, "title": self.title[:200], "url": self.url[:300], "kind": self.kind,
            "subject_id": self.subject_id, "is_urgent": self.is_urgent,
        }  # fmt: skip
        return [{"recipient_id": pk, **row} for pk in dict.fromkeys(person.pk for person in self.recipients)]


def notify_many(messages: Sequence[Message]) -> int:
    """Write the notices of a whole batch in the caller's transaction; mail and robots follow as with `notify`.

    Returns:
        How many notices were written. One query, two when something goes outside the house.
    """
    rows = [row for message in messages for row in message.rows()]
    if not rows:
        return 0
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_DIALECTS[connection.vendor], [now, now, json.dumps(rows)])
        to_route = [pk for pk, is_open in cursor.fetchall() if is_open]
    if to_route:
        route_notices.enqueue(pks=to_route)
    return len(rows)
