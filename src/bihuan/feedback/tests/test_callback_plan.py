"""The plan of call-backs from units to the call: complete, bundled, made again without doubles (VIS-01)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.customers.models import Customer, Site
from bihuan.feedback import operations
from bihuan.feedback.models import CallBack, CallBackDue, CallBackFile, CallBackGap, Rhythm
from bihuan.feedback.notices import callbacks as notices
from bihuan.feedback.operations import callback_audit, callbacks
from bihuan.feedback.queries import callbacks as queries
from bihuan.kernel.months import add_months
from bihuan.kernel.outbox import Notice
from bihuan.products.models import ServiceContract, Unit
from bihuan.regulations.models import Parameter, RulesStamp

pytestmark = [pytest.mark.req("VIS-01"), pytest.mark.django_db]
TODAY = date(2026, 11, 20)


def placed(customer: Customer, model: object, accepted: date | None, serial: str, name: str = "厂区") -> Unit:
    site = Site.objects.create(customer=customer, name=name, region=customer.region)
    return Unit.objects.create(serial=serial, model=model, customer=customer, site=site, accepted_on=accepted,
                               sold_on=accepted)  # fmt: skip


def planned(year: int = 2026, today: date = TODAY) -> operations.callback_plan.Tally:
    return operations.plan_calls(year, today=today)


def test_every_place_gets_its_file_and_its_days_by_the_clauses(cast: Cast) -> None:
    tally = planned()
    file = CallBackFile.objects.get()
    assert (file.site, file.since, file.warranty_until) == (cast.unit.site, date(2024, 8, 3), date(2027, 8, 2))
    assert tally.opened == 1
    days = {(day.name, day.due_on): day.planned_on for day in queries.planned_days(file)}
    calls = sorted(due_on for name, due_on in days if name == "callback")
    assert calls[:2] == [date(2026, 12, 2), date(2027, 1, 2)]
    assert days["callback", date(2026, 12, 2)] == date(2026, 11, 27)  # five days ahead, a Friday
    assert not [name for name, _due in days if name in ("visit_after_warranty", "callback_first_year")]


def test_planning_and_opening_again_changes_nothing(cast: Cast) -> None:
    planned()
    assert operations.open_due(TODAY) == 1
    again = planned()
    assert again.is_unchanged, again
    assert operations.open_due(TODAY) == 0
    assert CallBack.objects.count() == 1
    assert Rhythm.objects.count() == 2


def test_two_places_of_one_customer_are_called_once_on_a_day(cast: Cast) -> None:
    model = cast.unit.model
    placed(cast.customer, model, date(2025, 3, 9), "B-1", "门店")
    placed(cast.customer, model, date(2023, 5, 12), "B-2", "仓库")
    planned()
    for step in range(120):
        operations.open_due(TODAY + timedelta(days=step))
    days = list(CallBack.objects.filter(way="phone").values_list("customer", "planned_on"))
    assert len(days) == len(set(days))
    assert CallBackDue.objects.filter(name="callback").count() > 2 * len(days)


def test_somebody_visited_on_a_day_is_not_called_as_well(cast: Cast) -> None:
    planned()
    for step in range(130):
        operations.open_due(TODAY + timedelta(days=step))
    visit = CallBack.objects.filter(way="visit").order_by("planned_on").first()
    assert visit is not None
    assert not CallBack.objects.filter(planned_on=visit.planned_on).exclude(pk=visit.pk).exists()


def test_a_closed_site_falls_out_of_the_plan_and_its_calls_are_taken_back(cast: Cast) -> None:
    planned()
    operations.open_due(TODAY)
    Site.objects.update(is_active=False)
    assert planned().closed == 1
    call = CallBack.objects.get()
    assert call.state == "withdrawn"
    assert not CallBackDue.objects.exists()
    Site.objects.update(is_active=True)
    assert planned().changed == 1
    assert operations.open_due(TODAY) == 1


def test_a_longer_warranty_keeps_visits_quarterly(cast: Cast) -> None:
    Unit.objects.update(accepted_on=date(2024, 1, 10), warranty_months=36)
    planned(2027)
    file = CallBackFile.objects.get()
    visits = [day for day in queries.planned_days(file) if day.rhythm.channel == "visit"]
    assert [(day.name, day.due_on) for day in visits[:2]] == [
        ("visit_in_warranty", date(2027, 1, 9)), ("visit_after_warranty", date(2027, 7, 9)),
    ]  # fmt: skip
    Unit.objects.update(warranty_months=60)
    assert planned(2027).changed == 1
    file.refresh_from_db()
    visits = [day for day in queries.planned_days(file) if day.rhythm.channel == "visit"]
    assert {day.name for day in visits} == {"visit_in_warranty"}


def test_a_contract_is_called_on_where_a_clause_says_so_and_only_while_it_runs(cast: Cast) -> None:
    clause = Parameter.objects.get(kind="callback", name="callback", clause__version__regulation__key="FULL").clause
    Parameter.objects.create(
        clause=clause, kind="callback", name="contract_visit", when={},
        data={"label": "合同客户上门", "channel": "visit", "subject": "contract", "starts": "acceptance",
              "phase": "always", "interval": 2},
    )  # fmt: skip
    RulesStamp.renew()
    contract = ServiceContract.objects.create(number="K-1", customer=cast.customer, starts_on=date(2026, 10, 1),
                                              ends_on=date(2027, 2, 28))  # fmt: skip
    planned()
    file = CallBackFile.objects.get(contract=contract)
    assert [day.due_on for day in queries.planned_days(file)] == [date(2026, 11, 30), date(2027, 1, 31)]


def test_the_reconciliation_names_whom_the_plan_misses_without_asking_the_plan(cast: Cast) -> None:
    planned()
    operations.open_due(TODAY)
    assert {gap.reason for gap in gaps()} == set()
    other = placed(cast.customer, cast.unit.model, None, "B-1", "无日期")
    Customer.objects.update(phone_index="")
    assert [(gap.reason, gap.site) for gap in gaps()] == [("no_file", other.site), ("no_phone", cast.unit.site)]
    planned()
    assert ("no_date", other.site) in [(gap.reason, gap.site) for gap in gaps()]


def test_a_limit_gone_by_is_flagged_once_and_named(cast: Cast) -> None:
    planned()
    operations.open_due(TODAY)
    after = date(2026, 12, 3)
    assert operations.miss(after) == 1
    assert operations.miss(after) == 0
    call = CallBack.objects.get()
    assert call.missed_at
    assert ("missed", call.number) in [(gap.reason, gap.detail) for gap in gaps(after)]


def test_days_on_which_nobody_opened_any_are_made_up_for(cast: Cast) -> None:
    planned()
    assert operations.open_due(date(2026, 12, 14)) == 1
    call = CallBack.objects.get()
    assert (call.planned_on, call.due_on) == (date(2026, 11, 27), date(2026, 12, 2))


def gaps(day: date = TODAY) -> list[CallBackGap]:
    operations.reconcile_calls(day)
    return list(CallBackGap.objects.filter(day=day).order_by("pk"))


def due_again(cast: Cast) -> None:
    """Have another place of the customer planned that is due when the first one is."""
    placed(cast.customer, cast.unit.model, cast.unit.accepted_on, "B-1", "门店")
    planned()


def test_what_falls_due_while_somebody_is_calling_goes_along_with_that_call(cast: Cast) -> None:
    planned()
    operations.open_due(TODAY)
    call = CallBack.objects.get()
    callbacks.take(call, by=cast.hejing)
    due_again(cast)
    assert operations.open_due(TODAY) == 0
    assert call.dues.count() == 2


def test_a_customer_called_today_is_not_called_again_today(cast: Cast) -> None:
    today = timezone.localdate()
    Unit.objects.update(accepted_on=add_months(today, -14) + timedelta(days=6))  # due in five days, called today
    planned(today.year, today)
    operations.open_due(today)
    CallBack.objects.update(planned_on=today)
    call = CallBack.objects.get()
    callbacks.take(call, by=cast.hejing)
    callbacks.refuse(call, note="别再打了", by=cast.hejing)
    placed(cast.customer, cast.unit.model, Unit.objects.get().accepted_on, "B-1", "门店")
    planned(today.year, today)
    operations.open_due(today)
    again = CallBack.objects.exclude(pk=call.pk).filter(planned_on__lte=today + timedelta(days=5))
    assert again.exists()
    assert not again.filter(planned_on=today).exists()


def test_limits_gone_by_are_not_counted_as_missed_by_the_plan(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    monkeypatch.setattr(callback_audit, "MOST", 1)
    planned(today.year, today)
    for n in range(3):
        CallBack.objects.create(number=f"CB-{n}", customer=cast.customer, way="phone", state="planned",
                                planned_on=today - timedelta(days=9 + n), due_on=today - timedelta(days=2))  # fmt: skip
    notices.reconcile_calls.call()
    assert Notice.objects.filter(topic="callback.missed").exists()
    assert not Notice.objects.filter(topic="callback.gaps").exists()


def test_whom_no_clause_names_does_not_hide_whom_the_plan_misses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback_audit, "MOST", 1)
    monkeypatch.setattr(callback_audit, "SOME", 1)
    last = Customer.objects.create(number="CU-9", name="钱江宾馆", tier="diamond", region=cast.customer.region)
    missed = placed(last, cast.unit.model, date(2025, 3, 9), "B-9")
    Parameter.objects.filter(kind="callback").update(when={"tier": ["diamond"]})
    RulesStamp.renew()
    assert [gap.site for gap in gaps() if gap.reason == "no_file"] == [missed.site]


def test_a_new_year_changes_every_file_and_takes_nothing_back_that_is_still_due(cast: Cast) -> None:
    planned()
    operations.open_due(date(2026, 12, 28))
    call = CallBack.objects.filter(due_on__year=2027).get()
    tally = planned(2027, date(2027, 1, 1))
    assert (tally.changed, tally.opened) == (1, 0)
    file = CallBackFile.objects.get()
    assert (file.year, file.closed_on, file.warranty_until) == (2027, None, date(2027, 8, 2))
    call.refresh_from_db()
    assert call.state == "planned"
    assert planned(2027, date(2027, 1, 1)).is_unchanged
