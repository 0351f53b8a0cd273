# ruff: noqa: S608  values are bound; the select over the lake's files comes from the lake
"""The facts of the *direct* way: raw events of each account, nothing counted, nothing shared."""

from __future__ import annotations

from datetime import date

from banso.metrics.catalogue import OWN_PREFIX
from banso.metrics.contracting import beginnings
from banso.metrics.definitions import Metric
from banso.metrics.usage import KEY_JOIN, Picks
from banso.metrics.work import SESSION_GAP, Sources, Work, as_number, number_of
from banso.metrics.world import World

# The time since a user's event before, on the same day; without one that is near, a session begins.
_GAPS = f"""
select account, source, account_key, user_key, d, gap, gap is null or gap > {SESSION_GAP} as begins
from (
    select account, source, account_key, user_key, d, date_diff('microsecond', lag("at") over (
        partition by account, source, account_key, user_key, d order by "at"
    ), "at") as gap
    from raw where user_key is not null and not starts_with(name, '{OWN_PREFIX}')
) as pauses
"""


def make_raw(
    work: Work, world: World, sources: Sources, metrics: list[Metric], picks: Picks, *, last: date
) -> None:
    """This function will make ``raw`` (account, d, source, user_key, name, value), up to ``last``.

    One row an event of an account. And ``seats_then``: the seats on the day after the first days of
    a tenure, where usage of these days is covered.
    """
    work.make(
        "raw",
        f"""
        select k.account, {as_number("e.day")} as d, e.source, e.account_key, e.user_key, e.name,
            e.value, e."at"
        from {sources.events(None)} as e {KEY_JOIN} where e.day <= $last
        """,
        {"last": last},
    )
    if any("sessions_of" in m.how.reads for m in metrics):
        work.make("gaps", _GAPS)
    pairs = work.rows("select distinct account, zero from base where day_zero is not null")
    wanted = {int(m.parameters["days"]) for m in metrics if m.shape == "initial_use"}
    work.hand_over(
        "seats_then",
        (("account", "BIGINT"), ("zero", "INTEGER"), ("days", "INTEGER"), ("seats", "BIGINT")),
        [
            (account, number_of(zero), n, seats)
            for n in sorted(wanted)
            for account, zero, _, seats, _ in beginnings(world, pairs, days=n)
        ],
    )
