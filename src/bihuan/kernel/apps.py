"""Registrations of the kernel app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# Behind one's own name: what is told to whom, tokens, and what the system administrator sees to.
PAGES = (
    ("my-notices", _("What I am told"), "bell", ""),
    ("my-tokens", _("My tokens"), "key", ""),
    ("company", _("Company"), "building", "kernel.edit_company"),
    ("robots", _("Robots"), "robot", "kernel.manage_system"),
    ("tasks", _("Background work"), "settings", "kernel.manage_system"),
)


class KernelConfig(AppConfig):
    """Registers the bell, the pages behind one's own name, nightly housekeeping and the search index."""

    name = "bihuan.kernel"
    label = "kernel"
    verbose_name = _("Kernel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make what Django's migrations can't (the search index), and put the kernel's pages into the menu."""
        from bihuan.kernel import housekeeping, menu, outbox  # noqa: F401  models exist only now
        from bihuan.kernel.imports import tasks  # noqa: F401
        from bihuan.kernel.search import make_tables

        menu.register_bell("kernel:notices", outbox.unread_count)
        for name, label, icon, permission in PAGES:
            menu.register_personal(name, label, icon, f"kernel:{name}", permission=permission, order=60)

        post_migrate.connect(make_tables, sender=self)
