"""What every package promises about its way in: named arguments, and who is looking."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.servers import PROJECT

# Asked before anybody can have signed in, or by whoever builds the viewer.
NOBODY_LOOKS = {
    "connectors/queries.py:vocabulary",  # what a file may hold, the same for everybody
    "events/queries.py:visible",  # a piece of SQL for other queries, no rows
    "workspace/queries.py:clock",
    "workspace/queries.py:exists",
    "workspace/queries.py:has_people",
    "workspace/queries.py:viewer_of",
}

READS_LIKE_A_PHRASE = {"customers/queries.py:in_scope"}


def public_functions(name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted((PROJECT / "banso").glob(f"*/{name}")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(PROJECT / 'banso')}:{node.name}", node


@pytest.mark.parametrize("name", ["queries.py", "operations.py"])
def test_arguments_are_named(name: str) -> None:
    positional = [place for place, node in public_functions(name) if len(node.args.args) > 1]
    assert not set(positional) - READS_LIKE_A_PHRASE, (
        f"more than one argument goes by position: {positional}"
    )


def test_every_query_asks_who_looks() -> None:
    blind = [
        place
        for place, node in public_functions("queries.py")
        if "viewer" not in {argument.arg for argument in node.args.args + node.args.kwonlyargs}
    ]
    assert sorted(set(blind) - NOBODY_LOOKS) == []


@pytest.mark.parametrize(
    "room", sorted(p.parent.name for p in (PROJECT / "banso").glob("*/models.py"))
)
def test_every_model_says_what_a_row_is(room: str) -> None:
    text = (Path(PROJECT) / "banso" / room / "models.py").read_text(encoding="utf-8")
    silent = [
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(b, ast.Attribute) and b.attr == "Model" for b in node.bases)
        and not ast.get_docstring(node)
    ]
    assert not silent, f"{room}: {silent}"
