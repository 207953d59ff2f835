"""The planning of a day (SVC-08): what is known, what a plan is worth, how one is made."""

from bihuan.service.rules.planning.insertion import Progress, by_insertion, greedily
from bihuan.service.rules.planning.plans import LOAD, Plan, Route, Stop, timetable
from bihuan.service.rules.planning.problem import STEP, Fixed, Job, Place, Problem, Worker, urgency

__all__ = [
    "LOAD", "STEP", "Fixed", "Job", "Place", "Plan", "Problem", "Progress", "Route", "Stop", "Worker", "by_insertion",
    "greedily", "timetable", "urgency",
]  # fmt: skip
