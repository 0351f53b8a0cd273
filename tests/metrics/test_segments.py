"""Segments: lists kept under a name, in versions, for oneself or for everyone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.lib.text import Text
from banso.metrics import segment_store as store
from banso.metrics.conditions import Kind, NameTable, NameType
from banso.metrics.queries import name_table
from banso.metrics.segment_store import (
    SegmentChangedSince,
    SegmentNotAccepted,
    SegmentNotFound,
)
from banso.metrics.segments import MINE, Segment, differences, read, write
from banso.workspace.models import AuditRow, Definition, User
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.metrics.records import NOW, SYSTEM

QUIET = Segment(Text(ja="静かな企業", en="Quiet accounts"), "logins_28d = 0", shared=True)

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
names = st.builds(Text, ja=words.filter(bool), en=st.none() | words.filter(bool)) | words.map(
    Text.of
)
some = st.builds(
    Segment, names, words, of=st.sampled_from(["", MINE, "abc"]), down=st.booleans(),
    columns=st.lists(words.filter(bool), max_size=3).map(tuple), sort=words.filter(bool),
    shared=st.booleans(), ended_on=st.none() | st.dates(),
)  # fmt: skip


@given(some)
def test_it_reads_back_what_was_written(segment: Segment) -> None:
    assert read(write(segment)) == segment
    assert differences(segment, read(write(segment))) == ()


@given(st.text(max_size=60))
def test_it_reads_any_text_without_raising(text: str) -> None:
    assert isinstance(read(text), Segment)


def test_it_says_what_changed() -> None:
    later = replace(QUIET, when="logins_28d <= 1", sort="mrr", down=True)
    assert [(c.what, c.before, c.after) for c in differences(QUIET, later)] == [
        ("when", "logins_28d = 0", "logins_28d <= 1"),
        ("sort", "name ↑", "mrr ↓"),
    ]


def person(role: Role, name: str) -> Viewer:
    user = User.objects.create_user(
        email=f"{name}@example.com", role=role.value, family_name=name, created_at=NOW
    )
    return Viewer(user_id=user.pk, role=role)


@pytest.mark.usefixtures("workspace")
class TestKeeping:
    @pytest.fixture
    def table(self) -> NameTable:
        return name_table(viewer=SYSTEM)

    @pytest.fixture
    def csm(self) -> Viewer:
        return person(Role.CSM, "chie")

    def save(self, viewer: Viewer, segment: Segment, table: NameTable, **more: object) -> str:
        return store.save_segment(
            viewer=viewer, segment=segment, names=table, now=NOW, **more  # type: ignore[arg-type]
        )[0]  # fmt: skip

    def test_it_is_kept_in_versions_with_reasons(self, csm: Viewer, table: NameTable) -> None:
        key = self.save(csm, QUIET, table)
        later = replace(QUIET, when="logins_28d <= 1", columns=("mrr", "gone", "mrr"))
        self.save(csm, later, table, key=key, seen=1, why="一度でも少ない")
        found = store.segment(viewer=csm, key=key)
        assert (found.version, found.segment.columns, found.mine) == (2, ("mrr",), True)
        told = store.history(viewer=csm, key=key)
        assert [(v.version, v.why, v.by_id) for v in told] == [
            (2, "一度でも少ない", csm.user_id),
            (1, "", csm.user_id),
        ]
        assert [c.what for c in told[0].changes] == ["when", "columns"]
        assert Definition.objects.filter(kind="segment", key=key).count() == 2
        rows = AuditRow.objects.filter(subject_kind="segment", subject_id=key)
        assert {r.user_id for r in rows} == {csm.user_id} and rows.count() == 2

    def test_it_is_seen_by_everyone_only_when_shared(self, csm: Viewer, table: NameTable) -> None:
        reader, other = person(Role.READER, "rin"), person(Role.CSM, "sora")
        own = self.save(csm, replace(QUIET, name=Text.of("own"), shared=False), table)
        shared = self.save(csm, QUIET, table)
        assert [s.key for s in store.segments(viewer=other)] == [shared]
        assert [s.key for s in store.segments(viewer=reader)] == [shared]
        assert {s.key for s in store.segments(viewer=csm)} == {own, shared}
        with pytest.raises(SegmentNotFound):
            store.segment(viewer=other, key=own)
        with pytest.raises(SegmentNotFound):
            store.history(viewer=person(Role.ADMIN, "mai"), key=own)

    def test_it_is_changed_by_its_owner_and_by_editors(self, csm: Viewer, table: NameTable) -> None:
        key = self.save(csm, QUIET, table)
        later = replace(QUIET, when="logins_28d <= 2")
        with pytest.raises(NotAllowed):
            self.save(person(Role.CSM, "sora"), later, table, key=key)
        with pytest.raises(NotAllowed):
            store.end_segment(
                viewer=person(Role.READER, "rin"), key=key, day=date(2026, 1, 1), now=NOW
            )
        self.save(person(Role.MANAGER, "mei"), later, table, key=key)
        assert store.segment(viewer=csm, key=key).owner_id == csm.user_id

    def test_a_reader_keeps_lists_but_does_not_share_them(self, table: NameTable) -> None:
        reader = person(Role.READER, "rin")
        self.save(reader, replace(QUIET, shared=False), table)
        with pytest.raises(NotAllowed):
            self.save(reader, replace(QUIET, name=Text.of("x")), table)
        with pytest.raises(NotAllowed):
            self.save(person(Role.PARTNER, "pat"), replace(QUIET, shared=False), table)

    def test_it_is_refused_with_every_problem(self, csm: Viewer, table: NameTable) -> None:
        with pytest.raises(SegmentNotAccepted) as caught:
            self.save(csm, Segment(Text.of(" "), "login_28d = 0"), table)
        assert [p.id for p in caught.value.problems] == [
            "segment.name-missing",
            "condition.unknown-name",
        ]
        assert caught.value.problems[1].suggestion == "logins_28d"

    def test_two_never_have_one_name(self, csm: Viewer, table: NameTable) -> None:
        key = self.save(csm, QUIET, table)
        with pytest.raises(SegmentNotAccepted) as caught:
            self.save(csm, Segment(Text.of("静かな企業"), "mrr > 1"), table)
        assert caught.value.problems[0].id == "segment.name-taken"
        self.save(csm, QUIET, table, key=key)  # its own name is its own

    def test_nobody_overwrites_what_they_did_not_see(self, csm: Viewer, table: NameTable) -> None:
        key = self.save(csm, QUIET, table)
        self.save(csm, replace(QUIET, when="mrr > 1"), table, key=key, seen=1)
        with pytest.raises(SegmentChangedSince):
            self.save(csm, replace(QUIET, when="mrr > 2"), table, key=key, seen=1)
        assert store.segment(viewer=csm, key=key).segment.when == "mrr > 1"

    def test_it_is_given_up_softly_and_comes_back(self, csm: Viewer, table: NameTable) -> None:
        key = self.save(csm, QUIET, table)
        store.end_segment(viewer=csm, key=key, day=date(2026, 1, 1), now=NOW)
        assert store.segments(viewer=csm) == ()
        assert store.segment(viewer=csm, key=key).segment.ended_on == date(2026, 1, 1)
        again = self.save(csm, QUIET, table)  # its name is free
        with pytest.raises(SegmentNotAccepted):
            store.bring_back_segment(viewer=csm, key=key, now=NOW)
        store.end_segment(viewer=csm, key=again, day=date(2026, 1, 1), now=NOW)
        store.bring_back_segment(viewer=csm, key=key, now=NOW)
        assert [s.key for s in store.segments(viewer=csm)] == [key]
        acts = set(AuditRow.objects.values_list("act", flat=True))
        assert {"segment.ended", "segment.brought-back", "definition.saved"} <= acts

    def test_it_is_broken_when_what_it_names_is_gone(self, csm: Viewer, table: NameTable) -> None:
        more = table.plus({"own_rate": NameType(Kind.RATE)})
        key = self.save(csm, Segment(Text.of("own"), "own_rate > 0.5"), more)
        condition, problems = store.segment(viewer=csm, key=key).segment.read(table)
        assert condition is None
        assert [p.id for p in problems] == ["condition.unknown-name"]

    def test_it_knows_whose_accounts_it_means(self, csm: Viewer) -> None:
        other = person(Role.CSM, "sora")
        of = store.of_person(viewer=csm, user_id=other.user_id)
        assert store.person_of(viewer=csm, segment=replace(QUIET, of=of)) == other.user_id
        assert store.person_of(viewer=csm, segment=replace(QUIET, of=MINE)) == csm.user_id
        assert store.person_of(viewer=csm, segment=QUIET) is None
        assert store.person_of(viewer=csm, segment=replace(QUIET, of="nobody")) == 0
