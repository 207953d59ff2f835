"""How far a zeroing has come: plain figures of what is accepted (ZRO-01, ZRO-02)."""

import hashlib
from collections.abc import Iterable, Sequence


def digest_of(text: str, files: Iterable[str]) -> str:
    """Return the mark of a criterion's wording and evidence; any change of either makes another.

    Args:
        text: the wording.
        files: SHA-256 of each file of evidence, in any order.
    """
    return hashlib.sha256("\n".join([text.strip(), *sorted(files)]).encode()).hexdigest()


def seal_of(digests: Sequence[str]) -> str:
    """Return the mark of all criteria together, in their order: what a review meeting has passed."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def reached(stages: Sequence[str], criteria: Iterable[tuple[str, bool]]) -> str:
    """Return the last stage whose criteria, and those of the stages before, are all accepted.

    Args:
        stages: all stages, the first being where everything begins.
        criteria: for each criterion the stage it proves and whether it is accepted.
    """
    known = list(criteria)
    here = stages[0]
    if not any(accepted for _proves, accepted in known):
        return here
    for number, stage in enumerate(stages[1:], start=2):
        if not all(accepted for proves, accepted in known if proves in stages[:number]):
            break
        here = stage
    return here
