"""What the registry of cases announces."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bihuan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseReported(Event):
    """A case was reported, corrected or withdrawn; `record` is the `ReportedCase` as it stands now.

    Attributes:
        before: the `rules.groups.Place` where it was counted before it was corrected.
    """

    name: ClassVar[str] = "case.reported"
    before: Any = None
