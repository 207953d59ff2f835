"""Fields that many records have: who did it, the file that proves it, an amount of money."""

from typing import Any

from django.conf import settings
from django.db import models

from bihuan.kernel.attachments import Attachment


def person_field(label: Any, **options: Any) -> "models.ForeignKey[Any, Any]":
    """Return a field for a colleague, empty until somebody did it; nobody who stands there can be deleted."""
    options = {"null": True, "blank": True, "related_name": "+", **options}
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=label, **options)


def file_field(label: Any) -> "models.ForeignKey[Any, Any]":
    """Return a field for one file of the record, such as a signature."""
    return models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


def money(label: Any, **options: Any) -> Any:
    """Return a field for yuan with two decimals."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)
