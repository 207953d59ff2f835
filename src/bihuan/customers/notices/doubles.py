"""The clock that looks for files of one customer (CUS-01)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.operations import doubles
from bihuan.kernel.tasks import scheduled


@scheduled(every=timedelta(hours=1), label=lazy("Look for customers who stand twice"))
def look_for_doubles() -> None:
    """Compare new and changed files with all others."""
    doubles.compare()
