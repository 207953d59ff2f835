"""Records are kept as their clauses say, held when they must be, then destroyed by an approved list (REG-07)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone

from bihuan.complaints import operations as complaints
from bihuan.complaints.models import Complaint
from bihuan.config import installation
from bihuan.feedback.models import OpinionCard
from bihuan.kernel import attachments, history
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.documents import print_form
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.kernel.tasks import TaskRow
from bihuan.regulations import operations
from bihuan.regulations.models import DisposalLine, Parameter, RulesStamp
from bihuan.regulations.operations.parameters import ParameterRefusedError
from bihuan.regulations.queries import ruleset
from bihuan.regulations.queries.kept import kept_files, longest
from bihuan.regulations.queries.retention import due
from bihuan.service.models import ServiceRequest, ServiceVoucher
from tests.cast import SYSTEM, at

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-07")]
ENDED = at("2024-06-30 10:00")


@pytest.fixture
def ended(cast, monkeypatch):
    """A repair of two and a half years ago, closed, its paper archived."""
    order = cast.signed()
    ServiceRequest.objects.filter(pk=order.request_id).update(state="closed", closed_at=ENDED)
    OpinionCard.objects.filter(request=order.request_id).update(state="lapsed", sent_at=ENDED)
    return ServiceRequest.objects.get(pk=order.request_id)


def drawn_up(cast):
    return operations.draw_up_disposal(by=office(cast))


def office(cast):
    return next(one for one in cast.people.values() if one.holds("administration"))


def head(cast):
    return next(one for one in cast.people.values() if one.holds("general_manager"))


def destroyed(cast):
    disposal = operations.approve_disposal(drawn_up(cast), by=head(cast))
    return operations.execute_disposal(disposal, by=office(cast))


def numbers(disposal):
    return list(disposal.lines.values_list("subject_number", "outcome"))


def test_a_record_is_due_the_day_after_its_longest_term_and_not_before(cast, ended):
    file = next(one for one in kept_files() if one.kind == ended.kind())
    months = int(longest(file, ended.facts()).data["months"])
    last = ENDED.date().replace(year=ENDED.year + months // 12)
    assert not [one for one in due(last) if one.record.pk == ended.pk]
    (found,) = [one for one in due(last + timedelta(days=1)) if one.record.pk == ended.pk]
    assert (found.term.until, found.term.clause.kind) == (last, "retention")


def test_no_shipped_clause_keeps_less_than_two_years(cast):
    assert min(int(view.data["months"]) for view in ruleset().all("retention")) >= 24


SHORT = """---
代号: SHORT
名称: 记录保存
版本: A/0
适用范围: 全公司
启用: 是
---

## 1.1 保存

```保存 voucher
名称: 维修服务凭证
表单: 维修服务凭证
月数: {months}
```
"""


@pytest.mark.parametrize("months", [23, 24])
def test_no_clause_of_the_company_may_keep_less_than_two_years(cast, tmp_path, months):
    path = tmp_path / "SHORT.md"
    path.write_text(SHORT.format(months=months), encoding="utf-8")
    if months < 24:
        with pytest.raises(ParameterRefusedError):
            operations.load_pack(path, by=SYSTEM, in_force=True)
    else:
        operations.load_pack(path, by=SYSTEM, in_force=True)
    assert min(int(view.data["months"]) for view in ruleset().all("retention")) >= 24


def test_of_several_clauses_the_longest_term_holds(cast, ended):
    both = replace(next(one for one in kept_files() if one.kind == ended.kind()), forms=("voucher", "expense_sheet"))
    terms = {form: int(ruleset().one("retention", form, {}).data["months"]) for form in both.forms}
    assert (terms["voucher"] < terms["expense_sheet"], longest(both, {}).data["months"]) == (True, 120)


def test_a_list_is_drawn_up_approved_by_another_and_executed_once(cast, ended):
    disposal = drawn_up(cast)
    assert (ended.number, "open") in numbers(disposal)
    with pytest.raises(MoveForbidden):
        operations.execute_disposal(disposal, by=office(cast))
    with pytest.raises(PermissionDenied):
        operations.approve_disposal(disposal, by=office(cast))
    disposal = operations.approve_disposal(disposal, by=head(cast))
    disposal = operations.execute_disposal(disposal, by=office(cast))
    assert (ended.number, "done") in numbers(disposal)
    assert (disposal.approved_by, disposal.executed_by) == (head(cast), office(cast))
    told = {entry.verb: entry for entry in history.of(disposal.kind(), disposal.pk)}
    assert (told["approve"].actor_id, told["execute"].actor_id) == (head(cast).pk, office(cast).pk)
    last = history.of(ended.kind(), ended.pk).last()
    assert (last.verb, last.note) == ("destroy", disposal.number)
    with pytest.raises(MoveForbidden):
        operations.execute_disposal(disposal, by=office(cast))
    assert print_form("disposal_list", disposal, by=head(cast)).startswith(b"%PDF")
    with pytest.raises(OperationError):
        drawn_up(cast)


def test_nobody_approves_the_list_he_drew_up(cast, ended):
    disposal = drawn_up(cast)
    disposal.drawn_by = head(cast)
    disposal.save()
    with pytest.raises(PermissionDenied):
        operations.approve_disposal(disposal, by=head(cast))


def test_what_stood_in_a_file_is_gone_and_the_history_still_proves_itself(
    cast, ended, capsys, django_capture_on_commit_callbacks
):
    voucher = ServiceVoucher.objects.get(order__request=ended)
    path = voucher.signature.path
    words = ended.description
    entries = history.of(ended.kind(), ended.pk).count()
    with django_capture_on_commit_callbacks(execute=True):
        destroyed(cast)
    ended.refresh_from_db()
    assert (ended.description, ended.contact_name, str(ended.phone), str(ended.address)) == ("", "", "", "")
    assert ended.number
    assert ended.phone_index == ""
    order = ended.orders.get()
    assert (order.findings, order.work_done) == ("", "")
    voucher.refresh_from_db()
    assert voucher.signer_name == ""
    with pytest.raises(OperationError):
        voucher.signature.read()
    assert not default_storage.exists(path)
    assert not attachments.of(voucher.kind(), voucher.pk).exists()
    told = history.of(ended.kind(), ended.pk)
    assert told.count() == entries + 1
    assert not [one for one in told if words in str(one.changes) + one.note]
    assert installation.verify_history() == 0


def test_an_entry_emptied_by_hand_is_no_erasure(cast, ended, capsys):
    rows = HistoryEntry._base_manager.filter(kind=ended.kind(), subject_id=ended.pk, seq=1)
    rows.update(changes={}, note="", erased_mark=b"x" * 32)
    assert installation.verify_history() == 1
    assert ended.kind() in capsys.readouterr().out


def test_a_destroyed_entry_that_gets_words_again_is_found_out(cast, ended, capsys):
    destroyed(cast)
    HistoryEntry._base_manager.filter(kind=ended.kind(), subject_id=ended.pk, seq=1).update(note="客户同意")
    assert installation.verify_history() == 1


def test_a_file_two_records_share_stays_for_the_other(cast, ended, django_capture_on_commit_callbacks):
    row = Attachment.objects.exclude(path="").first()
    twin = Attachment.objects.create(
        kind="customers.customer", subject_id=cast.customer.pk, name="同一张", content_type=row.content_type,
        size=row.size, sha256=row.sha256, path=row.path,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        attachments.destroy(row.kind, [row.subject_id])
    assert twin.read()


def test_a_held_record_stays_whatever_its_clause_says(cast, ended):
    held = operations.hold(ended, reason="（2026）浙 0108 民初 12 号", by=office(cast))
    with pytest.raises(OperationError):
        drawn_up(cast)
    with pytest.raises(OperationError):
        operations.hold(ended, reason="再来一次", by=office(cast))
    operations.lift(held, reason="已结案", by=office(cast))
    assert (ended.number, "open") in numbers(drawn_up(cast))


def test_a_hold_placed_after_the_approval_still_keeps(cast, ended):
    disposal = operations.approve_disposal(drawn_up(cast), by=head(cast))
    operations.hold(ended, reason="市监局检查", by=office(cast))
    disposal = operations.execute_disposal(disposal, by=office(cast))
    assert dict(numbers(disposal))[ended.number] == "kept"
    ended.refresh_from_db()
    assert ended.description


def test_a_case_opened_after_the_approval_still_keeps(cast, ended):
    disposal = operations.approve_disposal(drawn_up(cast), by=head(cast))
    complaints.register(complaints.Grievance(description="修后又坏", request=ended), by=cast.caoli)
    disposal = operations.execute_disposal(disposal, by=office(cast))
    line = disposal.lines.get(subject_number=ended.number)
    assert (line.outcome, "未办结" in line.remark) == ("kept", True)


def test_a_clause_made_longer_after_the_approval_still_keeps(cast, ended):
    disposal = operations.approve_disposal(drawn_up(cast), by=head(cast))
    for row in Parameter.objects.filter(kind="retention"):
        Parameter.objects.filter(pk=row.pk).update(data={**row.data, "months": 1200})
    RulesStamp.renew()
    disposal = operations.execute_disposal(disposal, by=office(cast))
    line = disposal.lines.get(subject_number=ended.number)
    assert (line.outcome, "保存期" in line.remark) == ("kept", True)


def test_a_file_is_kept_while_a_case_that_hangs_on_it_is_open(cast, ended):
    grievance = complaints.Grievance(description="修后又坏", request=ended)
    complaint = complaints.register(grievance, by=cast.caoli)
    with pytest.raises(OperationError):
        drawn_up(cast)
    Complaint.objects.filter(pk=complaint.pk).update(state="closed", closed_at=timezone.now())
    assert dict(numbers(drawn_up(cast))) == {ended.number: "open"}


def test_what_is_struck_off_comes_up_again_and_a_refused_list_destroys_nothing(cast, ended):
    first = drawn_up(cast)
    operations.strike(first.lines.get(subject_number=ended.number), reason="客户仍在交涉", by=office(cast))
    second = drawn_up(cast)
    with pytest.raises(OperationError):
        operations.refuse_disposal(second, note=" ", by=head(cast))
    operations.refuse_disposal(second, note="缓一年", by=head(cast))
    assert dict(numbers(second))[ended.number] == "struck"
    ended.refresh_from_db()
    assert ended.description
    assert DisposalLine.objects.filter(outcome="done").count() == 0


def test_a_record_without_a_clause_is_never_due(cast, ended):
    Parameter.objects.filter(kind="retention").delete()
    RulesStamp.renew()
    assert due(timezone.localdate()) == []


def test_a_page_of_a_destroyed_file_says_so(cast, ended, client):
    destroyed(cast)
    client.force_login(office(cast))
    page = client.get(ended.get_absolute_url()).content.decode()
    assert "记录内容已销毁" in page
    assert not TaskRow.objects.filter(state="failed").exists()
