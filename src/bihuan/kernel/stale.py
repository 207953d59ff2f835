"""A form that came too late: what was typed stays, and above it stands what happened meanwhile."""

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.records import Stale
from bihuan.kernel.templatetags.bihuan import change_lines, verb_label
from bihuan.kernel.wording import daytime


def show_again(form: BaseForm, refusal: Stale) -> None:
    """Put a late form beside the version that is there now.

    The form now carries the new revision: whoever has read what was changed and sends it again,
    knows what he replaces.
    """
    form.add_error(None, str(refusal.message))
    if news := latest(refusal.record):
        form.add_error(None, news)
    if "revision" in form.fields:
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # what a browser sent is a QueryDict
        data[form.add_prefix("revision")] = str(refusal.record.revision)
        form.data = data


def latest(record: Any) -> str:
    """Return who did what to a record last, "" when its history is empty."""
    entry = history.of(record._meta.label_lower, record.pk).last()
    if entry is None:
        return ""
    said = "; ".join([verb_label(entry, record), *change_lines(entry, record)])
    return _("%(name)s, %(time)s: %(what)s.") % {"name": entry.who, "time": daytime(entry.at), "what": said}
