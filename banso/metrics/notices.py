"""What a person should know of days that were measured although there was little to measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from banso.lib.problems import Level, Problem, problem
from banso.metrics.models import RolledDay
from banso.metrics.world import World

_SHOWN = 3  # stretches named; the rest is counted


def nothing_there(world: World, days: Sequence[date]) -> tuple[Problem, ...]:
    """This function will name the days that have no events: outside every source's coverage, or inside."""
    if not days:
        return ()
    ordered = sorted(days)
    seen = set(
        RolledDay.objects.filter(day__range=(ordered[0], ordered[-1])).values_list("day", flat=True)
    )
    usage = world.covered("usage")

    def covered(day: date) -> bool:
        return any(c.from_on <= day and (c.to_on is None or day <= c.to_on) for c in usage)

    empty = [d for d in ordered if d not in seen]
    outside = [d for d in empty if not covered(d)]
    inside = [d for d in empty if covered(d)]
    found = []
    if outside:
        found.append(_not_covered(outside))
    if inside:
        found.append(_no_events(inside))
    return tuple(found)


def _not_covered(days: Sequence[date]) -> Problem:
    spans, count = _spans(days), len(days)
    return problem(
        "metrics.days.not-covered",
        ja=f"利用データの対象期間に入っていない日が{count}日あります（{spans}）。利用に関する指標は空欄になります。",
        en=f"No source covers {count} of the days ({spans}): numbers of usage are unknown there.",
        remedy_ja="その期間のイベントを取り込むか、取得元の対象期間を見直してください。契約の指標は計算済みです。",
        remedy_en="Import the events of that time, or correct the source's coverage. Numbers of contracts are there.",
        level=Level.NOTE,
        path=spans,
    )


def _no_events(days: Sequence[date]) -> Problem:
    spans, count = _spans(days), len(days)
    return problem(
        "metrics.days.no-events",
        ja=f"対象期間内ですが、イベントが1件もない日が{count}日あります（{spans}）。0件として計算しました。",
        en=f"{count} of the days are covered but have no events at all ({spans}): they count as zero.",
        remedy_ja="休業日でなければ、取り込みの漏れを確かめてください。あとから届いた分は自動で反映されます。",
        remedy_en="Unless nobody worked then, look for a missing import. What comes later is taken up by itself.",
        level=Level.NOTE,
        path=spans,
    )


def _spans(days: Iterable[date]) -> str:
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [f"{r[0]}" if len(r) == 1 else f"{r[0]} – {r[-1]}" for r in runs[:_SHOWN]]
    return ", ".join(named) + (f", … +{len(runs) - _SHOWN}" if len(runs) > _SHOWN else "")
