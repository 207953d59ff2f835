"""Words and small pieces that every template may use without loading anything."""

import re
import uuid
from collections.abc import Hashable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django import forms, template
from django.forms import BoundField
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import wording
from bihuan.kernel.addresses import address

DIGEST = re.compile(r"[0-9a-f]{64}")
FILE_WORDS = {"file": gettext_lazy("File"), "sha256": gettext_lazy("File digest")}

register = template.Library()
register.filter("ago", wording.ago)
register.filter("daytime", wording.daytime)
register.filter("time_left", wording.time_left)
register.filter("span", wording.span)
register.filter("yuan", wording.yuan)
register.filter("phone_masked", wording.phone_masked)


class AddressNode(URLNode):
    """Django's `url`, with the patterns looked up once (kernel/addresses.py)."""

    def render(self, context: template.Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        try:
            found = address(self.view_name.resolve(context), *args, **kwargs)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Any, token: Any) -> AddressNode:
    """Read `{% url "view" … %}`."""
    node = parse_url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """Return one icon of the sprite that `config/assets.py` builds from the names found in templates."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def due(deadline: Any, label: str = "") -> SafeString:
    """Return the chip of a time limit: colour, word, the exact moment on hover.

    Args:
        deadline: anything with `due_at`, `starts_at`, `met_at`, `state` and `is_late`; a mapping serves too.
        label: what has to be done, written into the chip ("" for none).
    """
    if not deadline:
        return SafeString("")

    def get(name: str) -> Any:
        return deadline.get(name) if isinstance(deadline, Mapping) else getattr(deadline, name, None)

    chip = wording.chip(get("due_at"), get("starts_at"), get("met_at"), get("state") or "open", bool(get("is_late")))
    words = escape(f"{label} {chip.word}" if label else str(chip.word))
    return SafeString(
        f'<time class="due due-{chip.tone}" datetime="{chip.moment}" title="{escape(str(chip.exact))}">'
        f"{icon(chip.icon)}{words}</time>"
    )


@register.simple_tag
def submission_token() -> SafeString:
    """Return the hidden field by which a form sent twice is recognised (kernel/web.py, `once`)."""
    return format_html('<input type="hidden" name="submission" value="{}">', uuid.uuid4().hex)


@register.filter
def is_group(field: BoundField) -> bool:
    """Return whether a field is drawn as several inputs under one legend."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Return whether a field is a single box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def control(field: BoundField, placeholder: str = "") -> SafeString:
    """Return a field's input with the classes of the house; groups come as tiles for a thumb."""
    widget = field.field.widget
    if is_group(field):
        return picks(field)
    kind = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    own = widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{kind} {own}{' is-invalid' if field.errors else ''}".strip()}
    if placeholder:
        attrs["placeholder"] = placeholder
    return field.as_widget(attrs=attrs)


def picks(field: BoundField) -> SafeString:
    """Return the choices of a radio or checkbox group as tiles."""
    tiles = [
        format_html('{}<label class="pick" for="{}">{}</label>', tile.tag(), tile.id_for_label, tile.choice_label)
        for tile in _with_class(field)
    ]
    return format_html('<div class="picks">{}</div>', mark_safe("".join(tiles)))  # noqa: S308


def _with_class(field: BoundField) -> list[Any]:
    tiles = list(field.subwidgets)
    for tile in tiles:
        tile.data["attrs"]["class"] = "btn-check"
    return tiles


class Step(NamedTuple):
    """One state on a record's path."""

    label: str
    note: str
    is_done: bool
    is_now: bool


@register.filter
def path_steps(record: Any, times: Mapping[str, str] | None = None) -> list[Step]:
    """Return the states of a record's path.

    A state off the path that leads back onto it (awaiting approval) stands before the state it leads to; one
    that ends it (cancelled) follows what was reached.
    """
    path, labels, times = list(record.moves.path), dict(record.moves.states.choices), times or {}
    state = str(record.state)
    if state not in path:
        ahead = [path.index(move.target) for move in record.moves.of(state) if move.target in path]
        if max(ahead, default=0):
            path.insert(max(ahead), state)
        else:
            path = [one for one in path if one in times] + [state]
    at = path.index(state)
    return [
        Step(str(labels.get(one, one)), str(times.get(one, "")), number < at, number == at)
        for number, one in enumerate(path)
    ]


@register.filter
def move_groups(moves: list[Any]) -> dict[str, Any]:
    """Return moves as one primary button, quiet ones and those behind "…"."""
    primary = next((move for move in moves if move.is_primary and not move.is_hidden), None)
    return {
        "primary": primary,
        "quiet": [move for move in moves if move is not primary and not move.is_hidden],
        "hidden": [move for move in moves if move.is_hidden],
    }


@register.simple_tag(takes_context=True)
def move_button(context: template.Context, record: Any, move: Any, kind: str, direct: str = "") -> SafeString:
    """Return the button of a move: a link to its form, or a form that posts at once when named in `direct`."""
    url = f"{record.get_absolute_url()}{move.name}/"
    classes = f"btn {kind}".strip() if kind else ""
    if move.name in direct.split(","):
        return format_html(
            '<form method="post" action="{}" data-form><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
            '<input type="hidden" name="revision" value="{}"><button class="{}">{}</button></form>',
            url, context.get("csrf_token", ""), submission_token(), record.revision, classes, move.label,
        )  # fmt: skip
    return format_html(
        '<a class="{}" href="{}" hx-get="{}" hx-target="#dialog-body" hx-swap="innerHTML">{}</a>',
        classes, url, url, move.label,
    )  # fmt: skip


@register.filter
def verb_label(entry: Any, record: Any = None) -> str:
    """Return what a history entry says happened: the move's label, or the verb's own word."""
    moves = getattr(record, "moves", None)
    if moves is not None and any(move.name == entry.verb for move in moves.moves):
        return str(moves.get(entry.verb).label)
    return wording.verb(entry.verb)


@register.filter
def change_lines(entry: Any, record: Any = None) -> list[str]:
    """Return a history entry's changes as lines «field: old → new» in the words of the form."""
    lines = []
    for name, pair in (entry.changes or {}).items():
        if name == "state" or name.endswith("_id") or not isinstance(pair, list | tuple):  # a key tells nobody anything
            continue
        old, new = (_readable(record, name, value) for value in pair)
        lines.append(f"{_label(record, name)}: {old} → {new}" if old else f"{_label(record, name)}: {new}")
    return lines


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """Return a time as short as it is clear, the exact one on hover; a history has dozens."""
    local = timezone.localtime(value)
    return SafeString(
        f'<time datetime="{local.isoformat()}" title="{local:%Y-%m-%d %H:%M:%S}">'
        f"{escape(wording.daytime(value))}</time>"
    )


@lru_cache(maxsize=512)
def _field(model: Hashable, name: str) -> Any:
    fields = model._meta.get_fields() if hasattr(model, "_meta") else ()
    return next((field for field in fields if field.name == name), None)


@lru_cache(maxsize=512)
def _choices(model: Hashable, name: str) -> Mapping[Any, Any]:
    return dict(getattr(_field(model, name), "flatchoices", None) or [])


def _label(record: Any, name: str) -> str:
    if name in FILE_WORDS:
        return str(FILE_WORDS[name])
    return str(getattr(_field(record.__class__, name), "verbose_name", name))


def _readable(record: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping) and hasattr(record, "told"):
        return str(record.told(name, value))
    if isinstance(value, str) and hasattr(record, "in_words") and (said := record.in_words(name, value)):
        return str(said)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " · ".join(str(part) for part in (value[key] for key in sorted(value)) if part not in (None, ""))
    if isinstance(value, str) and DIGEST.fullmatch(value):
        return f"{value[:12]}…"
    choices = _choices(record.__class__, name)
    if isinstance(value, Hashable) and value in choices:
        return str(choices[value])
    if isinstance(value, str) and len(value) > 18 and value[10:11] == "T":
        try:
            return wording.daytime(datetime.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


@register.filter
def amount(value: Decimal | float | None) -> str:
    """Return a number with thousands grouped and no needless decimals."""
    return "" if value is None else f"{value:,}"
