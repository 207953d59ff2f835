"""Quantities add up, whatever is done in whatever order; refunds come to what was worked out by hand (ORD, RET)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.orders.models import DeliveryLine, GoodsMove, GoodsReturn, GoodsStock, NoticeLine, Order, Reservation
from bihuan.orders.operations import (
    cancelling,
    changing,
    goods,
    producing,
    returning,
    reviewing,
    settling,
    shipping,
)
from bihuan.orders.queries.clauses import repayment
from bihuan.orders.queries.goods import lacking, to_be_made
from bihuan.orders.rules import Position, adds_up, left, missing, needed
from bihuan.orders.tests.company import announced, fresh, model, reviewed, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.orders.tests.test_returns import found

D = Decimal
unhurried = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
counts = st.dictionaries(st.integers(1, 4), st.integers(0, 50))
positions = st.lists(st.builds(Position, st.integers(1, 4), st.integers(1, 50), st.integers(0, 60)))


@pytest.mark.req("ORD-02")
@given(positions, counts, counts)
def test_what_is_left_comes_out_of_stock_from_production_or_is_missing(
    ordered: list[Position], there: dict[int, int], coming: dict[int, int]
) -> None:
    wanted_now = left(ordered)
    short = missing(wanted_now, there)
    for key, count in wanted_now.items():
        assert count == min(count, there.get(key, 0)) + short.get(key, 0)
        assert count == needed(wanted_now, coming).get(key, 0) + min(count, coming.get(key, 0))
    assert set(short) <= set(wanted_now) == {one.model_id for one in ordered if one.ordered > one.shipped}


@pytest.mark.req("RET-01")
@given(st.integers(0, 100), st.integers(-5, 105), st.integers(-5, 105))
def test_each_piece_received_is_good_or_bad_and_none_is_both(received: int, good: int, bad: int) -> None:
    assert adds_up(received, good, bad) == (good in range(received + 1) and bad == received - good)


class Company:
    """Two orders and a return of one model, and all that may be done with them."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.by = cast, cast.xuwen
        self.due = timezone.localdate() + timedelta(days=9)
        stocked(12)
        self.orders = [reviewed(cast, 10), reviewed(cast, 6)]
        self.back = announced(cast, 5)

    def do(self, verb: str, which: int, count: int) -> None:
        """Do it; a refusal leaves everything as it was."""
        order = fresh(self.orders[which])
        work: dict[str, Callable[[], Any]] = {
            "release": lambda: reviewing.release(order, by=self.by),
            "produce": lambda: producing.produce(order, lines=[(model(), count)], due_on=self.due, by=self.by),
            "made": lambda: self._made(order, count),
            "ship": lambda: shipping.ship(order, {order.positions()[0].pk: count}, by=self.by),
            "change": lambda: self._change(order, count),
            "cancel": lambda: cancelling.cancel(order, note="客户取消", by=self.by),
            "count": lambda: goods.count_goods(model(), count, by=SYSTEM),
            "more": lambda: goods.count_goods(model(), GoodsStock.objects.get().quantity + count, by=SYSTEM),
            "arrive": lambda: returning.arrive(self._back(), received=count, note="实到", by=self.by),
            "inspect": lambda: returning.inspect(self._back(), found(count, which * 2), by=self.cast.qianjin),
            "decide": lambda: settling.decide(
                self._back(), settling.Decision(words="补退", replenish=count, refund=which, price=D(100)), by=self.by
            ),
            "replenish": lambda: settling.replenish(self._back(), quantity=count, by=self.by),
            "make_more": lambda: settling.produce(self._back(), due_on=self.due, quantity=count, by=self.by),
            "made_more": lambda: self._made(self._back(), count),
        }  # fmt: skip
        try:
            with transaction.atomic():
                work[verb]()
        except OperationError:
            pass

    def _back(self) -> GoodsReturn:
        found_now: GoodsReturn = fresh(self.back)
        return found_now

    def _made(self, about: Any, count: int) -> None:
        notice = about.notices.filter(state="issued").first()
        if notice is not None:
            producing.stock_in(notice, {notice.lines.get().pk: count}, by=self.cast.yaojun)

    def _change(self, order: Order, count: int) -> None:
        told = wanted(order, count, side="ours", reason_code="material", promised_on=self.due)
        change = changing.ask_change(order, told, by=self.by)
        change = changing.consent(change, consent_by="沈雅琴", consent_way="phone", by=self.by)
        changing.take_effect(change, by=self.by)

    def check(self) -> None:
        """See that every quantity adds up."""
        level = GoodsStock.objects.get()
        held = Reservation.objects.aggregate(sum=Sum("quantity"))["sum"] or 0
        assert level.reserved == held <= level.quantity
        assert GoodsMove.objects.aggregate(sum=Sum("quantity"))["sum"] == level.quantity
        made = GoodsMove.objects.filter(kind="made").aggregate(sum=Sum("quantity"))["sum"] or 0
        assert made == (NoticeLine.objects.aggregate(sum=Sum("made"))["sum"] or 0)
        for one in self.orders:
            self._check_order(fresh(one))
        self._check_return(self._back())

    @staticmethod
    def _check_order(order: Order) -> None:
        ordered = sum(line.quantity for line in order.positions())
        shipped = DeliveryLine.objects.filter(delivery__order=order).aggregate(sum=Sum("quantity"))["sum"] or 0
        mine = order.reservations.aggregate(sum=Sum("quantity"))["sum"] or 0
        assert shipped == sum(line.shipped for line in order.positions()) <= ordered
        coming = min(to_be_made(order).get(model().pk, 0), ordered - shipped)
        if order.state == "producing":
            still = sum(count for _model, count in lacking(order))
            assert mine + coming <= ordered - shipped <= mine + max(coming, still) + GoodsStock.objects.get().free
        elif order.state == "to_ship":
            short = sum(count for _model, count in lacking(order))
            assert ordered == shipped + mine + min(short, ordered - shipped - mine) + _unclaimed(order, mine)
        else:
            assert mine == 0 or order.state == "agreed"
            assert order.state != "shipped" or ordered == shipped

    @staticmethod
    def _check_return(one: GoodsReturn) -> None:
        shipped = DeliveryLine.objects.filter(delivery__goods_return=one).aggregate(sum=Sum("quantity"))["sum"] or 0
        assert shipped == one.replenished <= one.replenish_quantity
        assert one.replenish_quantity + one.refund_quantity <= (one.received or 0)
        assert one.good is None or one.good + (one.bad or 0) == one.received
        assert not one.notices.filter(lines__made__gt=F("lines__quantity")).exists()


def _unclaimed(order: Order, mine: int) -> int:
    """Return what a count had taken away, and lies there free again, so that the order can have it."""
    left_now = sum(line.left for line in order.positions())
    return min(left_now - mine, GoodsStock.objects.get().free)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


verbs = st.sampled_from([
    "release", "produce", "produce", "made", "made", "ship", "ship", "ship", "change", "cancel", "count", "more",
    "arrive", "inspect", "decide", "replenish", "replenish", "make_more", "made_more",
])  # fmt: skip


@pytest.mark.req("ORD-02", "ORD-03", "RET-01", "RET-02")
@pytest.mark.django_db
@unhurried
@given(st.lists(st.tuples(verbs, st.integers(0, 1), st.integers(0, 12)), max_size=16))
@example([("release", 0, 0), ("release", 1, 0), ("produce", 1, 4), ("ship", 1, 6), ("made", 1, 4), ("ship", 0, 10)])
@example([("arrive", 0, 5), ("inspect", 1, 3), ("decide", 1, 4), ("release", 0, 0), ("replenish", 0, 4)])
def test_whatever_is_done_every_piece_is_in_one_place(cast: Cast, steps: list[tuple[str, int, int]]) -> None:
    with undone():
        company = Company(cast)
        for verb, which, count in steps:
            company.do(verb, which, count)
            company.check()


# Worked out by hand: price of all pieces, days from delivery to arrival, days of them in repair → depreciation.
BY_HAND = [
    ("AC", "5000.00", 30, 0, "150.00", "the standard's own example: 5,000 × 0.1 % × 30"),
    ("AC", "5000.00", 0, 0, "0.00", "sent back on the day it came"),
    ("AC", "5000.00", 7, 0, "0.00", "within seven days nothing is taken off"),
    ("AC", "5000.00", 8, 0, "40.00", "5,000 × 0.1 % × 8, all days count from the eighth on"),
    ("AC", "8040.00", 45, 0, "361.80", "three pieces of 2,680: 8,040 × 0.1 % × 45"),
    ("AC", "2680.00", 40, 12, "75.04", "twelve days in repair are no use: 2,680 × 0.1 % × 28"),
    ("AC", "1999.99", 33, 0, "66.00", "65.99967 to the fen"),
    ("AC", "999.00", 1000, 0, "999.00", "999 × 0.1 % × 1,000: nothing is left"),
    ("AC", "999.00", 1200, 0, "999.00", "never more than was paid"),
    ("AC", "2680.00", None, 0, "0.00", "nobody knows since when"),
    ("phone", "3999.00", 16, 0, "319.92", "3,999 × 0.5 % × 16"),
    ("phone", "3999.00", 6, 0, "0.00", "within seven days"),
    ("phone", "3999.00", 200, 0, "3999.00", "3,999 × 0.5 % × 200: nothing is left"),
    ("phone", "3999.00", 15, 15, "0.00", "in repair all the time"),
]


@pytest.mark.req("RET-01")
@pytest.mark.django_db
@pytest.mark.parametrize(("line", "price", "days", "rested", "taken", "why"), BY_HAND)
def test_a_refund_comes_to_what_was_worked_out_by_hand(
    packs: Any, line: str, price: str, days: int | None, rested: int, taken: str, why: str
) -> None:
    back = date(2026, 3, 30)
    facts = {"product_line": line, "model": "", "customer": "", "tier": "", "business": ""}
    bought = None if days is None else back - timedelta(days=days)
    repaid = repayment(facts, D(price), bought_on=bought, returned_on=back, out_of_use_days=rested)
    assert (repaid.figures.depreciation, repaid.figures.amount) == (D(taken), D(price) - D(taken)), why
    assert repaid.clause is not None
    assert repaid.clause.regulation == {"AC": "FULL", "phone": "PHONE"}[line]


@pytest.mark.req("RET-01")
@pytest.mark.django_db
@pytest.mark.parametrize(("pieces", "price", "days", "taken"), [(1, "5000", 30, "150.00"), (3, "2680", 45, "361.80")])
def test_what_is_paid_back_is_for_the_pieces_paid_back_alone(
    cast: Cast, pieces: int, price: str, days: int, taken: str
) -> None:
    bought = timezone.localdate() - timedelta(days=days)
    one = announced(cast, pieces + 2, price=D(price), bought_on=bought)
    returning.arrive(one, received=pieces + 2, by=cast.xuwen)
    returning.inspect(fresh(one), found(pieces + 2, 0), by=cast.qianjin)
    decision = settling.Decision(words="部分退款，部分补货", replenish=2, refund=pieces)
    one = settling.decide(fresh(one), decision, by=cast.xuwen)
    assert (one.depreciation, one.refund_amount) == (D(taken), D(price) * pieces - D(taken))
