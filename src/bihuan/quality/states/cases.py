"""What the registry of cases announces."""

from bihuan.kernel.events import Event


class CaseReported(Event):
    """A case was reported, corrected or withdrawn; `record` is the `ReportedCase` as it stands now."""

    name = "case.reported"
