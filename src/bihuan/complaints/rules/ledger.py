"""What the words of a complaints ledger mean, as plain functions on plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年?款|年型|年式|MY\b|model year)", re.IGNORECASE)
_BARE_YEAR = re.compile(r"^((?:19|20)\d\d)(?:\s+(?=\S)|年?$)")
_BETWEEN = re.compile(r"[,，;；、/|\s]+")
_CODE = re.compile(r"[A-Za-z]{0,3}-?\d{1,5}[A-Za-z]?")
OVER = ("已结", "结案", "办结", "关闭", "完结", "完成", "评分", "归档", "closed", "settled", "done", "resolved")
ANSWERED = ("反馈", "答复", "回复", "已处理", "answered", "replied")
NOT_YET = ("未", "待", "not ", "un")


class Variant(NamedTuple):
    """Model year and the rest of a text that holds both; 0 where no year is named."""

    year: int
    rest: str


def variant(text: str, *, may_begin_bare: bool = False) -> Variant:
    """Return year and trim of «2017款 1.5T 自动 尊享型» or «迈腾 2009款».

    Args:
        may_begin_bare: a year without a word behind it counts, as in «2017 Comfort»; not in a model's
            name, for there are models called 2008.
    """
    words = " ".join(text.split())
    found = _YEAR.search(words) or (_BARE_YEAR.search(words) if may_begin_bare else None)
    if found is None:
        return Variant(0, words)
    return Variant(int(found[1]), " ".join(f"{words[: found.start()]} {words[found.end() :]}".split()))


def fault_codes(text: str) -> tuple[list[str], str]:
    """Return the codes of a list such as «A9,H146,I297,», each once, and the words among them that are none."""
    parts = [part for part in _BETWEEN.split(text.upper()) if part]
    codes = [part for part in parts if _CODE.fullmatch(part)]
    rest = [part for part in parts if not _CODE.fullmatch(part)]
    return list(dict.fromkeys(codes)), " ".join(rest)


# Codes of the vehicle complaint platforms: a letter for the field and three digits; I to O are service.
_SERVICE_CODE = re.compile(r"([I-O])\d{3}")
_SAID_OF_SERVICE = {
    "attitude": ("态度",), "price": ("收费", "价格"), "repair_quality": ("返修质量", "维修质量"),
    "neglect": ("怠慢", "推诿"), "slow": ("拖延", "不及时"), "other": ("服务",),
}  # fmt: skip
_SERVICE_FIELDS = {
    "I": "attitude", "J": "repair_quality", "K": "price", "L": "other", "M": "other", "N": "slow", "O": "other",
}  # fmt: skip


def kind_in_words(text: str) -> str:
    """Return the kind of service complaint that a code's meaning names, "" where it is about the product."""
    return next((kind for kind, marks in _SAID_OF_SERVICE.items() if _has(text, marks)), "")


def kind_by_codes(codes: Sequence[str], kinds_of: Mapping[str, str]) -> str:
    """Return the kind of complaint that its fault codes show, "" where they show none.

    One code that is about the product makes it a complaint about quality; else the first service code tells.

    Args:
        kinds_of: what the catalogue's words for a code mean, "" where the code has words that mean no service.
    """
    found = []
    for code in codes:
        fits = _SERVICE_CODE.fullmatch(code)
        found.append(kinds_of[code] if code in kinds_of else _SERVICE_FIELDS[fits[1]] if fits else "")
    return "quality" if codes and not all(found) else next(iter(found), "")


def standing(status: str) -> str:
    """Return how far a case had come where it was kept: `closed`, `replied`, or "" while it is open."""
    words = status.strip().lower()
    if not words or any(mark in words for mark in NOT_YET):
        return ""
    if _has(words, OVER):
        return "closed"
    return "replied" if _has(words, ANSWERED) else ""


def _has(words: str, marks: Iterable[str]) -> bool:
    return any(mark in words for mark in marks)
