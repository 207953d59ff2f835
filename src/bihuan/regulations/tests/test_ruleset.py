"""The rules in memory: quick, and never older than the database."""

import time

import pytest
from django.db import transaction
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.regulations import operations, queries
from bihuan.regulations.models import Regulation, RulesStamp, Scope
from bihuan.regulations.queries import ParameterView, RuleSet
from bihuan.regulations.rules import compile_when, specificity

FACTS = {
    "area": "city", "product_line": "ac", "model": "KFR-35GW", "department": "service", "outlet": "HZ-BJ",
    "customer": "CU-000001", "tier": "", "business": "", "service_class": "C", "channel": "hotline",
    "urgency": "normal",
}  # fmt: skip


def view(number, kind="time_limit", name="dispatch", when=None, scope=None, **data):
    scoped, conditions = compile_when(scope or {}), compile_when(when or {})
    if kind == "time_limit":
        data = {"label": name, "starts": "request.registered", "met_by": "request.dispatched",
                "limit": {"minutes": 60, "calendar": "always"}} | data  # fmt: skip
    return ParameterView(
        number, number, kind, name, data, when or {}, f"R{number} 1", "", f"R{number}", "1",
        specificity(scoped, conditions), (*scoped, *conditions),
    )  # fmt: skip


@pytest.mark.req("REG-04")
def test_the_narrower_regulation_wins_even_with_more_time():
    rules = RuleSet([view(1, limit={"minutes": 30, "calendar": "always"}), view(2, scope={"customer": ["CU-000001"]})])
    assert [found.id for found in rules.time_limits("request.registered", FACTS)] == [2]
    assert [found.id for found in rules.time_limits("request.registered", FACTS | {"customer": ""})] == [1]


@pytest.mark.req("REG-04")
def test_between_equally_specific_regulations_the_stricter_wins():
    rules = RuleSet([view(1), view(2, limit={"minutes": 30, "calendar": "always"})])
    assert [found.id for found in rules.time_limits("request.registered", FACTS)] == [2]


@pytest.mark.req("REG-04")
def test_scope_and_condition_must_both_hold():
    rules = RuleSet([view(1, scope={"product_line": ["ac", "fridge"]}, when={"area": "city"})])
    assert rules.one("time_limit", "dispatch", FACTS)
    assert not rules.one("time_limit", "dispatch", FACTS | {"area": "suburb"})
    assert not rules.one("time_limit", "dispatch", FACTS | {"product_line": "phone"})


def test_stations_whose_condition_does_not_hold_are_left_out():
    stations = [
        {"order": 2, "name": "总经理", "post": "general_manager", "when": {"amount": {"gt": 20000}}},
        {"order": 1, "name": "主管", "post": "service_manager"},
    ]
    rules = RuleSet([view(1, "route", "claim", form="claim", label="x", stations=stations)])
    small, big = rules.route("claim", {"amount": 100}), rules.route("claim", {"amount": 20001})
    assert small is not None
    assert big is not None
    assert [station["name"] for station in small.data["stations"]] == ["主管"]
    assert [station["name"] for station in big.data["stations"]] == ["主管", "总经理"]
    assert rules.route("other", {}) is None


def test_fields_of_a_form_come_from_every_regulation_that_applies():
    rules = RuleSet([
        view(1, "form_field", "batch", form="request", label="批号"),
        view(2, "form_field", "backup", form="request", label="备份", scope={"product_line": ["phone"]}),
        view(3, "form_field", "batch", form="order", label="批号"),
    ])  # fmt: skip
    assert [found.id for found in rules.fields("request", FACTS)] == [1]
    assert [found.id for found in rules.fields("request", {"product_line": "phone"})] == [1, 2]


def test_three_hundred_parameters_are_searched_in_fifty_microseconds():
    views = [
        view(i, name=f"limit{i % 12}", when={"product_line": f"line{i}", "area": "city"}) for i in range(1, 289)
    ] + [view(300 + i, name=f"limit{i}") for i in range(12)]
    rules = RuleSet(views)
    best = min(_seconds(lambda: rules.time_limits("request.registered", FACTS)) for _ in range(5))
    assert len(rules.time_limits("request.registered", FACTS)) == 12
    assert best < 50e-6, f"{best * 1e6:.0f} µs"
    spread = RuleSet([view(i, name=f"n{i}", starts=f"event.{i % 20}", when={"area": "city"}) for i in range(1, 301)])
    best = min(_seconds(lambda: spread.time_limits("event.3", FACTS)) for _ in range(5))
    assert best < 50e-6, f"{best * 1e6:.0f} µs"


def _seconds(work, times=200):
    begin = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begin) / times


@pytest.mark.django_db
def test_asking_for_the_rules_costs_one_query(packs, django_assert_num_queries):
    queries.ruleset()
    with django_assert_num_queries(1):
        queries.ruleset().time_limits("request.registered", FACTS)
    with queries.holding_rules() as rules, django_assert_num_queries(0):
        assert queries.ruleset() is rules


@pytest.mark.django_db
@pytest.mark.req("REG-04")
def test_switching_a_regulation_off_counts_at_once(packs):
    assert queries.ruleset().time_limits("request.registered", FACTS)
    operations.set_active(Regulation.objects.get(key="FULL"), is_active=False, by=SYSTEM)
    assert not queries.ruleset().time_limits("request.registered", FACTS)


@pytest.mark.django_db
@pytest.mark.req("REG-04")
def test_a_regulation_can_be_limited_to_a_product_line(packs):
    full = Regulation.objects.get(key="FULL")
    operations.set_scope(full, [("product_line", "fridge")], by=SYSTEM)
    assert not queries.ruleset().time_limits("request.registered", FACTS)
    assert queries.ruleset().time_limits("request.registered", FACTS | {"product_line": "fridge"})


@pytest.mark.django_db
@pytest.mark.req("REG-01", "REG-04")
def test_the_rules_of_a_past_moment_have_the_scope_of_that_moment(packs):
    full = Regulation.objects.get(key="FULL")

    def applies(moment, line):
        return bool(queries.ruleset_at(moment).time_limits("request.registered", FACTS | {"product_line": line}))

    began = timezone.now()
    operations.set_scope(full, [("product_line", "fridge")], by=SYSTEM)
    between = timezone.now()
    operations.set_scope(full, [("product_line", "ac")], by=SYSTEM)
    after = timezone.now()
    assert (applies(began, "ac"), applies(began, "fridge")) == (True, True)
    assert (applies(between, "ac"), applies(between, "fridge")) == (False, True)
    assert (applies(after, "ac"), applies(after, "fridge")) == (True, False)


@pytest.mark.django_db
@pytest.mark.req("REG-01")
def test_of_a_scope_changed_before_its_values_were_kept_the_present_one_is_taken(packs):
    full, began = Regulation.objects.get(key="FULL"), timezone.now()
    Scope.objects.create(regulation=full, dimension="product_line", value="fridge")
    history.append(full, "set_scope", by=SYSTEM, changes={"scope": ["", "商品线：fridge"]})
    RulesStamp.renew()
    rules = queries.ruleset_at(began)
    assert not rules.time_limits("request.registered", FACTS)
    assert rules.time_limits("request.registered", FACTS | {"product_line": "fridge"})


@pytest.mark.django_db
def test_a_change_rolled_back_is_forgotten(packs):
    before = len(queries.ruleset().by_id)
    with transaction.atomic():
        operations.set_active(Regulation.objects.get(key="FULL"), is_active=False, by=SYSTEM)
        assert len(queries.ruleset().by_id) < before
        transaction.set_rollback(True)
    assert len(queries.ruleset().by_id) == before
