"""Every write on time limits, one verb each."""

from bihuan.deadlines.operations.closing import cancel, meet
from bihuan.deadlines.operations.pausing import pause, pause_record, resume, resume_record
from bihuan.deadlines.operations.recounting import recompute_for_calendar, recount_later, rematch
from bihuan.deadlines.operations.replaying import Difference, differences, replay
from bihuan.deadlines.operations.reporting import is_spoken_for, reported_to, reports, speak_for
from bihuan.deadlines.operations.starting import observe, start_for, start_many
from bihuan.deadlines.operations.sweeping import escalate, sweep
from bihuan.deadlines.operations.waiting import Wait, follow_waits

__all__ = [
    "Difference",
    "Wait",
    "cancel",
    "differences",
    "escalate",
    "follow_waits",
    "is_spoken_for",
    "meet",
    "observe",
    "pause",
    "pause_record",
    "recompute_for_calendar",
    "recount_later",
    "rematch",
    "replay",
    "reported_to",
    "reports",
    "resume",
    "resume_record",
    "speak_for",
    "start_for",
    "start_many",
    "sweep",
]
