"""One person for every post, and one row of every kind for the addresses that need one."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from bihuan.complaints import operations as complaints
from bihuan.complaints.models import Complaint
from bihuan.complaints.queries import follow_token
from bihuan.customers import operations as customers
from bihuan.customers.operations import doubles, exchanges, merging
from bihuan.deadlines.models import Deadline
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.queries import card_token
from bihuan.kernel import attachments, links, outbox
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.api import issue, scopes
from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.lists.exports import Export
from bihuan.kernel.outbox.models import Channel, Notice
from bihuan.organization import operations as organization
from bihuan.organization.models import Department, Staff, WorkingCalendar
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts import operations as parts
from bihuan.parts.operations import loaners, tools
from bihuan.people import operations as people
from bihuan.products.models import FaultCode, RecallUnit, ServiceContract, Unit
from bihuan.products.operations import recalls, software
from bihuan.products.queries.recalls import Scope, letter_token
from bihuan.quality.models import IssueParty
from bihuan.quality.operations import issues
from bihuan.quality.operations.cases import CaseFacts, report_case
from bihuan.quality.queries.abnormalities import answer_token
from bihuan.quality.queries.emergencies import disposition_token
from bihuan.quality.queries.notices import notice_token
from bihuan.quality.queries.parties import party_token
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import Parameter, Regulation
from bihuan.service import operations as service
from bihuan.service.models import Charge, ServiceRequest, SoftwareJob
from bihuan.service.operations import bench, charges, commitments, installations, loans
from bihuan.service.queries.bench import estimate_token
from bihuan.service.queries.charges import quotation_token
from bihuan.service.queries.commitments import commitment_token
from bihuan.service.queries.emergencies import call_token
from bihuan.service.queries.installations import installation_token
from bihuan.service.queries.record import TRACK
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.states import StationState
from tests.cast import SIGNATURE, TEMPLATE, Cast
from tests.house import incoming, keeping, quality, sales, surveys
from tests.house.accounts import accounts
from tests.house.callbacks import called
from tests.house.improvements import improved
from tests.house.investigations import investigated
from tests.house.matters import beside
from tests.house.visiting import visiting
from tests.template import Template

# Posts whose rows differ by outlet have a second person, who works elsewhere.
ELSEWHERE = {"technician_elsewhere": "sunhao", "outlet_manager_elsewhere": "zhaozhiqiang"}
OF_THE_CAST = {Post.TECHNICIAN: "chenlijun", Post.OUTLET_MANAGER: "lintao", Post.DISPATCHER: "zhoumin"}
VISITOR = VisitorActor("沈雅琴", frozenset({"feedback.answer_card"}))


def everyone(cast: Cast) -> dict[str, Staff]:
    """Return one person for each post, who holds no other, by the post's name."""
    found = {name: cast.people[username] for name, username in ELSEWHERE.items()}
    service = Department.objects.get(code="SERVICE")
    for post in Post:
        if username := OF_THE_CAST.get(post):
            found[post.value] = cast.people[username]
            continue
        staff = organization.add_staff(username=f"only-{post.value}", name=post.value, department=service, by=SYSTEM)
        organization.give_post(staff, post=post, by=SYSTEM, since_on=date(2026, 1, 1))
        Staff.objects.filter(pk=staff.pk).update(password=cast.zhoumin.password)
        staff.refresh_from_db()
        found[post.value] = staff
    return found


def rows(cast: Cast) -> dict[str, dict[str, Any]]:
    """Return the arguments of an address by the name of the row that stands there.

    The repair is 陈立军's, of 滨江网点, taken in by 周敏; personal things (a notice, an export, an
    import, a token) are 周敏's.
    """
    found = {**_work(cast), **_workshop(cast), **_house(cast), **_parts(cast), **_money(cast)}
    found |= {**_recall(cast), **_own(cast), **_quality(cast, found["request"]), **quality.of(cast)}
    found |= improved(cast, found["request"])
    found |= incoming.of(cast)
    found |= called(cast)
    found |= sales.of(cast)
    found |= surveys.of(cast)
    found["complaint"] = _complaint(cast)
    found |= investigated(cast, found["complaint"])
    found |= _redress(found["complaint"])
    found |= accounts(cast)
    found |= keeping.of(found["request"], found["complaint"])
    found |= _soft(cast, found["order"])
    found |= visiting(cast)
    return {name: {"pk": row.pk} for name, row in found.items()} | _named(cast, found)


def _quality(cast: Cast, request: ServiceRequest) -> dict[str, Any]:
    """A case that a service request has reported, and the issue of 钱进 that counts it."""
    facts = CaseFacts(number=request.number, happened_at=request.reported_at, model_id=cast.unit.model_id)
    case = report_case(request, facts, by=SYSTEM)
    told = issues.Report(
        subject="室温探头漂移", background="同批反馈集中", scheme="qmgt", found_at=timezone.now(),
        model=cast.unit.model, cases=[case],
    )  # fmt: skip
    issue = issues.open_issue(told, by=cast.qianjin)
    party = IssueParty.objects.create(issue=issue, role="供应单位", name="周建国")
    return {"reported_case": case, "issue": issue, "issue_party": party}


def _workshop(cast: Cast) -> dict[str, Any]:
    """An air-conditioner in the workshop, its estimate with the customer."""
    soon = timezone.now() + timedelta(days=3)
    goods = bench.Goods(
        condition="外壳完好", promised_at=soon, signature=service.drawn(SIGNATURE), signer_name="沈雅琴",
        technician=cast.chenlijun,
    )  # fmt: skip
    job = bench.receive(cast.request(description="遥控板无显示"), goods, by=cast.zhoumin)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    line = bench.Line(kind="part", text="电源板", unit_price=Decimal(180))
    bench.estimate(job, plan="更换电源板", promised_at=soon, lines=[line], by=cast.chenlijun)
    job.refresh_from_db()
    Unit.objects.create(serial="35B3-2611-000101", model=cast.unit.model)
    chosen = installations.Order(
        sales_contract="XS-1", customer=cast.customer, serials=["35B3-2611-000101"], sold_on=timezone.localdate(),
        planned_at=soon, technician=cast.chenlijun,
    )  # fmt: skip
    check = bench.save_check(None, name="试机三十分钟", by=SYSTEM)
    return {"installation": installations.plan(chosen, by=SYSTEM), "bench": job, "check": check}


def _work(cast: Cast) -> dict[str, Any]:
    done = cast.signed().request
    card = OpinionCard.objects.get(request=done)
    grades = {"attitude": 1, "skill": 1, "punctuality": 1, "promises": 1}
    feedback.answer(card, grades, by=VISITOR, grievance="约了两次才来")
    request = cast.request(description="遥控器失灵")
    order = cast.order(request)
    request.refresh_from_db()
    circulation = Circulation.objects.create(
        subject_kind=ServiceRequest.kind(), subject_id=request.pk, subject_number=request.number, form="dispatch",
        label="派工审批", begun_by=cast.zhoumin, begun_at=timezone.now(),
    )  # fmt: skip
    station = Station.objects.create(
        circulation=circulation, order=1, name="主管", post=Post.SERVICE_MANAGER, state=StationState.OPEN
    )
    tomorrow = timezone.now() + timedelta(days=1)
    appointment = service.make_appointment(
        cast.chenlijun, appointment_kind="training", subject="安全培训", starts_at=tomorrow,
        ends_at=tomorrow + timedelta(hours=1), by=cast.zhoumin,
    )  # fmt: skip
    service.add_helper(order, cast.liguodong, by=cast.zhoumin)
    return {
        **beside(cast, request),
        "appointment": appointment,
        "day_plan": service.begin_plan(timezone.localdate(), outlet=cast.outlet("HZ-BJ"), by=cast.zhoumin),
        "remedy": service.ask_remedy(request, kind="repair", reason="要求修理", by=cast.zhoumin),
        "request": request, "order": order, "done": done, "card": card, "case": OpinionCase.objects.get(card=card),
        "fault_class": cast.fault, "deadline": Deadline.objects.filter(subject_id=request.pk).first(),
        "circulation": circulation, "station": station,
        "attachment": attachments.attach(request, service.drawn(SIGNATURE), by=SYSTEM),
    }  # fmt: skip


def _redress(complaint: Complaint) -> dict[str, Any]:
    """An inspection that is called and a compensation that is proposed, by nobody in particular."""
    called = complaints.call_inspection(complaint, complaints.Call(purpose="现场看样品"), by=SYSTEM)
    given = complaints.propose_compensation(complaint, amount=Decimal(800), ground="换房损失", by=SYSTEM)
    return {"inspection": called, "compensation": given}


def _complaint(cast: Cast) -> Complaint:
    """A product complaint that 曹莉 has registered, about a repair of 滨江网点."""
    words = complaints.Grievance(description="制热三小时后停机", serial_text=cast.unit.serial)
    return complaints.register(words, by=cast.caoli)


def _house(cast: Cast) -> dict[str, Any]:
    regulation = Regulation.objects.get(key="FULL")
    draft = regulations.new_version(regulation, by=SYSTEM)
    clause = draft.clauses.filter(parameters__isnull=False).first()
    in_force = regulation.versions.get(state="in_force")
    now = timezone.now()
    leave = organization.plan_leave(
        cast.chenlijun, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=4), by=SYSTEM
    )
    office = WorkingCalendar.objects.get(code="office")
    organization.start_draft(office, valid_from=timezone.localdate(), by=SYSTEM)
    unit, customer = cast.unit, cast.customer
    return {
        "draft": draft, "version": in_force, "clause": in_force.clauses.first(), "draft_clause": clause,
        "parameter": Parameter.objects.filter(clause=clause).first(),
        "staff": cast.chenlijun, "holding": cast.chenlijun.post_holdings.first(), "leave": leave,
        "department": Department.objects.get(code="SERVICE"), "outlet": cast.outlet("HZ-BJ"),
        "region": cast.region("滨江区"), "customer": customer, "site": unit.site,
        "contact": customer.contacts.create(name="沈先生"), "exchange": _exchange(cast), **_doubles(cast),
        "unit": unit, "model": unit.model, "line": unit.model.line,
        "fault_code": FaultCode.objects.create(code="E3", name="通讯故障", line=unit.model.line),
        "contract": ServiceContract.objects.create(
            number="HT-1", customer=customer, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
        ),
        "certificate": people.add_certificate(cast.chenlijun, name="低压电工作业证", by=SYSTEM),
    }  # fmt: skip


def _doubles(cast: Cast) -> dict[str, Any]:
    twins = [customers.register(name=f"东湖宾馆{n}", customer_kind="company", by=SYSTEM) for n in range(2)]
    twin = customers.register(name="沈雅琴（旧）", by=SYSTEM)
    return {
        "pair": doubles.name_pair(twins[0], twins[1], by=SYSTEM), "merge": merging.merge(cast.customer, twin, by=SYSTEM)
    }  # fmt: skip


def _exchange(cast: Cast) -> Any:
    said = exchanges.Said(
        held_at=timezone.now(), way="phone", topic="product", theirs="沈先生", subject="询问保养", content="多久一次",
        held_by=cast.zhoumin, todo="寄保养说明", owner=cast.zhoumin,
    )  # fmt: skip
    return exchanges.note(cast.customer, said, by=SYSTEM)


def _parts(cast: Cast) -> dict[str, Any]:
    """Parts on a job of 陈立军's own: one used from his van, one he owes, one that is missing."""
    request = cast.request(description="主控板无反应")
    order = cast.order(request)
    part = parts.add_part(code="PCB-1", name="主控板", by=SYSTEM)
    other = parts.add_part(code="PCB-2", name="主控板（新版）", by=SYSTEM)
    place = parts.add_place(code="WH", name="总仓", place_kind="warehouse", by=SYSTEM)
    van = parts.add_place(
        code="VAN", name="随车库", place_kind="van", technician=cast.chenlijun, outlet=cast.outlet("HZ-BJ"), by=SYSTEM
    )
    parts.receive(part, place, 5, by=SYSTEM)
    request.refresh_from_db()
    machines = [loaners.add_loaner(name="移动空调", serial=f"BY-{n}", condition="九成新", by=SYSTEM) for n in range(2)]
    return {
        "tool": tools.add_tool(number="GJ-01", name="万用表", tool_kind="instrument", by=SYSTEM),
        "loaner": machines[0],
        "loan": loans.reserve_loaner(request, machines[1], by=SYSTEM),
        "part": part,
        "warehouse": place,
        "transfer": parts.send(place, van, [(part, 1)], by=SYSTEM),
        "write_off": parts.ask_write_off(place, [(part, 1)], cause="damaged", reason="受潮", by=SYSTEM),
        "stock_count": parts.begin_count(place, by=SYSTEM),
        "substitute": parts.propose_substitute(
            part, other, reason="引脚一致", valid_from=timezone.localdate(), by=SYSTEM
        ),
        "faulty": parts.expect_back(part, technician=cast.chenlijun, about=order, by=SYSTEM),
        "usage": service.use_part(order, service.Use(part=part, place=place), by=SYSTEM),
        "missing": service.want_part(request, other, 1, by=SYSTEM),
    }


def _money(cast: Cast) -> dict[str, Any]:
    """A bill of 陈立军's that is due, one before its customer, cash he handed over, a price, an export."""
    price = charges.add_price(
        code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(120), cost_price=Decimal(70),
        valid_from=date(2025, 1, 1), by=SYSTEM,
    )  # fmt: skip
    unit = Unit.objects.create(serial="35B3-1901-000007", model=cast.unit.model, accepted_on=date(2019, 3, 1))
    bills = []
    for _number in range(3):
        order = cast.signed(cast.order(cast.request(serial_text=unit.serial, unit=unit)))
        bills.append(Charge.objects.get(order=order))
    quoted = Charge.objects.get(order=cast.finished(cast.order(cast.request(serial_text=unit.serial, unit=unit))))
    charges.quote(quoted, by=cast.chenlijun)
    quoted.refresh_from_db()
    for paid in bills[1:]:
        charges.collect(paid, method="cash", amount=paid.amount, by=cast.chenlijun)
    today = timezone.localdate()
    return {
        "price": price, "charge": bills[0], "quoted": quoted, "due_job": bills[0].order,
        "handover": charges.hand_over(by=cast.chenlijun),
        "finance": charges.export(since=today, until=today, by=SYSTEM),
    }  # fmt: skip


def _recall(cast: Cast) -> dict[str, Any]:
    """A recall of 沈雅琴's air-conditioner in draft, and one under way with her letter out."""
    scope = Scope(model=cast.unit.model)
    found = []
    for _n in range(2):
        recall = recalls.draft(subject="空调", reason="线束", hazard="短路", by=SYSTEM)
        recalls.add_scope(recall, scope, by=SYSTEM)
        found.append(recall)
    draft, running = found
    recalls.ask_decision(running, by=SYSTEM)
    running.refresh_from_db()
    form = Circulation.objects.of(running).running().get()
    boss = holders(Post.GENERAL_MANAGER)[0]
    signoff.sign(form.stations.get(), verdict="agree", opinion="同意", by=boss)
    while recalls.spread(running) is not None:
        pass
    return {"recall": draft, "recall_unit": RecallUnit.objects.filter(recall=running).first()}


def _recalled(draft: Any) -> dict[str, dict[str, Any]]:
    one = RecallUnit.objects.select_related("letter__recall").exclude(letter=None).earliest("pk")
    open_one = ServiceRequest.objects.open().filter(unit=one.unit).latest("pk")
    return {
        "recall_scope": {"pk": draft.pk, "scope": draft.scopes.get().pk},
        "recall_post": {"pk": draft.pk, "upto": 1}, "recall_move": {"pk": draft.pk, "name": "call_off"},
        "recall_unit_move": {"pk": one.pk, "name": "give_up"}, "recall_link": {"token": letter_token(one.letter)},
        "recall_join": {"pk": one.pk, "request_pk": open_one.pk},
    }  # fmt: skip


def _own(cast: Cast) -> dict[str, Any]:
    by = cast.zhoumin
    outbox.notify([by], topic="request.registered", title="新报修", url="/")
    export = Export.objects.create(
        owner=by, page="bihuan.service.tables.Requests", title="报修登记簿", language="zh-hans", done_at=timezone.now(),
        path=default_storage.save("exports/register.xlsx", ContentFile(b"")),
    )  # fmt: skip
    return {
        "notice": Notice.objects.filter(recipient=by).latest("pk"),
        "export": export,
        "import": ImportRun.objects.create(target="service-requests", by=by, file_name="a.csv", path="a.csv"),
        "robot": Channel.objects.create(name="售后群"),
        "token": issue(by, name="Test", wanted=scopes(), days=1, by=by)[0],
    }


def _soft(cast: Cast, order: Any) -> dict[str, Any]:
    """Software with a version, what is being put on with it, and the unit's written commitment."""
    known = software.save_software(None, code="MC", name="主控程序", by=SYSTEM)
    version = software.release(known, version="2.0", released_on=date(2026, 1, 5), by=SYSTEM)
    job = SoftwareJob.objects.create(
        number="SW-1", state="prepared", order=order, unit=cast.unit, software=known, way="install",
        version_after=version, prepared_at=timezone.now(),
    )  # fmt: skip
    return {"software": known, "software_job": job, "commitment": commitments.issue(cast.unit, by=SYSTEM)}


def _named(cast: Cast, found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    request, order = found["request"], found["order"]
    return {
        "nothing": {}, "limits": {"kind": request.kind(), "pk": request.pk}, "regulation": {"key": "FULL"},
        "move": {"pk": found["draft"].pk, "name": "submit"}, "step": {"pk": order.pk, "name": "accept"},
        "kind": {"pk": found["draft_clause"].pk, "kind": "time_limit"}, "calendar": {"code": "office"},
        "calendar_day": {"code": "office", "on": date(2026, 12, 25)}, "day": {"day": "2026-11-20"},
        "call_month": {"month": "2026-11"},
        "report": {"pk": cast.chenlijun.pk, "day": "2026-11-20"}, "serial": {"serial": cast.unit.serial},
        "track": {"token": links.make(TRACK, found["done"], days=1)}, "card_link": {"token": card_token(found["card"])},
        "sale_asked": {"pk": found["sale_question"].order_id, "question": found["sale_question"].pk},
        "survey_question": {"pk": found["questionnaire"].pk, "key": "q1"},
        "survey_link": surveys.link_of(found["invitation"]),
        "complaint_link": {"token": follow_token(found["complaint"])},
        "kept": {"kind": request.kind(), "pk": request.pk},
        "phone": {"kind": request.kind(), "pk": request.pk, "field": "phone"},
        "helper": {"pk": order.pk, "person": cast.liguodong.pk},
        "slip": {"key": "return_slip", "kind": order.kind(), "pk": order.pk}, "list": {"key": "repair_register"},
        "installation_link": {"token": installation_token(found["installation"])},
        "installation_paper": {"token": installation_token(found["installation"]), "name": "certificate"},
        **_recalled(found["recall"]),
        "notice_link": {"token": notice_token(found["rectification"])},
        **_incoming(found),
        "issue_link": {"token": party_token(found["issue_party"])},
        "disposition_link": {"token": disposition_token(found["issue_emergency"])},
        "issue_case": {"pk": found["issue"].pk, "case": found["reported_case"].pk},
        "trace_node": {"kind": "unit", "pk": cast.unit.pk},
        "trace_branch": {"kind": "unit", "pk": cast.unit.pk, "branch": "customers"},
        "estimate_link": {"token": estimate_token(found["bench"].estimate)},
        "quotation_link": {"token": quotation_token(found["quoted"])},
        "finance_file": {"pk": found["finance"].pk, "kind": "csv"},
        "software_version": {"pk": found["software"].pk, "version": found["software"].versions.get().pk},
        "commitment_link": {"token": commitment_token(found["commitment"])},
        "knowledge_case": {"kind": found["zeroing"].kind(), "pk": found["zeroing"].pk},
        "provider": {"provider_id": "company"},
        "ask_consent": {"kind": request.kind(), "pk": found["consent"].subject_id},
        "on_call": {"pk": found["plan"].pk, "line": found["plan"].on_call.get().pk},
        "call_answer": {"token": call_token(found["call"])},
        # What the body of an API call takes from here.
        "values": {
            "its revision": request.revision, "a technician": cast.liguodong.pk, "the issue": found["issue"].pk,
            "the customer": cast.customer.pk,
            "the day": timezone.localdate().isoformat(),
            "the positions": [{"model": cast.unit.model.code, "quantity": 1}], "no pieces": {},
        },
    }  # fmt: skip


def _incoming(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    one, supplier = found["abnormality"], found["supplier"]
    token = answer_token(one.answers.get())
    picture = attachments.of(one.kind(), one.pk).get()
    return {
        "supplier_link": {"token": token}, "supplier_picture": {"token": token, "pk": picture.pk},
        "supplier_certificate": {"pk": supplier.pk, "certificate": supplier.certificates.get().pk},
    }  # fmt: skip


def _staged() -> tuple[Cast, dict[str, dict[str, Any]]]:
    cast: Cast = TEMPLATE.fresh()
    return cast, rows(cast)


STAGE = Template(_staged)  # the cast with all its rows, put back quickly
