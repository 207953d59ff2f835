"""Lists of quality."""

from bihuan.quality.tables.actions import CorrectiveActions
from bihuan.quality.tables.cases import CaseList
from bihuan.quality.tables.compiling import CompilationList
from bihuan.quality.tables.emergencies import EmergencyList
from bihuan.quality.tables.issues import IssueList
from bihuan.quality.tables.proposals import ProposalList
from bihuan.quality.tables.questions import QuestionList

__all__ = [
    "CaseList", "CompilationList", "CorrectiveActions", "EmergencyList", "IssueList", "ProposalList", "QuestionList",
]  # fmt: skip
