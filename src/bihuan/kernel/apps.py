"""Registrations of the kernel app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "bihuan.kernel"
    label = "kernel"
    verbose_name = _("Kernel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make what Django's migrations can't: the search index (see search/tables.py)."""
        from bihuan.kernel.search import make_tables  # models exist only now

        post_migrate.connect(make_tables, sender=self)
