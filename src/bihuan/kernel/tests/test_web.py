"""Pages: who may open them, what a refusal looks like, forms done once, fragments, words, panels, menu."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import translation

from bihuan.config import assets
from bihuan.kernel import housekeeping, menu, panels, wording
from bihuan.kernel.attachments import UploadRejected
from bihuan.kernel.links import LinkExpired, LinkForged
from bihuan.kernel.records import OperationError, Stale
from bihuan.kernel.submissions import SubmittedForm
from bihuan.kernel.web import attempt, done, form_page, page, public_page, staff_page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DIALOG = {"HX-Request": "true", "HX-Target": "div#dialog-body"}
TOKEN = "0123456789abcdef0123456789abcdef"
REFUSALS = {
    "denied": (PermissionDenied("nein"), 403),
    "stale": (Stale(None), 409),
    "refused": (OperationError("Die Nummer fehlt."), 422),
    "upload": (UploadRejected("Zu groß."), 422),
    "expired": (LinkExpired(), 410),
    "forged": (LinkForged(), 404),
}
work: list[str] = []


class Name(forms.Form):
    name = forms.CharField(label="Name", max_length=20)


def record_name(name: str) -> None:
    if name == "bad":
        raise OperationError("Den gibt es schon.", field="name")
    work.append(name)


@staff_page()
def form(request: HttpRequest) -> HttpResponse:
    shown = Name(request.POST or None)
    if request.method == "POST" and attempt(shown, lambda: record_name(shown.cleaned_data["name"])):
        return done(request, "/search/", "Getan.")
    return form_page(request, shown, heading="Neu")


@public_page
def refuse(request: HttpRequest, which: str) -> HttpResponse:
    raise REFUSALS[which][0]


@staff_page("kernel.nobody_may")
def locked_away(request: HttpRequest) -> HttpResponse:
    return page(request, "search.html", {})


urlpatterns = [
    path("form/", form),
    path("refuse/<str:which>/", refuse),
    path("locked/", locked_away),
    path("", include("bihuan.config.urls")),
]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def client(db: None) -> Any:
    work.clear()
    user = get_user_model().objects.create_user("zhoumin", name="周敏")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with here:
        yield client


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = Client().get("/form/?a=1")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?next=/form/%3Fa%3D1")
    assert Client().get("/form/", headers=HTMX).headers["HX-Redirect"].endswith("next=/form/")


def test_a_page_that_no_post_may_open_says_so(client: Client) -> None:
    answer = client.get("/locked/")
    assert answer.status_code == 403
    assert "您的岗位" in answer.content.decode()


@pytest.mark.parametrize("which", REFUSALS)
def test_a_refusal_is_a_page_with_its_reason(client: Client, which: str) -> None:
    exception, status = REFUSALS[which]
    for one in (client, Client()):
        answer = one.get(f"/refuse/{which}/")
        assert answer.status_code == status
        assert str(exception) in answer.content.decode()


def test_under_htmx_a_refusal_is_a_toast_or_fills_the_dialog(client: Client) -> None:
    toast = client.get("/refuse/refused/", headers=HTMX)
    assert (toast.headers["HX-Retarget"], toast.headers["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "<html" not in toast.content.decode()
    dialog = client.get("/refuse/refused/", headers=DIALOG)
    assert "HX-Retarget" not in dialog.headers
    assert "Die Nummer fehlt." in dialog.content.decode()


def test_an_unknown_address_has_a_page_for_colleagues_and_visitors(client: Client) -> None:
    for one in (client, Client()):
        answer = one.get("/no/such/page/")
        assert answer.status_code == 404
        assert ("回工作台" in answer.content.decode()) is (one is client)


def test_what_was_typed_stays_and_the_error_stands_at_its_field(client: Client) -> None:
    answer = client.post("/form/", {"name": "bad"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="bad"' in html
    assert html.index("Den gibt es schon.") > html.index('name="name"')
    assert 'aria-invalid="true"' in html


def test_a_form_sent_twice_works_once_and_leads_to_the_same_place(client: Client) -> None:
    answers = [client.post("/form/", {"name": "once", "submission": TOKEN}) for _ in range(3)]
    assert work == ["once"]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/search/")}


def test_a_form_shown_again_with_errors_can_be_sent_again(client: Client) -> None:
    assert client.post("/form/", {"name": "bad", "submission": TOKEN}).status_code == 422
    assert client.post("/form/", {"name": "good", "submission": TOKEN}).status_code == 303
    assert work == ["good"]


def test_somebody_elses_token_gives_away_nothing(client: Client) -> None:
    SubmittedForm.objects.create(token=TOKEN, owner="staff:0", path="/form/", result_url="/secret/")
    answer = client.post("/form/", {"name": "x", "submission": TOKEN})
    assert answer.headers["Location"] == "/form/"


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_works_once(client: Client) -> None:
    def send(_number: int) -> str:
        try:
            return client_of(client).post("/form/", {"name": "race", "submission": TOKEN}).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {"/search/"}
    assert work == ["race"]


def client_of(client: Client) -> Client:
    twin = Client()
    twin.cookies = client.cookies.copy()
    return twin


def test_a_dialog_gets_the_form_alone_and_a_redirect_for_the_window(client: Client) -> None:
    html = client.get("/form/", headers=DIALOG).content.decode()
    assert "<html" not in html
    assert 'hx-target="#dialog-body"' in html
    assert client.post("/form/", {"name": "x"}, headers=DIALOG).headers["HX-Redirect"] == "/search/"
    assert "Den gibt es schon." in client.post("/form/", {"name": "bad"}, headers=DIALOG).content.decode()


@pytest.mark.parametrize("address", ["/form/", "/search/", "/search/?q=x", "/refuse/refused/"])
def test_no_page_carries_inline_script_style_or_handlers(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<style" not in html
    assert all(part.startswith(" src=") for part in html.split("<script")[1:])
    assert "script-src" in client.get(address).headers["Content-Security-Policy"]


def test_theme_and_language_are_kept_and_lead_only_back_here(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert (answer.cookies["theme"].value, answer.headers["Location"]) == ("dark", "/")
    assert 'data-bs-theme="dark"' in client.get("/form/").content.decode()
    assert client.post("/theme/", {"theme": "pink"}).cookies.get("theme") is None
    client.post("/language/", {"language": "en", "next": "/form/"})
    assert "Sign out" in client.get("/form/").content.decode() or "Light" in client.get("/form/").content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_way_out(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "请重新提交" in answer.content.decode()


@pytest.mark.req("SEC-01")
def test_a_file_of_an_invisible_record_does_not_exist(client: Client) -> None:
    assert client.get("/files/1/").status_code == 404


def test_the_menu_shows_what_the_permissions_allow(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "registry", menu.Registry())
    menu.register("b", "乙", "box", "/b/", order=2, permission="kernel.nobody_may")
    menu.register("a", "甲", "home", "/form/", order=1)
    menu.register("gone", "无", "home", "no:such-view")
    html = client.get("/form/").content.decode()
    assert "甲" in html
    assert "乙" not in html
    assert "无" not in html
    assert 'href="/form/" aria-current="page"' in html


def test_a_panel_shows_on_its_kind_and_stays_away_with_nothing_to_say(client: Client) -> None:
    class Toy:
        class _meta:  # noqa: N801
            label_lower = "kernel.toy"

    try:
        panels.register(
            "kernel.toy", panels.Panel("one", "Eins", "parts/error.html", lambda record, user: {"count": 3})
        )
        panels.register("kernel.toy", panels.Panel("two", "Zwei", "parts/error.html", lambda record, user: None))
        shown = panels.panels_for(Toy(), None)
    finally:
        panels._panels.pop("kernel.toy")
    assert [(panel.name, panel.count) for panel in shown] == [("one", 3)]


NOW = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (130, "还剩 2 小时 10 分", "2 h 10 min left"),
        (0.5, "还剩 不到 1 分", "under a minute left"),
        (-26, "超时 26 分", "26 min late"),
        (-1440, "超时 1 天", "1 d late"),
        (26 * 60, "还剩 1 天 2 小时", "1 d 2 h left"),
        (80 * 60, "还剩 3 天", "3 d left"),
    ],
)
def test_time_left_is_said_as_people_do(minutes: float, chinese: str, english: str) -> None:
    assert wording.time_left(NOW + timedelta(minutes=minutes), NOW) == chinese
    with translation.override("en"):
        assert wording.time_left(NOW + timedelta(minutes=minutes), NOW) == english


@pytest.mark.parametrize(
    ("gone", "left", "tone"), [(10, 110, "ok"), (83, 37, "ok"), (84, 36, "soon"), (119, 1, "soon"), (121, -1, "over")]
)
def test_a_chip_turns_amber_at_seventy_percent_and_red_when_late(gone: int, left: int, tone: str) -> None:
    start, due = NOW - timedelta(minutes=gone), NOW + timedelta(minutes=left)
    assert wording.chip(due, start, None, "open", False, NOW).tone == tone


def test_a_met_limit_is_quiet_and_a_paused_one_says_so() -> None:
    start, due = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    met = wording.chip(due, start, NOW - timedelta(minutes=98), "met", False, NOW)
    assert (met.tone, met.word) == ("met", "22 分，按时")
    assert wording.chip(due, start, NOW, "met", True, NOW).tone == "missed"
    assert wording.chip(due, start, None, "paused", False, NOW).tone == "hold"


def test_moments_amounts_and_phones_are_short_and_clear() -> None:
    assert wording.daytime(NOW, NOW) == "15:05"
    assert wording.daytime(NOW - timedelta(days=1), NOW) == "昨天 15:05"
    assert wording.daytime(datetime(2025, 6, 1, tzinfo=UTC), NOW) == "2025-06-01 08:00"
    assert wording.yuan(Decimal("1118")) == "¥1,118.00"
    assert wording.yuan(-5) == "−¥5.00"
    assert wording.phone_masked("13812346021") == "138 **** 6021"
    assert wording.phone_masked("6021") == "**** 6021"


@pytest.mark.parametrize(
    "template", sorted((assets.PACKAGE / "templates" / "cotton").glob("*.html")), ids=lambda p: p.stem
)
def test_every_component_tells_how_it_is_used(template: Path) -> None:
    assert template.read_text().startswith("{#")


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    folder = assets.PACKAGE.parent.parent / "node_modules" / assets.ICONS
    if not folder.is_dir():
        pytest.skip("node_modules is not there")
    names = assets.icons_in_use(folder)
    assert {"home", "search", "bell"} <= set(names)
    assert assets.sprite(folder, names).count("<symbol") == len(names)


def test_old_tokens_and_files_are_thrown_away_and_new_ones_kept(client: Client) -> None:
    for number, days in enumerate((1, 13, 15)):
        SubmittedForm.objects.create(token=str(number), owner="visitor", path="/")
        SubmittedForm.objects.filter(token=str(number)).update(submitted_at=datetime.now(UTC) - timedelta(days=days))
    housekeeping.forget_old.call()
    assert set(SubmittedForm.objects.values_list("token", flat=True)) == {"0", "1"}
