"""What the quality department keeps: reported cases, quality issues and what follows from them."""

from bihuan.quality.models.abnormalities import SupplierAbnormality
from bihuan.quality.models.abnormality_parts import (
    AbnormalityLine,
    AbnormalityMeeting,
    ConcessionHours,
    MeetingSeat,
    NextLot,
    SupplierAnswer,
)
from bihuan.quality.models.actions import ActionRound, CorrectiveAction
from bihuan.quality.models.cases import QUALITY_READERS, ReportedCase
from bihuan.quality.models.compiling import CaseCompilation, CompiledCase
from bihuan.quality.models.emergencies import EmergencyMeeting, EmergencyReading, IssueEmergency
from bihuan.quality.models.issues import IssueCase, IssueGate, QualityIssue
from bihuan.quality.models.knowledge import KnowledgeEntry, KnowledgeVote
from bihuan.quality.models.nonconformity import ConcessionUse, Disposition, Nonconformity
from bihuan.quality.models.notices import NoticeAnswer, RectificationNotice
from bihuan.quality.models.parties import IssueParty
from bihuan.quality.models.proposals import Ending, IssueProposal
from bihuan.quality.models.questions import Question
from bihuan.quality.models.spreading import RuleChange, RuleReading, SimilarCase
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion, ZeroingMeeting

__all__ = [
    "QUALITY_READERS",
    "AbnormalityLine",
    "AbnormalityMeeting",
    "ActionRound",
    "CaseCompilation",
    "CompiledCase",
    "ConcessionHours",
    "ConcessionUse",
    "CorrectiveAction",
    "Disposition",
    "EmergencyMeeting",
    "EmergencyReading",
    "Ending",
    "IssueCase",
    "IssueEmergency",
    "IssueGate",
    "IssueParty",
    "IssueProposal",
    "KnowledgeEntry",
    "KnowledgeVote",
    "MeetingSeat",
    "NextLot",
    "Nonconformity",
    "NoticeAnswer",
    "QualityIssue",
    "Question",
    "RectificationNotice",
    "ReportedCase",
    "RuleChange",
    "RuleReading",
    "SimilarCase",
    "SupplierAbnormality",
    "SupplierAnswer",
    "Zeroing",
    "ZeroingCriterion",
    "ZeroingMeeting",
]
