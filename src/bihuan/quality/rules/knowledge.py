"""How much an entry of the knowledge base has to do with a case (QUA-11)."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SAME_CLASS, SAME_GROUP, SAME_MODEL, SAME_LINE = 6.0, 2.0, 4.0, 1.0
LEAST = 30  # a smaller base is weighed as if it had so many entries, or nothing in it would be rare
ENOUGH = 4.0  # an entry below this has too little to do with the case


@dataclass(frozen=True)
class Case:
    """What is known of the case in hand; `pairs` are the character pairs of its words."""

    pairs: frozenset[int]
    line_code: str = ""
    model_code: str = ""
    fault_class_code: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of an entry, the same way."""

    key: int
    pairs: frozenset[int]
    line_code: str = ""
    model_code: str = ""
    fault_class_code: str = ""


def ranked(case: Case, entries: Sequence[Known]) -> list[int]:
    """Return the keys of the entries that have to do with a case, the closest first.

    Same fault class, model and line count; of shared words the rarer ones count more, so that «更换» or
    «故障», which stand everywhere, bring nothing together.
    """
    common = Counter(pair for entry in entries for pair in entry.pairs)
    scores = {entry.key: _score(case, entry, common, len(entries)) for entry in entries}
    return [key for key, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])) if score >= ENOUGH]


def _score(case: Case, entry: Known, common: Mapping[int, int], total: int) -> float:
    score = _shared(case.pairs & entry.pairs, common, total)
    if entry.fault_class_code and entry.fault_class_code == case.fault_class_code:
        score += SAME_CLASS
    elif entry.fault_class_code and _group(entry.fault_class_code) == _group(case.fault_class_code):
        score += SAME_GROUP
    if entry.model_code and entry.model_code == case.model_code:
        score += SAME_MODEL
    if entry.line_code and entry.line_code == case.line_code:
        score += SAME_LINE
    return score


def _group(code: str) -> str:
    return code.rpartition("-")[0]


def _shared(pairs: Iterable[int], common: Mapping[int, int], total: int) -> float:
    size = max(total, LEAST)
    return sum(math.log((size + 1) / (common[pair] + 0.5)) for pair in pairs if common[pair] <= max(total / 4, 2))
