"""The documents say what is there: settings, links, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import pages
from tests.ground.servers import PROJECT

ADR_PARTS = (
    "## Context",
    "## Drivers",
    "## Options",
    "## Outcome",
    "## Consequences",
    "- Good:",
    "- Bad:",
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_VARIABLE = re.compile(r"environ(?:\.get)?[\[(]\s*\"(BANSO_[A-Z_]+|PORT)\"")
FOR_TESTS_ONLY = {"BANSO_KILL_AT", "BANSO_TEST_DB"}


_RULE = re.compile(r"rules\.md[ ,]+(?:list \d+|(R\d+))")


def documents() -> Iterator[Path]:
    yield from sorted(PROJECT.glob("*.md"))
    yield from sorted((PROJECT / "docs").rglob("*.md"))


def test_every_setting_from_the_environment_is_described() -> None:
    page = (PROJECT / "docs" / "user" / "settings.md").read_text(encoding="utf-8")
    read = {
        name
        for path in (PROJECT / "banso").rglob("*.py")
        for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    assert "BANSO_HOME" in read
    assert not {name for name in read - FOR_TESTS_ONLY if f"`{name}`" not in page}


def test_every_command_is_described() -> None:
    page = (PROJECT / "docs" / "user" / "commands.md").read_text(encoding="utf-8")
    folder = PROJECT / "banso" / "interfaces" / "commands" / "management" / "commands"
    commands = {path.stem for path in folder.glob("[a-z]*.py")}
    assert {"up", "import", "daily"} <= commands
    assert not {name for name in commands if f"`banso {name}" not in page}


def test_no_link_between_documents_is_broken() -> None:
    broken = [
        f"{document.relative_to(PROJECT)}: {target}"
        for document in documents()
        for target in _LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith(("#", "mailto:"))
        if not (document.parent / target.partition("#")[0]).exists()
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "docs" / "adr").glob("*.md")), ids=lambda p: p.name
)
def test_a_decision_says_what_is_bad_about_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [part for part in ADR_PARTS if part not in text]


@pytest.mark.parametrize("page", sorted(pages.PAGES))
def test_a_page_made_from_the_code_is_up_to_date(page: str) -> None:
    written = (PROJECT / page).read_text(encoding="utf-8")
    assert written == pages.text_of(page), "run `make docs`"


def test_every_rule_the_code_refers_to_is_written_down() -> None:
    page = (PROJECT / "docs" / "dev" / "rules.md").read_text(encoding="utf-8")
    numbers = set(re.findall(r"^## (R\d+)\.", page, flags=re.MULTILINE))
    unknown = {
        f"{path.relative_to(PROJECT)}: {rule}"
        for path in (PROJECT / "banso").rglob("*.py")
        for rule in _RULE.findall(path.read_text(encoding="utf-8"))
        if rule and rule not in numbers
    }
    assert not unknown, "\n".join(sorted(unknown))
