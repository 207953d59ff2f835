"""A real ledger comes in by page or shell, and its lines go the whole loop (SVC-01)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bihuan.config.installation import import_ledger
from bihuan.deadlines.models import Deadline
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_token
from bihuan.kernel import history, seals
from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.worker import Worker
from bihuan.products.models import ProductLine, ProductModel
from bihuan.service import operations
from bihuan.service.models import ServiceRequest
from bihuan.service.operations.entitlement import decide
from tests.cast import SIGNATURE
from tests.flows import ledgers
from tests.flows.desks import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.req("SVC-01")]
KIND = "service-requests"


@pytest.fixture(autouse=True)
def washer(cast):
    line = ProductLine.objects.create(code="WM", name="洗衣机")
    return ProductModel.objects.create(code="XQB75-J", name="波轮洗衣机", line=line)


def send(desk, path):
    """Send a file on the page, take the columns as proposed, let the worker bring the rows in."""
    desk.send("/imports/", kind=KIND, file=SimpleUploadedFile(path.name, path.read_bytes()))
    run = ImportRun.objects.order_by("-pk").first()
    page = f"/imports/{run.pk}/"
    columns = {name: str(at) for name, at in run.mapping.items()}
    desk.send(page, carry_down="on", start="1", **columns)
    Worker().run_until_empty()
    run.refresh_from_db()
    return run


def test_a_register_sent_by_the_desk_stands_in_the_register_as_it_was_kept(cast, desk, tmp_path):
    run = send(desk("zhoumin"), ledgers.register_xlsx(tmp_path / "登记簿.xlsx"))
    assert (run.imported, run.rejected) == (4, 1)
    hotel, washer, nameless, known = ServiceRequest.objects.order_by("pk")
    assert (hotel.contact_name, hotel.description) == ("东湖宾馆", "不制冷\n(第二次报修)")
    assert hotel.phone.reveal() == "13800000001"
    assert "0571-88000001" in hotel.remarks
    assert hotel.serial_text == ""
    assert washer.model.code == "XQB75-J"
    assert washer.region == cast.region("滨江区")
    assert (nameless.phone, nameless.reported_at.date()) == ("", washer.reported_at.date())
    assert known.unit == cast.unit
    assert (known.customer, known.service_class) == (cast.customer, "C")
    page = desk("zhoumin").open(f"/imports/{run.pk}/")
    for words in ("不是电话号码 (123)", "必须填写"):
        assert words in page
    for request in (hotel, nameless, known):
        assert Deadline.objects.of(request.kind(), request.pk).running().count() == 3
    assert list(seals.verify()) == []


def test_the_shell_brings_in_a_branchs_export_and_ends_with_the_three_counts(cast, tmp_path, capsys):
    path = ledgers.branch_csv(tmp_path / "branch.csv")
    assert import_ledger(KIND, str(path), "zhoumin") == 0
    assert "3 imported, 1 already there, 0 rejected" in _english(capsys.readouterr().out)
    assert import_ledger(KIND, str(path), "zhoumin") == 0
    assert "0 imported, 4 already there, 0 rejected" in _english(capsys.readouterr().out)
    assert ServiceRequest.objects.count() == 3
    urgent = ServiceRequest.objects.get(contact_name="永兴纺织有限公司")
    assert (urgent.urgency, urgent.owner) == ("urgent", cast.zhoumin)


def _english(said):
    for chinese, english in (("已导入", "imported"), ("条已有", "already there"), ("被退回", "rejected")):
        said = said.replace(chinese, english)
    return said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_complaints_of_a_platform_go_in_without_phone_or_name(cast, tmp_path, encoding):
    path = ledgers.complaints_csv(tmp_path / "complaints.csv", encoding)
    import_ledger(KIND, str(path), "zhoumin")
    first, second = ServiceRequest.objects.order_by("pk")
    assert (first.model_text, first.description, first.phone) == ("某牌汽车 远途", "仪表黑屏 无法启动", "")
    assert "H12,A3" in first.remarks
    assert "2020款 1.5T 尊享型" in first.remarks
    rejected = CalamineWorkbook.from_path(str(tmp_path / "complaints.rejected.xlsx")).get_sheet_by_index(0).to_python()
    assert "900001" in str(rejected)
    assert str(second.reported_at.date()) == "2020-06-07"  # midnight in Shanghai


def test_a_corrected_rejected_row_is_sent_again_and_nothing_is_doubled(cast, desk, tmp_path):
    zhoumin = desk("zhoumin")
    run = send(zhoumin, ledgers.register_xlsx(tmp_path / "登记簿.xlsx"))
    path = tmp_path / "rejected.xlsx"
    path.write_bytes(zhoumin.file(f"/imports/{run.pk}/rejected.xlsx"))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    header, row = rows[0], next(list(one) for one in rows if "许文" in one)
    row[header.index("报修内容")], row[header.index("客户 电话")] = "漏燃气", "13800000005"
    corrected = tmp_path / "corrected.csv"
    lines = [",".join(f'"{cell}"' for cell in line) for line in (header, row)]
    corrected.write_text("\n".join(lines), encoding="utf-8-sig")
    again = send(zhoumin, corrected)
    assert (again.imported, again.rejected) == (1, 0)
    assert send(zhoumin, tmp_path / "登记簿.xlsx").imported == 0
    assert ServiceRequest.objects.count() == 5


@pytest.mark.req("SVC-10", "SAT-01", "SEC-02")
def test_an_imported_line_without_a_phone_goes_the_whole_loop(cast, desk, tmp_path):
    zhoumin, technician = desk("zhoumin"), desk("chenlijun")
    send(zhoumin, ledgers.register_xlsx(tmp_path / "登记簿.xlsx"))
    request = ServiceRequest.objects.get(contact_name="赵国平")
    page = zhoumin.open(f"/service/requests/{request.pk}/")
    assert "不详" in page
    zhoumin.send(f"/service/requests/{request.pk}/assign/", technician=cast.chenlijun.pk, revision=request.revision)
    order = request.current_order()
    for step in ("accept", "depart", "arrive"):
        technician.send(f"/service/jobs/{order.pk}/{step}/")
    technician.send(f"/service/jobs/{order.pk}/diagnose/", findings="电源板烧毁", cause="component")
    technician.send(f"/service/jobs/{order.pk}/finish/", work_done="更换电源板", result="fixed", minutes_spent=35)
    technician.send(f"/service/jobs/{order.pk}/sign/", signature=SIGNATURE, signer_name="赵国平")
    Worker().run_until_empty()
    order.refresh_from_db()
    assert order.voucher.document.is_locked
    card = OpinionCard.objects.get(request=request)
    Desk().send(f"/c/{card_token(card)}/", attitude=4, skill=4, punctuality=4, promises=4)
    request.refresh_from_db()
    assert request.state == "closed"
    verbs = list(history.of(request.kind(), request.pk).values_list("verb", flat=True))
    moves = [verb for verb in verbs if not verb.startswith("deadline")]
    assert moves == ["register", "dispatch", "start", "entitle", "complete", "close"]
    assert set(Deadline.objects.of(request.kind(), request.pk).values_list("state", flat=True)) == {"met"}
    assert list(seals.verify()) == []


@pytest.mark.req("RPT-01")
def test_imported_lines_are_found_filtered_and_exported(cast, desk, tmp_path):
    zhoumin = desk("zhoumin")
    send(zhoumin, ledgers.register_xlsx(tmp_path / "登记簿.xlsx"))
    page = zhoumin.open("/service/requests/?q=抖动")
    assert "吴秀兰" in page
    assert "东湖宾馆" not in page
    page = zhoumin.open("/service/requests/?channel=walk_in")
    assert "赵国平" in page
    assert "吴秀兰" not in page


def test_lines_taken_in_together_are_decided_as_each_alone(cast):
    day = timezone.now() - timedelta(days=3)
    rows = [
        operations.LedgerRow(
            description="漏水", source_key=f"k{n}", reported_at=day - timedelta(days=n % 2), model=model
        )
        for n, model in enumerate(["XQB75-J", "XQB75-J", "没见过", "没见过", "XQB75-J"])
    ]
    for request in operations.register_many(rows, by=cast.zhoumin):
        alone = ServiceRequest(
            model=request.model, model_text=request.model_text, reported_at=request.reported_at,
            channel=request.channel, urgency=request.urgency,
        )  # fmt: skip
        decide(alone)
        assert (request.entitlement, request.service_class) == (alone.entitlement, alone.service_class)
