"""The day of a disposition as a time limit on its nonconformity, with the clause's ladder (QUA-06)."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor
from bihuan.quality.models import Disposition
from bihuan.quality.queries.nonconformity_rules import due_clause

CLOCK = "always"
ALL_DAY = time(23, 59)


def start(line: Disposition, *, by: Actor, at: datetime) -> None:
    """Start the limit of a disposition: its day; of a concession its last day."""
    one = line.nonconformity
    clause = due_clause(one.facts())
    end = timezone.make_aware(datetime.combine(line.expires_on or line.due_on, ALL_DAY))
    deadlines.start_for(
        one, name=line.limit_name, label=str(line), calendar_code=CLOCK, by=by, at=at, parameter=clause,
        limit_minutes=int(max(end - at, timedelta(minutes=1)).total_seconds() // 60), owner_id=line.responsible_id,
        ladder=list(clause.data.get("ladder") or ()) if clause else (),
    )  # fmt: skip


def meet(line: Disposition, *, by: Actor, at: datetime) -> None:
    """Keep the limit of a disposition that is done."""
    one = line.nonconformity
    rows = Deadline.objects.of(one.kind(), one.pk).running().filter(name=line.limit_name)
    deadlines.meet(list(rows.select_for_update(of=("self",))), by=by, at=at)
