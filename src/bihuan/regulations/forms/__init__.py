"""Forms of regulations."""

from bihuan.regulations.forms.parameters import ParameterForm
from bihuan.regulations.forms.texts import (
    ApproveForm,
    ClauseForm,
    HeadForm,
    MoveForm,
    NewRegulationForm,
    NewVersionForm,
    OpinionForm,
    RevisionForm,
    ScopeForm,
    VersionForm,
)

__all__ = [
    "ApproveForm",
    "ClauseForm",
    "HeadForm",
    "MoveForm",
    "NewRegulationForm",
    "NewVersionForm",
    "OpinionForm",
    "ParameterForm",
    "RevisionForm",
    "ScopeForm",
    "VersionForm",
]
