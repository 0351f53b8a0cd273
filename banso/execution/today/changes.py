"""What changed with somebody's accounts, each with its reason and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from banso.customers.arrivals import Came, OwnAccount, came_lately
from banso.events.lake import Lake
from banso.execution.today.views import Action, Change
from banso.journey import queries as journey
from banso.journey.arrivals import Arrival, arrivals
from banso.lib.dates import day_bounds
from banso.lib.text import Text
from banso.metrics.conditions.explain import Explanation
from banso.metrics.falls import Fall, falls
from banso.workspace.viewer import Viewer

FELL = -2.0  # of use_vs_own_baseline: two of its own usual swings below what is usual
BASELINE = "use_vs_own_baseline"
_BESIDE = ("active_seat_rate_28d", "active_users_28d", "days_since_login")
_LEAVES = 2  # of a reason: what decided, not everything that was looked at

_CALL = ("call", Text(ja="電話する", en="Call them"), 15)
_ASK = ("check", Text(ja="サポートに確認", en="Ask support"), 15)
_WRITE = ("mail", Text(ja="返信を書く", en="Write back"), 10)
_THANK = ("mail", Text(ja="お礼と確認", en="Thank and ask"), 10)
_MEET = ("meeting", Text(ja="次の面談を提案", en="Propose a meeting"), 15)
_SAVE = ("call", Text(ja="事情を聞く", en="Ask what happened"), 20)

_SEVERITY = {
    "urgent": Text(ja="緊急の問い合わせ", en="Urgent ticket"),
    "high": Text(ja="重大な問い合わせ", en="Important ticket"),
}
_CHANNELS = {
    "mail": Text(ja="メール", en="mail"), "call": Text(ja="電話", en="phone"),
    "meeting": Text(ja="面談", en="meeting"), "survey": Text(ja="アンケート", en="survey"),
    "chat": Text(ja="チャット", en="chat"), "form": Text(ja="フォーム", en="form"),
}  # fmt: skip


def changes(
    *,
    viewer: Viewer,
    lake: Lake,
    accounts: Mapping[int, OwnAccount],
    mrr: Mapping[int, int | None],
    first: date,
    last: date,
    rows_day: date | None,
    zone: str,
) -> list[Change]:
    """This function will list what is new with ``accounts`` from ``first`` to ``last``, the gravest first.

    Moves and falls are known up to the closed day ``rows_day``. Complaints before replies before
    moves that go well; among equals the larger MRR, then the newer.
    """
    if not accounts:
        return []
    found: list[Change] = []
    said = came_lately(
        viewer=viewer, account_ids=accounts.keys(), since=day_bounds(first, ZoneInfo(zone))[0],
        until=day_bounds(last, ZoneInfo(zone))[1],
    )  # fmt: skip
    found += (_said(one, accounts, mrr, ZoneInfo(zone)) for one in said)
    moved = arrivals(viewer=viewer, account_ids=accounts.keys(), first=first, last=last)
    found += _moves(viewer, moved, accounts, mrr)
    if rows_day is not None:
        fell = falls(
            viewer=viewer, lake=lake, accounts=accounts.keys(), key=BASELINE, line=FELL,
            first=min(first, rows_day), last=rows_day, beside=_BESIDE,
        )  # fmt: skip
        found += (_fell(one, accounts, mrr) for one in fell)
    return sorted(found, key=lambda c: (c.weight, -(c.mrr_minor or 0), -c.day.toordinal(), c.key))


def _change(
    account: OwnAccount, mrr: Mapping[int, int | None], action: tuple[str, Text, int], **said: Any
) -> Change:
    kind, label, minutes = action
    headline: Text = said["headline"]
    return Change(
        account_id=account.id, account_public_id=account.public_id, account_name=account.name,
        mrr_minor=mrr.get(account.id), action=Action(kind, label, _title(label, headline), minutes),
        **said,
    )  # fmt: skip


def _title(label: Text, headline: Text) -> Text:
    return Text(
        ja=f"{label.in_('ja')}（{headline.in_('ja')}）",
        en=f"{label.in_('en')}: {headline.in_('en')}",
    )


# What they said -------------------------------------------------------------------------------------


def _said(
    one: Came, accounts: Mapping[int, OwnAccount], mrr: Mapping[int, int | None], zone: ZoneInfo
) -> Change:
    headline, reason, action, weight = _SAY[one.kind](one)
    return _change(
        accounts[one.account_id], mrr, action, key=f"{one.kind}:{one.public_id}", kind=one.kind,
        day=one.at.astimezone(zone).date(), at=one.at, headline=headline, reason=reason, weight=weight,
    )  # fmt: skip


def _quoted(words: str) -> Text:
    line = " ".join(words.split())
    return Text(ja=f"「{line}」", en=f"“{line}”") if line else Text(ja="本文なし", en="no text")


def _ticket(one: Came) -> tuple[Text, Text, tuple[str, Text, int], int]:
    if one.score is not None and one.word not in _SEVERITY:
        headline = Text(ja=f"対応への満足度 {one.score:g}", en=f"Answer rated {one.score:g}")
        return headline, _quoted(one.title), _SAVE, 1
    return (
        _SEVERITY.get(one.word, _SEVERITY["high"]),
        _quoted(one.title),
        _ASK,
        0 if one.word == "urgent" else 1,
    )


def _voice(one: Came) -> tuple[Text, Text, tuple[str, Text, int], int]:
    by = _CHANNELS.get(one.word)
    headline = (
        Text(ja=f"声が届きました（{by.in_('ja')}）", en=f"A voice by {by.in_('en')}")
        if by
        else Text(ja="声が届きました", en="A voice")
    )
    return headline, _quoted(one.text), _WRITE, 3


def _answer(one: Came) -> tuple[Text, Text, tuple[str, Text, int], int]:
    name = {"nps": "NPS", "csat": "CSAT"}.get(one.word, one.word.upper())
    headline = Text(ja=f"{name} {one.score:g} の回答", en=f"{name} answer of {one.score:g}")
    return headline, _quoted(one.text), _SAVE, 1


def _reply(one: Came) -> tuple[Text, Text, tuple[str, Text, int], int]:
    return Text(ja="返信あり", en="They wrote"), _quoted(one.title or one.text), _WRITE, 2


_SAY = {"ticket": _ticket, "voice": _voice, "answer": _answer, "reply": _reply}


# What they did --------------------------------------------------------------------------------------


def _fell(one: Fall, accounts: Mapping[int, OwnAccount], mrr: Mapping[int, int | None]) -> Change:
    swings = f"{-one.value:.1f}"
    ja = [f"直近7日の利用が平常を大きく下回りました（ふだんの変動幅の{swings}倍）"]
    en = [f"Use in the last 7 days is far below normal ({swings} times its usual swing)"]
    was, now = one.before.get(_BESIDE[0]), one.now.get(_BESIDE[0])
    if was is not None and now is not None and round(was, 2) != round(now, 2):
        ja.append(f"席の稼働率 {was:.0%} → {now:.0%}")
        en.append(f"active seats {was:.0%} → {now:.0%}")
    since = one.now.get("days_since_login")
    if since:
        ja.append(f"最終ログイン {since}日前")
        en.append(f"last login {since} day{'s' if since != 1 else ''} ago")
    return _change(
        accounts[one.account_id], mrr, _CALL, key=f"fell:{one.account_id}:{one.day}", kind="fell",
        day=one.day, headline=Text(ja="利用の低下", en="Use fell"),
        reason=Text(ja="。".join(ja), en="; ".join(en)), weight=1,
    )  # fmt: skip


def _moves(
    viewer: Viewer,
    moved: Iterable[Arrival],
    accounts: Mapping[int, OwnAccount],
    mrr: Mapping[int, int | None],
) -> Iterator[Change]:
    for one in moved:
        a, b = one.came_from, one.name
        if a is None:
            headline = Text(ja=f"{b.in_('ja')}に入りました", en=f"Came to {b.in_('en')}")
        else:
            headline = Text(
                ja=f"{a.in_('ja')} → {b.in_('ja')}", en=f"{a.in_('en')} → {b.in_('en')}"
            )
        yield _change(
            accounts[one.account_id], mrr, _SAVE if one.departure else _MEET,
            key=f"moved:{one.account_id}:{one.number}:{one.phase}:{one.day}", kind="moved",
            day=one.day, headline=headline, reason=_why(viewer, one), hue=one.hue,
            weight=0 if one.departure else 4,
        )  # fmt: skip


def _why(viewer: Viewer, one: Arrival) -> Text:
    """What decided the move, with its values."""
    if one.by_hand:
        return Text(ja="手動で移しました", en="Moved by hand")
    if one.reason is None or not one.reason.leaves:
        return Text(ja="地図の規則による", en="By the rules of the map")
    names = journey.names(viewer=viewer)
    leaves = Explanation.from_json(one.reason.leaves).deciding[:_LEAVES]
    return Text(
        ja="、".join(leaf.sentence("ja", names) for leaf in leaves),
        en=", ".join(leaf.sentence("en", names) for leaf in leaves),
    )


def window(day: date, rows_day: date | None, *, days: int) -> date:
    """The first day that is looked at: ``days`` back from the newest closed day, or from today."""
    return min(day, rows_day or day) - timedelta(days=days - 1)
