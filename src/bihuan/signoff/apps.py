"""Registrations of the signoff app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignoffConfig(AppConfig):
    name = "bihuan.signoff"
    label = "signoff"
    verbose_name = _("Sign-off")
    default_auto_field = "django.db.models.BigAutoField"
