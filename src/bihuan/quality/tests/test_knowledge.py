"""The knowledge base of common defects: written from cases, approved by another, offered for similar ones (QUA-11)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.quality.models.knowledge import KnowledgeEntry
from bihuan.quality.operations import knowledge as base
from bihuan.quality.queries import knowledge as queries
from bihuan.quality.rules.defect_file import read_file
from bihuan.quality.rules.knowledge import Case, Known, ranked
from bihuan.service.tests.test_views_record import sign_in

DRAFT = {"name": "接头开裂", "symptom": "底部漏水", "causes": "圆角偏小", "treatment": "换接头"}


@pytest.mark.req("QUA-11")
def test_the_shipped_files_bring_thirty_five_whole_entries_once(cast: Cast) -> None:
    made = base.load_shipped_defects()
    assert len(made) == 35
    assert base.load_shipped_defects() == []
    for entry in KnowledgeEntry.objects.all():
        assert entry.state == "approved"
        assert entry.symptom and entry.causes and entry.prevention and entry.treatment, entry.name  # noqa: PT018
    assert set(KnowledgeEntry.objects.values_list("field", flat=True)) == {"家用电器", "建筑工程"}


@pytest.mark.req("QUA-11")
def test_a_request_is_offered_what_is_known_of_its_fault_first(cast: Cast) -> None:
    base.load_shipped_defects()
    request = cast.request(description="不制冷，外机嗡嗡响，压缩机不启动", fault_class=cast.fault)
    found = [entry.name for entry in queries.offered(request)]
    assert found[0] == "空调不制冷：压缩机启动电容失效"
    assert "空调不制冷：制冷剂泄漏" in found
    assert not [name for name in found if "屋面" in name or "冰箱" in name]


@pytest.mark.req("QUA-11")
def test_words_alone_find_an_entry_and_common_words_do_not() -> None:
    entries = [Known(n, frozenset({1, 100 + n, 200 + n})) for n in range(20)]
    assert ranked(Case(frozenset({1})), entries) == []
    assert ranked(Case(frozenset({1, 103, 203})), entries) == [3]
    classed = [Known(1, frozenset(), "AC", "", "AC-01"), Known(2, frozenset(), "AC", "", "AC-02")]
    assert ranked(Case(frozenset(), "AC", "", "AC-01"), classed) == [1]


@pytest.mark.req("QUA-11")
def test_a_draft_is_not_offered_until_somebody_else_of_quality_approves_it(cast: Cast) -> None:
    entry = base.write_entry(DRAFT, by=cast.tangyi)
    request = cast.request(description="接头开裂底部漏水圆角")
    assert queries.offered(request) == []
    with pytest.raises(PermissionDenied):
        base.approve_entry(entry, by=cast.tangyi)
    base.approve_entry(entry, by=cast.qianjin)
    assert queries.offered(request) == [entry]
    own = base.write_entry({**DRAFT, "name": "另一处"}, by=cast.qianjin)
    with pytest.raises(OperationError, match="别人"):
        base.approve_entry(own, by=cast.qianjin)


@pytest.mark.req("QUA-11")
def test_an_entry_without_treatment_or_prevention_is_not_approved(cast: Cast) -> None:
    entry = base.write_entry({"name": "异响", "symptom": "响", "causes": "松"}, by=cast.tangyi)
    with pytest.raises(EvidenceMissing):
        base.approve_entry(entry, by=cast.qianjin)
    with pytest.raises(OperationError, match="已有"):
        base.write_entry({"name": "异响", "symptom": "响", "causes": "松"}, by=cast.tangyi)


@pytest.mark.req("QUA-11")
def test_a_revision_is_a_new_edition_and_out_of_use_until_approved(cast: Cast) -> None:
    entry = base.approve_entry(base.write_entry(DRAFT, by=cast.tangyi), by=cast.qianjin)
    entry = base.revise_entry(entry, by=cast.tangyi)
    entry = base.edit_entry(entry, values={"causes": "圆角 R0.3"}, by=cast.tangyi)
    assert (entry.state, entry.edition, entry.causes) == ("draft", 2, "圆角 R0.3")
    assert not KnowledgeEntry.objects.approved().exists()


@pytest.mark.req("QUA-11")
def test_each_colleague_counts_once_and_may_change_his_mind(cast: Cast) -> None:
    entry = base.approve_entry(base.write_entry(DRAFT, by=cast.tangyi), by=cast.qianjin)
    for helpful, count in ((True, 1), (True, 1), (False, 0), (True, 1)):
        assert base.vote(entry, is_helpful=helpful, by=cast.zhoumin).helpful == count
    assert base.vote(entry, is_helpful=True, by=cast.hejing).helpful == 2


@pytest.mark.req("QUA-11")
def test_an_entry_is_written_from_a_closed_case_in_one_click(cast: Cast, client: Client) -> None:
    sign_in(client, cast.hanli)
    request = cast.request()
    url = f"/quality/knowledge/from/service.servicerequest/{request.pk}/"
    assert client.post(url).status_code >= 400
    done = cast.signed(cast.order(request)).request
    text = client.get(f"/quality/knowledge/for/service.servicerequest/{done.pk}/").content.decode()
    assert "写入知识库" in text
    client.post(url)
    entry = KnowledgeEntry.objects.get()
    assert (entry.symptom, entry.causes) == ("不制冷，外机有异响", "启动电容 18.2 µF，标称 35 µF")
    assert (entry.line_code, entry.source, entry.state) == ("AC", done.number, "draft")
    client.post(url)
    assert KnowledgeEntry.objects.count() == 1


@pytest.mark.req("QUA-11")
def test_the_page_of_a_request_has_the_panel_and_the_case_of_another_is_hidden(cast: Cast, client: Client) -> None:
    base.load_shipped_defects()
    request = cast.request(fault_class=cast.fault)
    sign_in(client, cast.zhoumin)
    assert (
        f"/quality/knowledge/for/service.servicerequest/{request.pk}/"
        in client.get(request.get_absolute_url()).content.decode()
    )
    assert "启动电容失效" in client.get(f"/quality/knowledge/for/service.servicerequest/{request.pk}/").content.decode()
    sign_in(client, cast.liuyan)
    assert client.get(f"/quality/knowledge/for/service.servicerequest/{request.pk}/").status_code == 404
    assert client.get("/quality/knowledge/for/organization.staff/1/").status_code == 404


@pytest.mark.req("QUA-11")
def test_any_part_of_a_word_finds_entries_in_the_list(cast: Cast, client: Client) -> None:
    base.load_shipped_defects()
    sign_in(client, cast.chenlijun)
    text = client.get("/quality/knowledge/?q=止回阀").content.decode()
    assert "吸油烟机吸力小" in text
    assert "屋面渗漏" not in text


def test_the_list_takes_the_same_queries_for_one_as_for_many(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    base.load_shipped_defects()
    sign_in(client, cast.chenlijun)
    client.get("/quality/knowledge/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get("/quality/knowledge/")


@pytest.mark.req("QUA-11")
def test_a_file_is_brought_in_as_drafts_and_a_bad_line_is_named(cast: Cast, client: Client) -> None:
    sign_in(client, cast.tangyi)
    text = "# 家电\n## 门不严\n- 现象：漏气\n第二行\n- 原因：门封条\n- 处理：换门封条\n"
    client.post("/quality/knowledge/bring-in/", {"file": SimpleUploadedFile("a.md", text.encode("gb18030"))})
    entry = KnowledgeEntry.objects.get()
    assert (entry.state, entry.symptom, entry.author) == ("draft", "漏气\n第二行", cast.tangyi)
    bad = client.post("/quality/knowledge/bring-in/", {"file": SimpleUploadedFile("a.md", "- 现象：x".encode())})
    assert bad.status_code == 422
    with pytest.raises(ValueError, match="2"):
        read_file("# a\n- 症状：x")
    with pytest.raises(OperationError):
        base.bring_in("- 现象：x", by=SYSTEM)
