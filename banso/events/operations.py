# ruff: noqa: S608  the select is the caller's, its values are bound
"""Events come in, once each; a batch can be taken out again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from banso.events.definitions import EVENTS, EventRow
from banso.events.lake import Cursor, Lake, Params, Receipt, Tidied, quoted, text_literal, tidy
from banso.events.queries import visible
from banso.lib.problems import BansoError, problem

# Sixty-three bits, the same in every version of the engine and on every machine.
_ID_HASH = "cast(md5_number_lower(source || chr(31) || message_id) >> 1 as bigint)"
_TEXTS = ("source", "message_id", "account_key", "user_key", "name", "props")


class EventIncomplete(BansoError):
    """Events without an instant, source, id or name cannot be kept."""


@dataclass(frozen=True, slots=True)
class EventsReceipt:
    """``added`` rows are in the lake; ``known`` were there before, or twice in what was given.

    ``skipped``: this part of the batch had been written already, nothing was done.
    """

    added: int = 0
    known: int = 0
    files: int = 0
    skipped: bool = False


def append_events(
    *,
    lake: Lake,
    cursor: Cursor,
    select_sql: str,
    params: Params = (),
    batch: str,
    part: int,
    zone: str,
    received_at: datetime,
    hidden: frozenset[str] = frozenset(),
    app: str | None = None,
) -> EventsReceipt:
    """Add the events of a select that are not in the lake yet; durable on return.

    ``select_sql`` gives ``at`` (TIMESTAMPTZ), ``source``, ``message_id``, ``account_key``,
    ``name`` and may give ``user_key``, ``value``, ``props``; quote "at", it is a keyword of the
    engine. ``zone`` names the workspace's time zone, which decides the local day. An event known
    by (source, message_id) is left out; events of ``hidden`` batches do not make it known,
    except those of ``batch`` itself. Parts of a batch are numbered upwards from 1: a part not
    above the last one written is skipped; ``app`` numbers them apart, for parts written once more.
    Raises ``EventIncomplete``, ``DoesNotFit``.
    """
    table = lake.table(EVENTS)
    app = app or f"import:{batch}"
    reached = table.mark(app)
    if reached is not None and reached >= part:
        return EventsReceipt(skipped=True)
    with _incoming(cursor, select_sql, params, zone) as incoming:
        _refuse_incomplete(cursor, incoming)
        given = _count(cursor, incoming)
        seen = visible(lake=lake, hidden=hidden - {batch})
        stamp = text_literal(received_at.isoformat())
        receipt: Receipt = table.append(
            cursor,
            # One row per id, then those whose id stands in the lake already go: the hash finds
            # them, the texts decide.
            f"""
            select i.*, {text_literal(batch)} as batch, {stamp}::timestamptz as received_at
            from (
                select * from {quoted(incoming)}
                qualify row_number() over (partition by id_hash, source, message_id order by "at") = 1
            ) as i
            anti join {seen} as k
                on k.id_hash = i.id_hash and k.source = i.source and k.message_id = i.message_id
            """,
            app=app,
            mark=part,
        )
    if receipt.skipped:
        return EventsReceipt(skipped=True)
    return EventsReceipt(added=receipt.rows, known=given - receipt.rows, files=receipt.files)


def append_rows(
    *,
    lake: Lake,
    rows: Iterable[EventRow],
    batch: str,
    part: int,
    zone: str,
    received_at: datetime,
    hidden: frozenset[str] = frozenset(),
) -> EventsReceipt:
    """As ``append_events``, for rows already in Python: thousands, not millions."""
    listed = list(rows)
    values: list[object] = [[r.at for r in listed]]
    values += [[getattr(r, name) for r in listed] for name in _TEXTS]
    values.append([r.value for r in listed])
    texts = ", ".join(f"unnest(?::varchar[]) as {name}" for name in _TEXTS)
    select = f'select unnest(?::timestamptz[]) as "at", {texts}, unnest(?::double[]) as value'
    with lake.cursor() as cursor:
        return append_events(
            lake=lake,
            cursor=cursor,
            select_sql=select,
            params=values,
            batch=batch,
            part=part,
            zone=zone,
            received_at=received_at,
            hidden=hidden,
        )


def remove_batch(*, lake: Lake, batch: str) -> int:
    """Take every event of ``batch`` out of the lake; returns how many there were."""
    with lake.cursor() as cursor:
        return lake.table(EVENTS).remove_batch(cursor, batch).removed_rows


def replace_events(*, lake: Lake, batch: str, of: Sequence[str]) -> int:
    """Take those events of the batches ``of`` out whose (source, id) an event of ``batch`` has; how many."""
    table = lake.table(EVENTS)
    listed = ", ".join(text_literal(b) for b in of)
    if not of:
        return 0
    with lake.cursor() as cursor:
        found = cursor.execute(
            f"""
            select o.day, o.source, o.message_id from {table.sql()} as o join {table.sql()} as n
                on n.id_hash = o.id_hash and n.source = o.source and n.message_id = o.message_id
            where n.batch = {text_literal(batch)} and o.batch in ({listed})
            """
        ).fetchall()
        if not found:
            return 0
        pairs = ", ".join(f"({text_literal(s)}, {text_literal(m)})" for _, s, m in found)
        receipt = table.replace(
            cursor,
            partitions={"day": {str(day) for day, _, _ in found}},
            keep=f"not (batch in ({listed}) and (source, message_id) in ({pairs}))",
        )
    return receipt.removed_rows


def tidy_events(*, lake: Lake) -> Tidied:
    """Merge the files of days that have several, shorten the log, remove what is gone for an hour.

    To be called after an import, and by the nightly upkeep.
    """
    with lake.cursor() as cursor:
        return tidy(lake.table(EVENTS), cursor, at_least=2)


@contextmanager
def _incoming(cursor: Cursor, select_sql: str, params: Params, zone: str) -> Iterator[str]:
    """The given rows with their day and hash, in a temporary table."""
    name = f"incoming_{secrets.token_hex(8)}"
    cursor.execute(
        f"""
        create temporary table {quoted(name)} as
        select s.*, cast("at" at time zone {text_literal(zone)} as date) as day,
            {_ID_HASH} as id_hash
        from ({select_sql}) as s
        """,
        params,
    ).fetchall()
    try:
        yield name
    finally:
        cursor.execute(f"drop table {quoted(name)}").fetchall()


def _refuse_incomplete(cursor: Cursor, incoming: str) -> None:
    needed = ('"at"', "source", "message_id", "account_key", "name")
    missing = " or ".join(f"{n} is null" for n in needed)
    found = cursor.execute(f"select count(*) from {quoted(incoming)} where {missing}").fetchall()[
        0
    ][0]
    if found:
        raise EventIncomplete(
            problem(
                "events.incomplete",
                ja=f"日時、取得元、ID、アカウントのキー、イベント名のいずれかが空の行が {found} 件あります。",
                en=f"{found} rows lack an instant, a source, an id, an account key or a name.",
                remedy_ja="これらの行を除いてから書き込んでください。何も書き込まれていません。",
                remedy_en="Leave these rows out, then write. Nothing was written.",
            )
        )


def _count(cursor: Cursor, table: str) -> int:
    return int(cursor.execute(f"select count(*) from {quoted(table)}").fetchall()[0][0])
