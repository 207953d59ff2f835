"""The import in the background; run again after a crash it goes on behind the last committed batch."""

from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.imports.reading import LedgerError
from bihuan.kernel.imports.run import execute
from bihuan.kernel.imports.saving import Overtaken
from bihuan.kernel.tasks import task


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
