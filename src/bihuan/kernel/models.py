"""All tables of the kernel, gathered for Django; each lives beside the code that explains it."""

from bihuan.kernel.attachments import Attachment
from bihuan.kernel.history import HistoryChain, HistoryEntry, HistorySeal
from bihuan.kernel.numbering import Counter

__all__ = ["Attachment", "Counter", "HistoryChain", "HistoryEntry", "HistorySeal"]
