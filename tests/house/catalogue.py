"""The words of the sources and their Chinese, without GNU gettext.

Words in Python are found by babel; a template is turned by Django into something that reads like
Python, of which only the calls are kept. `python -m tests.house.catalogue` brings the catalogues up
to date: new words get an empty translation, words no longer used go.
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.sources import APPS, SRC, python, templates

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "lazy": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
QUOTED = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\((?:u?{QUOTED}(?:\s*,\s*)?)+(?:count)?\)", re.DOTALL)
HEADER = """\
# Chinese words of Bihuan; see docs/glossary.md.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACES = (*APPS, "templates", "config")


class Word(NamedTuple):
    """Something said to people: in which sense, and its plural if it has one."""

    context: str | None
    text: str
    plural: str | None = None


def used(app: str) -> dict[Word, str]:
    """Return the words an app, or the folder of shared templates, uses; and where each stands first."""
    found: dict[Word, str] = {}
    for path in _sources(app):
        for word in _words(path):
            found.setdefault(word, str(path.relative_to(SRC)))
    return found


def catalogue(app: str) -> Catalog:
    """Return an app's Chinese catalogue."""
    with path_of(app).open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def path_of(app: str) -> Path:
    """Return the file of an app's Chinese catalogue."""
    home = SRC if app == "templates" else SRC / app
    return home / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def entries(known: Catalog) -> dict[tuple[str | None, str], str]:
    """Return a catalogue's translations; "" for what is missing or not certain."""
    return {
        (message.context, _first(message.id)): "" if message.fuzzy else _first(message.string)
        for message in known
        if message.id
    }


def _sources(app: str) -> Iterator[Path]:
    yield from (path for path in (*python(), *templates()) if path.is_relative_to(SRC / app))


def _words(path: Path) -> Iterator[Word]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = "\n".join(match.group().replace("\n", "\\n") for match in CALL.finditer(templatize(text)))
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        singular, plural = message[:2] if isinstance(message, tuple) else (message, None)
        if singular:
            yield Word(context, singular, plural)


def _first(value: str | tuple[str, ...]) -> str:
    return value[0] if isinstance(value, tuple) else value


def renew(app: str, chinese: Mapping[str, str] | None = None) -> list[str]:
    """Bring an app's catalogue up to date, in its own order; return the words that still want their Chinese."""
    known = catalogue(app) if path_of(app).exists() else Catalog(locale="zh_Hans")
    told, said, given = entries(known), {(word.context, word.text): word for word in used(app)}, chinese or {}
    fresh = Catalog(locale="zh_Hans", fuzzy=False)
    for key in [*(key for key in told if key in said), *(key for key in said if key not in told)]:
        word, text = said[key], given.get(key[1]) or told.get(key, "")
        ids = (word.text, word.plural) if word.plural else word.text
        fresh.add(ids, (text,) if word.plural else text, context=word.context)
    path_of(app).parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, fresh, width=0, omit_header=True)
    path_of(app).write_bytes(HEADER.encode() + written.getvalue().strip() + b"\n")
    return [text for (_context, text), chinese in entries(catalogue(app)).items() if not chinese]


def main() -> int:
    """Renew all catalogues and print what is missing."""
    missing = {app: words for app in PLACES if (words := renew(app))}
    for app, words in missing.items():
        print(app, *words, sep="\n    ")
    return len(missing)


if __name__ == "__main__":
    sys.exit(main())
