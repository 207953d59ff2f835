"""State diagrams of all records, from their tables of moves; `make map` puts them into the map."""

import os
import sys
from pathlib import Path

import django

MAP = Path(__file__).resolve().parents[2] / "docs" / "map.md"
BEGIN, END = "<!-- diagrams: make map -->\n", "<!-- end of diagrams -->"


def diagrams() -> str:
    """Return a heading and a Mermaid diagram for every kind of record that has moves."""
    from bihuan.kernel.records import Record

    parts = []
    for model in sorted(_kinds(Record), key=lambda model: model._meta.label):
        if model.moves.moves:
            name = str(model._meta.verbose_name)
            parts.append(f"### {name[:1].upper()}{name[1:]} · `{model._meta.label}`\n")
            parts.append(f"```mermaid\n{model.moves.diagram()}\n```\n")
            if staying := [f"`{move.name}`" for move in model.moves.moves if not move.target]:
                parts.append(f"Without a change of state: {', '.join(staying)}.\n")
    return "\n".join(parts)


def _kinds(base: type) -> list[type]:
    found = []
    for model in base.__subclasses__():
        found += _kinds(model) if model._meta.abstract else [model]
    return found


def in_map() -> str:
    """Return the diagrams as they stand in the map."""
    return MAP.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    """Write the diagrams into the map."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    os.environ.setdefault("BIHUAN_SECRET_KEY", "only-for-diagrams")
    django.setup()
    from django.utils import translation

    text = MAP.read_text(encoding="utf-8")
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    with translation.override("en"):
        MAP.write_text(f"{head}{BEGIN}{diagrams()}{END}{tail}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
