"""The invitations of a round, made by the database some thousands at a time, going on where it stopped."""

import random
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.feedback.models import SurveyInvitation, SurveyRound
from bihuan.feedback.queries.audience import COLUMNS, as_invited, audience
from bihuan.feedback.states.surveys import Outcome, SurveyWay
from bihuan.kernel import history, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import locked

CHUNK = 5000


@transaction.atomic
def spread(one: SurveyRound) -> int | None:
    """Invite the next customers of a round that is out.

    The round's row is held: two workers share the customers between them and ask nobody twice.

    Returns:
        how many were looked at; None when all are through.
    """
    row = locked(SurveyRound, one.pk)
    if not row.is_running or row.spread_at is not None:
        return None
    if row.sample_size is not None:
        _drawn(row)
        _end(row)
        return None
    chunk = list(audience(row).filter(pk__gt=row.cursor).values_list("pk", flat=True)[:CHUNK])
    if not chunk:
        _end(row)
        return None
    _invite(row, audience(row).filter(pk__gt=row.cursor, pk__lte=chunk[-1]))
    SurveyRound.objects.filter(pk=row.pk).update(cursor=chunk[-1])
    return len(chunk)


def _end(row: SurveyRound) -> None:
    asked = row.invitations.count()
    population = audience(row).count() if row.sample_size is not None else asked
    history.change(row, by=SYSTEM, verb="invite", spread_at=timezone.now(), population=population)


def _drawn(row: SurveyRound) -> None:
    """Invite as many as the sample wants, drawn by lot: the round's number decides, so that it can be drawn again."""
    keys = list(audience(row).values_list("pk", flat=True))
    lot = random.Random(row.number)  # noqa: S311 - a lot that can be drawn again, not a secret
    chosen = sorted(lot.sample(keys, min(row.sample_size or 0, len(keys))))
    for at in range(0, len(chosen), 500):
        _invite(row, Customer.objects.filter(pk__in=chosen[at : at + 500]).order_by("pk"))


def _invite(row: SurveyRound, customers: QuerySet[Customer]) -> None:
    """Have the database make one invitation for each customer that has none yet."""
    by_text = row.by_text and outbox.has_sms()
    chosen, values = as_invited(customers, by_text=by_text).query.sql_with_params()
    quote = connection.ops.quote_name
    table = quote(SurveyInvitation._meta.db_table)
    columns = ", ".join(quote(name) for name in (*COLUMNS, "round_id", "outcome"))
    sql = (
        f"INSERT INTO {table} ({columns}) SELECT asked.*, %s, %s FROM ({chosen}) AS asked "  # noqa: S608
        "WHERE TRUE ON CONFLICT (round_id, customer_id) DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [row.pk, Outcome.WAITING.value, *values])


def on_paper(invitation: int) -> None:
    """Have somebody asked on paper whom no message reaches."""
    SurveyInvitation.objects.filter(pk=invitation, sent_at=None).update(way=SurveyWay.PAPER)


def mark_sent(invitations: Sequence[int]) -> None:
    """Note when invitations went out; a second time changes nothing."""
    SurveyInvitation.objects.filter(pk__in=invitations, sent_at=None).update(sent_at=timezone.now())
