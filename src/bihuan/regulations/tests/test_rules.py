"""Rules on plain values: time limits as written, conditions, checks, and which parameter wins."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.regulations.rules import (
    KINDS,
    Candidate,
    Vocabulary,
    check,
    choose,
    compile_when,
    limit_text,
    matches,
    parse_limit,
    parse_minutes,
    parse_when,
    severity,
    specificity,
    when_text,
)

WORDS = Vocabulary(
    events={"request.registered", "request.dispatched", "request.completed"}, posts={"service_manager", "technician"},
    calendars={"always", "office"}, facts={"area", "amount", "channel"},
)  # fmt: skip


def limit(minutes, calendar="always", **more):
    return {
        "label": "修复", "starts": "request.registered", "met_by": "request.completed",
        "limit": {"minutes": minutes, "calendar": calendar}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", (120, "always")), ("15 min", (15, "always")), ("8 working hours", (480, "office")),
        ("8wh", (480, "office")), ("1 个工作日", (480, "office")), ("2 小时", (120, "always")),
        ("15 分钟", (15, "always")), ("1.5 h", (90, "always")), ("3 d", (4320, "always")),
    ],
)  # fmt: skip
def test_time_limits_are_read_as_people_write_them(text, expected):
    assert parse_limit(text) == expected


@pytest.mark.parametrize("text", ["", "2", "h", "2 fortnights", "-2h", "0 min"])
def test_what_is_no_time_limit_is_refused(text):
    with pytest.raises(ValueError):
        parse_limit(text)


def test_a_calendar_named_beside_the_limit_wins():
    assert parse_limit("10 小时", "office") == (600, "office")
    assert parse_minutes("90") == 90


@given(st.integers(1, 100_000), st.sampled_from(["always", "office"]))
def test_a_limit_written_is_read_back(minutes, calendar):
    assert parse_limit(limit_text(minutes, calendar), calendar) == (minutes, calendar)


def test_conditions_are_read_and_written():
    written = "area = city, channel = hotline|web, amount > 20000, amount <= 50000"
    when = parse_when(written)
    assert when == {"area": "city", "channel": ["hotline", "web"], "amount": {"gt": "20000", "le": "50000"}}
    assert when_text(when) == written


@pytest.mark.parametrize("written", ["area", "area = city, area = suburb", "amount > much", "= 3"])
def test_what_is_no_condition_is_refused(written):
    with pytest.raises(ValueError):
        parse_when(written)


def test_unknown_facts_fulfil_no_condition():
    over = compile_when(parse_when("amount > 20000"))
    assert not matches(over, {})
    assert not matches(over, {"amount": None})
    assert not matches(over, {"amount": 20000})
    assert matches(over, {"amount": Decimal("20000.01")})
    assert not matches(compile_when({"area": "city"}), {"area": ""})
    assert not matches(compile_when(parse_when("area != suburb")), {})


def test_one_of_several_departments_is_enough():
    service = compile_when({"department": ["service"]})
    assert matches(service, {"department": ["outlet-7", "service", "company"]})
    assert not matches(service, {"department": ["sales"]})


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")))
def test_without_conditions_everything_matches_and_nothing_is_specific(facts):
    assert matches((), facts)
    assert specificity((), ()) == 0


def test_a_dimension_narrowed_twice_counts_once():
    assert specificity(compile_when({"department": "a"}), compile_when({"department": "b", "area": "city"})) == 2


# -- which one wins (REG-04) --------------------------------------------------------------------


@pytest.mark.req("REG-04")
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5000), st.sampled_from(["always", "office"])), min_size=1))
def test_the_most_specific_time_limit_wins_then_the_shortest(limits):
    candidates = [Candidate("time_limit", s, limit(m, c), tie) for tie, (s, m, c) in enumerate(limits)]
    winner = choose(candidates)
    assert winner is not None
    most = max(s for s, _, _ in limits)
    assert winner.specificity == most
    assert winner.data["limit"]["minutes"] == min(m for s, m, _ in limits if s == most)


@pytest.mark.req("REG-04")
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 5000)), min_size=1))
def test_of_penalties_the_most_severe_wins_however_general_it_is(penalties):
    names = ("warning", "fine", "make_good", "transfer", "dismissal")
    candidates = [
        Candidate("penalty", s, {"consequence": names[c], "amount_max": a}, tie)
        for tie, (s, c, a) in enumerate(penalties)
    ]
    winner = choose(candidates)
    assert winner is not None
    assert severity("penalty", winner.data) == max(severity("penalty", one.data) for one in candidates)


@pytest.mark.req("REG-04")
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), min_size=1), st.randoms())
def test_the_answer_does_not_hang_on_the_order_of_the_regulations(limits, random):
    candidates = [Candidate("time_limit", s, limit(m), tie) for tie, (s, m) in enumerate(limits)]
    shuffled = candidates.copy()
    random.shuffle(shuffled)
    assert choose(shuffled) == choose(candidates)


@pytest.mark.req("REG-04")
@pytest.mark.parametrize(
    ("kind", "mild", "strict"),
    [
        ("time_limit", limit(120), limit(60)),
        ("time_limit", limit(60, "office"), limit(60, "always")),
        ("threshold", {"compare": "at_least", "value": 100}, {"compare": "at_least", "value": 50}),
        ("threshold", {"compare": "at_most", "value": 1}, {"compare": "at_most", "value": 2}),
        ("approval_limit", {"post": "service_manager", "up_to": 1}, {"post": "general_manager", "up_to": 1}),
        ("route", {"stations": [{"post": "technician"}]}, {"stations": [{"post": "vice_general_manager"}]}),
        ("warranty", {"months": 12}, {"months": 36}),
        ("repair_warranty", {"days": 30}, {"days": 90}),
        ("form_field", {"required": False}, {"required": True}),
        ("frequency", {"every": "yearly", "times": 1}, {"every": "monthly", "times": 1}),
        ("retention", {"months": 24}, {"months": 60}),
        ("penalty", {"consequence": "fine", "amount_max": 500}, {"consequence": "transfer"}),
    ],
)
def test_each_kind_says_what_stricter_means(kind, mild, strict):
    assert severity(kind, strict) > severity(kind, mild)


# -- what can't run ------------------------------------------------------------------------------


def test_a_parameter_that_can_run_has_no_fault():
    data = limit(120, ladder=[{"at": 50, "tell": "owner"}], pauses=[{"reason": "改期", "cap": "1 h"}])
    assert check("time_limit", data, {"area": "city", "amount": {"gt": 5}}, WORDS) == []


def test_a_service_class_follows_only_from_verdicts_there_are():
    data = {"label": "A", "code": "A", "verdicts": [{"code": "paid", "label": "付费"}, {"code": "payd", "label": "?"}]}
    assert check("service_class", data, {}, WORDS) == [("verdicts.1.code", "unknown", "payd")]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"label": ""}, "label", "required"),
        ({"starts": "request.dreamt"}, "starts", "unknown_event"),
        ({"met_by": "request.registered"}, "met_by", "same_event"),
        ({"limit": {"minutes": 0, "calendar": "always"}}, "limit", "not_a_time_limit"),
        ({"limit": {"minutes": 5, "calendar": "moon"}}, "limit", "unknown_calendar"),
        ({"ladder": [{"at": 0, "tell": "owner"}]}, "ladder.0.at", "too_small"),
        ({"ladder": [{"at": 50, "tell": "nobody"}]}, "ladder.0.tell", "unknown_post"),
        ({"ladder": [{"at": 50, "tell": "owner"}] * 2}, "ladder.1.at", "repeated"),
        ({"pauses": [{"stops_clock": True}]}, "pauses.0.reason", "required"),
        ({"pauses": [{"reason": "x", "stops_clock": "yes"}]}, "pauses.0.stops_clock", "not_yes_or_no"),
        ({"mood": "good"}, "mood", "unexpected"),
    ],
)
def test_each_fault_says_where_it_stands(change, path, code):
    faults = check("time_limit", limit(120) | change, {}, WORDS)
    assert (path, code) in {(fault.path, fault.code) for fault in faults}


def test_a_condition_on_something_records_do_not_know_is_refused():
    assert [fault.code for fault in check("time_limit", limit(5), {"weather": "bad"}, WORDS)] == ["unknown_fact"]
    assert [fault.code for fault in check("time_limit", limit(5), {"amount": {"gt": "much"}}, WORDS)] == [
        "not_a_condition"
    ]


@pytest.mark.parametrize(
    ("pattern", "is_fine"),
    [
        ("{series}-{yyyymmdd}-{seq:4}", True),
        ("维修{yyyy}-{seq:5}号", True),
        ("{series}", False),
        ("{seq:4}{seq:4}", False),
    ],
)
def test_a_numbering_pattern_has_one_running_number(pattern, is_fine):
    data = {"label": "单号", "series": "SR", "pattern": pattern}
    assert (check("numbering", data, {}, WORDS) == []) is is_fine


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_no_nonsense_breaks_the_check(nonsense):
    for kind, schema in KINDS.items():
        check(kind, dict.fromkeys((field.name for field in schema.fields), nonsense), {"area": nonsense}, WORDS)
