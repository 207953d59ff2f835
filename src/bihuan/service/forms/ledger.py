"""The 「报修登记簿」 as offices keep it: its columns under all the headings people give them (SVC-01)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, Saved, moments, parsing
from bihuan.service import operations
from bihuan.service.queries.further import offered
from bihuan.service.rules import entered
from bihuan.service.states import Channel, Urgency

# fmt: off
CHANNELS = {
    "hotline": ("电话", "热线", "来电", "座机", "400", "phone", "tel"),
    "walk_in": ("上门", "门店", "到店", "前台", "自送", "送修", "柜台", "来访", "walk-in"),
    "qr": ("扫码", "二维码", "qr"),
    "web": ("微信", "公众号", "小程序", "在线报修", "网上报修", "表单", "wechat", "online form"),
    "site": ("网站", "官网", "网页", "网上", "平台", "web", "website"),
    "email": ("邮件", "邮箱", "email", "e-mail"),
}
URGENCIES = {
    "urgent": ("紧急", "加急", "特急", "急", "是", "高", "y", "yes", "√", "1", "true", "high"),
    "normal": ("一般", "普通", "正常", "不急", "否", "中", "低", "n", "no", "×", "0", "false", "low"),
}

COLUMNS = (
    Column("number", _("Their number"), (
        "工单号", "单号", "登记号", "登记编号", "报修单号", "报修编号", "报修号", "受理编号", "受理号", "受理单号", "服务单号", "派工单号", "工单编号",
        "维修单号", "维修编号", "流水号", "投诉编号", "投诉单号", "案件编号", "id", "case no", "ticket", "ticket no", "order no", "request no",
    ), parsing.code, max_length=60, sniff=r"^[A-Za-z]{0,6}-?\d{4,}"),
    Column("reported_at", _("Reported at"), (
        "报修时间", "报修日期", "日期", "时间", "登记日期", "登记时间", "受理日期", "受理时间", "接报时间", "来电时间", "接单时间", "报障时间", "投诉时间",
        "投诉日期", "申报时间", "建单时间", "创建时间", "datetime", "date", "time", "reported", "reported at", "created at",
    ), moments.moment, is_carried=True, sniff=r"^(\d{4}\s*[年./-]\s*\d|\d{1,2}[./月-]\d{1,2}|[345]\d{4}(\.\d+)?$)"),
    Column("customer", _("Customer"), (
        "客户", "客户名称", "客户姓名", "姓名", "单位", "单位名称", "单位/姓名", "客户单位", "用户", "用户名", "用户名称", "用户姓名", "报修单位", "报修人",
        "报修客户", "使用单位", "顾客", "顾客姓名", "业主", "业主姓名", "公司名称", "customer", "customer name", "client", "name",
    ), parsing.name, max_length=120),
    Column("contact", _("Contact"), (
        "联系人", "联系人姓名", "报修联系人", "经办人", "contact", "contact person",
    ), parsing.name, max_length=60),
    Column("phone", _("Phone"), (
        "电话", "手机", "联系电话", "手机号", "手机号码", "电话号码", "联系方式", "客户电话", "用户电话", "报修电话", "来电号码", "联系手机", "移动电话",
        "phone", "tel", "mobile", "telephone", "phone number",
    ), parsing.phone, sniff=r"^\D{0,5}(1[3-9]\d[\d\s-]{8,}|0\d{2,3}[\s-]?\d{7})"),
    Column("address", _("Address"), (
        "地址", "客户地址", "联系地址", "服务地址", "上门地址", "安装地址", "详细地址", "住址", "用户地址", "报修地址", "维修地址", "地点", "address",
    ), parsing.text, max_length=300, sniff=r"[路街巷道村镇区县市号栋幢楼室苑园]"),
    Column("region", _("Region"), ("区域", "地区", "所属区域", "片区", "区县", "城区", "行政区", "region", "area", "district"), parsing.name, max_length=60),
    Column("brand", _("Brand"), ("品牌", "厂牌", "厂商", "brand", "make"), parsing.name, max_length=60),
    Column("model", _("Model"), (
        "型号", "机型", "产品型号", "商品型号", "设备型号", "规格型号", "规格", "产品", "产品名称", "商品名称", "设备名称", "机器型号", "车型", "车系", "电器型号",
        "car_model", "model", "product", "product model",
    ), parsing.model, max_length=80, sniff=r"^[A-Za-z0-9一-鿿][A-Za-z0-9\-/. 一-鿿()（）]{1,30}$"),
    Column("variant", _("Model details"), ("配置", "款型", "款式", "年款", "版本", "车款", "type", "trim", "variant"), parsing.text, max_length=120),
    Column("serial", _("Serial number"), (
        "机号", "出厂编号", "序列号", "产品编号", "机身号", "机身编号", "条码", "产品条码", "机器编号", "设备编号", "出厂号", "编码", "机器号", "sn", "s/n", "serial",
        "serial no", "serial number",
    ), parsing.code, max_length=60),
    Column("description", _("What is wrong"), (
        "报修内容", "故障描述", "故障现象", "故障", "故障内容", "报修原因", "问题描述", "问题", "故障情况", "报修事项", "维修内容", "现象", "内容", "客户申告", "投诉内容",
        "投诉简述", "desc", "description", "fault", "symptom", "trouble", "issue",
    ), parsing.text, required=True, max_length=4000),
    Column("fault_codes", _("Fault codes"), (
        "故障代码", "故障码", "故障编码", "问题代码", "典型问题", "报警代码", "代码", "problem", "fault code", "error code",
    ), parsing.text, max_length=200, sniff=r"^([A-Za-z]{1,2}\d{1,4}[,，;、\s]*)+$"),
    Column("urgency", _("Urgency"), (
        "紧急", "紧急程度", "是否紧急", "加急", "是否加急", "优先级", "缓急", "urgent", "urgency", "priority",
    ), parsing.choice(URGENCIES, otherwise="normal"), words=dict(Urgency.choices)),
    Column("channel", _("Channel"), (
        "渠道", "来源", "报修渠道", "报修方式", "受理方式", "受理渠道", "途径", "报修途径", "方式", "来源渠道", "channel",
    ), parsing.choice(CHANNELS, otherwise="import"), words=dict(Channel.choices)),
    Column("received_by", _("Received by"), (
        "接单人", "受理人", "登记人", "接待人", "接线员", "记录人", "接报人", "客服", "值班人", "接电话人", "received by", "operator",
    ), parsing.name, max_length=60),
    Column("technician", _("Technician"), (
        "维修人", "维修人员", "维修员", "技术员", "工程师", "师傅", "派工", "派工人员", "维修师傅", "technician", "engineer",
    ), parsing.name, max_length=60),
    Column("appointment_at", _("Appointment"), ("预约时间", "预约日期", "约定时间", "预约上门时间", "appointment"), moments.moment),
    Column("result", _("Result"), (
        "处理结果", "处理情况", "维修结果", "结果", "处理", "处理意见", "维修情况", "解决情况", "完成情况", "result", "outcome",
    ), parsing.text, max_length=1000),
    Column("status", _("Status there"), ("状态", "处理状态", "工单状态", "进度", "status", "state"), parsing.text, max_length=60),
    Column("note", _("Note"), ("备注", "说明", "附注", "其他", "remark", "remarks", "note", "comment"), parsing.text, max_length=1000),
)
# fmt: on

LABELS = {column.name: column.label for column in COLUMNS}
# Columns that have no place of their own in a request; they stay readable in its note.
KEPT_AS_NOTE = ("contact", "fault_codes", "variant", "received_by", "technician", "result", "status", "note")


FURTHER = "further."


def further_columns() -> tuple[Column, ...]:
    """Return the fields that clauses add to the register, as columns a ledger may bring (REG-02)."""
    return tuple(
        Column(f"{FURTHER}{view.name}", view.data["label"], (), partial(_further, dict(view.data)))
        for view in offered()
    )


def _further(data: Mapping[str, Any], cell: parsing.Cell, context: parsing.Context) -> parsing.Parsed:
    """Return what fits the field; anything else is unknown, and its words stay as a note."""
    words = parsing.shown(cell) if not parsing.is_blank(cell) else ""
    try:
        if data["type"] == "date" and words:
            day = moments.moment(cell, context).value
            return parsing.Parsed(timezone.localdate(day).isoformat()) if day else parsing.Parsed("", words)
        return parsing.Parsed(entered(data, words))
    except (ValueError, parsing.Unreadable):
        return parsing.Parsed("", words)


def ledger_row(row: ParsedRow, labels: Mapping[str, str]) -> operations.LedgerRow:
    """Return a parsed line as a request can take it; what was unreadable goes along as a note."""
    values = row.values
    notes = [f"{labels[name]}：{values[name]}" for name in KEPT_AS_NOTE if values.get(name)]
    notes += [f"{label}：{text}" for label, text in row.notes.items()]
    return operations.LedgerRow(
        description=values["description"], source_key=row.source_key, reported_at=values.get("reported_at"),
        contact_name=values.get("customer") or values.get("contact") or "", phone=values.get("phone") or "",
        address=values.get("address") or "", region=values.get("region") or "", model=_model(values),
        serial=values.get("serial") or "", urgency=values.get("urgency") or Urgency.NORMAL,
        channel=values.get("channel") or Channel.IMPORT, appointment_at=values.get("appointment_at"),
        remarks="\n".join(notes),
        extra={name.removeprefix(FURTHER): value for name, value in values.items() if name.startswith(FURTHER) and value},
    )  # fmt: skip


def _model(values: dict[str, Any]) -> str:
    brand, model = values.get("brand") or "", values.get("model") or ""
    return model if not brand or brand in model else f"{brand} {model}"


def save_rows(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save a batch of a ledger's rows as requests."""
    labels = {name: str(LABELS[name]) for name in KEPT_AS_NOTE}
    saved = operations.register_many([ledger_row(row, labels) for row in rows], by=occasion.by)
    return [Saved(pk=request.pk) for request in saved]


SPEC = ImportSpec(
    kind="service-requests", label=_("Repair register"), columns=COLUMNS, save_rows=save_rows, own_key="number",
    perm="service.import_requests", url=lambda pk: reverse("service:request", args=[pk]),
    place="service:requests", further=further_columns,
)  # fmt: skip
