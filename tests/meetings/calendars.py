"""Calendars as programs write them; all people fictional."""

from __future__ import annotations


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of these events; lines of ``head`` stand above them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fictional//calendar//JA"]
    lines += [*head.split("\n")] if head else []
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().split("\n"), "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def event(uid: str, start: str, *more: str, end: str = "", title: str = "定例") -> str:
    """One event; ``start`` and ``end`` are UTC as in 20260401T010000Z unless they name their own zone."""
    lines = [f"UID:{uid}", start if ":" in start else f"DTSTART:{start}"]
    if end:
        lines.append(end if ":" in end else f"DTEND:{end}")
    return "\n".join([*lines, f"SUMMARY:{title}", *more])


def guest(address: str, name: str = "", **params: str) -> str:
    """A line of somebody invited."""
    given = "".join(f";{k.upper()}={v}" for k, v in params.items())
    return f'ATTENDEE;CN="{name or address}"{given}:mailto:{address}'
