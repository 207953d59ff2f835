"""Parsing and field errors of the service department's pages."""

from bihuan.service.forms.base import EXTRA, further_fields, read_further
from bihuan.service.forms.board import AssignForm
from bihuan.service.forms.classes import FaultClassForm
from bihuan.service.forms.intake import ChangeForm, IntakeForm, SentenceForm
from bihuan.service.forms.moves import (
    ClassifyForm,
    ContactForm,
    HandOverForm,
    OverrideForm,
    PassUpForm,
    ReviewForm,
    ShirkingForm,
    SignedPaperForm,
)
from bihuan.service.forms.rulings import RulingForm

__all__ = [
    "EXTRA",
    "AssignForm",
    "ChangeForm",
    "ClassifyForm",
    "ContactForm",
    "FaultClassForm",
    "HandOverForm",
    "IntakeForm",
    "OverrideForm",
    "PassUpForm",
    "ReviewForm",
    "RulingForm",
    "SentenceForm",
    "ShirkingForm",
    "SignedPaperForm",
    "further_fields",
    "read_further",
]  # fmt: skip
