"""What a closing condition rests on: its evidence holds for the text as it stood, not for a later one (QUA-05)."""

import hashlib
from collections.abc import Mapping

# The four no-let-gos; a condition that isn't here rests on all of it.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "cause": ("cause_category", "cause"),
    "educated": ("cause_category", "cause", "department"),
    "prevented": ("cause_category", "cause", "plan"),
    "dealt_with": ("cause_category", "cause", "department"),
}
ALL = ("cause_category", "cause", "department", "plan")


def digest(gate: str, texts: Mapping[str, str]) -> str:
    """Return the digest of the texts that a condition rests on; blanks at the ends and line ends don't count.

    Args:
        texts: cause_category, cause, department, plan as they stand now.
    """
    hashed = hashlib.sha256()
    for name in RESTS_ON.get(gate, ALL):
        words = "\n".join(line.rstrip() for line in texts.get(name, "").strip().splitlines())
        hashed.update(f"{name}\0{words}\0".encode())
    return hashed.hexdigest()
