"""The files of rewards and penalties: how long each is kept (REG-07)."""

from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

FILES = (
    Kept("people.reward", forms=("reward_notice",), ended="settled_at"),
    Kept("people.rewardsummary", forms=("reward_summary",), ended="handed_at"),
)


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
