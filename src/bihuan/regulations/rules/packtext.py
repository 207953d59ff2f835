"""Read a regulation pack: a text file that people review as it stands (docs/adr/0004-regulations-as-text.md).

    ---                                  the document's head, one "name: value" a line
    代号: FULL
    ---
    # 第三条 产品服务措施                 a chapter
    ## 3.4 响应与到场                     a clause: number and heading
    wording ...
    ```时限 dispatch                     a parameter: kind and name, its fields as YAML
    限期: 2 小时
    ```

Which Chinese word means which field is data too: `packs/vocabulary.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_CLAUSE = re.compile(r"##\s+(\d+(?:\.\d+)*)\s+(.+)")
_CHAPTER = re.compile(r"#\s+(?:(\d+)\s+)?(.+)")
_OPEN = re.compile(r"```\s*(\S+)\s+([a-z][a-z0-9_]*)")
Words = Mapping[str, Mapping[str, str]]


class PackError(ValueError):
    """The file can't be read; says the line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@dataclass
class PackBlock:
    """A parameter as written: kind and name, its fields still in the writer's words."""

    kind: str
    name: str
    fields: dict[str, Any]
    line: int


@dataclass
class PackClause:
    """A clause, or a chapter (without wording and parameters)."""

    number: str
    heading: str
    line: int
    text: str = ""
    blocks: list[PackBlock] = field(default_factory=list)


@dataclass
class Pack:
    """A whole file."""

    head: dict[str, str]
    clauses: list[PackClause]


class _Loader(yaml.SafeLoader):
    """YAML with nothing guessed except numbers: 是, no and 17:30 stay text."""


_GUESSED = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _GUESSED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?[0-9]+$"), list("-0123456789"))


def parse_pack(text: str, words: Words) -> Pack:
    """Read a pack.

    Args:
        text: the file's content.
        words: the vocabulary, for the names of the head and the kinds.

    Raises:
        PackError: with the line that can't be read.
    """
    lines = text.splitlines()
    head, start = _head(lines, words["head"])
    clauses: list[PackClause] = []
    position = start
    while position < len(lines):
        line = lines[position]
        if line.startswith("```"):
            position = _block(lines, position, clauses, words["kinds"])
        elif line.startswith("#"):
            clauses.append(_clause(line, position + 1))
        elif clauses:
            clauses[-1].text += line.strip() + "\n"
        elif line.strip():
            raise PackError(position + 1, "wording before the first heading")
        position += 1
    for clause in clauses:
        clause.text = re.sub(r"\n{3,}", "\n\n", clause.text).strip()
    _refuse_doubles(clauses)
    return Pack(head, clauses)


def _head(lines: list[str], words: Mapping[str, str]) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        raise PackError(1, "the head is missing")
    head: dict[str, str] = {}
    for index, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return head, index
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in words:
            raise PackError(index, f"not a line of the head: {line}")
        head[words[name.strip()]] = value.strip()
    raise PackError(len(lines), "the head has no end")


def _clause(line: str, number: int) -> PackClause:
    if found := _CLAUSE.fullmatch(line.strip()):
        return PackClause(found[1], found[2].strip(), number)
    if found := _CHAPTER.fullmatch(line.strip()):
        return PackClause(found[1] or "", found[2].strip(), number)
    raise PackError(number, f"not a heading: {line}")


def _block(lines: list[str], start: int, clauses: list[PackClause], kinds: Mapping[str, str]) -> int:
    opening = _OPEN.fullmatch(lines[start].strip())
    if not opening or opening[1] not in kinds:
        raise PackError(start + 1, f"not a parameter: {lines[start]}")
    if not clauses or not clauses[-1].number:
        raise PackError(start + 1, "a parameter outside a clause")
    end = next((i for i in range(start + 1, len(lines)) if lines[i].strip() == "```"), None)
    if end is None:
        raise PackError(start + 1, "the parameter has no end")
    fields = _fields("\n".join(lines[start + 1 : end]), start + 1)
    clauses[-1].blocks.append(PackBlock(kinds[opening[1]], opening[2], fields, start + 1))
    return end


def _fields(body: str, line: int) -> dict[str, Any]:
    try:
        fields = yaml.load(body, _Loader)  # noqa: S506 (a SafeLoader with fewer guesses)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        raise PackError(line + (mark.line + 1 if mark else 0), str(getattr(fault, "problem", fault))) from fault
    if not isinstance(fields, dict):
        raise PackError(line, "a parameter needs lines like «name: value»")
    return fields


def _refuse_doubles(clauses: list[PackClause]) -> None:
    seen: set[str] = set()
    for clause in clauses:
        if clause.number and clause.number in seen:
            raise PackError(clause.line, f"clause {clause.number} stands twice")
        seen.add(clause.number)
