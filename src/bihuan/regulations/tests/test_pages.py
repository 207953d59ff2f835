"""The pages: a regulation invented by clicking, read like a document, compared, switched."""

import pytest

from bihuan.organization.tests import company as companies
from bihuan.regulations import operations, queries
from bihuan.regulations.forms import ParameterForm
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion
from bihuan.regulations.rules import KINDS

pytestmark = pytest.mark.django_db
FACTS = {"area": "city", "product_line": "ac"}


@pytest.fixture
def company():
    return companies.found()


@pytest.fixture
def office(client, company):
    """The browser of 韩立, who drafts."""
    client.force_login(company.hanli, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def sign_in(client, staff):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")


def send(client, url, expect=303, **data):
    answer = client.post(url, data)
    assert answer.status_code == expect, answer.content.decode()[-3000:]
    return answer


@pytest.fixture
def draft(office):
    send(office, "/regulations/new/", key="NEW", title="新规定", code="X-1", department="")
    version = RegulationVersion.objects.get(regulation__key="NEW")
    url = f"/regulations/versions/{version.pk}/clauses/add/"
    send(office, url, number="1.1", heading="答复", text="半小时内答复。", revision=version.revision)
    return Clause.objects.get(number="1.1", version=version)


def limit_form(**more):
    return {
        "name": "reply", "label": "答复", "starts": "request.registered", "met_by": "request.contacted",
        "limit_number": "30", "limit_unit": "min", "limit_calendar": "always", "ladder__count": "3",
        "ladder__0__at": "50", "ladder__0__tell": "owner", "ladder__1__at": "", "ladder__2__at": "100",
        "ladder__2__tell": "service_manager", "pauses__count": "2", "pauses__0__reason": "客户要求改期",
        "pauses__0__stops_clock": "on", "pauses__0__cap": "2 个工作日", "when__0__fact": "area",
        "when__0__sign": "=", "when__0__value": "city", **more,
    }  # fmt: skip


@pytest.mark.req("REG-01", "REG-02")
def test_a_regulation_is_invented_on_the_pages_and_runs(office, company, draft):
    url = f"/regulations/clauses/{draft.pk}/parameters/time_limit/"
    assert office.get(f"/regulations/clauses/{draft.pk}/parameters/").status_code == 200
    assert office.get(url).status_code == 200
    send(office, url, **limit_form())
    parameter = Parameter.objects.get(name="reply")
    assert parameter.data == {
        "label": "答复", "starts": "request.registered", "met_by": "request.contacted",
        "limit": {"minutes": 30, "calendar": "always"},
        "ladder": [{"at": 50, "tell": "owner"}, {"at": 100, "tell": "service_manager"}],
        "pauses": [
            {"reason": "客户要求改期", "stops_clock": True, "cap": "2 wd", "needs_evidence": False},
        ],
    }  # fmt: skip
    assert parameter.when == {"area": "city"}
    route = f"/regulations/clauses/{draft.pk}/parameters/route/"
    send(office, route, name="dispatch", label="派工审批", form="dispatch", stations__count="2", stations__0__order="1",
         stations__0__name="主管", stations__0__post="service_manager", stations__0__limit_minutes="2h",
         stations__0__when="amount > 100")  # fmt: skip
    field = f"/regulations/clauses/{draft.pk}/parameters/form_field/"
    send(office, field, name="floor", label="楼层", form="request", type="choice", choices="一楼\n二楼", required="on")
    version = draft.version
    send(office, f"/regulations/versions/{version.pk}/submit/", note="")
    sign_in(office, company.linhai)
    send(office, f"/regulations/versions/{version.pk}/approve/", note="", effective_on="")
    rules = queries.ruleset()
    (limit,) = rules.time_limits("request.registered", FACTS)
    assert (limit.label, limit.url) == ("NEW 1.1", f"/regulations/clauses/{draft.pk}/")
    assert rules.route("dispatch", FACTS | {"amount": 200}).data["stations"][0]["limit_minutes"] == 120
    assert rules.fields("request", FACTS)[0].data["choices"] == ["一楼", "二楼"]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"limit_number": ""}, "limit_number", "required"),
        ({"limit_number": "0"}, "limit_number", "length of time"),
        ({"met_by": "request.registered"}, "met_by", "event that starts it"),
        ({"ladder__2__tell": ""}, "ladder__2__tell", "needed"),
        ({"ladder__2__at": "5000"}, "ladder__2__at", "1000"),
        ({"pauses__0__cap": "soon"}, "pauses__0__cap", "length of time"),
        ({"when__1__fact": "amount", "when__1__sign": ">", "when__1__value": "much"}, "when__0__value", "condition"),
        ({"when__0__value": ""}, "when__0__value", "needed"),
        ({"name": "Bad name"}, "name", "Small letters"),
    ],
)
def test_errors_stand_at_the_field_and_what_was_typed_stays(office, draft, change, field, message):
    url = f"/regulations/clauses/{draft.pk}/parameters/time_limit/"
    answer = send(office, url, expect=422, **limit_form(**change))
    form = answer.context["form"]
    assert message in str(form.errors[field])
    assert "客户要求改期" in answer.content.decode()
    assert not Parameter.objects.filter(name="reply").exists()


def test_more_rows_are_given_without_saving_or_complaining(office, draft):
    url = f"/regulations/clauses/{draft.pk}/parameters/time_limit/"
    answer = send(office, url, expect=200, more="ladder", **limit_form())
    page = answer.content.decode()
    assert 'name="ladder__4__at"' in page
    assert 'value="客户要求改期"' in page
    assert not Parameter.objects.exists()


def test_a_parameter_is_edited_where_it_stands(office, draft):
    send(office, f"/regulations/clauses/{draft.pk}/parameters/time_limit/", **limit_form())
    parameter = Parameter.objects.get()
    shown = office.get(f"/regulations/parameters/{parameter.pk}/edit/").content.decode()
    for value in ('value="30"', 'value="50"', 'value="2 wd"', 'value="city"'):
        assert value in shown
    send(office, f"/regulations/parameters/{parameter.pk}/edit/", **limit_form(limit_number="45"))
    parameter.refresh_from_db()
    assert parameter.data["limit"]["minutes"] == 45
    send(office, f"/regulations/parameters/{parameter.pk}/remove/", revision="")
    assert not Parameter.objects.exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_form_that_refuses_emptiness(office, draft, kind):
    url = f"/regulations/clauses/{draft.pk}/parameters/{kind}/"
    assert office.get(url).status_code == 200
    answer = send(office, url, expect=422, name="x1")
    assert answer.context["form"].errors


@pytest.mark.one_database
@pytest.mark.req("REG-02")
def test_every_parameter_of_the_packs_goes_through_its_form_unchanged(packs, office):
    for row in Parameter.objects.all():
        empty = ParameterForm(row.kind, parameter=row)
        typed = {name: empty.get_initial_for_field(field, name) for name, field in empty.fields.items()}
        form = ParameterForm(row.kind, {name: "" if value is None else value for name, value in typed.items()})
        assert form.is_valid(), (row, form.errors)
        assert (_told(form.parameter_data), form.parameter_when) == (_told(row.data), row.when), row


def _told(data):
    """Without the ticks that mean nothing when they are off."""
    rows = {key: [_told(row) for row in value] if _is_rows(value) else value for key, value in data.items()}
    return {key: value for key, value in rows.items() if value not in (False, None)}


def _is_rows(value):
    return isinstance(value, list) and value and isinstance(value[0], dict)


def test_the_second_editor_sees_that_someone_was_faster(office, draft):
    version = draft.version
    stale = RegulationVersion.objects.get(pk=version.pk).revision
    url = f"/regulations/clauses/{draft.pk}/edit/"
    send(office, url, number="1.1", heading="答复", text="先来", revision=stale)
    answer = send(office, url, expect=422, number="1.1", heading="答复", text="后到的字", revision=stale)
    assert "后到的字" in answer.content.decode()
    assert "Someone else" in answer.content.decode()
    assert Clause.objects.get(pk=draft.pk).text == "先来"


@pytest.mark.req("REG-01", "REG-02")
def test_a_regulation_reads_like_a_document(packs, office, company):
    sign_in(office, company.chenlijun)
    page = office.get("/regulations/FULL/").content.decode()
    for words in ("售后服务管理制度", "BH-FW-01", "第三条 产品服务措施", "City", "within 2 hours", 'id="c3.4"'):
        assert words in page
    assert "Add a parameter" not in page
    clause = Clause.objects.get(version__regulation__key="FULL", number="3.4")
    page = office.get(f"/regulations/clauses/{clause.pk}/").content.decode()
    assert "市区两小时" in page
    assert "8 working hours" in page


@pytest.mark.req("REG-01")
def test_a_withdrawn_version_stays_readable_with_a_banner(packs, office, company):
    old = RegulationVersion.objects.get(regulation__key="PROP")
    send(office, "/regulations/PROP/version/", version="A/1", note="更快")
    new = RegulationVersion.objects.get(regulation__key="PROP", version="A/1")
    clause = new.clauses.get(number="1.5")
    text = "十分钟内当面响应。"
    send(office, f"/regulations/clauses/{clause.pk}/edit/", number="1.5", heading=clause.heading, text=text)
    changes = office.get(f"/regulations/versions/{new.pk}/changes/").content.decode()
    assert "<ins>" in changes
    assert "<del>" in changes
    send(office, f"/regulations/versions/{new.pk}/submit/", note="")
    operations.approve(new, by=company.linhai)
    sign_in(office, company.chenlijun)
    page = office.get(f"/regulations/versions/{old.pk}/").content.decode()
    assert "This version was withdrawn" in page
    assert "十五分钟内响应" in page
    revisions = office.get("/regulations/PROP/revisions/").content.decode()
    assert "更快" in revisions
    gone = Clause.objects.get(version=old, number="1.5")
    page = office.get(f"/regulations/clauses/{gone.pk}/").content.decode()
    assert f"/regulations/clauses/{clause.pk}/" in page


@pytest.mark.req("REG-04")
def test_scope_and_switch_are_set_on_pages(packs, office, company):
    regulation = Regulation.objects.get(key="FULL")
    assert office.get("/regulations/FULL/scope/").status_code == 403
    sign_in(office, company.linhai)
    assert office.get("/regulations/FULL/scope/").status_code == 200
    send(office, "/regulations/FULL/scope/", product_line="fridge, washer", department=["SERVICE"], revision=1)
    assert sorted(regulation.scopes.values_list("dimension", "value")) == [
        ("department", "SERVICE"), ("product_line", "fridge"), ("product_line", "washer"),
    ]  # fmt: skip
    assert not queries.ruleset().time_limits("request.registered", FACTS)
    send(office, "/regulations/FULL/switch/", revision=2)
    regulation.refresh_from_db()
    assert not regulation.is_active
    assert "switched off" in office.get("/regulations/FULL/").content.decode()


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    packs, office, company, django_assert_max_num_queries
):
    office.get("/regulations/")
    with django_assert_max_num_queries(14):
        page = office.get("/regulations/").content.decode()
    assert "售后服务管理通则" in page
    with django_assert_max_num_queries(22):
        office.get("/regulations/FULL/")


def test_a_technician_reads_but_writes_nothing(packs, client, company):
    sign_in(client, company.chenlijun)
    version = RegulationVersion.objects.get(regulation__key="FULL")
    clause = version.clauses.get(number="3.4")
    parameter = clause.parameters.first()
    for url in (
        "/regulations/new/", "/regulations/FULL/edit/", "/regulations/FULL/scope/", "/regulations/FULL/switch/",
        "/regulations/FULL/version/", f"/regulations/versions/{version.pk}/edit/",
        f"/regulations/versions/{version.pk}/opinion/", f"/regulations/versions/{version.pk}/withdraw/",
        f"/regulations/clauses/{clause.pk}/edit/", f"/regulations/clauses/{clause.pk}/parameters/",
        f"/regulations/parameters/{parameter.pk}/edit/", f"/regulations/parameters/{parameter.pk}/remove/",
    ):  # fmt: skip
        assert client.get(url).status_code == 403, url
    assert client.get("/regulations/clauses/999999/").status_code == 404
    assert client.get("/regulations/NONE/").status_code == 404


@pytest.mark.req("REG-01")
def test_a_regulation_prints_with_its_code_and_version(packs, office):
    version = RegulationVersion.objects.get(regulation__key="FULL")
    answer = office.get(f"/print/regulation/regulations.regulationversion/{version.pk}.pdf")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content.startswith(b"%PDF")
