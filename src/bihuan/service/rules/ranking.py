"""Who should go: plain facts about technicians in, a ranking with its reasons and its score out (SVC-08)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

EARTH_KM = 6371.0
FULL_SCORE = 100.0
NEAR_KM = 10.0  # so far counts as near in the list of reasons


def distance(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float | None:
    """Return kilometres as the crow flies between two (latitude, longitude); None when one is unknown."""
    if a is None or b is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What the clause «dispatch rule» says; as it stands here where no clause is in force.

    Attributes:
        per_km, per_job, elsewhere: points off for a kilometre, a job of the day, another outlet.
        known, van_parts: points for the same engineer as last time, and for all the parts on the van.
        jobs_a_day: more than so many nobody is proposed for; None where no clause says.
    """

    per_km: float = 1.0
    per_job: float = 5.0
    elsewhere: float = 15.0
    known: float = 10.0
    van_parts: float = 8.0
    minutes_per_km: float = 2.5
    jobs_a_day: int | None = None
    helpers_certified: bool = False
    self_take: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> "Weights":
        """Return the weights of a clause's parameter."""
        known, said = cls(), data or {}
        names = [one.name for one in fields(cls) if said.get(one.name) is not None]
        values = {name: type(getattr(known, name))(said[name]) for name in names if name != "jobs_a_day"}
        most = said.get("jobs_a_day")
        return cls(**values, jobs_a_day=None if most is None else int(most))


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a job asks for.

    Attributes:
        skill: certificate skill the job needs; empty when anybody may.
        outlet_id: the outlet of the customer's region.
        place: where it is.
        last_technician_id: who served this customer or unit last.
        engineer_id: whom the service contract names; None when it names nobody.
        engineer_away: why he can't come, so that others may; empty when he can.
    """

    skill: str = ""
    outlet_id: int | None = None
    place: tuple[float, float] | None = None
    last_technician_id: int | None = None
    engineer_id: int | None = None
    engineer_away: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A technician as the dispatcher sees him.

    Attributes:
        skills: skill → last valid day, ISO text; only certificates valid on the day.
        jobs: jobs on his list that day; limit: how many he can take, None where no clause says.
        free_at: when he can be there.
        place: where he comes from.
        away: why he can't come at all (leave, training); empty when he can.
        busy: why there is no time for the job in his day; empty when there is.
        van: share of the parts wanted that is on his van, 0 to 1; None when nobody knows.
        is_outsourced: he works for a contractor, in the contractor's own regions only.
    """

    pk: int
    name: str
    outlet_id: int | None = None
    outlet: str = ""
    skills: dict[str, str] = field(default_factory=dict)
    jobs: int = 0
    limit: int | None = None
    place: tuple[float, float] | None = None
    free_at: datetime | None = None
    away: str = ""
    busy: str = ""
    van: float | None = None
    is_outsourced: bool = False


@dataclass(frozen=True)
class Reason:
    """One line of the proposal: what was looked at, good or bad, and its figures."""

    name: str
    holds: bool
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One part of the score: its name and the points it gives or takes."""

    name: str
    points: float


@dataclass(frozen=True)
class Ranked:
    """A candidate with his reasons and his score; `is_fit` is False when a hard rule speaks against him."""

    candidate: Candidate
    is_fit: bool
    km: float | None
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...] = ()

    @property
    def score(self) -> float:
        return FULL_SCORE + sum(part.points for part in self.parts)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Return the hard rules that speak against him."""
        return tuple(one for one in self.reasons if not one.holds and one.name in HARD)


HARD = {"away", "no_certificate", "load", "busy", "foreign_region", "contract_engineer"}


def judge(need: Need, candidate: Candidate, weights: Weights | None = None) -> Ranked:
    """Return how well a technician suits a job.

    Hard rules: not away, certificate valid (ORG), day not full, time free, a contractor's man only in his
    regions, and where a contract names its engineer, he alone. Soft ones are points, as the clause says.
    """
    weights = weights or Weights()
    km = distance(need.place, candidate.place)
    hard = [_present(candidate), _certified(need, candidate), _has_room(candidate), *_others(need, candidate)]
    same_outlet = need.outlet_id is None or need.outlet_id == candidate.outlet_id
    same_man = need.last_technician_id == candidate.pk
    soft = [Reason("same_outlet" if same_outlet else "other_outlet", same_outlet, {"outlet": candidate.outlet})]
    if km is not None:
        soft.append(Reason("distance", km <= NEAR_KM, {"km": f"{km:.1f}"}))
    if same_man:
        soft.append(Reason("same_technician", True))
    if candidate.van is not None:
        soft.append(Reason("van_parts", candidate.van > 0, {"share": f"{candidate.van * 100:.0f}"}))
    parts = _score(candidate, weights, km, same_outlet=same_outlet, same_man=same_man)
    return Ranked(candidate, all(reason.holds for reason in hard), km, (*hard, *soft), parts)


def _score(
    candidate: Candidate, weights: Weights, km: float | None, *, same_outlet: bool, same_man: bool
) -> tuple[Part, ...]:
    parts = [Part("distance", -weights.per_km * (km or 0.0)), Part("load", -weights.per_job * candidate.jobs)]
    if not same_outlet:
        parts.append(Part("other_outlet", -weights.elsewhere))
    if same_man:
        parts.append(Part("same_technician", weights.known))
    if candidate.van:
        parts.append(Part("van_parts", weights.van_parts * candidate.van))
    return tuple(Part(part.name, round(part.points, 1)) for part in parts)


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
    facts = {"jobs": str(candidate.jobs), "limit": "" if candidate.limit is None else str(candidate.limit)}
    return Reason("load", candidate.limit is None or candidate.jobs < candidate.limit, facts)


def _others(need: Need, candidate: Candidate) -> list[Reason]:
    found = [Reason("busy", False, {"why": candidate.busy})] if candidate.busy else []
    if candidate.is_outsourced and need.outlet_id != candidate.outlet_id:
        found.append(Reason("foreign_region", False, {"outlet": candidate.outlet}))
    if need.engineer_id and need.engineer_away:
        found.append(Reason("engineer_away", True, {"why": need.engineer_away}))
    elif need.engineer_id:
        found.append(Reason("contract_engineer", need.engineer_id == candidate.pk))
    return found


def rank(need: Need, candidates: Iterable[Candidate], weights: Weights | None = None) -> list[Ranked]:
    """Return all candidates, the fittest first, those a hard rule excludes last."""
    judged = [judge(need, candidate, weights) for candidate in candidates]
    return sorted(judged, key=lambda item: (not item.is_fit, -item.score, item.candidate.pk))
