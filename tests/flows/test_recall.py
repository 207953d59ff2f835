"""Recall: decided by the highest level, every customer told once, each unit followed to its remedy (WAR-07, CMP-12)."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.customers import operations as customers
from bihuan.insight.queries.desk import desk
from bihuan.kernel import attachments, history, links
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.privacy import UnmaskLog
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.products import notices
from bihuan.products.models import Batch, ProductLine, ProductModel, RecallLetter, RecallUnit, Unit
from bihuan.products.operations import recalls
from bihuan.products.queries.recall_desk import recalls_to_see_to
from bihuan.products.queries.recalls import Scope, letter_token, preview, progress, rate_of, recalls_of
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import bench
from bihuan.service.operations import recalls as service_recalls
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import SIGNATURE

pytestmark = pytest.mark.django_db
CUSTOMER = VisitorActor("星澜酒店", frozenset({"products.answer_recall"}))
BACKEND = "django.contrib.auth.backends.ModelBackend"


def holder(post: str) -> Staff:
    return Staff.objects.filter(post_holdings__post=post).order_by("pk").first()


@pytest.fixture
def boss(cast):
    return holder("general_manager")


@pytest.fixture
def quality(cast):
    return holder("quality")


@pytest.fixture
def sold(cast):
    """Batch B1: two units of a hotel, one of a household with mail, one in stock; batch B2: one of the hotel."""
    line = ProductLine.objects.create(code="heater", name="电暖器")
    model = ProductModel.objects.create(code="NQ-18", name="电暖器", line=line)
    first, second = (Batch.objects.create(code=code, model=model) for code in ("B1", "B2"))
    hotel = customers.register(name="星澜酒店", address="杭州市滨江区江南大道 1 号", by=SYSTEM)
    home = customers.register(name="沈家", email="shen@example.com", by=SYSTEM)

    def unit(n, batch, owner=None):
        sold_on = date(2025, 3, 1) if owner else None
        return Unit.objects.create(serial=f"NQ18-{n:04d}", model=model, batch=batch, customer=owner, sold_on=sold_on)

    units = [unit(1, first, hotel), unit(2, first, hotel), unit(3, first, home), unit(4, first)]
    return SimpleNamespace(model=model, first=first, second=second, hotel=hotel, home=home, units=units,
                           later=unit(5, second, hotel))  # fmt: skip


@pytest.fixture
def draft(sold, quality):
    recall = recalls.draft(
        subject="NQ-18 电暖器", reason="温控器批次不良", hazard="可能过热起火", advice="请立即停止使用", by=quality,
        severity="serious",
    )  # fmt: skip
    recalls.add_scope(recall, Scope(batch=sold.first), by=quality)
    return recall


def decide(recall, boss, verdict="agree"):
    form = Circulation.objects.of(recall).running().get()
    signoff.sign(form.stations.get(state="open"), verdict=verdict, opinion="同意，尽快", by=boss)
    recall.refresh_from_db()
    return recall


def spread(recall):
    found = []
    while (mails := recalls.spread(recall)) is not None:
        found += mails
    return found


@pytest.fixture
def running(draft, boss, quality):
    recalls.ask_decision(draft, by=quality)
    recall = decide(draft, boss)
    for pk in spread(recall):
        recalls.mailed(RecallLetter.objects.get(pk=pk))
    last = RecallLetter.objects.filter(way="paper").latest("pk")
    assert recalls.post_letters(recall, upto=last.pk, by=quality) == 0
    return recall


def of(recall, n) -> RecallUnit:
    return RecallUnit.objects.get(recall=recall, unit__serial=f"NQ18-{n:04d}")


@pytest.mark.req("WAR-07")
def test_a_scope_says_first_whom_it_reaches(sold) -> None:
    assert preview(Scope(batch=sold.first)) == {"all": 4, "stock": 1, "unknown": 0, "sold": 3, "customers": 2}
    assert preview(Scope(serial_from="nq18-0002", serial_to="NQ18 0003"))["all"] == 2
    for wrong in (Scope(), Scope(serial_from="NQ18-1", serial_to="NQ18-0003"), Scope(produced_from=date(2025, 1, 1))):
        with pytest.raises(OperationError):
            preview(wrong)


@pytest.mark.req("CMP-12")
def test_the_highest_level_decides_and_nobody_is_told_before(draft, boss, quality) -> None:
    recalls.ask_decision(draft, by=quality)
    draft.refresh_from_db()
    assert draft.state == "deciding"
    assert recalls.spread(draft) is None
    form = Circulation.objects.of(draft).running().get()
    assert form.stations.get().post == "general_manager"
    assert form.clause is not None
    with pytest.raises(PermissionDenied):
        signoff.sign(form.stations.get(), verdict="agree", opinion="", by=quality)
    assert decide(draft, boss).state == "under_way"


@pytest.mark.req("CMP-12")
def test_what_lies_before_who_decides_or_is_decided_is_not_taken_out_again(draft, boss, quality) -> None:
    recalls.ask_decision(draft, by=quality)
    for _time in (1, 2):
        with pytest.raises(OperationError):
            recalls.drop_scope(draft.scopes.get(), by=quality)
        if Circulation.objects.of(draft).running().exists():
            decide(draft, boss)
    assert draft.scopes.count() == 1


@pytest.mark.req("CMP-12")
def test_turned_down_it_is_a_draft_again(draft, boss, quality) -> None:
    recalls.ask_decision(draft, by=quality)
    assert decide(draft, boss, "refuse").state == "draft"
    assert not RecallUnit.objects.exists()


@pytest.mark.req("WAR-07")
def test_every_customer_gets_one_letter_and_the_stock_none(running, sold) -> None:
    assert RecallLetter.objects.count() == 2
    assert RecallLetter.objects.get(customer=sold.hotel).units.count() == 2
    assert {one.way for one in RecallLetter.objects.all()} == {"mail", "paper"}
    assert of(running, 1).state == "notified"
    assert of(running, 4).state == "listed"
    assert [entry.note for entry in history.of(running.kind(), running.pk) if entry.verb == "post"] == ["累计寄出 1 封"]


@pytest.mark.req("WAR-07")
def test_spreading_goes_on_where_it_was_killed_and_doubles_nothing(draft, boss, quality, monkeypatch) -> None:
    monkeypatch.setattr("bihuan.products.operations.recalls.spreading.CHUNK", 1)
    recalls.ask_decision(draft, by=quality)
    recall = decide(draft, boss)
    recalls.spread(recall)
    recalls.spread(recall)
    assert RecallUnit.objects.count() == 2
    spread(recall)
    assert recalls.spread(recall) is None
    assert RecallUnit.objects.count() == 4
    assert RecallLetter.objects.count() == 2


@pytest.mark.req("WAR-07")
def test_the_remedy_becomes_a_free_request_and_its_end_the_units(running, cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    one = recalls.reply(of(running, 1), whereabouts="own", wished_on=tomorrow, by=CUSTOMER)
    one.refresh_from_db()
    request = ServiceRequest.objects.get(pk=one.request_id)
    assert (one.state, one.request_number) == ("arranged", request.number)
    assert request.service_class == "C"
    assert timezone.localdate(request.appointment_at) == tomorrow
    assert all(line["payer"] == "company" for line in request.entitlement["lines"].values())
    recalls.remedied_by(ServiceRequest.kind(), request.pk)
    assert of(running, 1).state == "remedied"


@pytest.mark.req("WAR-07")
def test_the_customers_signature_on_the_work_marks_the_unit_remedied(running, cast) -> None:
    recalls.reply(of(running, 1), whereabouts="own", by=CUSTOMER)
    request = ServiceRequest.objects.get(pk=of(running, 1).request_id)
    order = cast.finished(cast.order(request))
    assert of(running, 1).state == "arranged"
    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="王经理", by=cast.chenlijun)
    request.refresh_from_db()
    one = of(running, 1)
    assert (request.state, one.state, one.note) == ("completed", "remedied", request.number)
    assert one.done_at is not None
    assert [of(running, n).state for n in (2, 3)] == ["notified", "notified"]
    assert progress(running).done == 1


@pytest.mark.req("WAR-07")
def test_who_is_in_charge_has_it_on_the_desk_until_it_is_closed(
    running, cast, quality, boss, django_assert_num_queries
) -> None:
    def lines(user: Staff) -> list[tuple[str, str]]:
        return [(line.detail, line.action) for line in recalls_to_see_to(user, 60)]

    assert lines(quality) == [("尚有 4 台未了结，共 4 台", "打开")]
    assert lines(cast.zhoumin) == lines(boss) == []
    assert running.number in {item.number for item in desk(quality).later}
    second = recalls.draft(subject="NQ-18 电源线", reason="线径不足", hazard="过热", by=quality)
    assert lines(quality)[1][0] == second.get_severity_display()
    with django_assert_num_queries(3):
        lines(quality)
    for n in (1, 2, 3, 4):
        recalls.remedy(of(running, n), note="仓库返工", by=quality)
    assert lines(quality)[0] == ("尚有 0 台未了结，共 4 台", "结束召回")
    recalls.close(running, by=quality)
    assert running.number not in {item.number for item in desk(quality).later}


@pytest.mark.req("WAR-07")
def test_letters_not_yet_posted_stand_on_the_desk(draft, boss, quality) -> None:
    recalls.ask_decision(draft, by=quality)
    spread(decide(draft, boss))
    assert "1 封信函待寄" in recalls_to_see_to(quality, 60)[0].detail


@pytest.mark.req("WAR-07")
def test_the_remedy_joins_the_request_the_unit_has_anyway_and_one_visit_does_both(running, sold, cast, client) -> None:
    unit = sold.units[0]
    asked = service.register(service.Intake(description="不加热", unit=unit), by=cast.zhoumin)
    other = service.register(service.Intake(description="漏电", unit=sold.units[1]), by=cast.zhoumin)
    client.force_login(cast.zhoumin, backend=BACKEND)
    page = client.get(of(running, 1).get_absolute_url()).content.decode()
    assert asked.number in page
    assert other.number not in page
    with pytest.raises(OperationError):
        service_recalls.carry_along(of(running, 1), other, by=cast.zhoumin)
    join = reverse("service:join_recall", args=[of(running, 1).pk, asked.pk])
    assert client.post(join, {"revision": of(running, 1).revision}).status_code == 303
    one = of(running, 1)
    assert (one.state, one.request_number, ServiceRequest.objects.count()) == ("arranged", asked.number, 2)
    asked.refresh_from_db()
    assert all(line["payer"] == "company" for line in asked.entitlement["lines"].values())
    assert asked.get_absolute_url() in client.get(one.get_absolute_url()).content.decode()
    with pytest.raises(MoveForbidden):
        service_recalls.carry_along(one, asked, by=cast.zhoumin)
    recalls.remedied_by(ServiceRequest.kind(), asked.pk)
    assert of(running, 1).state == "remedied"


@pytest.mark.req("WAR-07")
def test_a_unit_passed_on_is_followed_to_its_new_owner(running, sold, quality, client) -> None:
    recalls.reply(of(running, 1), whereabouts="sold_on", passed_to="李先生 13800001111", by=CUSTOMER)
    with pytest.raises(OperationError):
        recalls.hand_on(of(running, 1), customer=sold.hotel, note="客户告知", by=quality)
    client.force_login(quality, backend=BACKEND)
    url = reverse("products:move_recall_unit", args=[of(running, 1).pk, "hand_on"])
    assert client.post(url, {"name": "李先生", "note": "酒店告知"}).status_code == 422
    said = {"name": "李先生", "address": "杭州市西湖区文三路 9 号", "note": "酒店告知"}
    assert client.post(url, said).status_code == 303
    one = of(running, 1)
    assert (one.state, one.whereabouts, one.customer.name, one.letter.way) == ("listed", "", "李先生", "paper")
    assert Unit.objects.get(pk=one.unit_id).customer == one.customer
    recalls.post_letters(running, upto=one.letter_id, by=quality)
    assert of(running, 1).state == "notified"
    answer = reverse("portal:recall", args=[letter_token(one.letter)])
    client.logout()
    client.post(answer, {"unit": one.pk, "whereabouts": "own"})
    assert of(running, 1).state == "arranged"
    old = RecallLetter.objects.get(customer=sold.hotel)
    assert "NQ18-0001" not in client.get(reverse("portal:recall", args=[letter_token(old)])).content.decode()


@pytest.mark.req("WAR-07")
def test_what_was_tried_in_vain_is_kept_with_its_evidence(running, quality, client) -> None:
    client.force_login(quality, backend=BACKEND)
    url = reverse("products:move_recall_unit", args=[of(running, 1).pk, "give_up"])
    assert client.post(url, {"note": " "}).status_code == 422
    unproven = client.post(url, {"note": "信函退回"})
    assert (unproven.status_code, "信函退回" in unproven.content.decode()) == (422, True)  # MFG 1.6 wants proof
    photo = SimpleUploadedFile("退信.png", service.drawn(SIGNATURE).data, "image/png")
    assert client.post(url, {"note": "信函退回", "evidence": photo}).status_code == 303
    one = of(running, 1)
    assert (one.state, [file.name for file in attachments.of(one.kind(), one.pk)]) == ("unreachable", ["退信.png"])
    assert "退信.png" in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.req("WAR-07")
def test_units_collected_after_a_letter_went_out_are_told_by_another(draft, boss, quality, monkeypatch) -> None:
    monkeypatch.setattr("bihuan.products.operations.recalls.spreading.CHUNK", 1)
    recalls.ask_decision(draft, by=quality)
    recall = decide(draft, boss)
    recalls.spread(recall)
    first = RecallLetter.objects.get()
    recalls.post_letters(recall, upto=first.pk, by=quality)
    spread(recall)
    second = RecallLetter.objects.exclude(pk=first.pk).get(customer=first.customer)
    assert [one.unit.serial for one in second.units.all()] == ["NQ18-0002"]
    assert second.sent_at is None


@pytest.mark.req("WAR-07")
@pytest.mark.parametrize(("result", "state"), [("provisional", "replied"), ("fixed", "remedied")])
def test_work_that_put_nothing_right_leaves_the_unit_under_recall(running, cast, result, state) -> None:
    recalls.reply(of(running, 1), whereabouts="own", by=CUSTOMER)
    order = cast.finished(cast.order(ServiceRequest.objects.get(pk=of(running, 1).request_id)))
    order = service.finish(order, work_done="临时恢复，待换件", result=result, minutes_spent=20, by=cast.chenlijun)
    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="王经理", by=cast.chenlijun)
    one = of(running, 1)
    assert one.state == state
    assert bool(one.request_number) is (state == "remedied")


@pytest.mark.req("WAR-07")
def test_a_product_given_back_unrepaired_is_still_under_recall(running, cast) -> None:
    recalls.reply(of(running, 1), whereabouts="own", by=CUSTOMER)
    request = ServiceRequest.objects.get(pk=of(running, 1).request_id)
    goods = bench.Goods(condition="外观完好", promised_at=timezone.now() + timedelta(days=3),
                        signature=service.drawn(SIGNATURE), signer_name="王经理")  # fmt: skip
    job = bench.receive(request, goods, by=cast.zhoumin)
    job = bench.call_off(job, note="客户急用，先取回", by=cast.zhoumin)
    job = bench.make_ready(job, by=holder("service_manager"))
    bench.return_goods(job, signature=service.drawn(SIGNATURE), returned_to="王经理", by=cast.zhoumin)
    request.refresh_from_db()
    assert (request.state, of(running, 1).state, of(running, 1).request_number) == ("completed", "replied", "")


@pytest.mark.req("WAR-07")
def test_what_is_added_while_a_form_is_on_its_way_waits_for_a_form_of_its_own(running, sold, boss, quality) -> None:
    third = Batch.objects.create(code="B3", model=sold.model)
    Unit.objects.create(serial="NQ18-0006", model=sold.model, batch=third, customer=sold.hotel)
    recalls.add_scope(running, Scope(batch=sold.second), by=quality)
    recalls.add_scope(running, Scope(batch=third), by=quality)
    decide(running, boss)
    spread(running)
    assert {one.unit.serial for one in running.units.filter(state="listed")} == {"NQ18-0004", "NQ18-0005"}
    decide(running, boss, "refuse")
    assert not Circulation.objects.of(running).running().exists()
    assert [str(one) for one in running.scopes.all()] == [str(sold.first), str(sold.second)]
    dropped = [entry.note for entry in history.of(running.kind(), running.pk) if entry.verb == "drop_scope"]
    assert [note.startswith(str(third)) for note in dropped] == [True]


@pytest.mark.req("WAR-07")
def test_a_letter_that_no_mailbox_takes_is_posted_and_tells_nobody_before(draft, boss, quality, sold, settings) -> None:
    settings.BIHUAN_MAIL = "mailtos://a:b@example.com"
    recalls.ask_decision(draft, by=quality)
    recall = decide(draft, boss)
    (mail,) = spread(recall)
    customers.change(sold.home, email="", by=SYSTEM)
    notices.mail_letter.func(pk=mail)
    letter = RecallLetter.objects.get(pk=mail)
    assert (letter.way, letter.sent_at, of(recall, 3).state) == ("paper", None, "listed")


@pytest.mark.req("WAR-07")
def test_every_unit_of_a_long_notice_can_be_answered_for(running, sold, client: Client, monkeypatch) -> None:
    monkeypatch.setattr("bihuan.portal.views.RECALLED_UNITS", 1)
    url = reverse("portal:recall", args=[letter_token(RecallLetter.objects.get(customer=sold.hotel))])
    for n in (1, 2):
        assert f"NQ18-000{n}" in client.get(url).content.decode()
        client.post(url, {"unit": of(running, n).pk, "whereabouts": "scrapped"})
    assert [of(running, n).state for n in (1, 2)] == ["scrapped", "scrapped"]


@pytest.mark.req("WAR-07", "SEC-01")
def test_what_is_said_of_the_new_owner_is_read_for_a_reason_by_who_looks_for_him(
    running, quality, cast, client
) -> None:
    recalls.reply(of(running, 1), whereabouts="sold_on", passed_to="李先生 13800001111", by=CUSTOMER)
    one = of(running, 1)
    client.force_login(quality, backend=BACKEND)
    page = client.get(one.get_absolute_url()).content.decode()
    show = reverse("kernel:unmask", args=[one.kind(), one.pk, "passed_to"])
    assert show in page
    assert "13800001111" not in page
    assert "李先生 13800001111" in client.post(show, {"reason": "联系新用户"}).content.decode()
    form = client.get(reverse("products:move_recall_unit", args=[one.pk, "hand_on"])).content.decode()
    assert "****" not in form


def test_a_cancelled_request_gives_the_unit_back(running, cast) -> None:
    recalls.reply(of(running, 1), whereabouts="own", by=CUSTOMER)
    request = ServiceRequest.objects.get(pk=of(running, 1).request_id)
    service.cancel(request, note="客户改期", by=cast.zhoumin)
    assert of(running, 1).state == "replied"


@pytest.mark.req("WAR-07")
def test_answering_twice_is_refused_and_the_first_word_stands(running) -> None:
    recalls.reply(of(running, 1), whereabouts="sold_on", passed_to="李先生", by=CUSTOMER)
    with pytest.raises(OperationError):
        recalls.reply(of(running, 1), whereabouts="scrapped", by=CUSTOMER)
    assert of(running, 1).whereabouts == "sold_on"


def test_a_late_answer_is_never_lost(running, quality) -> None:
    recalls.give_up(of(running, 1), note="三次电话无人接听", evidence=[service.drawn(SIGNATURE)], by=quality)
    recalls.reply(of(running, 1), whereabouts="scrapped", by=CUSTOMER)
    assert of(running, 1).state == "scrapped"


@pytest.mark.req("WAR-07")
def test_the_customer_answers_on_his_phone_and_a_wrong_link_opens_nothing(running, sold, client: Client) -> None:
    letter = RecallLetter.objects.get(customer=sold.hotel)
    url = reverse("portal:recall", args=[letter_token(letter)])
    assert "NQ18-0001" in client.get(url).content.decode()
    refused = client.post(url, {"unit": of(running, 1).pk, "whereabouts": "own", "wished_on": "2020-01-01"})
    assert refused.status_code == 422
    client.post(url, {"unit": of(running, 1).pk, "whereabouts": "scrapped"})
    assert of(running, 1).state == "scrapped"
    again = client.post(url, {"unit": of(running, 1).pk, "whereabouts": "own"})
    assert again.status_code == 422
    stranger = of(running, 3)
    client.post(url, {"unit": stranger.pk, "whereabouts": "scrapped"})
    assert of(running, 3).state == "notified"
    for token in (links.make("recall", letter, days=-1), links.make("card", letter, days=9), url[3:-9] + "x"):
        assert client.get(reverse("portal:recall", args=[token])).status_code >= 400


@pytest.mark.req("WAR-07")
def test_widened_later_only_the_new_units_are_told(running, sold, boss, quality) -> None:
    recalls.add_scope(running, Scope(model=sold.model), by=quality)
    assert recalls.spread(running) is None  # not decided yet
    decide(running, boss)
    spread(running)
    assert RecallUnit.objects.count() == 5
    letter = RecallLetter.objects.filter(customer=sold.hotel).latest("pk")
    assert [one.unit for one in letter.units.all()] == [sold.later]
    assert not RecallLetter.objects.filter(customer=sold.home, scope=letter.scope).exists()


@pytest.mark.req("WAR-07")
def test_it_closes_when_every_unit_is_accounted_for(running, quality) -> None:
    with pytest.raises(EvidenceMissing):
        recalls.close(running, by=quality)
    for n in (1, 2):
        recalls.reply(of(running, n), whereabouts="scrapped", by=CUSTOMER)
    recalls.give_up(of(running, 3), note="搬迁，无联系方式", evidence=[service.drawn(SIGNATURE)], by=quality)
    recalls.remedy(of(running, 4), note="仓库返工", by=quality)
    recalls.close(running, by=quality)
    figures = progress(running)
    assert (figures.done, figures.total, figures.unreachable, str(figures.rate)) == (3, 4, 1, "75")
    with pytest.raises(MoveForbidden):
        recalls.close(running, by=quality)


@pytest.mark.req("WAR-07")
def test_letting_the_rest_go_is_approved_by_the_highest_level(running, boss, quality) -> None:
    recalls.ask_close(running, note="余下用户确无联系方式", by=quality)
    running.refresh_from_db()
    assert running.state == "closing"
    assert decide(running, boss).state == "closed"


@pytest.mark.req("WAR-07")
def test_reminders_go_by_the_clauses_days_and_stop(running, sold) -> None:
    now = timezone.now()
    assert recalls.due_reminders(now=now + timedelta(days=6)) == []
    found = [len(recalls.due_reminders(now=now + timedelta(days=8 * n))) for n in (1, 2, 3, 4)]
    assert found == [2, 2, 2, 0]


@pytest.mark.req("WAR-07")
def test_a_unit_under_recall_says_so_wherever_it_comes_in(running, sold, cast, client: Client) -> None:
    unit = sold.units[0]
    assert [one.recall for one in recalls_of(unit)] == [running]
    assert "可能过热起火" in client.get(reverse("portal:scan", args=[unit.serial])).content.decode()
    client.force_login(cast.zhoumin, backend=BACKEND)
    assert running.number in client.get(unit.get_absolute_url()).content.decode()
    page = client.post(reverse("service:recognise"), {"serial_text": unit.serial})
    assert running.number in page.content.decode()
    recalls.reply(of(running, 1), whereabouts="scrapped", by=CUSTOMER)
    assert recalls_of(unit) == []


def test_the_pages_show_it(running, cast, quality, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(quality, backend=BACKEND)
    with django_assert_max_num_queries(40):
        assert "0 %" in client.get(running.get_absolute_url()).content.decode().replace("0.0", "0")
    for name in ("products:recalls", "products:recall_units"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(of(running, 1).get_absolute_url()).status_code == 200
    scope = reverse("products:add_scope", args=[running.pk])
    counted = client.post(scope, {"batch": "B2", "preview": "1"})
    assert counted.status_code == 200
    assert client.post(scope, {"batch": "?"}).status_code == 422
    for form in ("recall_letters", "recall_list"):
        paper = client.get(reverse("kernel:print_list", args=[form]), {"recall": running.pk})
        assert paper.content.startswith(b"%PDF")


@pytest.mark.req("SEC-01")
def test_a_print_with_the_customers_addresses_is_logged_once_with_what_and_why(
    running, quality, client: Client
) -> None:
    client.force_login(quality, backend=BACKEND)
    RecallLetter.objects.filter(recall=running).update(way="paper", sent_at=None)
    count = RecallLetter.objects.filter(recall=running).count()
    for form in ("recall_letters", "recall_list"):
        client.get(reverse("kernel:print_list", args=[form]), {"recall": running.pk})
    (entry,) = UnmaskLog.objects.filter(kind=running.kind(), subject_id=running.pk)
    assert (entry.staff, entry.field) == (quality, "address")
    assert str(count) in entry.reason
    assert "召回" in entry.reason


def test_a_mail_is_sent_once(running, sold, mailoutbox) -> None:
    letter = RecallLetter.objects.get(customer=sold.home)
    notices.mail_letter.call(pk=letter.pk)
    assert mailoutbox == []
    title, body = notices.mail_words(letter)
    assert running.number in title
    assert "/r/" in body


@pytest.mark.parametrize(
    ("done", "total", "rate"), [(0, 0, "None"), (2, 3, "66.6"), (999, 1000, "99.9"), (3, 3, "100")]
)
def test_the_rate_is_never_rounded_up(done, total, rate) -> None:
    assert str(rate_of(done, total)) == rate


def test_of_letters_mailed_together_those_that_went_out_are_noted_and_the_rest_is_tried_again(
    draft, boss, quality, monkeypatch
) -> None:
    recalls.ask_decision(draft, by=quality)
    spread(decide(draft, boss))
    RecallLetter.objects.update(way="mail")
    pks = list(RecallLetter.objects.order_by("pk").values_list("pk", flat=True))
    assert len(pks) > 1
    monkeypatch.setattr("bihuan.products.notices.outbox.mailbox", lambda customer: f"mailto://{customer.pk}")
    no, taken = f"mailto://{RecallLetter.objects.get(pk=pks[0]).customer_id}", []

    def send(box, *_words):
        taken.append(box)
        return "full" if box == no else ""

    monkeypatch.setattr("bihuan.products.notices.outbox.send", send)
    with pytest.raises(ConnectionError, match="full"):
        notices.mail_letters.func(pks=pks)
    assert [RecallLetter.objects.get(pk=pk).sent_at is None for pk in pks] == [True, *[False] * (len(pks) - 1)]
    taken.clear()
    with pytest.raises(ConnectionError):
        notices.mail_letters.func(pks=pks)
    assert taken == [no], "nobody else gets it twice"
