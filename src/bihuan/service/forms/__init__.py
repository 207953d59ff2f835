"""Parsing and field errors of the service department's pages."""

from bihuan.service.forms.base import EXTRA, RecordForm, further_fields, read_further
from bihuan.service.forms.board import AssignForm
from bihuan.service.forms.classes import FaultClassForm
from bihuan.service.forms.intake import ChangeForm, IntakeForm, SentenceForm
from bihuan.service.forms.moves import (
    AttachForm,
    ClassifyForm,
    ContactForm,
    HandOverForm,
    NoteForm,
    OverrideForm,
    PassUpForm,
    RemarkForm,
    ReviewForm,
    ShirkingForm,
    SignedPaperForm,
)
from bihuan.service.forms.rulings import RulingForm

__all__ = [
    "EXTRA",
    "AssignForm",
    "AttachForm",
    "ChangeForm",
    "ClassifyForm",
    "ContactForm",
    "FaultClassForm",
    "HandOverForm",
    "IntakeForm",
    "NoteForm",
    "OverrideForm",
    "PassUpForm",
    "RecordForm",
    "RemarkForm",
    "ReviewForm",
    "RulingForm",
    "SentenceForm",
    "ShirkingForm",
    "SignedPaperForm",
    "further_fields",
    "read_further",
]  # fmt: skip
