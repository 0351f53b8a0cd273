"""Run as a process of its own: make a world, close its days, correct it, print what is stored."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from banso.workspace import queries  # noqa: E402
from tests.journey_store.worlds import (  # noqa: E402
    D0,
    NOW,
    SYSTEM,
    account,
    close,
    everything,
    field,
    made,
    on,
    unsay,
)

LAST = 70  # into a third month


def prepare() -> None:
    made()
    one, two = account("one", on(3)), account("two", on(0), on(30))
    field(one, "seats_assigned", 12, 18)
    field(two, "leaving_intent", "considering", 9)
    account("three", on(-200))


def correct() -> None:
    """Facts that come late: both accounts turn out to have moved on other days."""
    unsay(1, "seats_assigned")
    unsay(2, "leaving_intent")
    field(1, "seats_assigned", 12, 40)


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            prepare()
        case "close":
            close(0, LAST)
        case "correct":
            correct()
        case "late":
            close(2, LAST, now=NOW + timedelta(hours=1))  # as clocks do, it has gone on
        case "next":  # what would come first after a crash, if nobody repeats the import
            close(LAST, LAST)
        case "seen":
            rows, stays, standings = everything()
            closed = (queries.workspace(viewer=SYSTEM).closed_day or D0) - D0
            print("\n".join(map(str, [*rows, *stays, *standings, closed.days])))  # noqa: T201
