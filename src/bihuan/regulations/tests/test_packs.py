"""The shipped packs load, mean what the source regulations say, and load twice without doubling."""

import pytest

from bihuan.kernel.actors import SYSTEM
from bihuan.regulations import operations, queries
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion
from bihuan.regulations.rules import PackError, parse_pack
from bihuan.regulations.states import VersionState

pytestmark = pytest.mark.django_db
CITY = {"area": "city", "product_line": "ac", "business": "", "service_class": "C"}


def limits(facts, starts="request.registered"):
    found = queries.ruleset().time_limits(starts, facts)
    return {view.name: (view.label, view.data["limit"]["minutes"], view.data["limit"]["calendar"]) for view in found}


@pytest.mark.req("REG-01", "REG-02")
def test_every_shipped_pack_is_in_force_with_a_clause_for_each_parameter(packs):
    keys = set(Regulation.objects.values_list("key", flat=True))
    assert {"FULL", "GEN", "MFG", "PROP", "CO", "PHONE", "ELEC", "FOOD"} <= keys
    assert {version.state for version in packs} == {VersionState.IN_FORCE}
    full = RegulationVersion.objects.get(regulation__key="FULL")
    numbers = set(full.clauses.values_list("number", flat=True))
    for chapter, last in ((1, 5), (2, 11), (3, 7), (4, 10), (5, 7)):
        assert {f"{chapter}.{number}" for number in range(1, last + 1)} <= numbers
    assert not Parameter.objects.filter(clause__number="").exists()


@pytest.mark.req("REG-01")
def test_no_number_of_a_document_or_form_is_used_twice_in_the_shipped_packs(packs):
    documents = [code for code in Regulation.objects.values_list("code", flat=True) if code]
    forms = [one.data.get("form_number") for one in Parameter.objects.filter(kind="retention")]
    forms = [number for number in forms if number]
    for numbers in (documents, forms):
        assert len(numbers) > 10
        assert [one for one in sorted(set(numbers)) if numbers.count(one) > 1] == []


def test_no_series_of_numbers_is_used_for_two_kinds_of_records(packs):
    series = [one.data.get("series") for one in Parameter.objects.filter(kind="numbering")]
    assert len(series) > 10
    assert [one for one in sorted(set(series)) if series.count(one) > 1] == []


@pytest.mark.req("REG-02", "SVC-06")
def test_full_gives_the_city_two_hours_and_the_suburb_seven(packs):
    assert limits(CITY)["dispatch"] == ("FULL 3.4", 120, "always")
    assert limits({**CITY, "area": "suburb"})["dispatch"] == ("FULL 3.4", 420, "always")
    assert limits({**CITY, "area": None})["dispatch"] == ("FULL 3.4", 120, "always")
    assert limits(CITY)["arrival"] == ("FULL 3.4", 480, "office")


@pytest.mark.req("SVC-04", "REG-04")
def test_property_business_is_answered_in_fifteen_minutes_and_settled_in_four_hours(packs):
    found = limits({**CITY, "business": "物业"})
    assert found["contact"] == ("PROP 1.5", 15, "always")
    assert found["repair"] == ("PROP 1.5", 240, "always")
    assert limits(CITY)["repair"] == ("FULL 3.4", 600, "office")
    assert "contact" not in limits(CITY)


@pytest.mark.req("SVC-05", "REG-04")
def test_electronics_are_contacted_within_a_day(packs):
    assert limits({**CITY, "product_line": "electronics"})["contact"] == ("ELEC 3.1", 1440, "always")


@pytest.mark.req("SVC-14")
def test_clause_4_7_adds_its_rung_to_the_ladder_of_the_repair_limit(packs):
    repair = next(v for v in queries.ruleset().time_limits("request.registered", CITY) if v.name == "repair")
    ladder = [(rung["at"], rung["tell"]) for rung in repair.data["ladder"]]
    assert ladder == [(50, "owner"), (80, "service_manager"), (100, "service_manager"), (150, "vice_general_manager")]
    assert [rung["clause"] for rung in repair.data["ladder"] if "clause" in rung] == ["FULL 4.7"]


@pytest.mark.req("SVC-07")
def test_approval_before_dispatch_is_asked_in_the_outsourced_outlet_only(packs):
    assert queries.ruleset().route("dispatch", CITY) is None
    route = queries.ruleset().route("dispatch", {**CITY, "outlet_kind": "outsourced"})
    assert route is not None
    assert route.label == "CO 1.2"
    assert [station["post"] for station in route.data["stations"]] == ["service_manager"]


@pytest.mark.req("SAT-01")
def test_the_opinion_card_has_four_aspects_and_four_grades_for_every_repair(packs):
    card = queries.ruleset().one("opinion_card", "opinion_card", CITY)
    assert card is not None
    assert (len(card.data["aspects"]), len(card.data["grades"]), card.data["coverage"]) == (4, 4, "every")


@pytest.mark.req("SVC-07", "REG-02")
def test_numbers_follow_the_pattern_of_their_clause(packs):
    assert queries.numbering_pattern("SR") == "{series}-{yyyymmdd}-{seq:4}"
    assert queries.numbering_pattern("XX") is None


def test_loading_again_changes_nothing(packs):
    before = (Clause.objects.count(), Parameter.objects.count(), RegulationVersion.objects.count())
    assert operations.load_shipped_packs() == packs
    assert (Clause.objects.count(), Parameter.objects.count(), RegulationVersion.objects.count()) == before


@pytest.mark.req("REG-01")
def test_a_changed_pack_becomes_a_draft_and_the_old_version_stays_in_force(packs, tmp_path):
    text = (operations.PACKS / "PROP.md").read_text(encoding="utf-8")
    changed = tmp_path / "PROP.md"
    changed.write_text(text.replace("限期: 15 分钟", "限期: 10 分钟"), encoding="utf-8")
    with pytest.raises(PackError, match="other content"):
        operations.load_pack(changed, by=SYSTEM, in_force=True)
    changed.write_text(changed.read_text(encoding="utf-8").replace("版本: A/0", "版本: A/1"), encoding="utf-8")
    draft = operations.load_pack(changed, by=SYSTEM, in_force=True)
    assert draft.state == VersionState.DRAFT
    assert limits({**CITY, "business": "物业"})["contact"][1] == 15


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```时限 dispatch\n限期: 2 小时\n", "has no end"),
        ("```时限 dispatch\n限期: [\n```", "line 7"),
        ("```时辰 dispatch\n限期: 2 小时\n```", "not a parameter"),
        ("## 1.1 又一条", "stands twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(body, message):
    text = f"---\n代号: X\n---\n## 1.1 一条\n正文\n{body}"
    with pytest.raises(PackError, match=message):
        parse_pack(text, operations.packs.words())


def test_a_word_outside_the_vocabulary_is_named_with_its_line(tmp_path):
    pack = tmp_path / "X.md"
    head = "---\n代号: X\n名称: 试\n版本: 1\n---\n"
    pack.write_text(f"{head}## 1.1 一条\n```时限 a\n限其: 2 小时\n```\n", encoding="utf-8")
    with pytest.raises(PackError, match="line 7: 限其"):
        operations.load_pack(pack, by=SYSTEM)
    assert not Regulation.objects.filter(key="X").exists()


@pytest.mark.req("REG-02")
def test_a_limit_that_nothing_announces_is_marked_as_kept_for_people(packs):
    def is_marked(starts, met_by):
        row = Parameter(kind="time_limit", name="x", data={"label": "x", "starts": starts, "met_by": met_by})
        return queries.documents.ShownParameter(row, "", "", [], "").is_for_people

    assert not is_marked("issue.classed", "issue.emergency")
    assert is_marked("issue.classed", "issue.celebrated")
    assert is_marked("nothing.ever", "issue.classed")


@pytest.mark.req("QUA-10", "QUA-13", "REG-05", "QUA-09")
def test_what_the_quality_packs_ask_for_is_acted_on(packs):
    keys = ("EMER", "QMGT", "ENGR", "PQC", "PQF", "PROP", "QPROC", "ENGP", "PRODQ", "ZERO", "ENGS")
    assert Regulation.objects.filter(key__in=keys).count() == len(keys)
    rows = Parameter.objects.filter(clause__version__regulation__key__in=keys).select_related("clause")
    kept = {queries.documents.shown(row).row.kind for row in rows if queries.documents.shown(row).is_for_people}
    assert kept <= {"frequency", "service_hours", "ratio"}
    parties = queries.ruleset().strongest("classification", {}, scheme="report_parties")
    assert [item["label"] for item in parties.data["items"]][-2:] == ["施工单位", "供应单位"]
