"""The editable classification (SVC-02)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.service.models import FaultClass


class FaultClassForm(forms.ModelForm[FaultClass]):
    """A class or a group of classes."""

    class Meta:
        model = FaultClass
        fields = ("code", "name", "parent", "skill", "is_active")
        help_texts = {"skill": _("Certificate a technician must hold for it."), "parent": _("Empty: this is a group.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = FaultClass.objects.filter(parent__isnull=True)
        self.fields["parent"].queryset = groups.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
