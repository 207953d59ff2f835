"""Opinion cards and their cases, surveys and other feedback, the plan of call-backs and the call-backs."""

from bihuan.feedback.models.callback_plan import CallBackAudit, CallBackFile, CallBackGap, Rhythm, RhythmDay
from bihuan.feedback.models.callbacks import READS_CALLS, CallBack, CallBackDue
from bihuan.feedback.models.cards import (
    READS_CARDS,
    CardQuerySet,
    CaseQuerySet,
    OpinionCard,
    OpinionCase,
    Reconciliation,
)
from bihuan.feedback.models.entries import FeedbackEntry
from bihuan.feedback.models.questionnaires import Questionnaire
from bihuan.feedback.models.surveys import (
    READS_SURVEYS,
    AnonymousAnswer,
    PlannedReview,
    SurveyAnswer,
    SurveyFinding,
    SurveyInvitation,
    SurveyRound,
    SurveyTally,
)

__all__ = [
    "READS_CALLS",
    "READS_CARDS",
    "READS_SURVEYS",
    "AnonymousAnswer",
    "CallBack",
    "CallBackAudit",
    "CallBackDue",
    "CallBackFile",
    "CallBackGap",
    "CardQuerySet",
    "CaseQuerySet",
    "FeedbackEntry",
    "OpinionCard",
    "OpinionCase",
    "PlannedReview",
    "Questionnaire",
    "Reconciliation",
    "Rhythm",
    "RhythmDay",
    "SurveyAnswer",
    "SurveyFinding",
    "SurveyInvitation",
    "SurveyRound",
    "SurveyTally",
]
