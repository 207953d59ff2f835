"""How often one visitor may try something: counted in the database, so that every process counts the same.

One statement a try, in a transaction of its own: a refusal that rolls back is counted all the same.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from bihuan.kernel.privacy import blind_index
from bihuan.kernel.tasks import scheduled

_COUNT = """
INSERT INTO kernel_tries (key, count, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN kernel_tries.until <= %s THEN 1 ELSE kernel_tries.count + 1 END,
  until = CASE WHEN kernel_tries.until <= %s THEN excluded.until ELSE kernel_tries.until END
RETURNING count, until
"""


class Tries(models.Model):
    """How often somebody has tried something in the window that runs; whom the key means can't be read from it."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_tries"

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"


def count_try(what: str, who: str, *, window: timedelta) -> tuple[int, datetime]:
    """Count one more try.

    Args:
        what: what is tried; who: a link's token or an address.
        window: how long tries are counted together, from the first one.

    Returns:
        how many there were in this window, and when it ends.
    """
    now = timezone.now()
    key = blind_index(f"{what}\x1f{who}", purpose="throttle")[:64]
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, moment(now + window), moment(now), moment(now)])
        count, until = cursor.fetchone()
    return count, _aware(until)


def _aware(value: datetime | str) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if timezone.is_naive(found) else found


@scheduled(every=timedelta(hours=1), label=gettext_lazy("Forget counted tries"))
def forget_tries() -> int:
    """Forget the windows that have ended."""
    return Tries.objects.filter(until__lt=timezone.now()).delete()[0]
