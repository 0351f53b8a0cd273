"""The page on the catalogue and own numbers says what the code takes."""

from __future__ import annotations

import re

from banso.metrics.catalogue import accept
from banso.metrics.definitions import registry_with
from banso.metrics.shapes import ROLES, SHAPES
from tests.ground.servers import PROJECT

PAGE = (PROJECT / "docs" / "user" / "catalogue.md").read_text(encoding="utf-8")
CATALOGUE, METRICS, BAND = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_its_examples_are_accepted() -> None:
    assert accept(CATALOGUE).answered == {"use": True, "setup_step": True, "first_value": True}
    assert registry_with([("page.yaml", METRICS), ("band.yaml", BAND)])[1] == []


def test_it_names_every_role_and_shape() -> None:
    for role in ROLES:
        assert f"| `{role}` |" in PAGE
    own = {n for n in SHAPES if n not in ("contract", "no_source", "setup_progress", "setup_done")}
    assert own <= set(re.findall(r"`(\w+)`", PAGE))
