"""What every package promises about its way in: named arguments, and who is looking."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.servers import PROJECT

# Every other query takes the viewer. A new line here needs a reason as good as these.
NOBODY_LOOKS = {
    "connectors/queries.py:vocabulary": "what a file may hold, the same for everybody",
    "events/queries.py:visible": "a piece of SQL for other queries, no rows",
    "journey/queries.py:state_relation": "a piece of SQL that lists join to the accounts in scope",
    "metrics/queries.py:field_type": "a type, no value",
    "metrics/queries.py:metric_table": "the table itself, for queries that know the viewer",
    "metrics/queries.py:metric_type": "a type, no value",
    "workspace/queries.py:clock": "the frame of every page",
    "workspace/queries.py:demo_people": "asked before anybody has signed in; fictional people only",
    "workspace/queries.py:exists": "asked before anybody can have signed in",
    "workspace/queries.py:has_people": "asked before anybody can have signed in",
    "workspace/queries.py:row_of": "what a backup says about its workspace, of a snapshot",
    "workspace/queries.py:stamp": "says that something changed, not what",
    "workspace/queries.py:stamp_of_writes": "says that something changed, not what",
    "workspace/queries.py:viewer_of": "makes the viewer",
    "workspace/queries.py:working": "whether, not what; the list of work asks who looks",
}


def public_functions(name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted((PROJECT / "banso").glob(f"*/{name}")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(PROJECT / 'banso')}:{node.name}", node


@pytest.mark.parametrize("name", ["queries.py", "operations.py"])
def test_arguments_are_named(name: str) -> None:
    positional = [
        place
        for place, node in public_functions(name)
        if len([argument for argument in node.args.args if argument.arg != "viewer"]) > 1
    ]
    assert not positional, (
        f"more than one argument beside the viewer goes by position: {positional}"
    )


def test_every_query_asks_who_looks() -> None:
    blind = [
        place
        for place, node in public_functions("queries.py")
        if "viewer" not in {argument.arg for argument in node.args.args + node.args.kwonlyargs}
    ]
    assert sorted(set(blind) - set(NOBODY_LOOKS)) == []


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
