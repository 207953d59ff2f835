"""Reading a file of common defects (QUA-11)."""

import dataclasses
import re
from dataclasses import dataclass

# How a file names what an entry says; the parts follow each other as «- 现象：…».
PARTS = {
    "现象": "symptom", "原因": "causes", "预防": "prevention", "处理": "treatment", "产品线": "line_code",
    "故障分类": "fault_class_code", "来源": "source",
}  # fmt: skip
_PART = re.compile(r"-\s*(\w+)\s*[：:]\s*(.*)")


@dataclass
class Written:
    """An entry as a file has it."""

    field: str
    name: str
    parts: dict[str, str] = dataclasses.field(default_factory=dict)


def read_file(text: str) -> list[Written]:
    """Return the entries of a file: «# 领域», «## 名称», «- 现象：…», lines without a mark go on with the part.

    Raises:
        ValueError: a part that is not known, or an entry before the first heading; with the line's number.
    """
    found: list[Written] = []
    trade, part = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if words.startswith("## "):
            found.append(Written(trade, words[3:].strip()))
            part = ""
        elif words.startswith("# "):
            trade, part = words[2:].strip(), ""
        elif match := _PART.fullmatch(words):
            if match[1] not in PARTS or not found:
                raise ValueError(f"{number}: {words[:40]}")
            part = PARTS[match[1]]
            found[-1].parts[part] = match[2].strip()
        elif words and part:
            found[-1].parts[part] += f"\n{words}"
    return found
