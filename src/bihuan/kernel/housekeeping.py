"""What nobody needs any more is thrown away at night: tokens of submitted forms, Excel files that were fetched."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy

from bihuan.kernel.lists import Export
from bihuan.kernel.submissions import SubmittedForm
from bihuan.kernel.tasks import scheduled

FORMS_KEPT = timedelta(days=14)  # a technician's phone may send a form again after days without network
EXPORTS_KEPT = timedelta(days=7)


@scheduled(daily_at="03:10", label=gettext_lazy("Clear away what has expired"))
def forget_old() -> None:
    """Delete submission tokens after 14 days, and Excel files with their rows after 7."""
    now = timezone.now()
    SubmittedForm.objects.filter(submitted_at__lt=now - FORMS_KEPT).delete()
    for export in Export.objects.filter(asked_at__lt=now - EXPORTS_KEPT):
        if export.path:
            default_storage.delete(export.path)
        export.delete()
