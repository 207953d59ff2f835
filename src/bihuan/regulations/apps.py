"""Registrations of the regulations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "bihuan.regulations"
    label = "regulations"
    verbose_name = _("Regulations")
    default_auto_field = "django.db.models.BigAutoField"
