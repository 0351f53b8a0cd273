# ruff: noqa: S608  values are bound; the select over the lake's files comes from the lake
"""The facts of the *direct* way: raw events of each account, nothing counted, nothing shared."""

from __future__ import annotations

from datetime import date

from banso.metrics.contracting import beginnings
from banso.metrics.definitions import Metric
from banso.metrics.usage import KEY_JOIN, Picks
from banso.metrics.work import Sources, Work, as_number, number_of
from banso.metrics.world import World


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
        select k.account, {as_number("e.day")} as d, e.source, e.user_key, e.name, e.value
        from {sources.events(None)} as e {KEY_JOIN} where e.day <= $last
        """,
        {"last": last},
    )
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
