"""The one topic to bring up in a meeting, and why: the first that holds, the most urgent first.

Pure: what it is told decides. What is not known (None) never makes a topic (rules.md R7).
"""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text

_DROP = -1.5  # of use against the account's own baseline, in standard deviations
_LONG_OPEN = 3  # days of an urgent ticket
_WINDOW = 30  # days before their approval begins


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an account when a meeting is prepared; None: not known. ``ours_late`` and
    ``theirs_late``: the promise that is late longest, with the days."""

    ours_late: tuple[str, int] | None = None
    theirs_late: tuple[str, int] | None = None
    urgent_ticket_days: int | None = None
    leaving_intent: str | None = None
    days_to_decision: int | None = None
    approval_lead_days: int | None = None
    champion_left_days: int | None = None
    active_users_28d: float | None = None
    use_vs_own_baseline: float | None = None
    setup_progress_rate: float | None = None
    first_value_seen: bool | None = None
    seats_used_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    text: Text
    reason: Text


def suggested_topic(facts: Facts) -> Topic:
    """This function will name the topic. There always is one: at least what they want to reach next."""
    for rule in (
        _our_promise, _ticket, _leaving, _decision, _champion, _idle, _drop, _setup, _first_value,
        _their_promise, _seats,
    ):  # fmt: skip
        found = rule(facts)
        if found is not None:
            return found
    return _topic(
        "goal", "次の3か月で達成したいこと", "What they want to reach in the next three months",
        "急ぎの用件は見当たりません。", "Nothing urgent is known.",
    )  # fmt: skip


def _topic(key: str, ja: str, en: str, why_ja: str, why_en: str) -> Topic:
    return Topic(key, Text(ja=ja, en=en), Text(ja=why_ja, en=why_en))


def _our_promise(f: Facts) -> Topic | None:
    if f.ours_late is None:
        return None
    text, days = f.ours_late
    return _topic(
        "ours-late", f"期限を過ぎた当社の宿題: {text}", f"Our late promise: {text}",
        f"{days}日過ぎています。先にこちらから触れます。",
        f"It is {days} days late: bring it up before they do.",
    )  # fmt: skip


def _ticket(f: Facts) -> Topic | None:
    days = f.urgent_ticket_days
    if days is None or days < _LONG_OPEN:
        return None
    return _topic(
        "ticket", "緊急の問い合わせの見通し", "When the urgent ticket will be solved",
        f"{days}日、未解決です。", f"It has been open for {days} days.",
    )  # fmt: skip


def _leaving(f: Facts) -> Topic | None:
    if f.leaving_intent not in {"considering", "comparing"}:
        return None
    return _topic(
        "leaving", "続けるうえでの不安", "What makes them doubt to go on",
        "解約または他社との比較を考えています。", "They consider leaving, or compare with others.",
    )  # fmt: skip


def _decision(f: Facts) -> Topic | None:
    days = f.days_to_decision
    if days is None or days < 0 or days > (f.approval_lead_days or 0) + _WINDOW:
        return None
    lead = f.approval_lead_days or 0
    return _topic(
        "decision", "更新の判断に要る資料と、先方の承認の段取り",
        "What the decision to renew needs, and how they approve it",
        f"更新の判断まで{days}日、先方の承認に{lead}日かかります。",
        f"{days} days to the decision; their approval takes {lead}.",
    )  # fmt: skip


def _champion(f: Facts) -> Topic | None:
    days = f.champion_left_days
    if days is None or not 0 <= days <= 90:
        return None
    return _topic(
        "champion", "推進者の後任", "Who follows their champion",
        f"推進者が{days}日前に離れました。", f"The champion left {days} days ago.",
    )  # fmt: skip


def _idle(f: Facts) -> Topic | None:
    if f.active_users_28d != 0:
        return None
    return _topic(
        "idle", "使われていない理由と、また使い始めるための一歩",
        "Why nobody uses it, and the first step back",
        "28日間、だれも使っていません。", "Nobody has used it for 28 days.",
    )  # fmt: skip


def _drop(f: Facts) -> Topic | None:
    fell = f.use_vs_own_baseline
    if fell is None or fell > _DROP:
        return None
    return _topic(
        "drop", "最近の使い方で変わったこと", "What changed in how they use it",
        f"先週の利用が、ふだんの8週間より大きく落ちています（標準偏差の{abs(fell):.1f}倍）。",
        f"Last week's use is {abs(fell):.1f} standard deviations below their own eight weeks.",
    )  # fmt: skip


def _setup(f: Facts) -> Topic | None:
    rate = f.setup_progress_rate
    if rate is None or rate >= 1:
        return None
    return _topic(
        "setup", "残っている設定と、その担当者", "The set-up steps that are left, and who does them",
        f"設定は{rate:.0%}まで終わっています。", f"{rate:.0%} of the set-up is done.",
    )  # fmt: skip


def _first_value(f: Facts) -> Topic | None:
    if f.first_value_seen is not False:
        return None
    return _topic(
        "first-value", "最初の成果につなげる使い方を一つ", "One use that leads to a first result",
        "最初の成果がまだ出ていません。", "There is no first result yet.",
    )  # fmt: skip


def _their_promise(f: Facts) -> Topic | None:
    if f.theirs_late is None:
        return None
    text, days = f.theirs_late
    return _topic(
        "theirs-late", f"先方の宿題の進み具合: {text}", f"How their promise stands: {text}",
        f"期限を{days}日過ぎています。", f"It is {days} days past its date.",
    )  # fmt: skip


def _seats(f: Facts) -> Topic | None:
    rate = f.seats_used_rate
    if rate is None or rate < 0.9:
        return None
    return _topic(
        "seats", "席数の見直しと、広げたい部署", "More seats, and departments to bring in",
        f"席の{rate:.0%}が使われています。", f"{rate:.0%} of the seats are in use.",
    )  # fmt: skip
