"""Every write × every role: refused where the rights say so, and audited with who did it and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from banso.lib.problems import BansoError
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer
from tests.access.unaudited import WITHOUT_AUDIT
from tests.access.walking import takes_viewer, writes
from tests.access.world import NOW, SCOPED, Built, Place
from tests.access.writes import WRITES

FOUND = writes()
ROLES = ("admin", "manager", "csm", "reader", *SCOPED)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Records stay as they were; so may a refusal raised inside."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def allowed(name: str, world: Built, viewer: Viewer, place: Place) -> bool:
    """Whether the write was done; anything else but a refusal of the right is an error of the test."""
    with rolled_back():
        try:
            WRITES[name].call(world, viewer, place)
        except NotAllowed:
            return False
    return True


def test_it_has_an_answer_for_every_write() -> None:
    undecided = set(FOUND) - set(WRITES) - set(WITHOUT_AUDIT)
    assert not undecided, "decide who may, and which act is audited, in tests/access/writes.py"
    assert not (set(WRITES) | set(WITHOUT_AUDIT)) - set(FOUND), "listed, but no longer there"
    assert not [name for name in WRITES if not takes_viewer(FOUND[name])]


@pytest.mark.parametrize("name", sorted(WRITES))
def test_it_leaves_an_audit_row(name: str, world: Built) -> None:
    viewer = world.viewer("admin")
    with rolled_back():
        before = set(AuditRow.objects.values_list("pk", flat=True))
        WRITES[name].call(world, viewer, world.mine[0])
        made = AuditRow.objects.exclude(pk__in=before).filter(act=WRITES[name].act)
        assert {(row.user_id, row.at) for row in made} >= {(viewer.user_id, NOW)}
        assert all(row.subject_kind and row.subject_id for row in made)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_it_lets_exactly_the_roles_of_the_table(name: str, world: Built) -> None:
    done = {role for role in ROLES if allowed(name, world, world.viewer(role), world.mine[0])}
    assert done == {role for role in ROLES if WRITES[name].allows(role)}


@pytest.mark.parametrize("name", sorted(n for n, w in WRITES.items() if w.about))
def test_it_leaves_accounts_outside_the_scope_alone(name: str, world: Built) -> None:
    for role in SCOPED:
        before = AuditRow.objects.count()
        with rolled_back(), pytest.raises(BansoError):
            WRITES[name].call(world, world.viewer(role), world.others[0])
            pytest.fail("it was done")
        assert AuditRow.objects.count() == before


def test_it_hands_over_only_accounts_in_the_scope(world: Built) -> None:
    for role in ("partner", "scoped csm"):
        with rolled_back():
            call = WRITES["customers.operations.set_owner"].call
            assert call(world, world.viewer(role), world.others[0]) == 0
            assert call(world, world.viewer(role), world.mine[0]) == 1
