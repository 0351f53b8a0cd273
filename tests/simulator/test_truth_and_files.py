"""What the files say and what is true agree: lives, hazards, measures, set-up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

from banso.lib import yaml
from banso.revenue.life import Life, Line, contract_facts

Table = Callable[[str], list[dict[str, str]]]
LAST = date(2026, 3, 31)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _lines(table: Table) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for row in table("contracts"):
        start = _day(row["start_on"])
        assert start is not None
        found[row["account_id"]].append(
            Line(
                row["contract_id"], start, _day(row["end_on"]), round(float(row["mrr"]) * 100), "JPY",
                row["line_kind"], row["plan"] or row["add_on"], row["product"], auto_renew=row["auto_renew"] == "yes",
                term_months=int(row["term_months"]), notice_days=int(row["notice_days"]),
                notice_given_on=_day(row["notice_given_on"]), paused_from=_day(row["paused_from"]),
                paused_to=_day(row["paused_to"]), signed_on=_day(row["signed_on"]),
            )
        )  # fmt: skip
    return found


def test_contracts_end_on_the_day_the_truth_says(table: Table) -> None:
    churns = {r["account_id"]: r for r in table("truth/churns") if r["left_on"] <= LAST.isoformat()}
    assert len(churns) > 10
    for account, lines in _lines(table).items():
        facts = contract_facts(lines, LAST)
        churn = churns.get(account)
        if churn is None:
            assert facts.life is not Life.ENDED, account
        elif churn["returned_on"]:
            assert facts.life is Life.ACTIVE, account
        elif (LAST - date.fromisoformat(churn["left_on"])).days > 30 or churn["announced_on"]:
            assert facts.life is Life.ENDED and facts.at.ended_on == _day(churn["left_on"]), account


def test_no_file_knows_what_happens_after_its_last_day(table: Table) -> None:
    for row in table("contracts"):
        assert row["notice_given_on"] <= LAST.isoformat() and row["signed_on"] <= LAST.isoformat()
    for name, column in (
        ("tickets", "opened_at"), ("tickets", "closed_at"), ("voices", "received_at"), ("touchpoints", "happened_at"),
        ("responses", "answered_at"), ("fields", "from_on"), ("contacts", "valid_to"), ("events-*", "at"),
    ):  # fmt: skip
        assert max(r[column][:10] for r in table(name)) <= LAST.isoformat(), (name, column)


def test_hazards_follow_from_signals_and_coefficients(world: Path, table: Table) -> None:
    text = (world / "truth" / "parameters.yaml").read_text(encoding="utf-8")
    told = yaml.load(text).value["hazard"]
    for row in table("truth/hazards")[::7]:
        eta = told["intercept"] + sum(c * float(row[f"s_{k}"]) for k, c in told["signals"].items())
        h = 1 / (1 + math.exp(-eta))
        assert math.isclose(h, float(row["hazard_signals"]), rel_tol=1e-3, abs_tol=1e-7)
        whole = 1 - (1 - h) * (1 - told["sudden"])
        assert math.isclose(whole, float(row["hazard"]), rel_tol=1e-3, abs_tol=1e-7)


def test_setup_and_first_value_show_in_the_events_on_their_days(table: Table) -> None:
    first: dict[tuple[str, str], str] = {}
    for event in table("events-*"):
        key = (event["account_id"], event["event"])
        first[key] = min(first.get(key, "9"), event["at"][:10])
    known = {a["account_id"]: a["service_start_on"] for a in table("accounts")}
    shown = [r for r in table("truth/setup") if known[r["account_id"]] >= "2025-03-01"]
    agree = [first.get((r["account_id"], r["step"]), "") == r["done_on"] for r in shown]
    assert len(agree) > 200 and sum(agree) / len(agree) > 0.95


def test_the_planted_obstacle_holds_up_its_share(table: Table) -> None:
    rows = [r for r in table("truth/setup") if r["step"] == "it_approval_granted"]
    share = sum(r["obstacle"] == "1" for r in rows) / len(rows)
    assert abs(share - 0.31) < 4 * (0.31 * 0.69 / len(rows)) ** 0.5


def test_a_measure_has_the_arm_it_was_given_and_an_effect_for_everybody(table: Table) -> None:
    told = {(r["play"], r["account_id"]): r for r in table("truth/effects")}
    for row in table("assignments"):
        truth = told[row["play"], row["account_id"]]
        assert truth["arm"] == row["arm"] and truth["effect"] and truth["outcome"]
        if row["play"] == "newsletter":
            assert float(truth["effect"]) == 0
    plays = {r["play"] for r in table("assignments")}
    assert plays == {"first-small-win", "newsletter", "champion-handover"}
