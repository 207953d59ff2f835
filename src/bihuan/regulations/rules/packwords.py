"""From the words of a pack to the system's names, led by the kind of each field."""

from collections.abc import Mapping
from typing import Any

from bihuan.regulations.rules.conditions import parse_when, when_rows
from bihuan.regulations.rules.durations import cap_text, parse_cap, parse_limit, parse_minutes
from bihuan.regulations.rules.kinds import Field
from bihuan.regulations.rules.packtext import PackBlock, PackError
from bihuan.regulations.rules.schemas import KINDS

Words = Mapping[str, Mapping[str, Any]]
_TABLES = {
    "event": "event", "post": "post", "tell": "post", "calendar": "calendar", "choice": "choice", "code": "value",
}  # fmt: skip
WHOLE_COMPANY = ("", "全公司")


def translate(block: PackBlock, words: Words) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a parameter's data and its condition.

    Raises:
        PackError: a word that is not in the vocabulary, or a value that can't be read; with the block's line.
    """
    named = {_name(word, words, block): value for word, value in block.fields.items()}
    written_when = str(named.pop("when", "") or "")
    calendar = words["calendar"].get(named.pop("calendar", "")) if block.kind == "time_limit" else ""
    schema, data = KINDS[block.kind], {}
    for name, value in named.items():
        if not schema.has(name):
            raise PackError(block.line, f"{name} does not belong here")
        try:
            data[name] = _value(schema.field(name), value, words, calendar or "")
        except (ValueError, KeyError, AttributeError, TypeError) as fault:
            raise PackError(block.line, f"{name}: {fault}") from fault
    return data, translate_when(written_when, words, block.line)


def translate_when(written: str, words: Words, line: int) -> dict[str, Any]:
    """Return the stored form of a condition such as «地区 = 市区, 金额 > 20000»."""
    try:
        when = parse_when(written)
    except ValueError as fault:
        raise PackError(line, f"not a condition: {fault}") from fault
    translated: dict[str, Any] = {}
    for fact, wanted in when.items():
        name = words["fact"].get(fact, fact)
        translated[name] = wanted if isinstance(wanted, dict) else _listed(wanted, words)
    return translated


def translate_scope(written: str, words: Words, line: int = 1) -> list[tuple[str, str]]:
    """Return a regulation's scope as dimension and value: «全公司», or «产品线 = 手机|电子产品»."""
    if written.strip() in WHOLE_COMPANY:
        return []
    try:
        rows = when_rows(parse_when(written))
        return [
            (words["scope"][dimension], words["value"].get(value, value))
            for dimension, _, values in rows
            for value in values
        ]
    except (ValueError, KeyError) as fault:
        raise PackError(line, f"not a scope: {written}") from fault


def _name(word: str, words: Words, block: PackBlock) -> str:
    if word not in words["fields"]:
        raise PackError(block.line, f"{word} is not a word of the packs")
    return str(words["fields"][word])


def _listed(wanted: Any, words: Words) -> Any:
    if isinstance(wanted, list):
        return [words["value"].get(item, item) for item in wanted]
    return words["value"].get(wanted, wanted)


def _value(field: Field, value: Any, words: Words, calendar: str) -> Any:
    if field.type == "rows":
        return _rows(field, value, words)
    if field.type == "limit":
        return parse_limit(str(value), calendar)._asdict()
    if field.type == "minutes":
        return parse_minutes(value)
    if field.type == "cap":
        return cap_text(parse_cap(value))
    if field.type == "boolean":
        return words["boolean"][value] == "yes"
    if field.type == "when":
        return translate_when(str(value or ""), words, 0)
    if field.type == "texts":
        return [str(item) for item in value]
    if field.type == "text":
        return str(value)
    if table := _TABLES.get(field.type):
        return words[table].get(value, str(value))
    return value


def _rows(field: Field, value: Any, words: Words) -> list[dict[str, Any]]:
    columns = {column.name: column for column in field.columns}
    if isinstance(value, dict):
        pair = words["short_rows"][field.name]
        value = [dict(zip(pair, item, strict=True)) for item in value.items()]
    elif value and not isinstance(value[0], dict):
        value = [{next(iter(columns)): item} for item in value]
    rows = []
    for row in value:
        named = {words["fields"].get(word, word): cell for word, cell in row.items()}
        if unknown := named.keys() - columns.keys():
            raise ValueError("/".join(sorted(unknown)))
        rows.append({name: _value(columns[name], cell, words, "") for name, cell in named.items()})
    return rows
