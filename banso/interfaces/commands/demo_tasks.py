"""The tasks of the demo's people, out of what happened with their accounts lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from banso.customers import queries as customers
from banso.customers.arrivals import came_lately
from banso.customers.moments.notes import notes_since
from banso.execution.tasks import queries
from banso.execution.tasks.operations import complete_tasks, create_task
from banso.lib.text import Text
from banso.revenue import queries as revenue
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

_LATELY = timedelta(days=10)
_SOON = 60  # days before a decision in which the demo's people prepare it
_MOST = {"decision": 2, "ticket": 2, "mood": 1}  # of each for one person


@dataclass(frozen=True, slots=True)
class _Wish:
    kind: str
    title: Text
    reason: Text
    due_in: int
    priority: int = 2
    checklist: tuple[Text, ...] = field(default=())


_DECISION = _Wish(
    "call",
    Text(ja="更新の意向を確かめる", en="Ask what they think of renewing"),
    Text(ja="更新の判断期限まで60日以内です。", en="The renewal is decided within 60 days."),
    2,
    1,
    (
        Text(ja="現場の評価を聞く", en="Hear how it is used"),
        Text(ja="稟議の流れと決裁者を確かめる", en="Ask who approves, and by when"),
        Text(ja="見積もりの要否を聞く", en="Ask whether a quote is needed"),
    ),
)
_TICKET = _Wish(
    "mail",
    Text(ja="問い合わせの状況を知らせる", en="Tell them where their ticket stands"),
    Text(ja="優先度の高い問い合わせがありました。", en="They opened an urgent ticket."),
    0,
    1,
)
_MOOD = _Wish(
    "call",
    Text(ja="面談後の様子をうかがう", en="Call after the meeting"),
    Text(ja="直近の面談で温度感が低めでした。", en="The mood was low in the last meeting."),
    1,
)
_WEEKLY = _Wish(
    "prepare",
    Text(ja="CS定例の資料を整える", en="Prepare the weekly CS meeting"),
    Text(ja="", en=""),
    3,
    3,
)
_DONE = _Wish(
    "check",
    Text(ja="今週の利用状況を見る", en="Look through this week's use"),
    Text(ja="", en=""),
    0,
    3,
)


def make_tasks(*, today: date, now: datetime) -> None:
    """This function will give each CSM of the demo tasks with their reasons, one recurring, and one done; nothing
    the second time."""
    everybody = Viewer.system("ja")
    if queries.open_tasks(viewer=everybody, today=today, limit=1):
        return
    ids = customers.accounts_all(viewer=everybody)
    accounts = customers.account_list_rows(viewer=everybody, ids=ids)
    owned: dict[int, list[int]] = {}
    for account in accounts:
        if account.owner_id:
            owned.setdefault(account.owner_id, []).append(account.id)
    for person, mine in sorted(owned.items()):
        viewer = workspace.viewer_of(user_id=person)
        for what, pk, wish in _wishes(mine, today):
            _make(viewer, wish, today, now, account_id=pk, source_ref=f"demo:{what}:{pk}")
        _make(viewer, _WEEKLY, today, now, repeats="week", how="me")
        done = _make(viewer, _DONE, today, now, how="me")
        complete_tasks(viewer=viewer, public_ids=[done], today=today, now=now, minutes=15)


def _make(viewer: Viewer, wish: _Wish, today: date, now: datetime, **more: Any) -> str:
    language = viewer.language
    return create_task(
        viewer=viewer, title=wish.title.in_(language), reason=wish.reason.in_(language),
        kind=wish.kind, priority=wish.priority, due_in=wish.due_in, today=today, now=now,
        checklist=[step.in_(language) for step in wish.checklist],
        source="rule" if "source_ref" in more else "person", **more,
    )  # fmt: skip


def _wishes(accounts: list[int], today: date) -> Iterator[tuple[str, int, _Wish]]:
    """What is to be done at one person's accounts: the kind, the account, what."""
    viewer = Viewer.system("ja")
    until = datetime.combine(today + timedelta(days=1), time.min, UTC)
    given: dict[str, Any] = {"account_ids": accounts, "since": until - _LATELY, "until": until}
    facts = revenue.facts_on(viewer=viewer, day=today, account_ids=accounts)
    left = {a: f.days_to_decision for a, f in facts.items() if f.days_to_decision is not None}
    soon = sorted((days, a) for a, days in left.items() if 0 <= days <= _SOON)
    yield from (("decision", a, _DECISION) for _, a in soon[: _MOST["decision"]])
    came = [c.account_id for c in came_lately(viewer=viewer, **given) if c.kind == "ticket"]
    struck = list(dict.fromkeys(came))
    yield from (("ticket", a, _TICKET) for a in struck[: _MOST["ticket"]])
    low = [n.account_id for n in notes_since(viewer=viewer, **given) if n.mood == "low"]
    sad = list(dict.fromkeys(low))
    yield from (("mood", a, _MOOD) for a in sad[: _MOST["mood"]])
