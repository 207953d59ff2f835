"""Print which tests prove which requirement, from the markers `@pytest.mark.req("SVC-05")`."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path


def proofs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield requirement and test for every marked test of a file; a mark on the module counts for all."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = [
        name
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
        for name in requirements([node.value])
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for name in {*requirements(node.decorator_list), *whole}:
                yield name, f"{path}::{node.name}"


def requirements(nodes: list[ast.expr]) -> Iterator[str]:
    """Yield the arguments of every `pytest.mark.req(...)` among expressions."""
    for call in (inner for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "req":
            yield from (str(argument.value) for argument in call.args if isinstance(argument, ast.Constant))


def main() -> int:
    """Print the table."""
    table: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*Path("tests").rglob("test_*.py"), *Path("src").rglob("test_*.py")]):
        for name, test in proofs(path):
            table[name].append(test)
    for name in sorted(table):
        print(f"{name}  {len(table[name])}")
        for test in sorted(table[name]):
            print(f"    {test}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
