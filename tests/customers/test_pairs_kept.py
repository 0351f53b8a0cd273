"""Suggestions are kept, renewed and withdrawn; what a person said of a pair stays."""

from __future__ import annotations

import pytest

from banso.connectors import merging
from banso.customers import duplicates
from banso.customers.models import Account, DuplicatePair
from banso.customers.operations import ContactRow, upsert_contacts
from banso.workspace.viewer import Viewer
from tests.customers.records import NOW, SYSTEM, account

pytestmark = pytest.mark.usefixtures("workspace")


def look() -> dict[str, int]:
    return merging.look_for_duplicates(viewer=SYSTEM, now=NOW)


def two() -> tuple[int, int]:
    return account("A", name="株式会社ヒイラギ（架空）"), account("B", name="㈱ヒイラギ")


def test_a_pair_shows_its_score_part_by_part() -> None:
    two()
    assert look() == {"new": 1, "withdrawn": 0, "open": 1}
    [pair] = duplicates.pairs(viewer=SYSTEM).rows
    assert pair.verdict == "merge" and pair.parts[0].kind == "prior"
    total = sum(p.weight for p in pair.parts)
    assert pair.score == pytest.approx(1 / (1 + 2.718281828**-total), abs=0.001)


def test_looked_for_again_nothing_is_new() -> None:
    two()
    look()
    [before] = duplicates.pairs(viewer=SYSTEM).rows
    assert look() == {"new": 0, "withdrawn": 0, "open": 1}
    assert duplicates.pairs(viewer=SYSTEM).rows == (before,)


def test_dismissed_it_is_remembered_with_who_and_when(chie: Viewer) -> None:
    a, b = two()
    look()
    [pair] = duplicates.pairs(viewer=chie).rows
    merging.dismiss(viewer=chie, pair=pair.public_id, now=NOW)
    upsert_contacts(
        viewer=SYSTEM, source="crm", batch="", now=NOW,
        rows=[ContactRow(pk, f"c{pk}", {"email": "x@hiiragi.example"}) for pk in (a, b)],
    )  # fmt: skip
    assert look()["open"] == 0 == duplicates.count_open(viewer=chie)
    [kept] = duplicates.pairs(viewer=chie, state="dismissed").rows
    assert (kept.decided_by_id, kept.decided_at) == (chie.user_id, NOW)
    assert kept.score > pair.score, "the evidence is renewed all the same"
    merging.ask_again(viewer=chie, pair=pair.public_id, now=NOW)
    assert duplicates.count_open(viewer=chie) == 1


def test_a_pair_that_no_longer_looks_alike_is_withdrawn() -> None:
    _a, b = two()
    look()
    Account.objects.filter(pk=b).update(name="まったく別の会社（架空）")
    assert look() == {"new": 0, "withdrawn": 1, "open": 0}


def test_a_merge_settles_its_pair_and_the_others_of_the_record() -> None:
    a, b = two()
    c = account("C", name="ヒイラギ")
    assert look()["open"] == 3
    act = merging.merge(viewer=SYSTEM, keep=a, gone=b, now=NOW).act
    states = {(p.first_id, p.second_id): p.state for p in DuplicatePair.objects.all()}
    assert states == {(a, b): "done", (b, c): "moot", (a, c): "open"}
    assert look()["open"] == 1
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert duplicates.count_open(viewer=SYSTEM) == 3


def test_no_personal_value_is_kept_with_a_pair() -> None:
    a, b = two()
    upsert_contacts(
        viewer=SYSTEM, source="crm", batch="", now=NOW,
        rows=[
            ContactRow(pk, f"c{pk}", {"email": f"hanako{pk}@hiiragi.example", "phone": "03-0000-1234"})
            for pk in (a, b)
        ],
    )  # fmt: skip
    look()
    [row] = DuplicatePair.objects.all()
    kinds = {kind for kind, _w, _s in row.parts}
    assert {"domain.same", "phone.same"} <= kinds
    assert "hanako" not in str(row.parts) and "1234" not in str(row.parts)
