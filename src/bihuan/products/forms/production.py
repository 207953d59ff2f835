"""A production or inspection record by hand, and the works' ledgers of them (CMP-10)."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.kernel.inputs import RecordForm
from bihuan.products import operations
from bihuan.products.forms.entry import day
from bihuan.products.forms.material_ledger import USE_COLUMNS
from bihuan.products.operations.production import RecordRow
from bihuan.products.states.production import RecordKind, RecordResult

EMPTY = [("", "—")]


def _line(label: Any, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


def _pieces(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000_000, required=False)


class ProductionForm(RecordForm):
    """One line, in the order of the works' records."""

    record_kind = forms.ChoiceField(
        label=pgettext_lazy("production record", "Kind of record"), choices=RecordKind.choices
    )
    done_on = day(pgettext_lazy("production record", "Date"), is_required=True)
    serial = forms.CharField(
        label=_("Serial no."), max_length=60, required=False, help_text=_("Empty: it is about the whole batch.")
    )
    model = _line(_("Model"), 60)
    batch = _line(_("Batch"), 40)
    step = _line(_("Working step"), 60)
    workshop = _line(_("Workshop or line"), 40)
    machine = _line(_("Machine"), 60)
    shift = _line(_("Shift"), 20)
    people = _line(_("Workers"), 120)
    inspector = _line(_("Inspector"), 60)
    quantity = _pieces(_("Pieces"))
    failed = _pieces(_("Pieces failed"))
    result = forms.ChoiceField(label=_("Result"), choices=[*EMPTY, *RecordResult.choices], required=False)
    readings = _line(_("Readings"), 300)
    remarks = _line(_("Remarks"), 200)
    source_no = _line(_("Record no."), 40)

    def row(self) -> RecordRow:
        """Return what the operation takes."""
        return RecordRow(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


def started(record: Any) -> dict[str, Any]:
    """Return what stands in the form of a record that is on file."""
    names = [name for name in ProductionForm.base_fields if name not in ("serial", "model", "batch")]
    return {
        **{name: getattr(record, name) for name in names}, "serial": record.unit.serial if record.unit else "",
        "model": record.model.code, "batch": record.batch.code if record.batch else "",
    }  # fmt: skip


# fmt: off
KINDS: dict[str, tuple[str, ...]] = {
    RecordKind.PRODUCTION: ("生产", "加工", "装配", "总装", "作业"),
    RecordKind.INCOMING: ("进料", "来料", "iqc"),
    RecordKind.PROCESS: ("巡检", "首检", "制程", "过程", "工序检验", "ipqc"),
    RecordKind.FINAL: ("成品", "终检", "出厂检验", "完工", "fqc", "oqc"),
    RecordKind.PACKING: ("包装", "入库", "发货"),
}
RESULTS: dict[str, tuple[str, ...]] = {
    RecordResult.REWORKED: ("返工合格", "返修合格", "返工"),
    RecordResult.FAILED: ("不合格", "ng", "不良", "fail"),
    RecordResult.PASSED: ("合格", "ok", "良", "pass"),
}
COLUMNS = (
    Column("record_kind", pgettext_lazy("production record", "Kind of record"), ("记录类别", "类别", "记录类型", "检验类别", "检验类型", "kind", "type"),
           parsing.choice(KINDS, otherwise=RecordKind.PRODUCTION), is_carried=True),
    Column("done_on", pgettext_lazy("production record", "Date"), (
        "日期", "生产日期", "检验日期", "作业日期", "date", "done on"), moments.moment, required=True, is_carried=True),
    Column("serial", _("Serial no."), (
        "机号", "序列号", "出厂编号", "产品编号", "机身号", "条码", "sn", "s/n", "serial", "serial no"), parsing.code, max_length=60),
    Column("model", USE_COLUMNS[0].label, USE_COLUMNS[0].synonyms, parsing.model, max_length=60, is_carried=True),
    Column("batch", USE_COLUMNS[1].label, USE_COLUMNS[1].synonyms, parsing.code, max_length=40, is_carried=True),
    Column("step", _("Working step"), ("工序", "工位", "作业", "检验项目", "项目", "step", "operation"), parsing.text, max_length=60),
    Column("workshop", _("Workshop or line"), ("车间", "产线", "生产线", "线别", "班组", "workshop", "line"), parsing.text, max_length=40),
    Column("machine", _("Machine"), ("机台", "设备", "设备编号", "机台号", "机器", "machine", "equipment"), parsing.text, max_length=60),
    Column("shift", _("Shift"), ("班次", "班别", "shift"), parsing.text, max_length=20),
    Column("people", _("Workers"), ("操作人", "操作员", "作业员", "操作者", "生产人员", "operator", "workers"), parsing.text, max_length=120),
    Column("inspector", _("Inspector"), ("检验员", "检验人", "质检员", "检查人", "inspector"), parsing.text, max_length=60),
    Column("quantity", _("Pieces"), ("数量", "生产数量", "检验数量", "产量", "qty", "quantity", "pieces"), parsing.number),
    Column("failed", _("Pieces failed"), ("不合格数", "不良数", "不良数量", "不合格数量", "failed", "defects"), parsing.number),
    Column("result", _("Result"), ("结果", "判定", "检验结果", "结论", "result", "verdict"), parsing.choice(RESULTS)),
    Column("readings", _("Readings"), ("实测值", "测量值", "参数", "检验数据", "实测数据", "readings", "measured"), parsing.text, max_length=300),
    Column("remarks", _("Remarks"), ("备注", "说明", "remark", "remarks", "note"), parsing.text, max_length=200),
    Column("source_no", _("Record no."), ("记录号", "记录编号", "单号", "工单号", "检验单号", "流转卡号", "record no"), parsing.code, max_length=40),
)
# fmt: on


def _save(row: ParsedRow, occasion: Occasion) -> int:
    values = {name: value for name, value in row.values.items() if value is not None}
    for name in {"quantity", "failed"} & set(values):
        values[name] = int(values[name])
    done_on = timezone.localdate(values.pop("done_on"))
    kind = values.pop("record_kind", "") or RecordKind.PRODUCTION
    line = RecordRow(record_kind=kind, done_on=done_on, **values)
    return operations.keep_record(line, by=occasion.by, source="import").pk


RECORDS = ImportSpec(
    kind="production-records", label=_("Production and inspection records"), columns=COLUMNS,
    save_rows=one_by_one(_save), perm="products.edit_materials", place="products:production_records",
    url=lambda pk: reverse("products:production_record", args=[pk]),
)  # fmt: skip
