"""Who should go: plain facts about technicians in, a ranking with its reasons out (SVC-08)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

EARTH_KM = 6371.0
# A job more today weighs as much as five kilometres further; knowing the customer as much as two jobs.
KM_PER_JOB = 5.0
KNOWN_CUSTOMER_KM = 10.0
OTHER_OUTLET_KM = 15.0


def distance(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float | None:
    """Return kilometres as the crow flies between two (latitude, longitude); None when one is unknown."""
    if a is None or b is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a job asks for.

    Attributes:
        skill: certificate skill the job needs; empty when anybody may.
        outlet_id: the outlet of the customer's region.
        place: where it is.
        last_technician_id: who served this customer or unit last.
    """

    skill: str = ""
    outlet_id: int | None = None
    place: tuple[float, float] | None = None
    last_technician_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A technician as the dispatcher sees him.

    Attributes:
        skills: skill → last valid day, ISO text; only certificates valid on the day.
        jobs: jobs on his list today; limit: how many he can take.
        free_at: when he can be there.
        away: why he can't come at all (leave, training); empty when he can.
    """

    pk: int
    name: str
    outlet_id: int | None = None
    outlet: str = ""
    skills: dict[str, str] = field(default_factory=dict)
    jobs: int = 0
    limit: int = 6
    place: tuple[float, float] | None = None
    free_at: datetime | None = None
    away: str = ""


@dataclass(frozen=True)
class Reason:
    """One line of the proposal: what was looked at, good or bad, and its figures."""

    name: str
    holds: bool
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ranked:
    """A candidate with his reasons; `is_fit` is False when a hard rule speaks against him."""

    candidate: Candidate
    is_fit: bool
    cost: float
    km: float | None
    reasons: tuple[Reason, ...]


def judge(need: Need, candidate: Candidate) -> Ranked:
    """Return how well a technician suits a job.

    Hard rules: not away, certificate valid (ORG), day not full. Soft ones are counted in
    kilometres: the way, the jobs he already has, another outlet's man, and whether he was there last.
    """
    km = distance(need.place, candidate.place)
    hard = [_present(candidate), _certified(need, candidate), _has_room(candidate)]
    same_outlet = need.outlet_id is None or need.outlet_id == candidate.outlet_id
    same_man = need.last_technician_id == candidate.pk
    cost = (km or 0.0) + KM_PER_JOB * candidate.jobs
    cost += 0.0 if same_outlet else OTHER_OUTLET_KM
    cost -= KNOWN_CUSTOMER_KM if same_man else 0.0
    soft = [Reason("same_outlet" if same_outlet else "other_outlet", same_outlet, {"outlet": candidate.outlet})]
    if km is not None:
        soft.append(Reason("distance", km <= KM_PER_JOB * 2, {"km": f"{km:.1f}"}))
    if same_man:
        soft.append(Reason("same_technician", True))
    return Ranked(candidate, all(reason.holds for reason in hard), cost, km, (*hard, *soft))


def _present(candidate: Candidate) -> Reason:
    return Reason("away", False, {"why": candidate.away}) if candidate.away else Reason("present", True)


def _certified(need: Need, candidate: Candidate) -> Reason:
    if not need.skill:
        return Reason("no_certificate_needed", True)
    until = candidate.skills.get(need.skill)
    if until is None:
        return Reason("no_certificate", False, {"skill": need.skill})
    return Reason("certified", True, {"skill": need.skill, "until": until})


def _has_room(candidate: Candidate) -> Reason:
    facts = {"jobs": str(candidate.jobs), "limit": str(candidate.limit)}
    return Reason("load", candidate.jobs < candidate.limit, facts)


def rank(need: Need, candidates: Iterable[Candidate]) -> list[Ranked]:
    """Return all candidates, the fittest first, those a hard rule excludes last."""
    judged = [judge(need, candidate) for candidate in candidates]
    return sorted(judged, key=lambda item: (not item.is_fit, item.cost, item.candidate.pk))
