"""Segments that come with the product: in both languages, over metrics there are, in order."""

from __future__ import annotations

import re

import pytest

from banso.interfaces.web.frame.converters import PublicId
from banso.metrics import segment_store as store
from banso.metrics.queries import name_table
from banso.metrics.ready_made import GROUPS, READY, Ready
from banso.metrics.segments import Segment
from banso.workspace.viewer import NotAllowed
from tests.metrics.records import NOW, SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize("ready", READY, ids=lambda r: r.key)
def test_each_can_be_read_and_has_both_names(ready: Ready) -> None:
    condition, problems = ready.segment.read(name_table(viewer=SYSTEM))
    assert condition is not None and not problems
    assert ready.segment.name.ja and ready.segment.name.en
    assert ready.group in GROUPS
    assert re.fullmatch(PublicId.regex, ready.key)


def test_a_band_is_told_completely_by_its_segments() -> None:
    """Every value of a band has a segment, so nobody falls between two of them."""
    names = name_table(viewer=SYSTEM)
    for band in ("tenure_band", "use_frequency_band", "order_frequency_band"):
        asked = {r.segment.when.split("'")[1] for r in READY if r.segment.when.startswith(band)}
        assert asked == set(names[band].choices or {})


def test_nobody_changes_one_but_anybody_keeps_it_under_another_name() -> None:
    view = store.segment(viewer=SYSTEM, key=READY[0].key)
    assert not view.may_change
    names = name_table(viewer=SYSTEM)
    with pytest.raises(NotAllowed):
        store.save_segment(viewer=SYSTEM, segment=view.segment, names=names, now=NOW, key=view.key)
    own = Segment(view.name, view.segment.when)
    key, version = store.save_segment(viewer=SYSTEM, segment=own, names=names, now=NOW)
    assert (key != view.key, version) == (True, 1)
