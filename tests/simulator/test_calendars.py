"""The calendars around the last day: what a calendar program reads in them, and whom it meets."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from simulator.making import make
from simulator.scenario.reading import shipped

LAST = date(2026, 3, 31)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("calendars") / "out"
    scenario = shipped("demo").changed(days=100, meetings_today=0.2, meetings_week=0.4)
    make(scenario=scenario, seed=7, into=into, events=False)
    return into


@pytest.fixture(scope="module")
def events(folder: Path) -> list[icalendar.Event]:
    found = []
    for path in sorted((folder / "calendars").glob("*.ics")):
        data = path.read_bytes()
        assert max(map(len, data.split(b"\r\n"))) <= 75
        found += icalendar.Calendar.from_ical(data).walk("VEVENT")
    return found


def local(event: icalendar.Event) -> date:
    start = event["DTSTART"].dt
    return start.astimezone(ZoneInfo("Asia/Tokyo")).date() if isinstance(start, datetime) else start


def test_one_file_for_each_of_our_people_and_every_sort_of_meeting(
    folder: Path, events: list[icalendar.Event]
) -> None:
    assert {p.stem for p in (folder / "calendars").iterdir()} == {
        "sakura.minegishi", "daichi.tokura", "emma.reed",
    }  # fmt: skip
    sorts = Counter(
        "weekly" if "RRULE" in e
        else "whole day" if not isinstance(e["DTSTART"].dt, datetime)
        else str(e["STATUS"]).lower()
        for e in events
    )  # fmt: skip
    assert set(sorts) == {"weekly", "whole day", "cancelled", "confirmed"}
    assert len({str(e["UID"]) for e in events}) == len(events)


def test_they_fall_on_the_last_day_and_the_five_working_days_after(
    events: list[icalendar.Event],
) -> None:
    days = {local(e) for e in events if "RRULE" not in e}
    assert min(days) == LAST and max(days) == date(2026, 4, 7)
    assert not {date(2026, 4, 4), date(2026, 4, 5)} & days, "a weekend"


def test_whoever_is_met_is_a_contact_in_place(folder: Path, events: list[icalendar.Event]) -> None:
    with (folder / "contacts.csv").open(encoding="utf-8", newline="") as stream:
        here = {
            r["email"] for r in csv.DictReader(stream) if not r["valid_to"] or r["valid_to"] >= str(LAST)
        }  # fmt: skip
    for event in events:
        given = event["ATTENDEE"]
        for one in given if isinstance(given, list) else [given]:
            assert str(one).removeprefix("mailto:") in here
