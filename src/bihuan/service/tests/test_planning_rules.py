"""Planning a whole day, as plain rules: whatever the day, by both solvers, nothing impossible is proposed."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.service.rules.crews import seated
from bihuan.service.rules.planning import Fixed, Job, Plan, Problem, Stop, Worker, by_insertion, greedily
from bihuan.service.rules.routing import by_vroom

SOLVERS = pytest.mark.parametrize("solve", [by_insertion, by_vroom], ids=["insertion", "vroom"])
WINDOWS = ((480, 720), (780, 1080))
SKILLS = ("", "制冷中级", "低压电工")

place = st.none() | st.tuples(st.floats(30.1, 30.4), st.floats(119.9, 120.4))


@st.composite
def problems(draw: Any, people: int = 1) -> Problem:
    workers = []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        start = draw(st.integers(480, 1000))
        fixed = (Fixed(start, start + draw(st.integers(10, 90)), draw(place)),) if draw(st.booleans()) else ()
        skills = frozenset(draw(st.sets(st.sampled_from(SKILLS[1:]))))
        windows = WINDOWS if draw(st.booleans()) else WINDOWS[:1]
        most = draw(st.integers(0, 6))
        workers.append(Worker(key=key, windows=windows, fixed=fixed, home=draw(place), skills=skills, most=most))
    jobs = []
    for key in range(draw(st.integers(0, 9))):
        limited = frozenset(draw(st.sets(st.integers(1, 4), min_size=1))) if draw(st.booleans()) else None
        opens = draw(st.integers(0, 900))
        jobs.append(
            Job(
                key=key, minutes=draw(st.integers(15, 150)), place=draw(place), skill=draw(st.sampled_from(SKILLS)),
                workers=limited, due=draw(st.none() | st.integers(-200, 1400)), opens=opens,
                closes=draw(st.none() | st.just(opens + 30)), people=draw(st.integers(1, people)),
                helper_skill=draw(st.sampled_from(SKILLS)),
            )
        )  # fmt: skip
    return Problem(tuple(jobs), tuple(workers))


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Return what is wrong with a plan: doubled jobs, missing certificates, overlaps, work outside working time."""
    found, seen = [], [stop.job.key for route in plan.routes.values() for stop in route]
    if len(seen) != len(set(seen)) or set(seen) & set(plan.left):
        found.append("doubled")
    if set(seen) | set(plan.left) != {job.key for job in problem.jobs}:
        found.append("lost")
    workers = {worker.key: worker for worker in problem.workers}
    days: dict[int, list[Stop]] = {key: [] for key in workers}
    for key, route in plan.routes.items():
        days[key] += route
        for stop in route:
            if not workers[key].may(stop.job):
                found.append("not allowed")
            if len({key, *stop.helpers}) != stop.job.people:
                found.append("crew")
            for helper in stop.helpers:
                days[helper].append(replace(stop, way=0))
                if stop.job.helper_skill and stop.job.helper_skill not in workers[helper].skills:
                    found.append("helper not allowed")
    for key, day in days.items():
        worker, at = workers[key], -1
        if len(day) > worker.most:
            found.append("too many")
        for stop in sorted(day, key=lambda one: one.start):
            if stop.start < at + stop.way and at >= 0:
                found.append("overlap")
            if not any(opens <= stop.start and stop.end <= closes for opens, closes in worker.windows):
                found.append("outside working time")
            if any(one.start < stop.end and stop.start < one.end for one in worker.fixed):
                found.append("overlaps what stood")
            at = stop.end
    return found


@SOLVERS
@pytest.mark.req("SVC-08")
@given(problem=problems(people=3))
@settings(max_examples=120, deadline=None)
def test_whoever_goes_along_has_time_and_nobody_is_sent_alone_where_several_are_wanted(
    solve: Any, problem: Problem
) -> None:
    seats = seated(problem)
    assert faults(problem, seats.joined(solve(seats.problem))) == []


@SOLVERS
@pytest.mark.req("SVC-08")
@given(problem=problems())
@settings(max_examples=120, deadline=None)
def test_no_plan_overlaps_lacks_a_certificate_or_does_a_job_twice(solve: Any, problem: Problem) -> None:
    assert faults(problem, solve(problem)) == []


@given(problems())
@settings(max_examples=80, deadline=None)
def test_the_fallback_is_never_worse_than_greedy(problem: Problem) -> None:
    assert by_insertion(problem).worth <= greedily(problem).worth


def worker(key: int = 1, **values: Any) -> Worker:
    return Worker(**{"key": key, "windows": WINDOWS, "home": (30.2, 120.2), **values})


def job(key: int = 1, **values: Any) -> Job:
    return Job(**{"key": key, "minutes": 60, "place": (30.2, 120.2), **values})


@SOLVERS
def test_what_would_miss_its_limit_goes_first(solve: Any) -> None:
    short = worker(windows=((480, 560),))
    plan: Plan = solve(Problem((job(1), job(2, due=500)), (short,)))
    assert [stop.job.key for stop in plan.routes[1]] == [2]
    assert plan.left == {1: "no_room"}


@SOLVERS
def test_a_limit_that_is_missed_already_is_planned_all_the_same(solve: Any) -> None:
    plan: Plan = solve(Problem((job(due=-60),), (worker(),)))
    assert [stop.start for stop in plan.routes[1]] == [480]
    assert plan.routes[1][0].late == 540


@SOLVERS
def test_what_is_left_over_has_its_reason(solve: Any) -> None:
    jobs = (job(1, skill="制冷中级"), job(2, workers=frozenset({9})), job(3, minutes=400))
    assert solve(Problem(jobs, (worker(),))).left == {1: "no_certificate", 2: "nobody", 3: "no_room"}


@SOLVERS
def test_the_way_and_what_stands_already_are_minded(solve: Any) -> None:
    far = (30.3, 120.4)  # 22 km, most of an hour
    busy = worker(windows=((480, 720),), fixed=(Fixed(600, 660, (30.2, 120.2)),))
    plan: Plan = solve(Problem((job(1, place=far),), (busy,)))
    assert plan.left == {1: "no_room"}, "an hour's work and two hours on the way don't fit before ten"
    near: Plan = solve(Problem((job(1),), (busy,)))
    assert near.routes[1][0].start in {480, 660}


@SOLVERS
def test_an_appointment_is_kept_to_the_minute(solve: Any) -> None:
    plan: Plan = solve(Problem((job(1, opens=600, closes=600), job(2), job(3)), (worker(),)))
    assert {stop.job.key: stop.start for stop in plan.routes[1]}[1] == 600
    assert len(plan.routes[1]) == 3


@SOLVERS
def test_two_hundred_jobs_for_twenty_technicians_are_planned(solve: Any) -> None:
    dice = random.Random(7)
    somewhere = lambda: (dice.uniform(30.1, 30.4), dice.uniform(119.9, 120.4))  # noqa: E731
    jobs = tuple(
        job(key, place=somewhere(), minutes=dice.choice([30, 45, 60]), skill=dice.choice(SKILLS),
            due=dice.choice([None, 600, 900])) for key in range(200)
    )  # fmt: skip
    workers = tuple(worker(key, home=somewhere(), skills=frozenset(SKILLS[1 : 1 + key % 3])) for key in range(1, 21))
    problem = Problem(jobs, workers)
    plan = solve(problem)
    assert faults(problem, plan) == []
    assert sum(len(route) for route in plan.routes.values()) >= 100


# -- planned before ------------------------------------------------------------------------------------


@pytest.mark.req("SVC-08")
def test_what_was_planned_stays_with_whom_and_when_it_was_told_if_it_can() -> None:
    mine, other = worker(1), worker(2)
    plan = by_insertion(Problem((job(1, opens=840, told=840, stays=2), job(2)), (mine, other)))
    assert [(stop.job.key, stop.start) for stop in plan.routes[2]] == [(1, 840)]


@pytest.mark.req("SVC-08")
def test_an_urgent_job_pushes_what_can_wait_to_another_or_to_later() -> None:
    short = worker(1, windows=((480, 600),))
    told = job(1, opens=480, told=480, stays=1)
    plan = by_insertion(Problem((told, job(2, due=490)), (short,)))
    assert [(stop.job.key, stop.start) for stop in plan.routes[1]] == [(2, 480), (1, 540)]
    spare = worker(2, windows=((480, 600),))
    plan = by_insertion(Problem((told, job(2, due=490)), (short, spare)))
    assert {key: [stop.job.key for stop in route] for key, route in plan.routes.items()} == {1: [1], 2: [2]}


@pytest.mark.req("SVC-08")
def test_a_crew_is_seated_when_all_have_time_and_left_over_when_too_few_have() -> None:
    busy = worker(2, fixed=(Fixed(480, 600, (30.2, 120.2)),))
    seats = seated(Problem((job(1, people=2, skill="高处作业"),), (worker(1, skills=frozenset({"高处作业"})), busy)))
    assert [(stop.start, stop.helpers) for stop in seats.stops[1]] == [(600, (2,))]
    alone = seated(Problem((job(1, people=2),), (worker(1),)))
    assert alone.joined(by_insertion(alone.problem)).left == {1: "no_crew"}
