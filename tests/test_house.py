"""The house's own rules, as far as import-linter, ruff and mypy can't see them."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey
from django.utils import translation

from tests.house.diagrams import diagrams, in_map
from tests.house.sources import (
    APPS,
    ROOT,
    SRC,
    calls,
    functions,
    name_of,
    python,
    room_of,
    strings,
    syntax,
    templates,
    tracked,
)

LONGEST = 350
ROOMS = {
    "__init__", "models", "states", "rules", "policies", "operations", "queries", "notices", "forms", "tables", "views",
    "api", "urls", "admin", "apps", "accounts", "migrations", "templates", "tests", "locale", "management",
    "templatetags", "static", "typst", "packs",
}  # fmt: skip
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "select_for_update", "perform", "begin",
}  # fmt: skip
# Owners of calls that are named like a write and are none; `form.save(commit=False)` is none either.
NO_WRITES = {"hashlib", "headers", "query", "context", "cookies"}
# Modules that cost more to import than the page that doesn't need them, and where they are imported instead.
HEAVY = {"apprise", "holidays", "vroom", "psycopg", "granian", "xlsxwriter", "python_calamine", "openpyxl"}
# States that nobody moves by a button: of a running limit, a form's station, an import, a task.
STATES_WITHOUT_MOVES = (
    "kernel/moves.py",
    "kernel/bulk.py",
    "kernel/imports/",
    "deadlines/operations/",
    "signoff/operations/",
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Data that is Chinese: the demo company, words of packs, column names of ledgers, units of time and money.
CHINESE_DATA = (
    "config/demo/",
    "customers/rules/doubles.py",
    "config/words.py",
    "regulations/rules/",
    "regulations/queries/",
    "kernel/imports/",
    "kernel/wording.py",
    "kernel/search/",
    "kernel/privacy/",
    "kernel/masking.py",
    "kernel/documents/",
    "service/forms/ledger.py",
    "complaints/forms/ledger.py",
    "orders/forms/ledger.py",
    "complaints/rules/ledger.py",
    "products/forms/production.py",
    "parts/forms/equipment_ledgers.py",
    "service/forms/delivery_ledger.py",
    "service/forms/price_ledger.py",
    "quality/forms/knowledge_ledger.py",
    "quality/rules/defect_file.py",
    "service/rules/capitals.py",
    "customers/forms/ledger.py",
    "customers/forms/revenue_ledger.py",
    "products/forms/ledger.py",
    "products/forms/material_ledger.py",
    "parts/forms/stock_ledgers.py",
    "service/rules/sentence.py",
    "service/queries/papers.py",
    "service/operations/ledger.py",
    "typst/",
    "organization/rules.py",
    "regulations/operations/packs.py",
    "service/queries/board.py",
    "service/queries/hearing.py",
)
MACHINE = re.compile(
    r"/home/[a-z]|/Users/[a-z]|[a-z0-9.-]+:\d+/(?:simple|npm|pypi|artifactory)|index-url\s*[=:]\s*http|"
    r'"resolved":\s*"http'
)


def broken(found: Iterator[str]) -> list[str]:
    return sorted(found)


def test_foreign_keys_point_down_the_house() -> None:
    place = {label: number for number, label in enumerate(APPS)}
    staff = apps.get_model(settings.AUTH_USER_MODEL)
    wrong = [
        f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and model._meta.app_label in place
        if (target := field.related_model) is not staff and target._meta.app_label in place
        if place[target._meta.app_label] > place[model._meta.app_label]
    ]
    assert wrong == []


def test_states_change_through_moves_alone() -> None:
    def found() -> Iterator[str]:
        for path in python():
            if str(path.relative_to(SRC)).startswith(STATES_WITHOUT_MOVES):
                continue
            for node in ast.walk(syntax(path)):
                targets = node.targets if isinstance(node, ast.Assign) else []
                if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                    yield f"{name_of(path)}:{node.lineno}"

    assert broken(found()) == []


def test_news_travels_by_events_not_by_signals() -> None:
    allowed = {("kernel", "search"), ("kernel", "apps")}
    found = {
        f"{name_of(path)}: {node.module}"
        for path in python()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.dispatch", "django.db.models.signals"}
        if room_of(path) not in allowed
    }
    assert found == set()


def test_pages_and_api_write_through_operations() -> None:
    def found() -> Iterator[str]:
        for path in python():
            app, room = room_of(path)
            if app == "kernel" or room not in {"views", "api"}:
                continue
            for call in calls(path):
                if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and _is_row(call.func.value):
                    yield f"{name_of(path)}:{call.lineno} {ast.unparse(call.func)}"

    assert broken(found()) == []


def _is_row(owner: ast.expr) -> bool:
    words = ast.unparse(owner)
    return words != "form" and not (
        words.startswith(("operations", "service")) or NO_WRITES & set(re.split(r"\W+", words))
    )


def test_nothing_is_imported_inside_functions() -> None:
    def found() -> Iterator[str]:
        for path in python():
            is_start = path.name in {"apps.py", "command.py", "wsgi.py", "serve.py"} or path.parent.name == "apps"
            for function in functions(path):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom) and not is_start and not _is_heavy(node):
                        yield f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"

    assert broken(found()) == []


def _is_heavy(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return all(name.partition(".")[0] in HEAVY for name in names)


def test_an_app_has_its_rooms_and_no_others() -> None:
    stray = {
        name_of(path)
        for app in APPS[1:]
        for path in (SRC / app).iterdir()
        if path.name != "__pycache__" and path.stem not in ROOMS
    }
    assert stray == set()


def test_files_are_short() -> None:
    long = {name_of(path): lines for path in python(tests=True) if (lines := _lines(path)) > LONGEST}
    assert long == {}


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_pages_keep_the_strict_content_policy() -> None:
    bad = re.compile(
        r"<style|\sstyle=|\s(?!one=)on[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)",
        re.IGNORECASE,
    )
    found = {
        f"{name_of(path)}: {match.group()}"
        for path in templates()
        for match in bad.finditer(_without_comments(path.read_text(encoding="utf-8")))
    }
    assert found == set()


def _without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


def test_words_on_pages_are_english_in_the_source() -> None:
    def found() -> Iterator[str]:
        for path in python():
            if not str(path.relative_to(SRC)).startswith(CHINESE_DATA):
                for node in strings(path):
                    if CHINESE.search(node.value):
                        yield f"{name_of(path)}:{node.lineno} {node.value[:40]!r}"
        for path in templates():
            if match := CHINESE.search(_without_comments(path.read_text(encoding="utf-8")).replace("中文", "")):
                yield f"{name_of(path)}: {match.group()}"  # a language is called what its speakers call it

    assert broken(found()) == []


def test_nothing_in_the_repository_names_a_machine() -> None:
    texts = {".py", ".md", ".txt", ".json", ".toml", ".html", ".js", ".css", ".yml", ".yaml", ".cfg", ".sh", ""}
    found = {
        f"{name_of(path)}: {match.group()}"
        for path in tracked()
        if path.suffix in texts and path != Path(__file__) and "vendor" not in path.parts
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    }
    assert found == set()


def test_models_and_migrations_agree() -> None:
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_apps_and_rooms_import_downwards() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_map_shows_the_states_as_they_are() -> None:
    with translation.override("en"):
        assert in_map() == diagrams(), "run `make map`"


def test_templates_are_in_djades_form() -> None:
    command = [
        str(Path(sys.executable).with_name("djade")),
        "--check",
        "--target-version",
        "5.2",
        *map(str, templates()),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "BIHUAN_SECRET_KEY": "only-for-checks"}
