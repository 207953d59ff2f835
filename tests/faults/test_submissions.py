"""Wrong, stale and doubled submissions: one effect, a clear answer, nothing lost."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.feedback.models import OpinionCard
from bihuan.kernel import history, seals
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.signoff.models import Station
from tests.cast import SIGNATURE, TEMPLATE, Cast
from tests.faults.forms import SAYS, forms_of, values_of
from tests.house import gallery
from tests.house.addresses import pages
from tests.together import at_once

As = Callable[..., Client]
CALL = {"description": "不制冷", "channel": "hotline", "urgency": "normal"}
REPORT = {"words": "漏水", "name": "沈雅琴", "phone": "13812346021"}
SIGNED = {"signer_name": "沈雅琴", "signature": SIGNATURE}
PERSON = {"name": "沈雅琴", "customer_kind": "household"}
# Sent twice these do the same again; so does a list's form that keeps a view or chooses columns.
PLAIN = ("/language/", "/theme/", "/logout/", "/track/", "reveal/")


def edits(cast: Cast) -> dict[str, dict[str, Any]]:
    """Return forms that change something, with good values."""
    request = f"/service/requests/{cast.request().pk}"
    unit = {"serial": cast.unit.serial, "model": cast.unit.model.pk, "customer": cast.customer.number}
    return {
        f"/customers/{cast.customer.pk}/edit/": {**PERSON, "remarks": "手写的话"},
        f"/products/units/{cast.unit.pk}/edit/": {**unit, "sales_contract": "手写-77"},
        f"{request}/change/": {"description": "手写的话", "urgency": "normal"},
        f"{request}/hand_over/": {"to": cast.guojing.pk, "note": "手写的话"},
        f"{request}/cancel/": {"note": "手写的话"},
        f"{request}/contact/": {"note": "手写的话"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(6))
def test_a_stale_form_keeps_the_words_shows_what_happened_and_can_then_be_sent(
    cast: Cast, as_: As, number: int
) -> None:
    url, typed = list(edits(cast).items())[number]
    browser = as_(cast.zhoumin)
    before = history.HistoryEntry.objects.count()
    late: Any = browser.post(url, {**typed, "revision": 99})
    page = late.content.decode()
    assert late.status_code == 422
    assert "这张单刚被他人修改" in page
    assert "手写" in "".join(values_of(page).values())
    assert history.HistoryEntry.objects.count() == before
    now = values_of(page)["revision"]
    assert now != "99"
    assert browser.post(url, {**typed, "revision": now}).status_code == 303


@pytest.mark.django_db
def test_a_stale_form_says_who_changed_what(cast: Cast, as_: As) -> None:
    customers.change(cast.customer, by=cast.hanli, remarks="周六不在家")
    late: Any = as_(cast.zhoumin).post(
        f"/customers/{cast.customer.pk}/edit/",
        {"name": "沈雅琴", "customer_kind": "household", "remarks": "门口有狗", "revision": 1},
    )
    page = late.content.decode()
    assert "韩立" in page
    assert "周六不在家" in page
    assert "门口有狗" in page
    assert Customer.objects.get(pk=cast.customer.pk).remarks == "周六不在家"


@pytest.mark.one_database
@pytest.mark.django_db
def test_every_form_that_changes_something_can_be_told_from_its_twin(cast: Cast, as_: As) -> None:
    rows = gallery.rows(cast)
    browsers = {name: as_(cast.people[name]) for name in ("hanli", "zhoumin", "chenlijun", "luoning", "zhulin")}
    bare = []
    for name in pages():
        for row in rows.values():
            try:
                url = reverse(name, kwargs=row)
            except Exception:  # noqa: BLE001, S112, PERF203 - another view's arguments
                continue
            if name.split(":")[0] in {"portal", "service", "feedback", "customers", "products", "signoff"}:
                browser = browsers["chenlijun" if "/jobs/" in url else "zhoumin"]
                response: Any = browser.get(url)
                is_page = response.headers.get("Content-Type", "").startswith("text/html")
                forms = forms_of(response.content.decode()) if is_page else []
                own = [one for one in forms if not (one.action or url).endswith(PLAIN) and not is_list(one)]
                bare += [f"{url} → {form.action}" for form in own if not named(form, "submission")]
            break
    assert sorted(set(bare)) == []


def named(form: Any, name: str) -> bool:
    return any(one.name == name for one in form.fields)


def is_list(form: Any) -> bool:
    kept = {"csrfmiddlewaretoken", "query", "do", "name", "pk", "column", "is_shared", "pick"}
    return {one.name for one in form.fields} <= kept and (not form.action or len(form.fields) > 1)


def entries(verb: str) -> Callable[[], int]:
    """Return what counts the history's entries of a kind."""
    return lambda: history.HistoryEntry.objects.filter(verb=verb).count()


# Who sends it, what is sent where, what counts its effect.
TWICE: dict[str, tuple[str, Callable[[Cast], Any], Callable[[], int]]] = {
    "a call": ("zhoumin", lambda cast: ("/service/take-in/", CALL), ServiceRequest.objects.count),
    "a sentence": (
        "zhoumin", lambda cast: ("/service/take-in/sentence/", {"sentence": "不制冷"}), ServiceRequest.objects.count,
    ),
    "a customer": ("zhoumin", lambda cast: ("/customers/add/", PERSON), Customer.objects.count),
    "urging": ("zhoumin", lambda cast: (f"{on(cast)}/urge/", {"note": "又来电"}), entries("urge")),
    "a remark": ("zhoumin", lambda cast: (f"{on(cast)}/comment/", {"text": "备注"}), entries("comment")),
    "dispatching": (
        "zhoumin", lambda cast: (f"{on(cast)}/dispatch/", {"technician": cast.chenlijun.pk, "planned_minutes": 60}),
        WorkOrder.objects.count,
    ),
    "signing": (
        "chenlijun", lambda cast: (f"/service/jobs/{cast.finished().pk}/sign/", SIGNED), ServiceVoucher.objects.count,
    ),
    "a report": ("", lambda cast: ("/report/", REPORT), ServiceRequest.objects.count),
}  # fmt: skip


def on(cast: Cast) -> str:
    """Return the address of a new request."""
    return f"/service/requests/{cast.request().pk}"


@pytest.mark.django_db
@pytest.mark.parametrize("what", TWICE)
def test_a_form_sent_twice_works_once_and_both_lead_to_the_same_place(cast: Cast, as_: As, what: str) -> None:
    who, form, count = TWICE[what]
    browser = as_(cast.people[who]) if who else Client()
    url, values = form(cast)
    before = count()
    answers = [browser.post(url, {**values, "submission": "s" * 32}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert count() == before + 1


@pytest.mark.django_db
def test_the_customer_signs_once(cast: Cast, as_: As) -> None:
    order = cast.finished()
    browser, url = as_(cast.chenlijun), f"/service/jobs/{order.pk}/sign/"
    signed = {"signer_name": "沈雅琴", "signature": SIGNATURE}
    assert browser.post(url, signed).status_code == 303
    kept = ServiceVoucher.objects.get()
    again: Any = browser.post(url, {**signed, "signer_name": "别人"})
    assert again.status_code in {403, 409, 422}
    assert ServiceVoucher.objects.get().signer_name == kept.signer_name == "沈雅琴"
    assert OpinionCard.objects.count() == 1


@pytest.mark.django_db
def test_no_signature_is_no_signature(cast: Cast, as_: As) -> None:
    url = f"/service/jobs/{cast.finished().pk}/sign/"
    for drawn in (
        "",
        "data:image/png;base64,",
        "data:image/png;base64,!!!",
        "data:text/html;base64,PGI+",
        "AAAA",
        "x" * 300,
    ):
        answer: Any = as_(cast.chenlijun).post(url, {"signer_name": "沈雅琴", "signature": drawn})
        assert answer.status_code == 422, drawn
        assert 'value="沈雅琴"' in answer.content.decode()
    assert not ServiceVoucher.objects.exists()


@pytest.mark.django_db
def test_a_step_from_the_wrong_state_is_a_clear_refusal_that_changes_nothing(cast: Cast, as_: As) -> None:
    order = cast.order()
    technician, clerk = as_(cast.chenlijun), as_(cast.zhoumin)
    request = f"/service/requests/{order.request_id}/"
    wrong = [
        (technician, f"/service/jobs/{order.pk}/arrive/", {}), (technician, f"/service/jobs/{order.pk}/depart/", {}),
        (technician, f"/service/jobs/{order.pk}/sign/", {"signer_name": "沈", "signature": SIGNATURE}),
        (technician, f"/service/jobs/{order.pk}/finish/", {"work_done": "好了", "result": "fixed", "minutes_spent": 5}),
        (clerk, f"{request}reopen/", {"note": "又坏了"}), (clerk, f"{request}close/", {"note": ""}),
    ]  # fmt: skip
    before = history.HistoryEntry.objects.count()
    for browser, url, values in wrong:
        answer: Any = browser.post(url, values)
        page = answer.content.decode()
        assert answer.status_code in {403, 409, 422}, (url, answer.status_code)
        assert "<h1" in page or SAYS.search(page), url
    order.refresh_from_db()
    assert order.state == "assigned"
    assert history.HistoryEntry.objects.count() == before


@pytest.mark.django_db
def test_a_station_is_signed_once(cast: Cast, as_: As) -> None:
    station = Station.objects.get(pk=gallery.rows(cast)["station"]["pk"])
    browser, url = as_(cast.hanli), f"/signoff/stations/{station.pk}/sign/"
    first: Any = browser.post(url, {"opinion": "同意", "verdict": "agree", "signature": SIGNATURE})
    assert first.status_code == 303, first.context["form"].errors
    second: Any = browser.post(url, {"opinion": "不同意", "verdict": "refuse", "signature": SIGNATURE})
    assert second.status_code in {403, 409, 422}
    station.refresh_from_db()
    assert (station.opinion, station.verdict) == ("同意", "agree")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "serial",
    ["NOBODY-1", "<script>", "３５Ｂ３－２４０７－０１８８２６", "../../etc", "a" * 300, "35b3 2407 018826"],
)
def test_an_unknown_serial_number_is_no_dead_end(cast: Cast, client: Client, serial: str) -> None:
    answer: Any = client.get(f"/q/{serial}/")
    if answer.status_code == 404:
        return  # no serial at all: a path
    assert answer.status_code == 200
    sent: Any = client.post(f"/q/{serial}/", {"words": "不制冷", "name": "沈雅琴", "phone": "13812346021"})
    assert sent.status_code == 303
    made = ServiceRequest.objects.get()
    assert made.unit == cast.unit or made.serial_text == serial[:60]


@pytest.mark.one_database
@pytest.mark.django_db
def test_looking_at_an_address_never_changes_anything(cast: Cast, as_: As) -> None:
    rows = gallery.rows(cast)
    before = snapshot()
    for name in pages():
        for row in rows.values():
            try:
                url = reverse(name, kwargs=row)
            except Exception:  # noqa: BLE001, S112, PERF203 - another view's arguments
                continue
            browser = as_(cast.chenlijun if "/jobs/" in url else cast.zhoumin)
            if name not in {"account_logout", "kernel:notice"}:
                browser.get(url)
            break
    assert snapshot() == before


def snapshot() -> dict[str, Any]:
    """Return what only a form may change."""
    return {
        "history": history.HistoryEntry.objects.count(), "vouchers": ServiceVoucher.objects.count(),
        "requests": list(ServiceRequest.objects.values_list("pk", "state", "revision")),
        "orders": list(WorkOrder.objects.values_list("pk", "state", "revision")),
    }  # fmt: skip


@pytest.mark.req("SVC-08")
@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_at_once_one_sends_and_the_other_is_told() -> None:
    cast = TEMPLATE.fresh()
    request = cast.request()
    url = f"/service/requests/{request.pk}/dispatch/"
    chosen = {"zhoumin": cast.chenlijun, "guojing": cast.liguodong}
    browsers = {name: Client() for name in chosen}
    for name, browser in browsers.items():
        browser.force_login(cast.people[name])

    def send(name: str) -> Any:
        form = {
            "technician": chosen[name].pk,
            "planned_minutes": 60,
            "revision": request.revision,
            "submission": uuid4().hex,
        }
        return browsers[name].post(url, form)

    answers = at_once(*[lambda name=name: send(name) for name in chosen])  # type: ignore[misc]
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 303, statuses
    assert statuses[1] in {409, 422}, statuses
    loser = next(answer for answer in answers if answer.status_code != 303).content.decode()
    assert "他人" in loser or "派工" in loser
    order = WorkOrder.objects.get()
    request.refresh_from_db()
    assert request.technician_id == order.technician_id
    assert list(seals.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_signatures_at_once_one_counts() -> None:
    cast = TEMPLATE.fresh()
    order = cast.finished()

    def sign(name: str) -> str:
        try:
            service.sign(order, signature=service.drawn(SIGNATURE), signer_name=name, by=cast.chenlijun)
        except Exception as refusal:  # noqa: BLE001 - any refusal will do; what counts is what is kept
            return type(refusal).__name__
        return "signed"

    results = at_once(*[lambda name=name: sign(name) for name in ("沈雅琴", "沈先生")])  # type: ignore[misc]
    assert sorted(results)[-1] == "signed", results
    assert ServiceVoucher.objects.count() == OpinionCard.objects.count() == 1
