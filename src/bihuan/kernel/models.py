"""All tables of the kernel, gathered for Django; each lives beside the code that explains it."""

from bihuan.kernel.api import ApiToken, IdempotencyKey
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.documents.company import CompanyProfile
from bihuan.kernel.history import HistoryChain, HistoryEntry
from bihuan.kernel.imports.models import ImportedKey, ImportReject, ImportRun, ImportTemplate
from bihuan.kernel.lists import Export, SavedView
from bihuan.kernel.numbering import Counter
from bihuan.kernel.outbox import Channel, Delivery, Notice, NoticePreference, QuietHours
from bihuan.kernel.privacy import UnmaskLog
from bihuan.kernel.seals import HistorySeal
from bihuan.kernel.search import SearchText
from bihuan.kernel.submissions import SubmittedForm
from bihuan.kernel.tasks import ScheduleRow, TaskRow
from bihuan.kernel.throttle import Tries

__all__ = [
    "ApiToken",
    "Attachment",
    "Channel",
    "CompanyProfile",
    "Counter",
    "Delivery",
    "Export",
    "HistoryChain",
    "HistoryEntry",
    "HistorySeal",
    "IdempotencyKey",
    "ImportReject",
    "ImportRun",
    "ImportTemplate",
    "ImportedKey",
    "Notice",
    "NoticePreference",
    "QuietHours",
    "SavedView",
    "ScheduleRow",
    "SearchText",
    "SubmittedForm",
    "TaskRow",
    "Tries",
    "UnmaskLog",
]
