"""Production and inspection records: by hand, from the works' ledgers, on the unit's page (CMP-10)."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import run
from bihuan.kernel.records import OperationError, Stale
from bihuan.products import operations
from bihuan.products.models import Batch, ProductionRecord
from bihuan.products.operations.production import RecordRow
from bihuan.products.queries.production import records_of

pytestmark = pytest.mark.django_db
LEDGER = """生产日期,产品型号,批次,机号,工序,机台,班次,操作员,检验员,数量,不良数,判定,检验类别,流转卡号
2026-08-12,KFR-35GW,2608-C,,充注,充注机 2,夜班,王强,,480,,,生产,LZ-1
2026-08-12,KFR-35GW,2608-C,,出厂检验,检测台 3,白班,,赵敏,480,3,返工合格,成品,FQC-1
2026-08-13,,,35B3-2407-018826,终检,检测台 3,白班,,赵敏,1,0,OK,成品,FQC-2
2026-08-13,KFR-99XX,2608-C,,充注,充注机 2,夜班,王强,,480,,,生产,LZ-9
"""


def row(**values):
    return RecordRow(**{"record_kind": "final", "done_on": date(2026, 8, 12), "model": "KFR-35GW", "batch": "2608-C",
                        **values})  # fmt: skip


@pytest.mark.req("CMP-10")
def test_a_works_ledger_comes_in_once_and_what_it_cannot_mean_is_named(cast, tmp_path: Path):
    path = tmp_path / "生产记录.csv"
    path.write_text(LEDGER, encoding="utf-8")
    result = run.run_file("production-records", path, by=SYSTEM)
    assert (result.imported, result.rejected) == (3, 1)
    assert "KFR-99XX" in str(result.run.rejects.get().cells) or result.run.rejects.get().reason
    assert run.run_file("production-records", path, by=SYSTEM).imported == 0
    made = {one.source_no: one for one in ProductionRecord.objects.all()}
    assert (made["LZ-1"].machine, made["LZ-1"].shift, made["LZ-1"].people) == ("充注机 2", "夜班", "王强")
    assert (made["FQC-1"].result, made["FQC-1"].failed, made["FQC-1"].batch.code) == ("reworked", 3, "2608-C")
    assert (made["FQC-2"].unit, made["FQC-2"].result) == (cast.unit, "passed")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"batch": ""}, "batch"),
        ({"model": "?"}, "model"),
        ({"serial": "none"}, "serial"),
        ({"done_on": date(2999, 1, 1)}, "done_on"),
        ({"quantity": 2, "failed": 3}, "failed"),
        ({"serial": "35B3-2407-018826", "model": "KFR-50LW"}, "model"),
    ],
)
def test_a_record_that_cannot_be_is_refused_at_its_field(cast, values, field):
    with pytest.raises(OperationError) as refused:
        operations.keep_record(row(**values), by=SYSTEM)
    assert refused.value.field == field
    assert not ProductionRecord.objects.exists()


@pytest.mark.req("CMP-10")
def test_a_unit_shows_its_own_records_and_those_of_its_batch(cast):
    batch = Batch.objects.create(code="2608-C", model=cast.unit.model)
    cast.unit.batch = batch
    cast.unit.save()
    for values in ({}, {"serial": cast.unit.serial, "batch": ""}, {"batch": "2609-A"}):
        operations.keep_record(row(**values), by=SYSTEM)
    found, more = records_of(cast.qianjin, unit=cast.unit)
    assert [one.about for one in found] == ["2608-C", cast.unit.serial]
    assert "batch=2608-C" in more


def test_a_record_is_corrected_by_the_works_alone(cast):
    record = operations.keep_record(row(source_no="A-1"), by=SYSTEM)
    assert operations.keep_record(row(source_no="A-1", shift="夜班"), by=SYSTEM) == record
    record.refresh_from_db()
    assert record.shift == "夜班"
    with pytest.raises(Stale):
        operations.correct_record(record, row(), by=SYSTEM, revision=record.revision - 1)
    with pytest.raises(PermissionDenied):
        operations.keep_record(row(), by=cast.zhoumin)


def test_the_pages_enter_show_and_correct(cast):
    client = Client()
    client.force_login(cast.qianjin)
    form = {
        "record_kind": "final",
        "done_on": "2026-08-12",
        "model": "KFR-35GW",
        "batch": "2608-C",
        "machine": "检测台 3",
    }
    wrong = client.post("/products/production/add/", {**form, "model": "?"})
    assert (wrong.status_code, "检测台 3" in wrong.content.decode()) == (422, True)
    assert client.post("/products/production/add/", form).status_code == 303
    record = ProductionRecord.objects.get()
    assert "检测台 3" in client.get(record.get_absolute_url()).content.decode()
    edited = {**form, "machine": "检测台 4", "revision": record.revision}
    assert client.post(f"{record.get_absolute_url()}edit/", edited).status_code == 303
    assert "检测台 4" in client.get("/products/production/?all=1&batch=2608-C").content.decode()
    assert "检测台 4" not in client.get("/products/production/?all=1&batch=other").content.decode()
