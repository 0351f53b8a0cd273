"""Events come in once, stay with their batch and go with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from banso.events import operations, queries
from banso.events.definitions import EVENTS, EventRow
from banso.events.lake import Cursor, DoesNotFit, Lake
from banso.events.operations import EventIncomplete, EventsReceipt
from banso.workspace.viewer import Viewer

NOW = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
EVERYONE = Viewer.system()


def event(n: int, **changes: object) -> EventRow:
    values: dict[str, object] = {
        "at": datetime(2024, 3, 1, tzinfo=UTC) + timedelta(hours=n),
        "source": "product",
        "message_id": f"m{n}",
        "account_key": "kk-aoba",  # fictional
        "name": "login",
        **changes,
    }
    return EventRow(**values)  # type: ignore[arg-type]


def append(
    lake: Lake,
    rows: list[EventRow],
    batch: str,
    part: int = 1,
    hidden: frozenset[str] = frozenset(),
) -> EventsReceipt:
    return operations.append_rows(
        lake=lake,
        rows=rows,
        batch=batch,
        part=part,
        zone="Asia/Tokyo",
        received_at=NOW,
        hidden=hidden,
    )


def count(lake: Lake, hidden: frozenset[str] = frozenset()) -> int:
    found = queries.span(viewer=EVERYONE, lake=lake, hidden=hidden)
    return found.events if found else 0


def test_it_keeps_every_field(lake: Lake, cursor: Cursor) -> None:
    append(lake, [event(20, user_key="u1", value=1.5, props='{"a": 1}')], "b1")
    table = lake.table(EVENTS)
    row = cursor.execute(f"select * exclude (id_hash) from {table.sql()}").fetchall()
    at = datetime(2024, 3, 1, 20, tzinfo=UTC)
    assert row == [
        (
            date(2024, 3, 2),
            at,
            "product",
            "m20",
            "kk-aoba",
            "u1",
            "login",
            1.5,
            '{"a": 1}',
            "b1",
            NOW,
        )
    ]


def test_it_files_an_event_under_its_local_day(lake: Lake) -> None:
    append(lake, [event(14), event(15)], "b1")  # 15:00 UTC is midnight in Tokyo
    found = queries.span(viewer=EVERYONE, lake=lake)
    assert found == queries.Span(date(2024, 3, 1), date(2024, 3, 2), 2)


def test_it_takes_a_part_once(lake: Lake) -> None:
    assert append(lake, [event(1)], "b1") == EventsReceipt(added=1, known=0, files=1)
    assert append(lake, [event(1), event(2)], "b1").skipped
    assert append(lake, [event(3)], "b1", part=2).added == 1
    assert count(lake) == 2


def test_it_leaves_out_events_it_knows(lake: Lake) -> None:
    append(lake, [event(n) for n in range(5)], "b1")
    again = append(lake, [event(n) for n in range(3, 8)], "b2")
    assert (again.added, again.known) == (3, 2)
    assert append(lake, [event(n) for n in range(8)], "b3") == EventsReceipt(added=0, known=8)


def test_it_knows_an_event_whose_time_was_corrected(lake: Lake) -> None:
    append(lake, [event(1)], "b1")
    assert append(lake, [event(1, at=datetime(2024, 4, 9, tzinfo=UTC))], "b2").known == 1


def test_it_leaves_out_the_second_of_one_id_in_the_same_part(lake: Lake) -> None:
    receipt = append(lake, [event(1), event(1, name="later", at=NOW), event(2)], "b1")
    assert (receipt.added, receipt.known) == (2, 1)
    names = queries.event_names(viewer=EVERYONE, lake=lake)
    assert [n.name for n in names] == ["login"]


def test_it_tells_sources_apart(lake: Lake) -> None:
    rows = [event(1), event(1, source="other"), event(1, source="product\x1fm", message_id="1")]
    assert append(lake, rows, "b1").added == 3


def test_it_does_not_count_hidden_events_as_known(lake: Lake) -> None:
    """A batch that crashed before it was committed must not swallow the next one's rows."""
    append(lake, [event(1), event(2)], "crashed")
    hidden = frozenset({"crashed"})
    assert count(lake, hidden) == 0
    assert append(lake, [event(2), event(3)], "b2", hidden=hidden).added == 2
    assert count(lake, hidden) == 2
    # The crashed batch goes on where it was: its own rows are known to it.
    again = append(lake, [event(1), event(4)], "crashed", part=2, hidden=hidden)
    assert (again.added, again.known) == (1, 1)


def test_it_takes_a_batch_out_and_leaves_the_others(lake: Lake) -> None:
    append(lake, [event(n) for n in range(0, 90, 3)], "b1")
    append(lake, [event(n) for n in range(1, 90, 3)], "b2")
    with lake.cursor() as cursor:
        lake.table(EVENTS).merge_files(cursor)
    assert operations.remove_batch(lake=lake, batch="b1") == 30
    assert operations.remove_batch(lake=lake, batch="b1") == 0
    assert count(lake) == 30
    assert append(lake, [event(n) for n in range(0, 90, 3)], "b3").added == 30


def test_it_refuses_events_without_an_instant_or_a_name(lake: Lake) -> None:
    with pytest.raises(EventIncomplete) as refused:
        append(lake, [event(1), event(2, name=None), event(3, account_key=None)], "b1")
    assert "2" in refused.value.in_("ja")
    assert count(lake) == 0


def test_it_refuses_an_amount_that_is_a_text(lake: Lake, cursor: Cursor) -> None:
    with pytest.raises(DoesNotFit):
        operations.append_events(
            lake=lake,
            cursor=cursor,
            select_sql="""select now() as "at", 's' as source, 'm' as message_id,
                'k' as account_key, 'n' as name, '12' as value""",
            batch="b1",
            part=1,
            zone="UTC",
            received_at=NOW,
        )


def test_it_takes_a_select_over_a_table_of_the_same_cursor(lake: Lake, cursor: Cursor) -> None:
    cursor.execute(
        """create temporary table raw as select timestamptz '2024-03-01 00:00:00+00' + interval (i) minute as t,
            'acct' || (i % 50) as a from range(20000) t(i)"""
    )
    receipt = operations.append_events(
        lake=lake,
        cursor=cursor,
        select_sql="""select t as "at", 'csv' as source, 'f:' || rowid as message_id, a as account_key,
            'use' as name from raw where rowid >= $low""",
        params={"low": 100},
        batch="b1",
        part=1,
        zone="Asia/Tokyo",
        received_at=NOW,
    )
    assert receipt.added == 19_900
    assert len(queries.keys_seen(viewer=EVERYONE, lake=lake)) == 50


def test_it_keeps_user_and_account_keys_out_of_the_log(lake: Lake) -> None:
    append(lake, [event(1, user_key="yuki@example.test")], "b1")
    for file in (lake.table(EVENTS).root / "_delta_log").glob("*.json"):
        text = file.read_text()
        assert "yuki@" not in text and "kk-aoba" not in text


def test_it_merges_a_days_files_after_an_import(lake: Lake) -> None:
    for part in range(1, 4):
        append(lake, [event(part)], "b1", part)
    assert len(lake.table(EVENTS).snapshot().files) == 3
    assert operations.tidy_events(lake=lake).merged == 3
    assert (len(lake.table(EVENTS).snapshot().files), count(lake)) == (1, 3)
    assert append(lake, [event(3), event(4)], "b1", 4).known == 1
