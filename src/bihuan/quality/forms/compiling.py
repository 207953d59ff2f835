"""The forms of a compilation of cases (REG-05)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.quality.models import CompiledCase
from bihuan.quality.operations.compiling import Rule
from bihuan.quality.queries.compiling import leaders
from bihuan.regulations.models import Regulation
from bihuan.service.forms.matters import PICK, PersonField, words


class CompileForm(forms.Form):
    """Whose responsibility it is, where no rule covers the case."""

    leader = PersonField(label=_("Responsible leader"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: CompiledCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"revision": case.compilation.revision, "leader": case.leader_id})
        self.fields["leader"].queryset = leaders()  # type: ignore[attr-defined]
        if not case.is_covered:
            self.fields["leader"].help_text = _("No rule covers this case: the leader named is responsible.")

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class RuleForm(CompileForm):
    """The clause that a case becomes."""

    regulation = forms.ModelChoiceField(
        label=_("Regulation"), queryset=Regulation.objects.none(), widget=forms.Select(attrs=PICK)
    )
    number = forms.RegexField(
        r"^\d+(\.\d+)*$",
        label=_("Clause number"),
        max_length=16,
        help_text=_("A number that is not taken, e.g. 5.2.1.14"),
    )
    heading = forms.CharField(label=_("Heading"), max_length=120)
    text = words(_("Wording"), rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regulation"].queryset = Regulation.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.order_fields(["regulation", "number", "heading", "text", "leader"])

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        data = self.cleaned_data
        names = ("regulation", "number", "heading", "text")
        return {"rule": Rule(**{name: data[name] for name in names}), "leader": data["leader"]}


class LeaveForm(CompileForm):
    """Why nothing changes."""

    reason = words(_("Why it is left"))
    field_order = ["reason", "leader"]
