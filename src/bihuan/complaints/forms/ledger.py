"""A ledger of complaints as offices and complaint platforms keep it, its columns under all their headings (CMP-01)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints import operations
from bihuan.complaints.operations.ledger import refusal
from bihuan.complaints.rules.ledger import fault_codes, standing, variant
from bihuan.complaints.states import Complainant, ComplaintChannel, ComplaintKind, ComplaintState
from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, Saved, moments, parsing

# fmt: off
CHANNELS = {
    "hotline": ("电话", "热线", "来电", "400", "phone", "hotline"), "walk_in": ("上门", "来访", "到店", "门店", "walk-in"),
    "letter": ("信函", "来信", "信件", "letter"), "email": ("邮件", "邮箱", "email", "e-mail"),
    "web": ("微信", "公众号", "小程序", "网上", "在线", "扫码", "web"),
    "platform": ("平台", "消协", "12315", "网站", "媒体", "platform"), "sales": ("业务员", "销售", "sales"), "service": ("维修", "售后", "服务"),
}
COMPLAINANTS = {
    "dealer": ("经销商", "代理", "dealer"), "media": ("媒体", "记者", "media"),
    "authority": ("政府", "主管部门", "市场监管", "消协", "12315", "authority"), "customer": ("客户", "用户", "消费者", "车主", "customer"),
}
KINDS = {
    "attitude": ("态度", "attitude"), "slow": ("迟缓", "拖延", "太慢", "不及时", "slow"), "price": ("价格", "收费", "price"),
    "repair_quality": ("返修质量", "维修质量", "repair quality"), "neglect": ("怠慢", "推诿", "neglect"),
    "professionalism": ("专业", "professional"), "efficiency": ("效率", "efficiency"), "non_quality": ("非质量", "人为", "天灾"),
    "other": ("服务", "其他", "service", "other"), "quality": ("质量", "故障", "quality"),
}

COLUMNS = (
    Column("number", _("Their number"), (
        "投诉编号", "投诉单号", "投诉号", "登记号", "编号", "单号", "受理编号", "案件编号", "流水号", "工单号", "id", "complaint no", "case no", "ticket", "no",
    ), parsing.code, max_length=60, sniff=r"^[A-Za-z]{0,6}-?\d{4,}"),
    Column("complained_at", _("Complained at"), (
        "投诉时间", "投诉日期", "日期", "时间", "受理日期", "受理时间", "登记日期", "登记时间", "反映日期", "来电时间", "datetime", "date", "time", "complained at", "created at",
    ), moments.moment, is_carried=True, sniff=r"^(\d{4}\s*[年./-]\s*\d|\d{1,2}[./月-]\d{1,2}|[345]\d{4}(\.\d+)?$)"),
    Column("customer", _("Complainant"), (
        "客户", "客户名称", "客户姓名", "姓名", "投诉人", "投诉人姓名", "投诉客户", "投诉单位", "单位", "用户", "顾客", "车主", "联系人", "customer", "complainant", "name",
    ), parsing.name, max_length=80),
    Column("complainant", _("Who complains"), ("投诉人类别", "客户类别", "投诉主体", "complainant kind"), parsing.choice(COMPLAINANTS, otherwise="customer"),
           words=dict(Complainant.choices)),
    Column("phone", _("Phone"), ("电话", "手机", "联系电话", "手机号", "联系方式", "客户电话", "投诉人电话", "phone", "tel", "mobile"),
           parsing.phone, sniff=r"^\D{0,5}(1[3-9]\d[\d\s-]{8,}|0\d{2,3}[\s-]?\d{7})"),
    Column("address", _("Address"), ("地址", "客户地址", "联系地址", "住址", "address"), parsing.text, max_length=200),
    Column("line", _("Product line"), ("产品线", "品类", "产品类别", "商品类别", "product line", "category"), parsing.name, max_length=60),
    Column("brand", _("Brand"), ("品牌", "厂牌", "厂商", "生产厂家", "brand", "make"), parsing.name, max_length=60),
    Column("model", _("Product model"), (
        "型号", "机型", "产品型号", "商品型号", "规格型号", "产品", "产品名称", "商品名称", "品名", "车型", "车系", "car_model", "model", "product", "product model",
    ), parsing.model, max_length=100),
    Column("variant", _("Model details"), ("配置", "款型", "款式", "年款", "车款", "具体车型", "版本", "type", "trim", "variant", "model year"), parsing.model,
           max_length=120, sniff=r"^(19|20)\d\d\s*(款|年|$)"),
    Column("serial", _("Serial no."), ("机号", "序列号", "出厂编号", "机身号", "条码", "车架号", "vin", "sn", "serial", "serial no"), parsing.code, max_length=60),
    Column("batch", _("Production batch"), ("批号", "生产批号", "生产批次", "批次", "batch", "lot"), parsing.code, max_length=40),
    Column("order_no", _("Order no."), ("订单号", "订单编号", "合同号", "order no", "order"), parsing.code, max_length=40),
    Column("produced_on", _("Produced on"), ("生产日期", "制造日期", "出厂日期", "produced", "production date"), moments.day),
    Column("quantity", _("Quantity delivered"), ("数量", "交货数量", "发货数量", "交运数量", "quantity", "qty"), parsing.number),
    Column("defective", _("Quantity defective"), ("不良数量", "不良数", "不合格数", "异常数量", "defective"), parsing.number),
    Column("description", _("What is complained of"), (
        "投诉内容", "投诉事项", "投诉简述", "投诉情况", "内容", "问题描述", "故障描述", "描述", "反映内容", "抱怨内容", "异常情况", "desc", "description", "complaint", "content",
    ), parsing.text, required=True, max_length=4000),
    Column("fault_codes", _("Fault codes"), (
        "故障代码", "故障码", "问题代码", "典型问题", "投诉代码", "缺陷代码", "不良代码", "代码", "problem", "fault code", "fault codes", "defect code",
    ), lambda cell, context: _codes(cell, context), max_length=400, sniff=r"^([A-Za-z]{1,3}\d{1,5}[,，;；、\s]*)+$"),
    Column("kind_of", _("Kind of complaint"), ("投诉类型", "投诉类别", "投诉分类", "类别", "类型", "kind", "kind of complaint"),
           parsing.choice(KINDS, otherwise=""), words=dict(ComplaintKind.choices)),
    Column("channel", _("Channel"), ("渠道", "来源", "投诉渠道", "投诉方式", "反映途径", "途径", "channel"), parsing.choice(CHANNELS, otherwise="import"),
           words=dict(ComplaintChannel.choices)),
    Column("demand_words", _("Customer wants"), ("客户要求", "投诉要求", "诉求", "客户诉求", "要求", "demand", "request"), parsing.text, max_length=1000),
    Column("claimed", _("Amount claimed (¥)"), ("索赔金额", "索赔", "赔偿要求", "金额", "claimed", "claim amount"), parsing.number),
    Column("responsible", _("Department responsible"), ("责任部门", "责任单位", "responsible", "department"), parsing.name, max_length=60),
    Column("cause", _("Cause found"), ("原因", "原因分析", "产生原因", "投诉原因", "cause"), parsing.text, max_length=2000),
    Column("result", pgettext_lazy("ledger", "Outcome"), ("处理结果", "处理情况", "处理措施", "处理意见", "结果", "result", "outcome"), parsing.text, max_length=2000),
    Column("status", _("Status there"), ("状态", "处理状态", "投诉状态", "进度", "status", "state"), parsing.text, max_length=60),
    Column("recorder", _("Recorder"), ("记录人", "登记人", "受理人", "接待人", "recorder", "received by"), parsing.name, max_length=60),
    Column("note", _("Note"), ("备注", "说明", "附注", "remark", "remarks", "note", "comment"), parsing.text, max_length=1000),
)
# fmt: on
LABELS = {column.name: column.label for column in COLUMNS}
KEPT_AS_NOTE = ("recorder", "status", "note")  # they have no place of their own in a complaint
PIECES = 10_000_000


def _codes(cell: parsing.Cell, context: parsing.Context) -> parsing.Parsed:
    """Return a cell's codes in one text; what among them is none becomes the note."""
    codes, rest = fault_codes(parsing.text(cell, context).value)
    too_long = [code for code in codes if len(code) > 20]
    if too_long:
        raise parsing.Unreadable(_("this is not a list of fault codes"))
    return parsing.Parsed(" ".join(codes), rest)


def ledger_row(row: ParsedRow) -> operations.LedgerRow:
    """Return a parsed line as a complaint can take it; what has no place of its own goes along as a remark."""
    values = row.values
    notes = [f"{LABELS[name]}：{values[name]}" for name in KEPT_AS_NOTE if values.get(name)]
    notes += [f"{label}：{text}" for label, text in row.notes.items()]
    named = variant(values.get("model") or "")
    detail = variant(values.get("variant") or "", may_begin_bare=True)
    brand = values.get("brand") or ""
    return operations.LedgerRow(
        description=values["description"], source_key=row.source_key, complained_at=values.get("complained_at"),
        kind_of=values.get("kind_of") or "",
        channel=values.get("channel") or ComplaintChannel.IMPORT,
        complainant=values.get("complainant") or Complainant.CUSTOMER,
        state=standing(values.get("status") or "") or ComplaintState.REGISTERED,
        contact_name=values.get("customer") or "", phone=values.get("phone") or "", address=values.get("address") or "",
        model=named.rest if brand in named.rest else f"{brand} {named.rest}".strip(),
        line=values.get("line") or brand, variant=detail.rest, model_year=detail.year or named.year or None,
        serial=values.get("serial") or "", batch=values.get("batch") or "", order_no=values.get("order_no") or "",
        produced_on=_day(values.get("produced_on")), quantity=_pieces(values, "quantity"),
        defective=_pieces(values, "defective"), fault_codes=tuple((values.get("fault_codes") or "").split()),
        demand_words=values.get("demand_words") or "", claimed=_money(values.get("claimed")),
        responsible=values.get("responsible") or "", cause=values.get("cause") or "",
        result=values.get("result") or "", remarks="\n".join(notes),
    )  # fmt: skip


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _money(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))


class _Refused(Exception):
    """A row whose figures can't be meant, with the column."""


def _pieces(values: dict[str, Any], name: str) -> int | None:
    found = values.get(name)
    if found in (None, ""):
        return None
    if found != int(found) or not 0 <= found <= PIECES:
        raise _Refused(name)
    return int(found)


def save_rows(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save a batch of a ledger's rows as complaints; a row whose figures don't add up is told by itself."""
    answers: dict[int, Saved] = {}
    taken: list[tuple[int, operations.LedgerRow]] = []
    for at, row in enumerate(rows):
        try:
            made = ledger_row(row)
        except _Refused as refused:
            answers[at] = Saved(reason=str(_("A whole number of pieces.")), column=str(refused))
            continue
        if why := refusal(made):
            answers[at] = Saved(reason=str(why.message), column=why.field or "")
        else:
            taken.append((at, made))
    saved = operations.register_many([row for _at, row in taken], by=occasion.by)
    answers |= {at: Saved(pk=one.pk) for (at, _row), one in zip(taken, saved, strict=True)}
    return [answers[at] for at in range(len(rows))]


SPEC = ImportSpec(
    kind="complaints", label=_("Register of complaints"), columns=COLUMNS, save_rows=save_rows, own_key="number",
    perm="complaints.import", url=lambda pk: reverse("complaints:complaint", args=[pk]),
    place="complaints:complaints",
)  # fmt: skip
