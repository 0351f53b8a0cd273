"""The scoreboard in words: one line a number, with how many it rests on and by which method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from banso.lib.text import Text
from banso.lib.width import display_width
from banso.science.proportions import Interval
from simulator.scoring import risk as risks
from simulator.scoring.plays import EffectsScore, PlayScore
from simulator.scoring.risk import Calibrated, Head, RiskScore, Warned
from simulator.scoring.voices import TextScore

if TYPE_CHECKING:
    from simulator.scoring.board import Scoreboard

_VERDICTS = {
    "too_few": Text(
        ja="まだ判断できません（離れた顧客 {n} 社）",
        en="too few to tell ({n} accounts left)",
    ),
    "provisional": Text(
        ja="暫定です（離れた顧客 {n} 社、30社から断定できます）",
        en="provisional ({n} accounts left; a claim needs 30)",
    ),
    "validated": Text(
        ja="予測力を確認できました（離れた顧客 {n} 社）",
        en="validated ({n} accounts left)",
    ),
    "not_shown": Text(
        ja="予測力は確認できていません（離れた顧客 {n} 社）",
        en="predictive power is not shown ({n} accounts left)",
    ),
}
_MOODS = {
    "negative": Text(ja="不満", en="negative"),
    "neutral": Text(ja="中立", en="neutral"),
    "positive": Text(ja="満足", en="positive"),
}
_PARTS = {
    "all": Text(ja="すべて", en="all"), "ja": Text(ja="日本語", en="Japanese"),
    "en": Text(ja="英語", en="English"), "ticket": Text(ja="問い合わせ", en="tickets"),
    "voice": Text(ja="声", en="voices"), "comment": Text(ja="アンケートの自由記述", en="comments"),
    "minutes": Text(ja="議事録", en="minutes"),
}  # fmt: skip
_OUTCOMES = {
    "left": Text(ja="契約が終わる", en="leaving"),
    "decided": Text(ja="解約を決める", en="deciding to leave"),
}
_WIDE = 34  # columns of a line's name


def lines(board: Scoreboard, language: str) -> Iterator[str]:
    """The whole board, line by line, in ``ja`` or ``en``."""
    ja = language.startswith("ja")
    yield (
        f"世界 {board.scenario}、シード {board.seed}、最終日 {board.until}、予測 {board.predictions:,}件"
        if ja
        else f"World {board.scenario}, seed {board.seed}, last day {board.until}, "
        f"{board.predictions:,} predictions"
    )
    for each in board.risk:
        yield ""
        yield from _risk(each, ja)
    if board.effects is not None:
        yield ""
        yield from _effects(board.effects, ja)
    if board.texts:
        yield ""
        yield from _texts(board.texts, ja)
    for kind in board.no_truth:
        yield ""
        yield (
            f"{kind}: 正解のファイルがないため、採点していません。"
            if ja
            else f"{kind}: not scored, the truth holds no file for it."
        )


def _line(name: str, value: str, note: str = "") -> str:
    space = " " * max(1, _WIDE - display_width(name))
    return f"  {name}{space}{value}" + (f"  ({note})" if note else "")


def _risk(r: RiskScore, ja: bool) -> Iterator[str]:
    what = _OUTCOMES[r.outcome].in_("ja" if ja else "en")
    yield (f"■ {r.horizon}日以内に{what}か" if ja else f"Risk of {what} within {r.horizon} days")
    yield _line(
        "行数 / 予測日数" if ja else "rows / days predicted",
        f"{r.rows:,} / {r.days:,}",
        (
            f"除外: 契約中でない {r.not_customers:,}、結果がまだ出ない {r.unfinished:,}"
            if ja
            else f"left out: not customers then {r.not_customers:,}, not over yet {r.unfinished:,}"
        ),
    )
    told = _VERDICTS[r.verdict].in_("ja" if ja else "en").format(n=r.left)
    yield _line("判定" if ja else "verdict", told)
    if r.auc is not None:
        n = f"{r.left} 対 {r.stayed} 社" if ja else f"{r.left} against {r.stayed} accounts"
        how = f"同じ日の中で比較、Newcombe 95%、{n}" if ja else f"within days, Newcombe 95 %, {n}"
        yield _line("AUC", _interval(r.auc, 3), how)
    if r.head is not None:
        yield _line(*_head(r.head, ja))
    if r.calibrated is not None:
        yield from _calibrated(r.calibrated, ja)
    yield from _leads(r, ja)


def _head(h: Head, ja: bool) -> tuple[str, str, str]:
    note = (
        f"{h.hits:,.1f} / {h.places:,} 枠、くじ引きなら {h.by_chance:.1%}、最良で {h.best:.1%}"
        if ja
        else f"{h.hits:,.1f} of {h.places:,} places; by lot {h.by_chance:.1%}, at best {h.best:.1%}"
    )
    return (f"上位{risks.LIST}社の的中率" if ja else f"precision@{risks.LIST}", f"{h.precision:.1%}", note)  # fmt: skip


def _calibrated(c: Calibrated, ja: bool) -> Iterator[str]:
    if c.line is not None:
        how = "1 なら正しい" if ja else "1 is right"
        yield _line("較正の傾き" if ja else "calibration slope", _interval(c.line.slope, 2), how)
        how = "0 なら正しい" if ja else "0 is right"
        yield _line("較正の切片" if ja else "calibration intercept", _interval(c.line.intercept, 2), how)  # fmt: skip
    if c.ece is not None and c.null is not None:
        note = (
            f"完全な予測でも平均 {c.null.mean:.3f}、95%点 {c.null.high:.3f}"
            if ja
            else f"a perfect forecast shows {c.null.mean:.3f} on average, {c.null.high:.3f} at its 95th percentile"
        )
        yield _line("較正誤差(ECE)" if ja else "calibration error (ECE)", f"{c.ece:.3f}", note)
    for band in c.bands:
        name = "  予測 → 実際" if ja else "  said -> came"
        note = f"{band.rows:,} 行" if ja else f"{band.rows:,} rows"
        yield _line(name, f"{band.predicted:.1%} -> {_interval(band.observed, 3)}", note)


def _leads(r: RiskScore, ja: bool) -> Iterator[str]:
    if r.warned is not None and r.warned.recall is not None:
        window = f"直近{risks.LOOK_BACK}日" if ja else f"{risks.LOOK_BACK} days before"
        yield _line(
            "離れる前に一覧に載った" if ja else "on the list before",
            _interval(r.warned.recall, 2),
            _chance(r.warned, window, ja),
        )
        yield from _days("最初に載ってからの日数" if ja else "lead time, days", r.warned.lead, ja)
        if r.outcome == "left":
            yield from _days(
                "うち、決断までの日数" if ja else "lead time to the decision", r.warned.lead_to_decision, ja,
            )  # fmt: skip
    for name, part in (
        ("突然の解約の再現率" if ja else "surprise-churn recall", r.sudden),
        ("予兆のある解約の再現率" if ja else "recall of the others", r.foretold),
    ):
        if part is not None and part.recall is not None:
            window = f"直近{r.horizon}日" if ja else f"{r.horizon} days before"
            yield _line(name, _interval(part.recall, 2), _chance(part, window, ja))
    if r.green_before is not None:
        note = f"{risks.GREEN_BEFORE}日前" if ja else f"{risks.GREEN_BEFORE} days before leaving"
        yield _line("青信号のまま離れた割合" if ja else "green before leaving", _interval(r.green_before, 2), note)  # fmt: skip


def _chance(w: Warned, window: str, ja: bool) -> str:
    by_lot = "" if w.by_chance is None else f"{w.by_chance:.2f}"
    return f"{window}、{w.left} 件、くじ引きなら {by_lot}" if ja else f"{window}, {w.left} leavings, by lot {by_lot}"  # fmt: skip


def _days(name: str, quartiles: tuple[float, float, float] | None, ja: bool) -> Iterator[str]:
    if quartiles is not None:
        low, middle, high = quartiles
        note = f"四分位 {low:.0f}〜{high:.0f}" if ja else f"quartiles {low:.0f} to {high:.0f}"
        yield _line(name, f"{middle:.0f}", note)


def _effects(e: EffectsScore, ja: bool) -> Iterator[str]:
    yield "■ 施策の効果" if ja else "Effects of plays"
    for play in e.plays:
        yield _line(play.play, *_play(play, ja))
    if e.coverage is not None:
        note = "95%区間、n = " if ja else "95 % intervals, n = "
        judged = sum(p.covered is not None for p in e.plays)
        yield _line("区間が真値を含む" if ja else "intervals that hold the truth", _interval(e.coverage, 2), f"{note}{judged}")  # fmt: skip
    yield _line("誤った主張" if ja else "false claims", str(e.false_claims))
    for unit in e.bias:
        name = f"偏り / RMSE [{unit}]" if ja else f"bias / RMSE [{unit}]"
        yield _line(name, f"{e.bias[unit]:+.4g} / {e.rmse[unit]:.4g}")
    if e.missing:
        name = "予測のない施策" if ja else "plays without an estimate"
        yield _line(name, ", ".join(e.missing))


def _play(p: PlayScore, ja: bool) -> tuple[str, str]:
    limits = "" if p.low is None or p.high is None else f" [{p.low:.4g}, {p.high:.4g}]"
    mark = {True: "✓", False: "✗", None: ""}[p.covered]
    note = ", ".join(t for t in (p.unit, p.assignment, f"{p.accounts:,} 社" if ja else f"{p.accounts:,} accounts") if t)  # fmt: skip
    said = f"真値 {p.truth:+.4g}  推定 {p.estimate:+.4g}" if ja else f"true {p.truth:+.4g}  said {p.estimate:+.4g}"  # fmt: skip
    return f"{said}{limits} {mark}".rstrip(), note


def _texts(parts: tuple[TextScore, ...], ja: bool) -> Iterator[str]:
    yield "■ テーマと感情" if ja else "Themes and moods"
    for t in parts:
        name = _PARTS[t.part].in_("ja" if ja else "en") if t.part in _PARTS else t.part
        answered = f"{t.answered:,} / {t.texts:,} 件" if ja else f"{t.answered:,} of {t.texts:,}"
        for what, found in (
            ("テーマ" if ja else "theme", t.theme),
            ("感情" if ja else "mood", t.mood),
        ):
            if found is None:
                continue
            chance = f"最多のみなら {found.chance:.2f}" if ja else f"the most frequent alone {found.chance:.2f}"  # fmt: skip
            value = f"{_interval(found.accuracy, 3)}  F1 {found.macro_f1:.3f}"
            yield _line(f"{name}: {what}", value, f"{answered}, {chance}")
    first = parts[0]
    if first.mood is not None:
        for a, b, n in first.mood.mistaken[:3]:
            yield _line("  取り違え" if ja else "  taken for", f"{_mood(a, ja)} → {_mood(b, ja)}: {n:,}")  # fmt: skip


def _mood(name: str, ja: bool) -> str:
    return _MOODS[name].in_("ja" if ja else "en")


def _interval(i: Interval, digits: int) -> str:
    return f"{i.value:.{digits}f} [{i.low:.{digits}f}, {i.high:.{digits}f}]"
