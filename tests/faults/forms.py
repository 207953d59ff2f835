"""Reads the forms of a page as a browser does, and types nonsense into every field."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

WORDS = "打字<b>&\"'记"  # what must come back as it was typed
TYPED = {"", "text", "tel", "search", "email", "url", "number", "date", "datetime-local", "time"}
SAYS = re.compile(r'class="[^"]*(?:field-error|form-error|is-invalid)|role="alert"')
LATE = {"number": "9" * 25, "date": "9999-12-31", "datetime-local": "9999-12-31T23:59"}
EARLY = {"number": "-" + "9" * 25, "date": "0001-01-01", "datetime-local": "0001-01-01T00:00"}
HUGE = {"number": "1e308", "date": "99999-12-31", "datetime-local": "+99999-12-31T23:59"}
NONSENSE = {"number": "abc", "date": "2026-13-45", "datetime-local": "明天下午", "time": "25:77", "email": "没有邮箱"}


@dataclass
class Field:
    """One control."""

    name: str
    kind: str
    value: str = ""
    longest: int = 5000
    is_fixed: bool = False


@dataclass
class Form:
    """One form that is sent by POST."""

    action: str
    fields: list[Field] = field(default_factory=list)

    @property
    def typed(self) -> list[Field]:
        """Return the fields a person types into."""
        return [one for one in self.fields if one.kind in TYPED | {"textarea"} and one.name and not one.is_fixed]

    def drawn(self) -> dict[str, Any]:
        """Return the form as a browser sends it when nothing was touched."""
        kinds = TYPED | {"hidden", "select", "checked", "textarea"}
        return {one.name: one.value for one in self.fields if one.kind in kinds and one.name != "csrfmiddlewaretoken"}

    def nonsense(self) -> dict[str, Any]:
        """Return the form as a browser sends it, with a wrong value in every field that is typed."""
        sent: dict[str, Any] = {}
        for one in self.fields:
            if one.kind in {"hidden", "select", "checked"} and one.name != "csrfmiddlewaretoken":
                sent[one.name] = one.value
        return sent | {one.name: wrong(one) for one in self.typed}

    def extreme(self, far: dict[str, str]) -> dict[str, Any]:
        """Return the form as it was drawn, with the farthest values in every field of a kind."""
        return self.drawn() | {one.name: far[one.kind] for one in self.typed if one.kind in far}


def wrong(one: Field) -> str:
    """Return what no field of this kind takes."""
    return NONSENSE.get(one.kind) or (WORDS * (one.longest // len(WORDS) + 1))[: one.longest + 1]


class Reader(HTMLParser):
    """Collects the POST forms of a page; controls may name their form from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.here: Form | None = None
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = None
            if given.get("method", "").lower() == "post":
                self.here = Form(given.get("action", ""))
                self.forms.append(self.here)
                self.by_id[given.get("id", "")] = self.here
        elif tag in {"input", "textarea", "select"}:
            self._control(tag, given)
        elif tag == "option" and self.select is not None and ("selected" in given or not self.select.value):
            self.select.value = given.get("value", "")

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self.by_id.get(given["form"]) if "form" in given else self.here
        if form is None or not given.get("name"):
            return
        kind = given.get("type", "") if tag == "input" else tag
        if kind in {"radio", "checkbox"}:
            kind = "checked" if "checked" in given else "unchecked"
        longest = int(given.get("maxlength") or 5000)
        fixed = "readonly" in given or "disabled" in given
        one = Field(given["name"], kind, given.get("value", ""), longest, fixed)
        form.fields.append(one)
        self.select = one if tag == "select" else None

        self.area = one if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        elif tag in {"select", "textarea"}:
            self.select = self.area = None


def forms_of(page: str) -> list[Form]:
    """Return a page's POST forms."""
    reader = Reader()
    reader.feed(page)
    return reader.forms


def values_of(page: str) -> dict[str, str]:
    """Return what stands in the fields of a page's POST forms."""
    reader = Kept()
    reader.feed(page)
    return reader.values


class Kept(HTMLParser):
    """Collects what stands in typed fields."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("name"):
            self.values.setdefault(given["name"], given.get("value", ""))
        elif tag == "textarea":
            self.area = given.get("name", "")
            self.values.setdefault(self.area, "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self.area] = self.values[self.area].removeprefix("\n")
            self.area = ""
