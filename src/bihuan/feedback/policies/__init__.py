"""Who may enter cards, handle the cases on them, run surveys and read what comes back."""

from bihuan.feedback.policies import callbacks
from bihuan.feedback.policies.cards import (
    desk,
    readers,
)
from bihuan.feedback.policies.surveys import reads

__all__ = [
    "callbacks",
    "desk",
    "readers",
    "reads",
]
