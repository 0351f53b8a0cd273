"""The catalogue: what each event of a vendor's product means (rules.md R8).

A stream of names does not say which event is a login, a set-up step or the first value. The
catalogue does: event name → roles, feature, module, the problem it solves. What it does not list
is stored and shown, and counts as nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from banso.lib.problems import BansoError, Problem, errors
from banso.lib.text import Text
from banso.metrics.reading import Reader
from banso.metrics.shapes import ROLES

SCHEMA = "banso/catalogue@1"
OWN_PREFIX = "banso."  # our own events: never use of the vendor's product
_KEYS = ("event", "roles", "feature", "module", "solves", "name")
_MOST_EVENTS = 5_000


class CatalogueNotAccepted(BansoError):
    """A catalogue has errors; nothing was saved."""


@dataclass(frozen=True, slots=True)
class CatalogueEvent:
    """One event name. No roles: it is known and counts as nothing (a heartbeat, an error …)."""

    event: str
    roles: tuple[str, ...] = ()
    feature: str = ""
    module: str = ""
    solves: Text = Text()
    name: Text = Text()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: what events of it have in common. The first event that says more wins."""

    key: str
    name: Text
    module: str
    solves: Text


@dataclass(frozen=True)
class Catalogue:
    """Events by name, in the order written."""

    events: Mapping[str, CatalogueEvent] = field(default_factory=dict)

    def __contains__(self, event: object) -> bool:
        return event in self.events

    def names_of(self, role: str) -> tuple[str, ...]:
        """The event names with a role, sorted."""
        return tuple(sorted(e.event for e in self.events.values() if role in e.roles))

    @property
    def feature_of(self) -> dict[str, str]:
        """Event name → feature, for the events that have one."""
        return {e.event: e.feature for e in self.events.values() if e.feature}

    @property
    def features(self) -> dict[str, Feature]:
        """Every feature, in order of first mention."""
        found: dict[str, Feature] = {}
        for e in self.events.values():
            if e.feature and e.feature not in found:
                found[e.feature] = Feature(e.feature, Text.of(e.feature), e.module, e.solves)
        return found

    def name_of(self, event: str, language: str) -> str:
        """The words shown for an event: its name in the catalogue, else the event itself."""
        known = self.events.get(event)
        return (known.name.in_(language) if known else "") or event

    @property
    def answered(self) -> dict[str, bool]:
        """Which of the three questions that light the map have an answer."""
        return {role: bool(self.names_of(role)) for role in QUESTIONS}


# Three answers light the map: what is use, which events set the product up, what is first value.
QUESTIONS = ("use", "setup_step", "first_value")

QUESTION_TEXTS: Mapping[str, Text] = {
    "use": Text(
        ja="製品を使っていると言えるのは、どの操作ですか。",
        en="Which events mean that the product is in use?",
    ),
    "setup_step": Text(
        ja="導入時に一度は済ませてほしい設定は、どの操作ですか。",
        en="Which events are steps of setting the product up?",
    ),
    "first_value": Text(
        ja="最初の成果が出たと言えるのは、どの操作ですか。",
        en="Which event means that the customer has reached a first result?",
    ),
}

ROLE_NAMES: Mapping[str, Text] = {
    "login": Text(ja="ログイン", en="Login"),
    "use": Text(ja="利用", en="Use"),
    "setup_step": Text(ja="初期設定", en="Set-up step"),
    "first_value": Text(ja="最初の成果", en="First value"),
    "export": Text(ja="書き出し", en="Export"),
    "order": Text(ja="注文", en="Order"),
}


def parse_catalogue(text: str, *, file: str | None = None) -> tuple[Catalogue, list[Problem]]:
    """Read a catalogue's text: what could be read, and every problem at once."""
    reader = Reader.of(text, file=file, area="catalogue")
    reader.schema(SCHEMA)
    reader.only((), ("schema", "events"))
    events: dict[str, CatalogueEvent] = {}
    paths = reader.items(("events",))
    if len(paths) > _MOST_EVENTS:
        reader.add(
            ("events",), "too-many",
            f"イベントが{len(paths):,}件あり、上限の{_MOST_EVENTS:,}件を超えています。",
            f"There are {len(paths):,} events; the limit is {_MOST_EVENTS:,}.",
            "よく使われるものだけを残してください。", "Keep those that matter.",
        )  # fmt: skip
        paths = paths[:_MOST_EVENTS]
    for path in paths:
        event = _event(reader, path, events)
        if event is not None:
            events[event.event] = event
    return Catalogue(events), reader.problems


def _event(
    reader: Reader, path: tuple[object, ...], events: Mapping[str, CatalogueEvent]
) -> CatalogueEvent | None:
    if not reader.mapping(path):
        return None
    reader.only(path, _KEYS)
    name = reader.plain_text((*path, "event"), required=True)
    if not name:
        return None
    if name in events:
        reader.add(
            (*path, "event"), "event-twice",
            f"イベント「{name[:60]}」が2回あります（1回目は{events[name].line}行目）。",
            f"The event '{name[:60]}' is listed twice (first on line {events[name].line}).",
            "1つにまとめてください。", "Merge the two.", sample=name[:60],
        )  # fmt: skip
        return None
    roles = [
        role
        for i in range(len(reader.texts((*path, "roles")) or ()))
        if (role := _role(reader, path, i))
    ]
    if name.startswith(OWN_PREFIX) and roles:
        reader.add(
            (*path, "roles"), "own-event",
            f"「{OWN_PREFIX}」で始まるイベントは、利用として数えません。",
            f"Events that begin with '{OWN_PREFIX}' never count as use.",
            "役割を外してください。", "Take its roles away.", sample=name[:60],
        )  # fmt: skip
        roles = []
    return CatalogueEvent(
        event=name,
        roles=tuple(r for r in ROLES if r in roles),
        feature=reader.plain_text((*path, "feature")) or "",
        module=reader.plain_text((*path, "module")) or "",
        solves=reader.text((*path, "solves")) or Text(),
        name=reader.text((*path, "name")) or Text(),
        line=reader.line((*path, "event")),
    )


def _role(reader: Reader, path: tuple[object, ...], index: int) -> str | None:
    at = (*path, "roles")
    if isinstance(reader.get(at), list):
        at = (*at, index)
    return reader.choice(at, ROLES)


def accept(text: str, *, file: str | None = None) -> Catalogue:
    """Read a catalogue, or raise ``CatalogueNotAccepted`` with everything that is wrong."""
    catalogue, problems = parse_catalogue(text, file=file)
    if errors(problems):
        raise CatalogueNotAccepted(problems)
    return catalogue


def write_catalogue(events: Iterable[CatalogueEvent]) -> str:
    """The text of a catalogue with these events, one line each: what the screen's answers save."""
    lines = [f"schema: {SCHEMA}", "events:"]
    for e in events:
        parts = [f"event: {_quoted(e.event)}", f"roles: [{', '.join(e.roles)}]"]
        parts += [
            f"{k}: {_quoted(v)}" for k, v in (("feature", e.feature), ("module", e.module)) if v
        ]
        parts += [
            f"{k}: {_words(v)}" for k, v in (("solves", e.solves), ("name", e.name)) if v.ja or v.en
        ]
        lines.append(f"  - {{{', '.join(parts)}}}")
    if len(lines) == 2:
        lines[1] = "events: []"
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _words(value: Text) -> str:
    if value.plain:
        return _quoted(value.ja or value.en or "")
    both = (("ja", value.ja), ("en", value.en))
    return "{" + ", ".join(f"{k}: {_quoted(v)}" for k, v in both if v) + "}"
