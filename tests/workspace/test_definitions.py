"""Definitions are kept byte for byte, versioned, and put in force by releases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from banso.workspace import operations, queries
from banso.workspace.viewer import Viewer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, tzinfo=UTC)
ME = Viewer.system()


def save(text: str) -> int:
    return operations.save_definition(viewer=ME, kind="journey", key="six", text=text, now=NOW)


def test_a_text_comes_back_byte_for_byte() -> None:
    text = "key: six\r\nname: {ja: 全角　空白, en: x}  \n\n# end without newline"
    save(text)
    found = queries.newest_definition(viewer=ME, kind="journey", key="six")
    assert found is not None
    assert found.text == text


def test_the_same_text_again_makes_no_new_version() -> None:
    assert [save("a"), save("a"), save("b"), save("a")] == [1, 1, 2, 3]


def test_a_release_keeps_what_it_does_not_name() -> None:
    first = operations.make_release(viewer=ME, changes={"journey/six": 1}, now=NOW)
    second = operations.make_release(viewer=ME, changes={"catalogue/default": 1}, now=NOW)
    assert (first, second) == (1, 2)
    assert queries.release_manifest(viewer=ME) == {"journey/six": 1, "catalogue/default": 1}
    assert queries.release_manifest(viewer=ME, number=1) == {"journey/six": 1}


def test_a_release_that_changes_nothing_is_the_same_release() -> None:
    operations.make_release(viewer=ME, changes={"journey/six": 1}, now=NOW)
    assert operations.make_release(viewer=ME, changes={"journey/six": 1}, now=NOW) == 1


def test_only_versions_in_force_are_run() -> None:
    save("one")
    save("two")
    operations.make_release(viewer=ME, changes={"journey/six": 1}, now=NOW)
    in_force = queries.definitions_in_force(viewer=ME, kind="journey")
    assert [d.text for d in in_force] == ["one"]


def test_every_saved_version_leaves_an_audit_row() -> None:
    save("one")
    trail = queries.audit_trail(viewer=ME, subject_kind="journey")
    assert [(r.act, r.detail["version"]) for r in trail] == [("definition.saved", 1)]
