"""`notify`: one insert for any number of recipients, in the caller's transaction."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from bihuan.kernel.outbox.delivery import route_notices

# A notice that nobody wants outside the house is routed as soon as it is written; no task, no second query.
_INSERT = """
INSERT INTO kernel_notice
       (recipient_id, topic, title, body, url, kind, subject_id, is_urgent, created_at, routed_at)
SELECT r.id, {text}, {text}, {text}, {text}, {text}, {number}, {truth}, {moment},
       CASE WHEN EXISTS (SELECT 1 FROM kernel_noticepreference p WHERE p.staff_id = r.id AND p.topic IN (%s, ''))
            THEN NULL ELSE {moment} END
  FROM {recipients}
RETURNING id, routed_at
"""
_DIALECTS = {
    "postgresql": _INSERT.format(
        text="%s::text",
        number="%s::bigint",
        truth="%s::boolean",
        moment="%s::timestamptz",
        recipients="unnest(%s::bigint[]) AS r(id)",
    ),
    "sqlite": _INSERT.format(
        text="%s", number="%s", truth="%s", moment="%s", recipients="(SELECT value AS id FROM json_each(%s)) r"
    ),
}


def notify(
    recipients: Iterable[Any],
    *,
    topic: str,
    title: Any,
    url: str = "",
    body: Any = "",
    record: Any = None,
    is_urgent: bool = False,
) -> int:
    """Tell people something: at once inside the system, later by mail or robot as each one wishes.

    Args:
        recipients: staff; doubled ones and None are left out.
        topic: what it is about, as registered with `register_topic`.
        title: one line, 200 characters at most.
        url: where the notice leads, without host.
        body: more text, for mail.
        record: what it is about; kept as kind and id.
        is_urgent: passes through quiet hours and isn't gathered with others.

    Returns:
        How many people were told. One query, two when something goes outside the house.
    """
    pks = list(dict.fromkeys(person.pk for person in recipients if person is not None))
    if not pks:
        return 0
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    kind, subject = (record._meta.label_lower, record.pk) if record is not None else ("", None)
    people: Any = pks if connection.vendor == "postgresql" else json.dumps(pks)
    about = [topic, str(title)[:200], str(body), url[:300], kind, subject, is_urgent, now]
    with connection.cursor() as cursor:
        cursor.execute(_DIALECTS[connection.vendor], [*about, topic, now, people])
        to_route = [pk for pk, routed_at in cursor.fetchall() if routed_at is None]
    if to_route:
        route_notices.enqueue(pks=to_route)
    return len(pks)
