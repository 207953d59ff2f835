"""Parsing and field errors of the feedback pages."""

from bihuan.feedback.forms.cards import CardForm, DayForm, EnteredCardForm, InstructionForm, ReplyForm
from bihuan.feedback.forms.surveys import SurveyForm

__all__ = ["CardForm", "DayForm", "EnteredCardForm", "InstructionForm", "ReplyForm", "SurveyForm"]
