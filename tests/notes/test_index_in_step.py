"""The index of the notes follows every way of writing: whatever is done, it finds what the notes hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.customers.search import index, schema
from banso.customers.search.grams import grams, wanted, words
from banso.customers.search.queries import search_notes
from banso.workspace.viewer import Role, Viewer

AT = datetime(2026, 4, 1, tzinfo=UTC)
PIECES = (
    "契約",
    "更新",
    "新規",
    "約更",
    "ﾊﾞﾝｿｳ",
    "ばんそう",
    "Budget",
    "ＡＰＩ",
    "席",
    "、",
    " ",
    "サーバー",
)
texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
steps = st.lists(
    st.tuples(st.sampled_from(("make", "save", "update", "delete", "bulk", "renew")), texts),
    min_size=1, max_size=14,
)  # fmt: skip


def held(word: str) -> set[int]:
    """What a look into every note finds."""
    need = {g for g, _ in wanted(word)}
    found = set()
    for pk, text in Touchpoint.objects.values_list("pk", "notes"):
        have = grams(text)
        if all(any(h.startswith(g) for h in have) for g in need):
            found.add(pk)
    return found


class InStep(TestCase):
    def setUp(self) -> None:
        self.account = Account.objects.create(name="架空", created_at=AT)

    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_it_finds_what_the_notes_hold(self, done: list[tuple[str, str]]) -> None:
        Touchpoint.objects.all().delete()
        for at, (what, text) in enumerate(done):
            self.do(what, text, at)
        for word in ("契約", "更新", "席", "budget", "ばんそう"):
            # Found at once where it was indexed, and named where it still must be.
            assert held(word) <= index.matching(word) | set(index.due())
        index.renew()
        assert not index.due()
        for word in ("契約", "更新", "席", "budget", "ばんそう"):
            assert index.matching(word) >= held(word)
            assert index.matching(word) <= set(Touchpoint.objects.values_list("pk", flat=True))

    def do(self, what: str, text: str, at: int) -> None:
        last = Touchpoint.objects.order_by("-pk").first()
        if what == "renew":
            index.renew()
        elif what == "bulk":
            Touchpoint.objects.all().update(notes=text)
        elif what == "make" or last is None:
            Touchpoint.objects.create(
                account=self.account, source="t", key=str(at), happened_at=AT, notes=text
            )
        elif what == "delete":
            last.delete()
        elif what == "update":
            Touchpoint.objects.filter(pk=last.pk).update(notes=text)
        else:
            last.notes = text
            last.save()


@pytest.mark.django_db
def test_it_gets_its_triggers_back() -> None:
    """A migration that makes the table anew on SQLite loses them; every migrate looks after that."""
    account = Account.objects.create(name="架空", created_at=AT)
    with connection.cursor() as cursor:
        for name in ("made", "changed", "gone") if connection.vendor == "sqlite" else ("due",):
            on = "" if connection.vendor == "sqlite" else " ON customers_touchpoint"
            cursor.execute(f"DROP TRIGGER customers_note_{name}{on}")
    schema.keep(connection)
    row = Touchpoint.objects.create(
        account=account, source="t", key="1", happened_at=AT, notes="契約"
    )
    assert index.due() == [row.pk]  # the newest first
    index.renew()
    assert index.matching("契約") == {row.pk}


def test_it_cuts_what_was_typed_into_words() -> None:
    assert words("　契約 ﾊﾞﾝｿｳ、 － API") == ["契約", "ばんそう、", "api"]
    assert grams("API連携") == {"api", "連携", "携"}


@pytest.mark.django_db
def test_it_forgets_what_was_purged() -> None:
    """Grams of an erased name do not stay in the index's own tables either."""
    account = Account.objects.create(name="架空", created_at=AT)
    row = Touchpoint.objects.create(
        account=account, source="t", key="1", happened_at=AT, notes="葛飾北斎 様"
    )
    index.renew()
    assert {"葛飾", "北斎"} <= vocabulary()
    Touchpoint.objects.filter(pk=row.pk).update(notes="■■ 様")
    index.purge()
    assert vocabulary() == {"様"}


def vocabulary() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT word FROM ts_stat('SELECT grams FROM customers_notegrams')")
            return {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen USING fts5vocab(main, customers_notegrams, row)"
        )
        cursor.execute("SELECT term FROM temp.seen")
        found = {row[0] for row in cursor.fetchall()}
        cursor.execute("DROP TABLE temp.seen")
        return found


@pytest.mark.django_db
def test_it_finds_the_newest_of_many() -> None:
    """Whether a word stands in few notes, in many, or its parts in many and the word in one."""
    account = Account.objects.create(name="架空", created_at=AT)
    Touchpoint.objects.bulk_create(
        Touchpoint(
            account=account, source="t", key=str(n), happened_at=AT + timedelta(minutes=n),
            subject=str(n), notes="契約 更新" if n != 7 else "契約更新",
        )
        for n in range(3_300)
    )  # fmt: skip
    index.renew()

    def found(text: str, **more: Any) -> list[str]:
        answer = search_notes(viewer=Viewer.system(), text=text, **more)
        return [hit.note.subject for hit in answer.hits]

    assert found("契約", limit=3) == ["3299", "3298", "3297"]
    assert found("約更") == ["7"]
    assert found("契約 更新", until=AT + timedelta(minutes=9), limit=3) == ["8", "7", "6"]
    scoped = Viewer(user_id=None, role=Role.CSM, scope=frozenset())
    assert not search_notes(viewer=scoped, text="契約").hits
