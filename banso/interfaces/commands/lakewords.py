"""What ``banso lake`` says, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from banso.connectors.upkeep.operations import Upkept
from banso.connectors.upkeep.queries import LakeStats, TableStats
from banso.connectors.upkeep.repairing import Plan, Repaired, Step
from banso.interfaces.commands.planning import problem_lines
from banso.lib.width import display_width

_ACTS = {
    "ja": {
        "mend": "書きかけの記録を取り除く",
        "remake": "まとめる前のファイルから作り直す（行は失われません）",
        "strike": "読めないファイルを表から外す",
        "aside": "表を別の場所に移し、初めから計算し直す",
        "bring": "取り込んだファイルから、失われたイベントを戻す",
        "refuse": "修復できません。バックアップから復元してください",
    },
    "en": {
        "mend": "remove the half-written entry",
        "remake": "make it again of the files it was merged from (no row is lost)",
        "strike": "take the unreadable file out of the table",
        "aside": "put the table away and compute it anew",
        "bring": "bring lost events back from the files of their import",
        "refuse": "cannot be repaired; restore a backup",
    },
}
_AFTER = {
    "ja": {
        "import": "その行は、元のファイルを渡すまで失われたままです",
        "roll": "その日を集計し直します",
        "measure": "その日を測り直します",
        "walk": "その日を締め直します",
    },
    "en": {
        "import": "its rows stay lost until its files are handed in again",
        "roll": "its days are summed up again",
        "measure": "its days are measured again",
        "walk": "its days are closed again",
    },
}


def in_order(spoken: str) -> str:
    return "異常はありません。" if spoken == "ja" else "Everything is in order."


def plan_lines(plan: Plan, spoken: str) -> Iterator[str]:
    """What is wrong, what would be done about it, and how to have it done."""
    if not plan.problems and plan.nothing:
        yield in_order(spoken)
        return
    yield from problem_lines(plan.problems, spoken)
    if plan.nothing:
        yield (
            "今できる修復はありません。" if spoken == "ja" else "There is nothing to do at present."
        )
        return
    yield "修復の内容:" if spoken == "ja" else "What would be done:"
    for step in plan.steps:
        yield f"  {step.table}/{step.what}: {_step(step, spoken)}"
    if plan.first_day:
        day = plan.first_day
        yield (
            f"  {day} から締め直します。"
            if spoken == "ja"
            else f"  Days from {day} on are closed again."
        )
    yield (
        "実行するには --yes を付けてください。" if spoken == "ja" else "Say --yes to have it done."
    )


def _step(step: Step, spoken: str) -> str:
    said = _ACTS[spoken][step.act]
    if step.act != "strike" or step.lost is None:
        return said
    source = step.source
    after = _AFTER[spoken].get(source, "")
    rows = f"{step.lost.rows:,} 行" if spoken == "ja" else f"{step.lost.rows:,} rows"
    return f"{said} ({rows}; {after})" if after else f"{said} ({rows})"


def plan_json(plan: Plan, spoken: str) -> dict[str, Any]:
    return {
        "problems": [p.as_json(spoken) for p in plan.problems],
        "steps": [
            {
                "act": s.act,
                "table": s.table,
                "what": s.what,
                "rows": s.lost.rows if s.lost else None,
                "imports": list(s.batches),
            }
            for s in plan.steps
        ],
        "close_from": plan.first_day.isoformat() if plan.first_day else None,
    }


def repaired_lines(done: Repaired, spoken: str) -> Iterator[str]:
    if spoken == "ja":
        yield f"取り除いた記録 {done.mended}、作り直したファイル {done.remade}、外したファイル {done.struck}。"
        if done.rows_back:
            yield f"元のファイルから {done.rows_back:,} 行を戻しました。"
        if done.closed:
            yield f"{done.closed['first']} – {done.closed['last']} を締め直しました。"
        for gap in done.missing:
            yield f"失われたまま: {gap.table} {gap.first} – {gap.last}、{gap.rows:,} 行、取り込み {', '.join(gap.batches) or '?'}"
        return
    yield f"Entries removed {done.mended}, files made again {done.remade}, files taken out {done.struck}."
    if done.rows_back:
        yield f"{done.rows_back:,} rows came back from the files of their import."
    if done.closed:
        yield f"Closed {done.closed['first']} – {done.closed['last']} again."
    for gap in done.missing:
        yield f"Still lost: {gap.table} {gap.first} – {gap.last}, {gap.rows:,} rows, import {', '.join(gap.batches) or '?'}"


def repaired_json(done: Repaired) -> dict[str, Any]:
    found = asdict(done)
    found["first_day"] = done.first_day.isoformat() if done.first_day else None
    return found


_HEADS = {
    "ja": ("表", "行", "ファイル", "小", "MB", "ディスク上", "ログ", "チェックポイント", "訂正", "期間", "次の手入れ"),
    "en": ("table", "rows", "files", "small", "MB", "on disk", "log", "checkpoint", "corrections", "days", "upkeep would"),
}  # fmt: skip


def stats_lines(found: LakeStats, spoken: str, *, now: datetime) -> Iterator[str]:
    """A table in text; then the disk and the newest upkeep."""
    rows = [_HEADS[spoken], *(_cells(t, spoken, now) for t in found.tables)]
    wide = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell + " " * (w - display_width(cell)) if i in (0, 9, 10) else " " * (w - display_width(cell)) + cell
            for i, (cell, w) in enumerate(zip(row, wide, strict=True))
        ]  # fmt: skip
        yield "  ".join(cells).rstrip()
    at = f"{found.upkeep_at:%Y-%m-%d %H:%M}Z" if found.upkeep_at else "—"
    free = f"{found.free / 1e9:,.1f} GB"
    if spoken == "ja":
        yield f"空き容量 {free}。前回の手入れ {at}、{found.closed or '—'} まで締め済み。"
    else:
        yield f"{free} free. Last upkeep {at}; closed up to {found.closed or '—'}."
    for each in found.upkeep_problems:
        yield f"  {each['ja'] if spoken == 'ja' else each['fact']} [{each['id']}]"


def _cells(table: TableStats, spoken: str, now: datetime) -> tuple[str, ...]:
    if table.problem:
        return (table.name, *[""] * 9, f"[{table.problem}]")
    age = "—"
    if table.checkpoint_at:
        minutes = max(0, int((now - table.checkpoint_at).total_seconds() // 60))
        unit = ("分前", "時間前", "日前") if spoken == "ja" else (" min", " h", " d")
        age = (
            f"{minutes}{unit[0]}" if minutes < 120
            else f"{minutes // 60}{unit[1]}" if minutes < 2880
            else f"{minutes // 1440}{unit[2]}"
        )  # fmt: skip
    days = f"{table.oldest} – {table.newest}" if table.oldest else "—"
    todo = []
    if table.to_merge:
        arrow = f"{table.to_merge} → {table.to_make}"
        todo.append(f"{arrow} にまとめる" if spoken == "ja" else f"merge {arrow}")
    if table.to_remove:
        todo.append(f"{table.to_remove} を消す" if spoken == "ja" else f"remove {table.to_remove}")
    return (
        table.name, f"{table.rows:,}", f"{table.files:,}", f"{table.small:,}",
        f"{table.size / 1e6:,.1f}", f"{table.on_disk:,} ({table.size_on_disk / 1e6:,.1f} MB)",
        f"{table.log_entries:,}", age, f"{table.corrections:,}", days, ", ".join(todo) or "—",
    )  # fmt: skip


def upkept_lines(done: Upkept, spoken: str) -> Iterator[str]:
    for name, t in done.tables.items():
        if spoken == "ja":
            yield f"{name}: {t.merged} 個を {t.made} 個にまとめ、{t.removed} 個と記録 {t.entries} 件を消しました。"
        else:
            yield f"{name}: {t.merged} files became {t.made}; {t.removed} files and {t.entries} log entries went."
    for name in done.later:
        yield (
            f"{name}: 別の処理が書き換え中のため、次回に回しました。"
            if spoken == "ja"
            else f"{name}: somebody else is rewriting it; left for the next time."
        )
    yield from problem_lines(done.problems, spoken)
