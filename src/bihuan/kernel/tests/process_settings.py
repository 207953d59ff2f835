"""Settings of the installations that process tests start: tables straight from the models, no migrations."""

from bihuan.config.settings import *  # noqa: F403
from bihuan.config.settings import INSTALLED_APPS

MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS if name.startswith("bihuan.")}
