"""States of a tool: ready, taken, out of use until fixed and released, written off (PRT-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Move, MoveTable


class ToolFailed(Event):
    """A tool did not pass its check and is out of use."""

    name = "tool.failed"


class ToolFixed(Event):
    """A tool was fixed and waits for somebody else to release it."""

    name = "tool.fixed"


class ToolKind(models.TextChoices):
    """Kinds of tools, as clauses tell them apart."""

    HAND = "hand", pgettext_lazy("tool", "Hand tool")
    ELECTRIC = "electric", pgettext_lazy("tool", "Electric tool")
    INSTRUMENT = "instrument", pgettext_lazy("tool", "Measuring instrument")
    LIFTING = "lifting", pgettext_lazy("tool", "Lifting and climbing gear")
    PROTECTIVE = "protective", pgettext_lazy("tool", "Protective equipment")


class ToolState(models.TextChoices):
    """Where a tool stands."""

    READY = "ready", pgettext_lazy("tool", "Ready")
    TAKEN = "taken", pgettext_lazy("tool", "Taken")
    OUT = "out", pgettext_lazy("tool", "Out of use")
    FIXED = "fixed", pgettext_lazy("tool", "To be released")
    LEAVING = "leaving", pgettext_lazy("tool", "Write-off asked for")
    WRITTEN_OFF = "written_off", pgettext_lazy("tool", "Written off")


class CareKind(models.TextChoices):
    """What was done to a tool."""

    CHECK = "check", pgettext_lazy("tool", "Check before use")
    MAINTENANCE = "maintenance", pgettext_lazy("tool", "Maintenance")
    CALIBRATION = "calibration", pgettext_lazy("tool", "Calibration")
    REPAIR = "repair", pgettext_lazy("tool", "Repair")
    RELEASE = "release", pgettext_lazy("tool", "Re-examination")


S = ToolState
STANDING = (S.READY, S.OUT, S.FIXED)
TOOL_MOVES = MoveTable(
    ToolState,
    [
        Move("take_tool", _("Check and take"), (S.READY,), S.TAKEN, "parts.take_tool", is_primary=True),
        Move("check_tool", _("Check before use"), (S.TAKEN,), "", "parts.check_tool"),
        Move("fail_tool", pgettext_lazy("tool", "Out of use"), (S.READY, S.TAKEN), S.OUT, "parts.check_tool",
             ToolFailed),
        Move("return_tool", _("Bring the tool back"), (S.TAKEN,), S.READY, "parts.return_tool", is_primary=True),
        Move("fix_tool", pgettext_lazy("tool", "Fixed"), (S.OUT,), S.FIXED, "parts.fix_tool", ToolFixed,
             is_primary=True),
        Move("release_tool", _("Release for use"), (S.FIXED,), S.READY, "parts.release_tool", is_primary=True),
        Move("reject_tool", _("Not in order yet"), (S.FIXED,), S.OUT, "parts.release_tool"),
        Move("maintain_tool", _("Enter maintenance"), STANDING, "", "parts.keep_tools"),
        Move("calibrate_tool", _("Enter calibration"), STANDING, "", "parts.keep_tools", is_hidden=True),
        Move("ask_tool_write_off", _("Ask to write it off"), STANDING, S.LEAVING, "parts.keep_tools", is_hidden=True),
        Move("write_off_tool", _("Approve the write-off"), (S.LEAVING,), S.WRITTEN_OFF, "parts.write_off_tool",
             is_primary=True),
        Move("keep_tool", _("Don't write off"), (S.LEAVING,), S.OUT, "parts.write_off_tool"),
    ],
    path=(S.READY, S.TAKEN, S.WRITTEN_OFF),
)  # fmt: skip
