"""Write the reference pages that are made from the code; a test fails while one of them is old.

``python scripts/pages.py`` writes docs/user/import-columns.md and docs/user/metrics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_MADE = "<!-- Made by scripts/pages.py from the code. Change the code, then run it again. -->"
TYPES = {
    "key": "text, kept as it is",
    "text": "text",
    "email": "e-mail address",
    "date": "day: 2026-04-01, 2026/4/1, 令和8年4月1日, an Excel day",
    "instant": "day and time; without a zone it is in the mapping's or the workspace's",
    "money": "amount, with or without signs and thousands",
    "number": "number",
    "integer": "whole number",
    "share": "0.1 or 10 %",
    "bool": "yes / no, はい / いいえ, 有 / 無, 1 / 0",
    "currency": "JPY, USD …",
    "corporate": "法人番号, 13 digits with check digit",
    "list": "several, separated by commas",
    "severity": "low, normal, high, urgent",
    "role": "champion, decision maker, admin, user …",
    "line_kind": "plan or add-on",
    "intent": "staying, considering, comparing",
    "level": "low, fair, good",
    "level3": "low, medium, high",
    "interval": "day, week, month, year",
    "survey_kind": "NPS, CSAT, CES, free",
    "touch_type": "meeting, call, mail, visit, QBR, chat, note",
    "side": "us, them",
    "voice_channel": "support, meeting, survey, community, review, mail; anything else: other",
    "session_type": "webinar, workshop, user group, training; anything else: other",
    "incident_scope": "all, some",
    "arm": "treated, control",
    "assigned_how": "randomised, by hand",
    "people": "addresses, separated by `;`",
}


def import_columns() -> Iterator[str]:
    """Kinds of rows and what a column of each can mean, from the vocabulary of imports."""
    from banso.connectors.files.vocabulary import KINDS

    yield from (
        "# What a file can hold",
        "",
        "A row is of one kind, and a column of it has one meaning. Banso guesses both from the names of file and columns, in",
        "Japanese or English, with many aliases; width, case, spaces and notes in brackets do not count. What it cannot guess",
        "you choose on the screen, or say in a mapping file. A column without a meaning here becomes a field of the account or",
        "is left out, as you choose. See [importing](import.md).",
    )
    for kind in KINDS.values():
        needs = "; ".join(" or ".join(f"`{name}`" for name in choice) for choice in kind.needs)
        yield from (
            "",
            f"## {kind.key}: {kind.text.en} · {kind.text.ja}",
            "",
            f"Needs {needs}.",
            "",
        )
        yield from ("| target | English | 日本語 | value |", "|---|---|---|---|")
        for target in kind.targets.values():
            value = TYPES.get(target.type, target.type)
            yield f"| `{target.key}` | {target.text.en} | {target.text.ja} | {value} |"


def metrics() -> Iterator[str]:
    """The shipped metrics, from their definitions."""
    from banso.metrics.definitions import GROUPS, library
    from banso.metrics.wording import DIRECTIONS, unit_of

    registry = library()
    ready = sum(m.connectable for m in registry)
    yield from (
        "# The metric library",
        "",
        "One value per account and day; windows are whole local days that end with that day, and only the present tenure counts.",
        "A value is *unknown* while its source is not connected or does not cover the window. `login`, `use` and features are what",
        "your catalogue says they are. Any of these names may stand in a condition.",
        "",
        f"{ready} of these are worked out in this version; {len(registry.metrics) - ready} wait for a source.",
    )
    for group, name in GROUPS.items():
        yield from ("", f"## {name.en} · {name.ja}")
        for metric in (m for m in registry if m.group == group):
            unit = unit_of(metric)
            unit_words = f", {unit.en}" if unit.en and unit.en != metric.kind else ""
            direction = f", {DIRECTIONS[metric.direction].en}" if metric.direction != "none" else ""
            yield from (
                "",
                f"### `{metric.key}`",
                "",
                f"**{metric.name.en} · {metric.name.ja}** ({metric.kind}{unit_words}{direction}; from {metric.source})",
                "",
                f"{metric.help.en}  ",
                f"*Missing:* {metric.missing.en}  ",
                f"*Example:* {metric.example.en}",
            )


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "docs/user/import-columns.md": import_columns,
    "docs/user/metrics.md": metrics,
}


def text_of(page: str) -> str:
    return "\n".join([_MADE, "", *PAGES[page](), ""])


def main() -> None:
    for page in PAGES:
        (PROJECT / page).write_text(text_of(page), encoding="utf-8")
        print(f"Wrote {page}")


if __name__ == "__main__":
    main()
