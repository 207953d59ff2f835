"""Forms of regulations."""

from bihuan.regulations.forms.parameters import ParameterForm
from bihuan.regulations.forms.texts import (
    ApproveForm,
    ClauseForm,
    HeadForm,
    NewRegulationForm,
    NewVersionForm,
    NoteForm,
    OpinionForm,
    RevisionForm,
    ScopeForm,
    VersionForm,
)

__all__ = [
    "ApproveForm",
    "ClauseForm",
    "HeadForm",
    "NewRegulationForm",
    "NewVersionForm",
    "NoteForm",
    "OpinionForm",
    "ParameterForm",
    "RevisionForm",
    "ScopeForm",
    "VersionForm",
]
