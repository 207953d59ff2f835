"""The import in the background; run again after a crash it goes on behind the last committed batch."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports.models import ImportRun, ImportState
from bihuan.kernel.imports.reading import LedgerError
from bihuan.kernel.imports.run import execute, stop
from bihuan.kernel.imports.saving import Overtaken
from bihuan.kernel.tasks import scheduled, task

KEPT = timedelta(days=7)  # files that were sent and never imported


@task(max_attempts=20)
def import_rows(run_id: int) -> None:
    """Bring the rows of a confirmed import in."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or run.is_over:
        return
    try:
        execute(run)
    except (Overtaken, LedgerError):
        return  # somebody else goes on with it, or the page already says what is wrong with the file


@scheduled(daily_at="03:40", label=gettext_lazy("Forget imports nobody finished"))
def forget_abandoned() -> int:
    """Stop imports that nobody confirmed for a week, which removes their files: they hold personal data."""
    abandoned = ImportRun.objects.filter(state=ImportState.MAPPING, created_at__lt=timezone.now() - KEPT)
    runs = list(abandoned[:500])
    for run in runs:
        stop(run, by=SYSTEM)
    return len(runs)
