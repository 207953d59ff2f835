"""Settings of the installations that process tests start: tables straight from the models, no migrations."""

from bihuan.config.settings import *  # noqa: F403
from bihuan.config.settings import INSTALLED_APPS, STORAGES

MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS if name.startswith("bihuan.")}
# Compressing the assets takes longer than all the rest, and no process test looks at them.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
