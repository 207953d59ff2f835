"""The page on which a person sees to tasks that were given up."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bihuan.kernel.tasks import claims
from bihuan.kernel.tasks.rows import ScheduleRow, TaskRow, TaskState
from bihuan.kernel.tasks.schedule import label_of
from bihuan.kernel.web import done, page, staff_page

SHOWN = 50


@staff_page("kernel.manage_system")
def tasks(request: HttpRequest) -> HttpResponse:
    """Show given-up tasks with their errors, what waits, what runs, and the schedule."""
    rows = TaskRow.objects.filter(state=TaskState.DEAD).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    dead = list(rows[: SHOWN + 1])
    now = timezone.now()
    waiting = TaskRow.objects.filter(state=TaskState.READY)
    context = {
        "dead": dead[:SHOWN],
        "next": f"?before={dead[SHOWN - 1].pk}" if len(dead) > SHOWN else "",
        "due": waiting.filter(claimable_at__lte=now)[:1000].count(),
        "later": waiting.filter(claimable_at__gt=now)[:1000].count(),
        "running": TaskRow.objects.filter(state=TaskState.RUNNING).order_by("started_at")[:20],
        "schedules": [(label_of(row.name), row) for row in ScheduleRow.objects.order_by("next_at")],
    }
    return page(request, "tasks/tasks.html", context)


@require_POST
@staff_page("kernel.manage_system")
def retry(request: HttpRequest) -> HttpResponse:
    """Give chosen tasks another go."""
    count = claims.retry([int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal()])
    words = ngettext("%(count)s task runs again.", "%(count)s tasks run again.", count) % {"count": count}
    return done(request, reverse("kernel:tasks"), words if count else _("Choose a task first."))
