"""Run as a process of its own: a small world, a new version, a move by hand, a day; print what is left."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime, time

import django

django.setup()

from banso.events.store import workspace_lake  # noqa: E402
from banso.journey import by_hand, planning  # noqa: E402
from banso.journey.models import ClassifiedDay, ManualMove, MapChange  # noqa: E402
from tests.journey_plan.worlds import LAST, MAP, NOW, SYSTEM, close, everything, on, world  # noqa: E402

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")
OPEN = datetime.combine(on(21), time(3), tzinfo=UTC)


def act(word: str, rest: list[str]) -> None:
    lake = workspace_lake()
    match word:
        case "prepare":
            made = world(stands=rest == ["stands"])
            plan = planning.plan(viewer=SYSTEM, text=EASIER, lake=lake, now=NOW)
            say({"aoi": made["aoi"], "bunta": made["bunta"], "pin": plan.pin})
        case "apply":
            done = planning.apply(
                viewer=SYSTEM, text=EASIER, pin=rest[0], why="見直し", now=NOW, lake=lake
            )
            say([done.version, done.release, done.moves])
        case "move":
            with suppress(by_hand.AlreadyThere):  # done already
                by_hand.move_by_hand(
                    viewer=SYSTEM, account_id=int(rest[0]), place="grow", why="x", until=on(40),
                    now=OPEN, lake=lake,
                )  # fmt: skip
        case "close":
            close(on(21), on(21), now=OPEN)
        case "again":
            close(on(0), LAST, now=OPEN, again=True)
        case "seen":
            say(seen())


def seen() -> object:
    """Everything that was written, with one name for the random ids of orders."""
    found = {
        **everything(),
        "changes": list(
            MapChange.objects.order_by("id").values_list("version", "release", "on_day", "moved")
        ),
        "days": ClassifiedDay.objects.exclude(digest="").count(),
    }
    text = json.dumps(found, ensure_ascii=False, default=str, sort_keys=True)
    for move in ManualMove.objects.order_by("id"):
        text = text.replace(move.public_id, "ORDER")
    return json.loads(text)


def say(found: object) -> None:
    print(json.dumps(found, ensure_ascii=False, default=str, sort_keys=True))  # noqa: T201


if __name__ == "__main__":
    act(sys.argv[1], sys.argv[2:])
