"""A ledger comes in once, whatever happens on the way; what can't be taken is told row by row."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from python_calamine import CalamineWorkbook

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.imports import command, run
from bihuan.kernel.imports.models import ImportedKey, ImportRun, ImportState, ImportTemplate
from bihuan.kernel.imports.rejects import rejects_workbook
from bihuan.kernel.imports.saving import Overtaken
from bihuan.kernel.records import OperationError
from bihuan.kernel.tests.toy_ledgers import KIND, branch_export, many_rows, office_register, register_toys

pytestmark = pytest.mark.django_db
register_toys()


def counts(result: run.ImportResult) -> tuple[int, int, int]:
    return result.imported, result.already_there, result.rejected


def toys() -> list[tuple[str, str, str]]:
    rows = Attachment.objects.filter(kind=KIND).order_by("subject_id")
    return list(rows.values_list("name", "caption", "content_type"))


def as_csv(path: Path, *rows: str, header: str = "日期,客户,电话,故障") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def import_file(path: Path, **kwargs: Any) -> tuple[int, int, int]:
    return counts(run.run_file(KIND, path, by=SYSTEM, **kwargs))


@pytest.mark.req("SVC-01")
def test_an_office_register_comes_in_with_its_unknowns_and_the_bad_rows_named(tmp_path: Path) -> None:
    result = run.run_file(KIND, office_register(tmp_path / "登记.xlsx"), by=SYSTEM)
    assert counts(result) == (5, 0, 1)
    assert toys()[:2] == [("不制冷\n第二次", "东湖宾馆", "13900001111"), ("漏水", "王淑芬", "13900002222")]
    reject = result.run.rejects.get()
    assert reject.row_number == 9
    assert "电话" in reject.reason
    assert "12345" in reject.reason


def test_an_empty_date_repeats_the_one_above(tmp_path: Path) -> None:
    started = run.begin(KIND, office_register(tmp_path / "登记.xlsx"), by=SYSTEM)
    first, second = run.preview(started)[:2]
    assert second.values["on"] == first.values["on"]  # type: ignore[union-attr]
    assert second.notes == {"电话": "0571-88001122", "机号": "看不清"}  # type: ignore[union-attr]


def test_a_row_below_an_unreadable_date_is_not_given_an_older_one(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", "2025-1-2,甲,,漏水", "2025-2-31,乙,,漏电", ",丙,,异响", "2025-3-1,丁,,停机")
    result = run.run_file(KIND, path, by=SYSTEM)
    assert counts(result) == (2, 0, 2)
    assert [reject.row_number for reject in result.run.rejects.order_by("row_number")] == [3, 4]


def test_the_same_file_twice_doubles_nothing_and_a_doubled_row_counts_once(tmp_path: Path) -> None:
    path = branch_export(tmp_path / "分部.csv")
    assert import_file(path) == (3, 1, 0)
    assert import_file(path) == (0, 4, 0)
    assert len(toys()) == 3


def test_a_ledger_without_numbers_is_known_by_its_content_in_another_order_and_format(tmp_path: Path) -> None:
    assert import_file(as_csv(tmp_path / "a.csv", "2025-1-2 9:00,王淑芬,13900001111,漏水")) == (1, 0, 0)
    other = as_csv(
        tmp_path / "b.csv",
        "7,漏水,13900001111.0,王 淑芬,2025年1月2日 9时",
        header="序号,报修内容,手机,客户名称,报修日期",
    )
    assert import_file(other) == (0, 1, 0)


def test_numbers_of_two_sources_are_kept_apart(tmp_path: Path) -> None:
    header = "单号,故障"
    assert import_file(as_csv(tmp_path / "a.csv", "A1,漏水", header=header), source="城西") == (1, 0, 0)
    assert import_file(as_csv(tmp_path / "b.csv", "A1,异响", header=header), source="滨江") == (1, 0, 0)
    assert import_file(as_csv(tmp_path / "a.csv", "A1,漏水", header=header), source="城西") == (0, 1, 0)


def test_rejected_rows_come_back_with_the_reason_and_are_taken_once_corrected(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", "2025-1-2,甲,13900001111,漏水", ",乙,0139,=1+2", "2025-1-4,丙,,")
    result = run.run_file(KIND, path, by=SYSTEM)
    assert counts(result) == (1, 0, 2)
    book = CalamineWorkbook.from_filelike(io.BytesIO(rejects_workbook(result.run)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["日期", "客户", "电话", "故障"]
    assert rows[1][:4] == ["2025-01-02", "乙", "0139", "=1+2"] or rows[1][:4] == ["2025-1-2", "乙", "0139", "=1+2"]
    assert "0139" in rows[1][4]
    assert rows[2][3] == ""
    corrected = tmp_path / "a.rejected.csv"
    reason = f"{rows[0][4]}"
    corrected.write_text(
        f"日期,客户,电话,故障,{reason}\n{rows[1][0]},乙,13900002222,=1+2,x\n2025-1-4,丙,,停机,x\n", encoding="utf-8"
    )
    assert import_file(corrected) == (2, 0, 0)
    assert import_file(as_csv(tmp_path / "c.csv", "2025-1-2,乙,13900002222,=1+2", "2025-1-4,丙,,停机")) == (0, 2, 0)


def test_a_row_that_cannot_be_saved_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = as_csv(
        tmp_path / "a.csv", *(f"2025-1-2,客户{n},,{'炸' if n == 7 else '退' if n == 9 else '漏水'}" for n in range(20))
    )
    result = run.run_file(KIND, path, by=SYSTEM)
    assert counts(result) == (18, 0, 2)
    assert [reject.row_number for reject in result.run.rejects.order_by("row_number")] == [9, 11]
    assert ImportedKey.objects.filter(kind=KIND, subject_id=None).count() == 0
    assert ImportedKey.objects.filter(kind=KIND).count() == 18


def test_after_a_crash_the_import_goes_on_behind_the_last_committed_batch(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(run, "BATCH", 10)
    path = many_rows(tmp_path / "a.csv", 45)
    started = run.begin(KIND, path, by=SYSTEM)
    run.start(started, by=SYSTEM)

    def die(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.execute(started, progress=die)
    assert len(toys()) == 20
    again = ImportRun.objects.get(pk=started.pk)
    assert counts(run.execute(again)) == (45, 0, 0)
    assert again.state == ImportState.DONE
    assert len(set(toys())) == 45


def test_a_process_that_was_overtaken_or_stopped_writes_nothing_more(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(run, "BATCH", 10)
    started = run.begin(KIND, many_rows(tmp_path / "a.csv", 30), by=SYSTEM)
    run.start(started, by=SYSTEM)
    with pytest.raises(Overtaken):
        run.execute(started, progress=lambda done, total: run.stop(started, by=SYSTEM))
    assert len(toys()) == 10
    assert ImportRun.objects.get(pk=started.pk).state == ImportState.STOPPED


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_ledger_at_once_share_the_rows(tmp_path: Path) -> None:
    path = many_rows(tmp_path / "a.csv", 3000)
    results: list[run.ImportResult] = []

    def work() -> None:
        results.append(run.run_file(KIND, path, by=SYSTEM))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.imported for result in results) == 3000
    assert sum(result.already_there for result in results) == 3000
    assert len(toys()) == 3000


def test_a_confirmed_mapping_is_remembered_for_files_with_the_same_headings(tmp_path: Path) -> None:
    header = "日期,甲方,故障"
    started = run.begin(KIND, as_csv(tmp_path / "a.csv", "2025-1-2,东湖宾馆,漏水", header=header), by=SYSTEM)
    assert "customer" not in started.mapping
    run.map_columns(started, {**started.mapping, "customer": 1}, carry=[], by=SYSTEM)
    run.start(started, by=SYSTEM)
    assert ImportTemplate.objects.count() == 1
    again = run.begin(KIND, as_csv(tmp_path / "b.csv", "2025-1-3,龙泉小学,异响", header=header), by=SYSTEM)
    assert again.mapping["customer"] == 1


def test_a_mapping_that_cannot_work_is_refused(tmp_path: Path) -> None:
    started = run.begin(KIND, as_csv(tmp_path / "a.csv", "2025-1-2,甲,,漏水"), by=SYSTEM)
    for mapping in ({"on": 0}, {"fault": 3, "customer": 3}, {"fault": 9}, {"fault": 3, "nothing": 1}):
        with pytest.raises(OperationError):
            run.map_columns(started, mapping, carry=[], by=SYSTEM)
    run.start(started, by=SYSTEM)
    with pytest.raises(OperationError):
        run.start(started, by=SYSTEM)


def test_only_who_may_import_imports(tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        run.run_file(KIND, branch_export(tmp_path / "a.csv"), by=VisitorActor("somebody"))
    with pytest.raises(OperationError):
        run.run_file("nothing", branch_export(tmp_path / "a.csv"), by=SYSTEM)


def test_rejected_cells_are_not_stored_in_clear(tmp_path: Path) -> None:
    run.run_file(KIND, as_csv(tmp_path / "a.csv", "2025-1-2,沈雅琴,13900009999,"), by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM kernel_importreject")
        assert "沈雅琴" not in cursor.fetchone()[0]


def test_the_command_reports_and_writes_the_rejected_rows_beside_the_file(tmp_path: Path) -> None:
    out, bar = io.StringIO(), io.StringIO()
    assert command.main(KIND, str(office_register(tmp_path / "登记.xlsx")), out=out, bar=bar) == 0
    assert out.getvalue().splitlines()[-1] == "5 imported, 0 already there, 1 rejected"
    assert (tmp_path / "登记.rejected.xlsx").is_file()
    assert "100%" in bar.getvalue()


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    bar = io.StringIO()
    (tmp_path / "a.xlsx").write_bytes(b"x")
    assert command.main(KIND, str(tmp_path / "a.xlsx"), bar=bar) == 1
    assert command.main(KIND, str(tmp_path / "nowhere.csv"), bar=bar) == 1
    assert command.main("nothing", str(tmp_path / "a.xlsx"), bar=bar) == 1
    assert KIND in bar.getvalue()
