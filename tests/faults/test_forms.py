"""Every form of the house: nonsense in every field comes back as it was typed, with what is wrong beside it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_token
from bihuan.service.queries import track_token
from tests.cast import Cast
from tests.faults.crawl import view_of
from tests.faults.forms import EARLY, HUGE, LATE, SAYS, Form, forms_of, values_of
from tests.house import gallery
from tests.test_permissions import GROUPS, PAGES, expected

pytestmark = pytest.mark.django_db
# Secrets are typed again; a list's saved view and the one-tap buttons carry no text of a person.
LEFT_OUT = {"account_login", "account_logout"}


@pytest.fixture
def shown(cast: Cast, as_: Any) -> Iterator[tuple[str, str, Client, Form]]:
    """Yield every form of every page, with a browser of somebody who may send it."""
    people, rows = gallery.everyone(cast), gallery.rows(cast)
    clients = {post: as_(staff) for post, staff in people.items()}

    def walk() -> Iterator[tuple[str, str, Client, Form]]:
        done = set()
        for name, row in PAGES.items():
            post = next((one for one in GROUPS["everybody"] if expected(row, one) == "in"), "")
            if "form" in row or not post or ":" not in name:
                continue
            url = reverse(name, kwargs=rows[row.get("at", "nothing")])
            for form in forms_of(opened(clients[post], url)):
                action = form.action or url
                view = view_of(action) or ""
                if form.typed and (view, len(form.typed)) not in done and view not in LEFT_OUT:
                    done.add((view, len(form.typed)))
                    yield name, action, clients[post], form

    return walk()


def opened(client: Client, url: str) -> str:
    """Return a page's text, undoing what opening it did."""
    with transaction.atomic():
        response: Any = client.get(url)
        transaction.set_rollback(True)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


def sent(client: Client, url: str, values: dict[str, Any]) -> Any:
    """Send a form, undoing what it did."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.post(url, values)
        transaction.set_rollback(True)
    return response


@pytest.mark.one_database
def test_every_form_keeps_what_was_typed_and_says_what_is_wrong(shown: Iterator[Any]) -> None:
    wrong, count = [], 0
    for name, action, client, form in shown:
        values = form.nonsense()
        if [one.name for one in form.typed] == ["name"] and "query" in values:
            continue  # the name of a kept view, cut to its length
        response = sent(client, action, values)
        page = response.content.decode()
        kept = values_of(page)
        lost = [one.name for one in form.typed if kept.get(one.name) != values[one.name]]
        count += 1
        if response.status_code != 422 or lost or not SAYS.search(page):
            wrong.append(f"{name} {action}: {response.status_code}, lost {lost}, says {bool(SAYS.search(page))}")
    assert wrong == []
    assert count > 85


@pytest.mark.one_database
def test_a_form_sent_empty_is_shown_again_or_works_but_never_breaks(shown: Iterator[Any]) -> None:
    answers = {}
    for _name, action, client, form in shown:
        answers[action] = sent(client, action, {}).status_code
        answers[f"{action} with nothing in it"] = sent(
            client, action, {one.name: "" for one in form.fields}
        ).status_code
    assert {url: status for url, status in answers.items() if status not in {200, 302, 303, 404, 409, 422}} == {}


def test_days_and_numbers_out_of_reach_never_break_anything(shown: Iterator[Any]) -> None:
    answers = {}
    for _name, action, client, form in shown:
        for far in (LATE, EARLY, HUGE):
            if any(one.kind in far for one in form.typed):
                values = form.extreme(far)
                words = {
                    one.name: "字" for one in form.typed if one.kind in {"text", "textarea"} and not values[one.name]
                }
                answers[f"{action} {values}"] = sent(client, action, values | words).status_code
    assert {form: status for form, status in answers.items() if status not in {303, 409, 422}} == {}
    assert len(answers) > 40


VISITORS = {
    "/report/": {"words": "不制冷", "name": "沈雅琴", "phone": "12", "address": "<b>滨江</b>", "serial": "35B3"},
    "/track/": {"number": "SR-<b>", "phone": "1381234"},
    "card": {"attitude": "9", "skill": "", "suggestion": "态度<b>好</b>", "grievance": '"等了两天"'},
    "say": {"words": "<b>还没来</b>" * 200},
}


@pytest.mark.parametrize("where", VISITORS)
def test_visitors_find_what_they_typed(cast: Cast, client: Client, where: str) -> None:
    order = cast.signed()
    url = {
        "card": lambda: f"/c/{card_token(OpinionCard.objects.get())}/",
        "say": lambda: f"/t/{track_token(order.request)}/say/",
    }.get(where, lambda: where)()
    response: Any = client.post(url, VISITORS[where])
    page = response.content.decode()
    assert response.status_code == 422
    assert SAYS.search(page)
    shown = values_of(page)
    typed = {name: text for name, text in VISITORS[where].items() if name not in {"attitude", "skill"}}
    assert {name: shown.get(name) for name in typed} == typed


def test_the_take_in_form_keeps_choices_times_and_ticks_too(cast: Cast, as_: Any) -> None:
    typed = {
        "contact_name": "王<b>淑芬</b>", "phone": "12", "region": str(cast.region("滨江区").pk), "address": '"6" 幢',
        "urgency": "urgent", "fault_class": str(cast.fault.pk), "appointment_at": "2026-11-25T14:30",
        "reported_at": "2026-11-20T99:99", "description": "不制冷\n第二行", "channel": "email", "is_another": "on",
    }  # fmt: skip
    response = as_(cast.zhoumin).post("/service/take-in/", typed)
    form = response.context["form"]
    assert response.status_code == 422
    assert {name: form[name].value() for name in typed} == typed | {"is_another": True}
    assert {"phone", "reported_at"} <= set(form.errors)
    page = response.content.decode()
    assert f'<option value="{cast.fault.pk}" selected>' in page
    assert "王&lt;b&gt;淑芬&lt;/b&gt;" in page
    assert "2026-11-20T99:99" in page
