"""Everything that is wrong with a map, at once: what the form cannot see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from banso.journey.checks_ways import check_ways, path_of
from banso.journey.model import JourneyMap, Phase, State, When
from banso.journey.names import with_map
from banso.journey.parse import parse
from banso.journey.reader import Reader, shown, suggest
from banso.journey.registry import KPI_KEYS, LATER_THAN_PHASE, PLAY_KEYS
from banso.journey.rules import Rules, compile_map
from banso.lib.dates import Unit
from banso.lib.problems import Level, Problem, errors, problem
from banso.lib.yaml import Loaded, Path
from banso.metrics.conditions import Condition
from banso.metrics.conditions import parse as parse_condition
from banso.metrics.conditions.names import Kind, NameTable, NameType, Scope


@dataclass(frozen=True)
class Checked:
    """A checked text. ``map`` and ``rules`` are there only if it has no error."""

    map: JourneyMap | None
    rules: Rules | None
    problems: tuple[Problem, ...]
    loaded: Loaded

    @property
    def errors(self) -> list[Problem]:
        return errors(self.problems)


def check(
    text: str,
    *,
    names: NameTable,
    file: str | None = None,
    running: JourneyMap | None = None,
    built_kpis: frozenset[str] = frozenset(),
    built_plays: frozenset[str] = frozenset(),
) -> Checked:
    """Read and check the text of a map: every problem at once, in the order of the file.

    ``names``: the metrics and account fields there are. ``running``: the version in force, whose
    keys the new text may not lose without ``moved_to``. ``built_*``: what releases already have.
    """
    reading = parse(text, file=file)
    reader = Reader(reading.loaded, list(reading.problems))
    journey = reading.map
    if journey is None:
        return Checked(None, None, tuple(_in_order(reader.problems)), reading.loaded)
    conditions = _Conditions(reader, with_map(names, journey).plus(_LATER))
    conditions.read(journey)
    _success(reader, journey)
    _limits(reader, journey)
    _kpis(reader, journey, built_kpis)
    _plays(reader, journey, built_plays)
    check_ways(reader, journey, conditions.known)
    _moved_to(reader, journey, running)
    found = tuple(_in_order(reader.problems))
    if errors(found):
        return Checked(None, None, found, reading.loaded)
    rules = compile_map(journey, conditions.known.__getitem__)
    return Checked(rules.map, rules, found, reading.loaded)


def _in_order(problems: list[Problem]) -> list[Problem]:
    unique = {(p.id, p.line, p.column, p.sample): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.line or 0, p.column or 0))


# Conditions -------------------------------------------------------------------------------------

_LATER = {name: NameType(Kind.NUMBER if name in ("health", "risk") else Kind.CHOICE, group="later")
          for name in LATER_THAN_PHASE}  # fmt: skip


class _Conditions:
    """Every condition of the map, parsed once per text, its problems at the place they stand."""

    def __init__(self, reader: Reader, names: NameTable) -> None:
        self.reader = reader
        self.names = names
        self.known: dict[str, Condition] = {}

    def read(self, journey: JourneyMap) -> None:
        for path, when in _whens(journey):
            parsed = parse_condition(
                when.text,
                names=self.names,
                scope=Scope.ACCOUNT,
                file=self.reader.loaded.file,
                path=shown(path),
                locate=partial(self.reader.loaded.inside, path),
            )
            self.reader.problems += parsed.problems
            if parsed.condition is None:
                continue
            self.known[when.text] = parsed.condition
            for name in sorted(parsed.condition.names & LATER_THAN_PHASE):
                self.cycle(name, when, path)

    def cycle(self, name: str, when: When, path: Path) -> None:
        at = re.search(rf"\b{name}\b", when.text)
        where = self.reader.loaded.inside(path, at.start() if at else 0)
        near = f"yesterday.{name}" if f"yesterday.{name}" in self.names else None
        self.reader.problems.append(
            problem(
                "journey.cycle",
                ja=f"フェーズの条件では「{name}」を使えません。その日の「{name}」は、フェーズが決まった後に計算されます。",
                en=f"A phase condition cannot name '{name}': it is worked out after the phase of the day.",
                remedy_ja=f"前日の値「{near}」を使うか、元になる指標を直接書いてください。"
                if near
                else "元になる指標や項目を直接書いてください。",
                remedy_en=f"Use yesterday's value '{near}', or the metrics behind it."
                if near
                else "Write the metrics or fields behind it.",
                file=self.reader.loaded.file,
                line=where.line,
                column=where.column,
                path=shown(path),
                sample=name,
                suggestion=near,
            )
        )


def _whens(journey: JourneyMap) -> list[tuple[Path, When]]:
    """Every condition with its path in the file."""
    found = [journey.start.when]
    found += [a.when for a in journey.interrupts] + [e.when for e in journey.placement]
    found += [a.when for _, a in journey.arrows()]
    for phase in journey.phases:
        found += [phase.success.when] if phase.success else []
        found += [b.seen for b in phase.behaviour if b.seen]
    return [(path_of(when.spot.path), when) for when in found if when.spot.path]


# Phases -----------------------------------------------------------------------------------------


def _success(reader: Reader, journey: JourneyMap) -> None:
    for phase in journey.phases:
        path = path_of(phase.spot.path)[:2]
        if phase.success is None and not _has(reader, path, "success"):
            reader.report(
                "journey.success-missing",
                path,
                ja=f"フェーズ「{phase.key}」に成功の定義がありません。",
                en=f"The phase '{phase.key}' has no success definition.",
                remedy_ja="success: に、文（text）と条件（when）を書いてください。ないと公開できません。",
                remedy_en="Add success: with a text and a condition (when); a map cannot be published without.",
                sample=phase.key,
                suggestion=None,
            )


def _has(reader: Reader, path: Path, key: str) -> bool:
    value = reader.loaded.value
    for part in path:
        value = value[part]
    return isinstance(value, dict) and value.get(key) is not None


def _limits(reader: Reader, journey: JourneyMap) -> None:
    for phase in journey.phases:
        items: tuple[Phase | State, ...] = (phase, *phase.states)
        for item in items:
            should, stuck = item.should_take, item.stuck_after
            if should is None or stuck is None:
                continue
            same = (should.unit is Unit.BUSINESS_DAY) == (stuck.unit is Unit.BUSINESS_DAY)
            if same and (stuck.days or stuck.n) <= (should.days or should.n):
                reader.report(
                    "journey.stuck-too-early",
                    (*path_of(item.spot.path)[:-1], "stuck_after"),
                    ja=f"「{item.key}」の停滞（{stuck}）が、目安（{should}）より後になっていません。",
                    en=f"'{item.key}' is stuck after {stuck}, which is not later than should_take ({should}).",
                    remedy_ja="stuck_after を should_take より長くしてください。",
                    remedy_en="Make stuck_after longer than should_take.",
                    sample=str(stuck),
                    at_value=True,
                )


def _kpis(reader: Reader, journey: JourneyMap, built: frozenset[str]) -> None:
    for phase in journey.phases:
        path = (*path_of(phase.spot.path)[:2], "kpi")
        waiting = []
        for n, item in enumerate(_raw(reader, path)):
            key = item.get("key") if isinstance(item, dict) else None
            if not isinstance(key, str) or key in built:
                continue
            if key in KPI_KEYS:
                waiting.append(key)
                continue
            _unknown(reader, (*path, n, "key"), "kpi", "KPI", key, suggest(key, KPI_KEYS))
        _not_built(reader, path, "kpi", waiting)


def _plays(reader: Reader, journey: JourneyMap, built: frozenset[str]) -> None:
    known = PLAY_KEYS | built
    for phase in journey.phases:
        base = path_of(phase.spot.path)[:2]
        issues = [
            (*base, "issues", n, "plays") for n in range(len(_raw(reader, (*base, "issues"))))
        ]
        for path in ((*base, "plays"), *issues):
            waiting = []
            for n, key in enumerate(_raw(reader, path)):
                if not isinstance(key, str) or key in built:
                    continue
                near = None if key in known else _slip(key, known)
                if near:
                    _unknown(reader, (*path, n), "play", "施策", key, near)
                else:
                    waiting.append(key)
            _not_built(reader, path, "play", waiting)


def _slip(key: str, known: frozenset[str]) -> str | None:
    """A known key that ``key`` differs from by a slip only; teams name plays of their own."""
    near = suggest(key, known)
    if near is None or abs(len(near) - len(key)) > 2:
        return None
    return near if _distance(key, near) <= 2 else None


def _distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def _raw(reader: Reader, path: Path) -> list[object]:
    value = reader.loaded.value
    for part in path:
        value = value.get(part) if isinstance(value, dict) else value[part]
        if value is None:
            return []
    return value if isinstance(value, list) else []


def _unknown(reader: Reader, path: Path, kind: str, word: str, key: str, near: str | None) -> None:
    reader.report(
        f"journey.unknown-{kind}",
        path,
        ja=f"「{key}」という{word}はありません。",
        en=f"There is no {kind.upper() if kind == 'kpi' else kind} '{key}'.",
        remedy_ja=f"「{near}」のことですか。" if near else "キーを確かめてください。",
        remedy_en=f"Did you mean '{near}'?" if near else "Check the key.",
        sample=key,
        suggestion=near,
        at_value=True,
    )


def _not_built(reader: Reader, path: Path, kind: str, keys: list[str]) -> None:
    if not keys:
        return
    listed = ", ".join(keys)
    reader.report(
        f"journey.{kind}-not-built",
        path,
        ja=f"まだ作られていません: {listed}",
        en=f"Not built yet: {listed}.",
        remedy_ja="マップには表示され、できた時点で動き始めます。",
        remedy_en="The map shows them; they begin to work once they exist.",
        level=Level.NOTE,
        sample=listed[:60],
    )


# Versions ---------------------------------------------------------------------------------------


def _moved_to(reader: Reader, journey: JourneyMap, running: JourneyMap | None) -> None:
    places = {*journey.places, *(p.key for p in journey.phases)}
    for old, new in journey.moved_to.items():
        if new not in places:
            near = suggest(new, places)
            reader.report(
                "journey.unknown-place",
                ("moved_to", old),
                ja=f"「{new}」というフェーズ・状態はありません。",
                en=f"There is no phase or state '{new}'.",
                remedy_ja=f"「{near}」のことですか。"
                if near
                else "行き先のキーを確かめてください。",
                remedy_en=f"Did you mean '{near}'?" if near else "Check the key of the target.",
                sample=new,
                suggestion=near,
                at_value=True,
            )
        if old in places:
            reader.report(
                "journey.moved-to-present",
                ("moved_to", old),
                ja=f"「{old}」はこのマップに残っているので、移し先は要りません。",
                en=f"'{old}' is still on this map, so nothing is moved from it.",
                remedy_ja="この行を消すか、キーを確かめてください。",
                remedy_en="Remove this line, or check the key.",
                sample=old,
            )
    if running is not None:
        _removed(reader, journey, running, places)


def _removed(reader: Reader, journey: JourneyMap, running: JourneyMap, places: set[str]) -> None:
    phases = {p.key for p in journey.phases}
    for place in running.places:
        phase, _, state = place.partition(".")
        kept = place in places or (phase in phases and not (state and _states(journey, phase)))
        if kept or place in journey.moved_to or phase in journey.moved_to:
            continue
        key = place if phase in phases else phase
        near = suggest(key, places - set(running.places))
        reader.report(
            "journey.removed-key",
            ("moved_to",) if journey.moved_to else ("phases",),
            ja=f"運用中の版にある「{key}」がなくなっています。そこにいる顧客企業の移し先が必要です。",
            en=f"'{key}' of the version in force is gone: the accounts standing there need a place to go.",
            remedy_ja=f"moved_to: に「{key}: {near or '移し先'}」と書くか、元のキーに戻してください。",
            remedy_en=f"Write '{key}: {near or 'target'}' under moved_to:, or bring the key back.",
            sample=key,
            suggestion=near,
        )


def _states(journey: JourneyMap, phase: str) -> bool:
    found = journey.phase(phase)
    return bool(found and found.states)
