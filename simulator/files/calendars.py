"""Calendar files (RFC 5545), one for each of our people who has meetings."""

from __future__ import annotations

from pathlib import Path

from simulator.engine.ahead import Meeting

FOLDER = "calendars"
_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Tokyo", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900", "TZNAME:JST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
_MOST = 75  # octets of a line


class Calendars:
    """Collects the meetings of everybody and writes ``calendars/<name>.ics`` at the end."""

    def __init__(self, into: Path, *, stamp: str) -> None:
        self.into, self.stamp = into, stamp
        self._of: dict[str, list[str]] = {}
        self.count = 0

    def add(self, meeting: Meeting) -> None:
        self._of.setdefault(meeting.csm, []).extend(_event(meeting, self.stamp))
        self.count += 1

    def close(self) -> None:
        for csm, lines in sorted(self._of.items()):
            folder = self.into / FOLDER
            folder.mkdir(exist_ok=True)
            head = (
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Banso//simulated world//EN",
                *_ZONE,
            )
            text = "".join(f"{_folded(line)}\r\n" for line in (*head, *lines, "END:VCALENDAR"))
            (folder / f"{csm.partition('@')[0]}.ics").write_bytes(text.encode("utf-8"))


def _event(m: Meeting, stamp: str) -> list[str]:
    if m.starts is None or m.ends is None:
        when = [f"DTSTART;VALUE=DATE:{m.day:%Y%m%d}"]
    else:
        when = [
            f"DTSTART;TZID=Asia/Tokyo:{m.starts:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Asia/Tokyo:{m.ends:%Y%m%dT%H%M%S}",
        ]
    return [
        "BEGIN:VEVENT", f"UID:{m.uid}", f"DTSTAMP:{stamp}", *when,
        *([f"RRULE:FREQ=WEEKLY;COUNT={m.weeks}"] if m.weeks else []),
        f"SUMMARY:{_said(m.title)}", f"LOCATION:{_said(m.place)}",
        f"STATUS:{'CANCELLED' if m.cancelled else 'CONFIRMED'}", f"ORGANIZER:mailto:{m.csm}",
        *(f'ATTENDEE;CN="{name}";PARTSTAT=ACCEPTED:mailto:{address}' for name, address in m.attendees),
        "END:VEVENT",
    ]  # fmt: skip


def _said(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text


def _folded(line: str) -> str:
    """Lines above 75 octets go on after a break and a space, never within a letter."""
    parts: list[str] = []
    size = at = 0
    for i, letter in enumerate(line):
        octets = len(letter.encode("utf-8"))
        if size + octets > _MOST - (1 if parts else 0):
            parts.append(line[at:i])
            at, size = i, 0
        size += octets
    parts.append(line[at:])
    return "\r\n ".join(parts)
