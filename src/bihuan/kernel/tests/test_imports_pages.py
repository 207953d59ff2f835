"""The way of a file through the pages: sent, mapped, previewed, run, taken back."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rules
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bihuan.kernel.imports import run as runs
from bihuan.kernel.imports.models import ImportRun, ImportState
from bihuan.kernel.imports.tasks import forget_abandoned, import_rows
from bihuan.kernel.tasks import TaskRow
from bihuan.kernel.tests.toy_ledgers import KIND, office_register, register_toys

if TYPE_CHECKING:
    from tests.cast import Cast

register_toys()


@pytest.fixture(autouse=True)
def toy_permission() -> Iterator[None]:
    rules.add_perm(
        "kernel.import_toys", rules.predicate(lambda user: getattr(user, "username", "") in {"zhoumin", "hanli"})
    )
    yield
    rules.remove_perm("kernel.import_toys")


@pytest.fixture
def client(cast: "Cast") -> Client:
    return client_of(cast.zhoumin)


def client_of(person: Any) -> Client:
    client = Client()
    person.refresh_from_db()
    client.force_login(person)
    return client


def send(client: Client, tmp_path: Path, name: str = "登记.xlsx", content: bytes | None = None) -> Any:
    content = office_register(tmp_path / "登记.xlsx").read_bytes() if content is None else content
    return client.post("/imports/", {"kind": KIND, "file": SimpleUploadedFile(name, content)})


def choices(run: ImportRun, **changes: Any) -> dict[str, Any]:
    return {name: str(at) for name, at in run.mapping.items()} | {"carry_down": "on"} | changes


def files() -> set[Path]:
    return set((Path(settings.MEDIA_ROOT) / "imports").glob("*"))


def test_a_sent_file_is_shown_with_proposed_columns_and_a_preview(client: Client, tmp_path: Path) -> None:
    answer = send(client, tmp_path)
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    for text in ("客户 单位/姓名", "东湖宾馆", "看不清", "12345"):
        assert text in page
    assert ImportRun.objects.get().mapping["phone"] == 3


def test_the_preview_follows_a_changed_mapping_and_nothing_is_imported_yet(client: Client, tmp_path: Path) -> None:
    url = send(client, tmp_path)["Location"]
    run = ImportRun.objects.get()
    assert client.post(url, choices(run, customer="", preview="1")).status_code == 303
    run.refresh_from_db()
    assert "customer" not in run.mapping
    assert "东湖宾馆" not in client.get(url).content.decode()
    assert run.state == ImportState.MAPPING


def test_a_mapping_without_a_required_column_is_shown_again(client: Client, tmp_path: Path) -> None:
    url = send(client, tmp_path)["Location"]
    run = ImportRun.objects.get()
    answer = client.post(url, choices(run, fault="", start="1"))
    assert answer.status_code == 422
    twice = client.post(url, choices(run, customer=str(run.mapping["phone"]), start="1"))
    assert twice.status_code == 422
    assert ImportRun.objects.get().state == ImportState.MAPPING


def test_a_confirmed_import_runs_in_the_background_and_its_file_is_forgotten(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before = files()
    url = send(client, tmp_path)["Location"]
    assert len(files() - before) == 1
    run = ImportRun.objects.get()
    client.post(url, choices(run, start="1"))
    assert "Waiting" in client.get(url, headers={"accept-language": "en"}).content.decode() or TaskRow.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        import_rows.func(run_id=run.pk)
    page = client.get(url).content.decode()
    assert "12345" in page
    assert files() == before
    import_rows.func(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.imported, run.rejected) == (ImportState.DONE, 5, 1)


def test_the_rejected_rows_can_be_downloaded(client: Client, tmp_path: Path) -> None:
    url = send(client, tmp_path)["Location"]
    run = ImportRun.objects.get()
    client.post(url, choices(run, start="1"))
    runs.execute(ImportRun.objects.get())
    answer = client.get(f"{url}rejected.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][2] == "许文"
    assert "rejected.xlsx" in answer["Content-Disposition"]


def test_progress_is_a_fragment_of_the_page(client: Client, tmp_path: Path) -> None:
    url = send(client, tmp_path)["Location"]
    client.post(url, choices(ImportRun.objects.get(), start="1"))
    answer = client.get(url, headers={"HX-Request": "true", "HX-Target": "div#import-progress"})
    assert "<html" not in answer.content.decode()
    assert 'id="import-progress"' in answer.content.decode()


def test_an_import_can_be_discarded(client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    before = files()
    url = send(client, tmp_path)["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}stop/")
    assert ImportRun.objects.get().state == ImportState.STOPPED
    assert files() == before


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"x"), ("a.csv", b""), ("a.exe", b"MZ"), ("a.csv", "天气,心情\n".encode())]
)
def test_a_file_that_is_no_ledger_is_refused_at_its_field_and_not_kept(
    client: Client, tmp_path: Path, name: str, content: bytes
) -> None:
    before = files()
    answer = send(client, tmp_path, name, content)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert files() == before


def test_others_do_not_see_an_import_and_may_not_begin_one(cast: "Cast", client: Client, tmp_path: Path) -> None:
    url = send(client, tmp_path)["Location"]
    assert client_of(cast.chenlijun).get(url).status_code == 404
    assert client_of(cast.chenlijun).get("/imports/").status_code == 403
    assert client_of(cast.hanli).get("/imports/").status_code == 200
    assert Client().get(url).status_code == 302


def test_the_list_of_imports_takes_a_fixed_number_of_queries(
    client: Client, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        send(client, tmp_path)
    with django_assert_max_num_queries(8):
        page = client.get("/imports/").content.decode()
    assert page.count("登记.xlsx") >= 3


def test_a_file_that_nobody_confirms_is_forgotten_after_a_week(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before = files()
    send(client, tmp_path)
    assert forget_abandoned.func() == 0
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_abandoned.func() == 1
    assert files() == before
