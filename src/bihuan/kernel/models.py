"""All tables of the kernel, gathered for Django; each lives beside the code that explains it."""

from bihuan.kernel.attachments import Attachment
from bihuan.kernel.history import HistoryChain, HistoryEntry, HistorySeal
from bihuan.kernel.numbering import Counter
from bihuan.kernel.submissions import SubmittedForm
from bihuan.kernel.tasks import ScheduleRow, TaskRow

__all__ = ["Attachment", "Counter", "HistoryChain", "HistoryEntry", "HistorySeal", "ScheduleRow", "SubmittedForm", "TaskRow"]
