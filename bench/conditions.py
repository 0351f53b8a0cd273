"""How fast conditions are decided on this machine, against the same test written in Python.

    python -m bench.conditions [--rows 20000]

The ratio is the figure (how much a condition costs over a hand-written function), the seconds
belong to the machine. The last lines say how long 10,000 accounts × 365 days would take for a
map of 20 conditions, and what one DuckDB scan of the same rows costs.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

import duckdb

from banso.metrics.conditions import Condition, Kind, NameTable, NameType, parse

NAMES = NameTable(
    {
        "active_days_7d": NameType(Kind.COUNT),
        "setup_done_days": NameType(Kind.DAYS),
        "days_to_decision": NameType(Kind.DAYS),
        "approval_lead_days": NameType(Kind.DAYS),
        "term_months": NameType(Kind.COUNT),
        "csat_90d": NameType(Kind.NUMBER),
        "urgent_tickets_open": NameType(Kind.COUNT),
        "seats_used_rate": NameType(Kind.RATE),
        "plan_limit_used_rate": NameType(Kind.RATE),
        "goals_reached_365d": NameType(Kind.COUNT),
        "life": NameType(Kind.CHOICE),
        "phase_succeeded": NameType(Kind.BOOL),
    }
)
Row = dict[str, Any]


def _expansion(row: Row) -> bool | None:
    """The last condition of CASES as a person would write it, missing values and all."""
    if None in (row["phase_succeeded"], row["csat_90d"], row["urgent_tickets_open"]):
        return None
    if not row["phase_succeeded"] or row["csat_90d"] < 3.5 or row["urgent_tickets_open"] != 0:
        return False
    parts = (row["seats_used_rate"], 0.9), (row["plan_limit_used_rate"], 0.8)
    found = [None if value is None else value >= least for value, least in parts]
    goals = row["goals_reached_365d"]
    found.append(None if goals is None else goals >= 1)
    return True if True in found else None if None in found else False


CASES: tuple[tuple[str, Callable[[Row], bool | None]], ...] = (
    (
        "active_days_7d >= 3",
        lambda row: None if row["active_days_7d"] is None else row["active_days_7d"] >= 3,
    ),
    (
        "life in ('active', 'pending')",
        lambda row: None if row["life"] is None else row["life"] in ("active", "pending"),
    ),
    (
        "term_months >= 6 and days_to_decision <= approval_lead_days + 30",
        lambda row: (
            None
            if row["term_months"] is None or row["days_to_decision"] is None
            else row["term_months"] >= 6
            and row["days_to_decision"] <= row["approval_lead_days"] + 30
        ),
    ),
    (
        "phase_succeeded and csat_90d >= 3.5 and urgent_tickets_open = 0"
        " and (seats_used_rate >= 0.9 or plan_limit_used_rate >= 0.8 or goals_reached_365d >= 1)",
        _expansion,
    ),
)


def rows(count: int) -> list[Row]:
    chance = random.Random(0)
    return [
        {
            "active_days_7d": chance.randint(0, 7),
            "setup_done_days": chance.choice((None, 5, 12)),
            "days_to_decision": chance.randint(-30, 400),
            "approval_lead_days": 45,
            "term_months": chance.choice((1, 12)),
            "csat_90d": chance.choice((None, 3.0, 4.5)),
            "urgent_tickets_open": chance.randint(0, 1),
            "seats_used_rate": chance.random(),
            "plan_limit_used_rate": chance.choice((None, chance.random())),
            "goals_reached_365d": chance.randint(0, 1),
            "life": chance.choice(("active", "pending", "ended")),
            "phase_succeeded": chance.random() < 0.7,
        }
        for _ in range(count)
    ]


def seconds(work: Callable[[Row], object], over: list[Row]) -> float:
    """CPU seconds a row: the best of three runs."""
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        for row in over:
            work(row)
        best = min(best, time.process_time() - begin)
    return best / len(over)


def engine_seconds(condition: Condition, over: list[Row]) -> float:
    """CPU seconds a row when DuckDB decides the same rows, laid out 50 times over."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    types = {
        Kind.CHOICE: "VARCHAR",
        Kind.BOOL: "BOOLEAN",
        Kind.NUMBER: "DOUBLE",
        Kind.RATE: "DOUBLE",
    }
    columns = ", ".join(f'"{name}" {types.get(NAMES[name].kind, "BIGINT")}' for name in NAMES)
    connection.execute(f"CREATE TABLE first ({columns})")
    holes = ", ".join("?" * len(NAMES))
    connection.executemany(
        f"INSERT INTO first VALUES ({holes})", [[r[n] for n in NAMES] for r in over]
    )
    connection.execute("CREATE TABLE day AS SELECT first.* FROM first, range(50)")
    compiled = condition.compile()
    begin = time.process_time()
    connection.execute(
        f"SELECT count(*) FROM day WHERE {compiled.sql}", list(compiled.params)
    ).fetchall()
    return (time.process_time() - begin) / (50 * len(over))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000)
    over = rows(options.parse_args().rows)
    began = time.process_time()
    conditions = [parse(text, names=NAMES).get() for text, _ in CASES]
    print(f"read a condition           {(time.process_time() - began) / len(CASES) * 1e3:8.2f} ms")
    total = 0.0
    for condition, (text, by_hand) in zip(conditions, CASES, strict=True):
        ours, theirs = seconds(condition.evaluate, over), seconds(by_hand, over)
        why, engine = (
            seconds(condition.explain, over[:2000]),
            engine_seconds(condition, over[:2000]),
        )
        total += ours
        print(f"{text[:72]}{'…' if len(text) > 72 else ''}")
        print(
            f"    decide {ours * 1e6:6.2f} µs = {ours / theirs:4.1f} × by hand   "
            f"explain {why * 1e6:6.1f} µs   engine {engine * 1e9:5.1f} ns"
        )
    walk = total / len(CASES) * 20 * 10_000 * 365
    print(f"10,000 accounts × 365 days × 20 conditions  {walk:8.1f} CPU s")


if __name__ == "__main__":
    main()
