"""Files and functions stay small enough to be read whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.ground.servers import PROJECT

LINES_A_FILE = 500
LINES_A_FUNCTION = 60
ROOMS = ("banso", "simulator", "tests", "scripts", "bench")
KINDS = {".py", ".js", ".css", ".html", ".sql"}
NOT_OURS = {"vendor", "migrations", "node_modules", "__pycache__"}


def written_by_us() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((PROJECT / room).rglob("*")):
            if path.suffix in KINDS and not NOT_OURS.intersection(path.parts):
                yield path


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_can_be_read() -> None:
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in written_by_us()
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LINES_A_FILE
    }
    assert not long, f"split by capability: {long}"


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(PROJECT)}:{line} {name} has {lines} lines"
        for path in written_by_us()
        if path.suffix == ".py"
        for name, line, lines in functions(path)
        if lines > LINES_A_FUNCTION
    ]
    assert not long, "\n".join(["split:", *long])
