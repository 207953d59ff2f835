"""Lists of quality."""

from bihuan.quality.tables.actions import CorrectiveActions
from bihuan.quality.tables.cases import CaseList
from bihuan.quality.tables.issues import IssueList
from bihuan.quality.tables.proposals import ProposalList

__all__ = ["CaseList", "CorrectiveActions", "IssueList", "ProposalList"]
