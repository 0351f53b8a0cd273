"""A small world in the real records and a real lake: accounts, contracts, dated fields, a short map."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from banso.customers import operations as customers
from banso.customers.models import Account, FieldValue
from banso.events.lake import Lake
from banso.events.store import workspace_lake
from banso.journey.day import Closed, close_days
from banso.journey.definitions import MAP_KEY, MAP_KIND, STATE_DAYS
from banso.journey.models import MapChange, PhaseStay, Standing
from banso.revenue.models import ContractLine
from banso.workspace import operations as workspace
from banso.workspace.viewer import Viewer

NOW = datetime(2026, 5, 1, tzinfo=UTC)
D0 = date(2026, 1, 5)  # a Monday
SYSTEM = Viewer.system()

MAP = """
schema: banso/journey@1
key: short
name: {ja: 短い地図, en: Short}
start: {at: first, when: life = 'active'}
interrupts:
  - {to: gone.left, when: life = 'ended'}
  - {to: gone.considering, when: "leaving_intent = 'considering'"}
placement:
  - {at: gone.left, when: life = 'ended'}
  - {at: second, when: seats_assigned >= 10}
  - {at: first, when: true}
phases:
  - key: first
    name: {ja: 一番目, en: First}
    behaviour:
      - {text: {ja: 席を配る, en: Seats are given out}, seen: seats_assigned >= 1}
    success:
      text: {ja: 席が10以上, en: Ten seats}
      when: seats_assigned >= 10
    should_take: 10 days
    stuck_after: 20 days
    exits:
      - {to: second, when: phase_succeeded}
  - key: second
    name: {ja: 二番目, en: Second}
    success:
      text: {ja: 手応えあり, en: They feel good}
      when: csm_feel = 'good'
    exits:
      - {to: first, when: seats_assigned < 5, hold: 7 days}
  - key: gone
    name: {ja: 離脱, en: Gone}
    success:
      text: {ja: 理由が分かった, en: The cause is solved}
      when: churn_cause_solved
    states:
      - key: considering
        name: {ja: 検討中, en: Considering}
        exits:
          - {to: previous, when: "leaving_intent = 'staying'"}
      - key: left
        name: {ja: 解約済み, en: Left}
    exits:
      - {to: first, when: life = 'active' and contract_gap_days >= 1}
"""


def on(offset: int) -> date:
    return D0 + timedelta(days=offset)


def made(text: str = MAP, *, covered: date = D0, until: int = 200) -> None:
    """Contracts and usage covered from ``covered`` on, and the short map in force."""
    for kind in ("contracts", "usage"):
        workspace.widen_coverage(kind=kind, source="book", from_on=covered, to_on=on(until))
    version = workspace.save_definition(
        viewer=SYSTEM, kind=MAP_KIND, key=MAP_KEY, text=text, now=NOW
    )
    release = workspace.make_release(
        viewer=SYSTEM, changes={f"{MAP_KIND}/{MAP_KEY}": version}, now=NOW
    )
    MapChange.objects.create(version=version, release=release, at=NOW)


def account(
    name: str,
    start: date = D0,
    end: date | None = None,
    *,
    mrr: int = 10_000,
    made_at: datetime = NOW,
    **more: Any,
) -> int:
    """An account with one contract line; its id. It is there from ``made_at`` or the contract on."""
    row = Account.objects.create(name=name, sort_name=name, created_at=made_at)
    contract(row.pk, start, end, mrr=mrr, **more)
    return row.pk


def contract(
    account_id: int, start: date, end: date | None = None, *, mrr: int = 10_000, **more: Any
) -> None:
    count = ContractLine.objects.count()
    ContractLine.objects.create(
        account_id=account_id, source="book", key=f"c{count}", start_on=start, end_on=end,
        mrr_minor=mrr, currency="JPY", auto_renew=more.pop("auto_renew", False),
        term_months=more.pop("term_months", 12), recorded_at=NOW, **more,
    )  # fmt: skip


def field(account_id: int, key: str, value: Any, offset: int) -> None:
    """A dated field gets a value from a day on."""
    customers.set_field(
        viewer=SYSTEM, account_id=account_id, key=key, value=value, now=NOW, from_on=on(offset)
    )


def unsay(account_id: int, key: str) -> None:
    """As if the values had never been given."""
    FieldValue.objects.filter(account_id=account_id, key=key).delete()


def lake() -> Lake:
    return workspace_lake()


def close(first: int, last: int, *, now: datetime = NOW, again: bool = False) -> Closed:
    return close_days(lake=lake(), first=on(first), last=on(last), now=now, again=again)


# Reading --------------------------------------------------------------------------------------------

Row = tuple[Any, ...]
COLUMNS = [c.name for c in STATE_DAYS.columns if c.name not in ("month", "recorded_at")]


def state_rows() -> list[Row]:
    """Every row of ``state_days`` but for when it was written down."""
    with lake().cursor() as cursor:
        return cursor.execute(
            f"select {', '.join(COLUMNS)} from {lake().table(STATE_DAYS).sql()}"
            " order by account, lane, day"
        ).fetchall()


def places(account_id: int) -> dict[int, str]:
    """Where an account stood, by day after D0."""
    with lake().cursor() as cursor:
        rows = cursor.execute(
            f"select day, phase, state from {lake().table(STATE_DAYS).sql()} where account = ?",
            [account_id],
        ).fetchall()
    return {(day - D0).days: phase + (f".{state}" if state else "") for day, phase, state in rows}


def tracks(account_id: int) -> dict[int, str]:
    with lake().cursor() as cursor:
        rows = cursor.execute(
            f"select day, track from {lake().table(STATE_DAYS).sql()} where account = ?",
            [account_id],
        ).fetchall()
    return {(day - D0).days: track for day, track in rows}


def stays(account_id: int) -> list[PhaseStay]:
    """The stays in force, the first first."""
    rows = PhaseStay.objects.filter(account_id=account_id, superseded_at__isnull=True)
    return list(rows.order_by("number"))


def path(account_id: int) -> list[tuple[str, int, int | None]]:
    """The stays in force as (phase, day entered, day left)."""
    return [
        (s.phase, (s.entered_on - D0).days, (s.left_on - D0).days if s.left_on else None)
        for s in stays(account_id)
    ]


def everything() -> tuple[list[Row], list[dict[str, Any]], list[dict[str, Any]]]:
    """All that days leave behind, to be compared: states, stays, standings."""
    kept = [{**s.content(), "account": s.account_id, "release": s.release, "old": bool(s.superseded_at)}
            for s in PhaseStay.objects.order_by("account_id", "number", "id")]  # fmt: skip
    standings = list(
        Standing.objects.order_by("account_id").values(
            "account_id", "day", "data", "ahead", "place", "track", "success_on", "release"
        )
    )
    return state_rows(), kept, standings
