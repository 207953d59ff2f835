"""The project's own files, read as text or as syntax, for the rules that no other tool checks."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "bihuan"
# From the bottom up: an app knows the apps before it.
APPS = (
    "kernel", "organization", "regulations", "deadlines", "signoff", "customers", "products", "parts", "people",
    "service", "quality", "orders", "complaints", "feedback", "insight", "portal",
)  # fmt: skip


@cache
def python(*, tests: bool = False) -> tuple[Path, ...]:
    """Return the package's Python files without migrations."""
    found = (path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts)
    return tuple(path for path in found if tests or "tests" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    """Return all templates."""
    return tuple(sorted(SRC.rglob("templates/**/*.html")))


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that are in the repository, or in the source tree of an unpacked release."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(path) for path in SRC.rglob("*.*")]
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


@cache
def syntax(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Return a path as it is told: from the repository's root."""
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> tuple[str, str]:
    """Return app and room of a file: ("service", "views")."""
    app, room, *_ = (*path.relative_to(SRC).parts, "")
    return app, room.removesuffix(".py")


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function and method of a file."""
    yield from (node for node in ast.walk(syntax(path)) if isinstance(node, ast.FunctionDef))


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a file."""
    yield from (node for node in ast.walk(syntax(path)) if isinstance(node, ast.Call))


def strings(path: Path) -> Iterator[ast.Constant]:
    """Yield the text constants of a file that are not docstrings."""
    tree = syntax(path)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _is_text(node.body)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def _is_text(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
