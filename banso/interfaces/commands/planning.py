"""What ``banso journey`` says: problems with their place, a plan with names and reasons, versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from banso.journey.model import JourneyMap
from banso.journey.planning import Applied, MapVersion, Plan, PlannedMove
from banso.journey.restating import Restated
from banso.lib.problems import Level, Problem
from banso.lib.width import display_width
from banso.metrics.conditions import Explanation
from banso.metrics.conditions.names import NameTable

_MARKS = {True: "✓", False: "✗", None: "?"}
_LEVELS = {
    "ja": {Level.ERROR: "エラー", Level.CAUTION: "注意", Level.NOTE: "参考"},
    "en": {Level.ERROR: "error", Level.CAUTION: "caution", Level.NOTE: "note"},
}


def problem_lines(problems: Iterable[Problem], spoken: str) -> Iterator[str]:
    """Each problem with its place, its words, the remedy under it."""
    for each in problems:
        yield f"{each.place}  {_LEVELS[spoken][each.level]}  {each.fact.in_(spoken)} [{each.id}]"
        remedy = each.remedy.in_(spoken)
        if remedy:
            yield f"    → {remedy}"


def plan_lines(
    plan: Plan, *, names: Mapping[int, str], table: NameTable, spoken: str
) -> Iterator[str]:
    """The plan for a person: who would move, why, and what the running rules say of the same."""
    japanese = spoken == "ja"
    yield from problem_lines(plan.problems, spoken)
    if plan.errors:
        return
    if plan.text_same:
        yield "運用中の版と同じ内容です。" if japanese else "This is the text in force already."
        return
    day = plan.day.isoformat() if plan.day else ("—" if japanese else "no day closed yet")
    yield (
        f"版 {plan.version or '—'} → {plan.next_version}、{day} 時点、リリース {plan.release}"
        if japanese
        else f"Version {plan.version or '-'} → {plan.next_version}, as of {day}, release {plan.release}"
    )
    yield _headline(plan, japanese)
    for move in plan.moves:
        yield from _move_lines(move, plan, names, table, spoken)
    yield from _count_lines(plan, spoken)


def _headline(plan: Plan, japanese: bool) -> str:
    total = len(plan.moves) + plan.hidden
    if japanese:
        more = f"(うち閲覧範囲外 {plan.hidden}社)" if plan.hidden else ""
        return f"{plan.accounts:,}社のうち {total:,}社が動きます{more}。新たに成功とみなす: {plan.succeed:,}社"
    more = f" ({plan.hidden} of them outside your accounts)" if plan.hidden else ""
    noun = "account" if plan.accounts == 1 else "accounts"
    return f"{total:,} of {plan.accounts:,} {noun} would move{more}; {plan.succeed:,} would newly count as succeeded."


def _move_lines(
    move: PlannedMove, plan: Plan, names: Mapping[int, str], table: NameTable, spoken: str
) -> Iterator[str]:
    japanese = spoken == "ja"
    name = names.get(move.account_id) or str(move.account_id)
    steps = [place_name(plan.old_map, move.source, spoken)]
    steps += [place_name(plan.new_map, place, spoken) for place in move.via]
    hand = ("  [手動]" if japanese else "  [by hand]") if move.manual else ""
    yield f"  {name}: {' → '.join(steps)}{hand}"
    where = f"(journey.yaml:{move.line})" if move.line else ""
    if move.kind == "version":
        words = (
            "今の場所が新しい版にありません"
            if japanese
            else "its place is gone from the new version"
        )
        yield f"      {words} {where}".rstrip()
    elif move.reason is not None:
        yield f"      {_explained(move.reason, move.success, table, spoken)} {where}".rstrip()
    if move.old is not None:
        said = _explained(move.old.reason, move.old.success, table, spoken)
        yield f"      {'運用中' if japanese else 'in force'}: {said}"


def _explained(
    reason: dict[str, Any], success: dict[str, Any] | None, table: NameTable, spoken: str
) -> str:
    """The leaves with their values; the phase's success in place of its name."""
    found = []
    for data in (reason, success):
        if data is None:
            continue
        for leaf in Explanation.from_json(data).leaves:
            if success is not None and data is reason and "phase_succeeded" in leaf.values:
                continue
            found.append(f"{leaf.sentence(spoken, table)} {_MARKS[leaf.truth]}")
    return ("、" if spoken == "ja" else ", ").join(dict.fromkeys(found))


def _count_lines(plan: Plan, spoken: str) -> Iterator[str]:
    places = list(plan.new_map.places) if plan.new_map else []
    places += [p for p in (*plan.counts_before, *plan.counts_after) if p not in places]
    rows = []
    for place in dict.fromkeys(places):
        before, after = plan.counts_before.get(place, 0), plan.counts_after.get(place, 0)
        if not before and not after:
            continue
        known = plan.new_map if plan.new_map and place in plan.new_map.places else plan.old_map
        change = f" ({after - before:+d})" if after != before else ""
        rows.append((place_name(known, place, spoken), f"{before:>6,} → {after:>6,}{change}"))
    wide = max((display_width(name) for name, _ in rows), default=0)
    for name, counts in rows:
        yield f"  {name}{' ' * (wide - display_width(name))}  {counts}"


def place_name(journey: JourneyMap | None, place: str, spoken: str) -> str:
    """The words for a place, for whoever stands nowhere too."""
    if not place:
        return "(マップ外)" if spoken == "ja" else "(not yet on the map)"
    return journey.name_of(place, spoken) if journey else place


def applied_line(done: Applied, spoken: str) -> str:
    day = done.day.isoformat() if done.day else "—"
    if spoken == "ja":
        return f"適用しました: 第{done.version}版、リリース {done.release}、{done.moves:,}社を移動({day} 付)"
    noun = "account" if done.moves == 1 else "accounts"
    return f"Applied: version {done.version}, release {done.release}, {done.moves:,} {noun} moved, dated {day}."


def history_lines(versions: Iterable[MapVersion], spoken: str) -> Iterator[str]:
    for each in versions:
        mark = "*" if each.in_force else " "
        day = each.on_day.isoformat() if each.on_day else "—"
        who = each.by or "banso"
        unit = "社" if spoken == "ja" else " moved"
        yield f"{mark} {each.version:>3}  {each.at:%Y-%m-%d %H:%M}Z  {day}  {each.moved:>5,}{unit}  {who}  {each.why}".rstrip()


def version_json(each: MapVersion) -> dict[str, Any]:
    return {
        "version": each.version, "release": each.release, "at": each.at.isoformat(),
        "on_day": each.on_day.isoformat() if each.on_day else None, "by": each.by, "why": each.why,
        "moved": each.moved, "in_force": each.in_force,
    }  # fmt: skip


def series_lines(found: Iterable[Restated], spoken: str) -> Iterator[str]:
    """The restated series there are, newest first."""
    listed = list(found)
    if not listed:
        yield "再計算の系列はありません。" if spoken == "ja" else "There is no restated series."
    for each in listed:
        rows = f"{each.rows:,}行" if spoken == "ja" else f"{each.rows:,} rows"
        yield f"{each.public_id}  {each.from_on} – {each.to_on}  {each.name}  {rows}"


def series_json(each: Restated) -> dict[str, Any]:
    return {
        "series": each.public_id,
        "name": each.name,
        "from": each.from_on.isoformat(),
        "to": each.to_on.isoformat(),
        "version": each.version,
        "rows": each.rows,
        "made_at": each.made_at.isoformat(),
    }
