"""Stopping the clock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.models import Deadline
from bihuan.regulations.queries.words import cap_words


class PauseForm(forms.Form):
    """Why the clock stops, with the proof that the clause wants."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.FileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, deadlines: list[Deadline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = {row["reason"]: row for deadline in deadlines for row in deadline.terms.get("pauses", [])}
        self.fields["reason"].choices = [(name, self._label(row)) for name, row in reasons.items()]  # type: ignore[attr-defined]

    def _label(self, terms: dict[str, Any]) -> str:
        words = [terms["reason"]]
        if not terms.get("stops_clock", True):
            words.append(str(_("time goes on")))
        if cap := terms.get("cap"):
            words.append(str(_("at most %(span)s") % {"span": cap_words(cap)}))
        if terms.get("needs_evidence"):
            words.append(str(_("with evidence")))
        return "，".join(words)
