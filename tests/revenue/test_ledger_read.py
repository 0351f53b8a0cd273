"""What the ledger answers: the worked example, parts that balance, a viewer's own accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from banso.revenue.ledger import operations
from banso.revenue.ledger import queries as ledger
from banso.science.proportions import wilson
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import NOW, SYSTEM
from tests.ground import shared
from tests.revenue.ledger_world import T0, T1, USD, eleven, in_thousands, levels, write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[shared.Shared[dict[str, int]]]:
    def make() -> dict[str, int]:
        shared.workspace()
        found = eleven()
        operations.set_rates(viewer=SYSTEM, rows=in_thousands(USD), now=NOW)
        write(T1)
        return found

    folder = tmp_path_factory.mktemp("ledger") / "workspace"
    with shared.made_once(django_db_blocker, folder, make) as once:
        yield once


@pytest.fixture
def ids(made: shared.Shared[dict[str, int]], folder: Path, db: None) -> dict[str, int]:
    return made.copy_to(folder)


def test_the_worked_example_comes_out_to_the_hundredth(ids: dict[str, int]) -> None:
    before, after = levels(T0), levels(T1, rate_day=T0)
    cohort = {a: m for a, m in before.items() if m > 0}
    start = sum(cohort.values())
    assert (start, len(cohort)) == (1010, 8)

    def shares(now: dict[int, int]) -> tuple[float, float, float]:
        nrr = sum(now.get(a, 0) for a in cohort) / start
        grr = sum(min(was, now.get(a, 0)) for a, was in cohort.items()) / start
        return tuple(  # type: ignore[return-value]
            round(100 * x, 2) for x in (nrr, grr, sum(a in now for a in cohort) / len(cohort))
        )

    assert shares(after) == (87.62, 80.20, 87.5)
    kept = wilson(hits=7, of=8)
    assert kept is not None
    assert (round(100 * kept.low, 1), round(100 * kept.high, 1)) == (52.9, 97.8)
    strict = {a: m for a, m in after.items() if a != ids["J"]}
    points = ledger.mrr_at(viewer=SYSTEM, days=[T1])
    assert points.pending[points.account == ids["J"]].tolist() == [110]
    assert shares(strict) == (76.73, 69.31, 75.0)
    assert shares(levels(T1))[0] == 86.53
    months = ledger.ledger_months(
        viewer=SYSTEM, first="2025-04", last="2026-03", accounts=sorted(cohort)
    )
    lost = -sum(m.contraction + m.churn for m in months)
    grown = sum(m.expansion for m in months)
    back = sum(m.reactivation for m in months)
    assert round(100 * (1 - lost / start), 2) == 73.27
    assert round(100 * (start - lost + grown) / start, 2) == 80.69
    assert round(100 * (start - lost + grown + back) / start, 2) == 87.62
    assert sum(m.fx for m in months) == -11
    whole = ledger.ledger_months(viewer=SYSTEM, first="2025-04", last="2026-03")
    assert whole[0].start == 1010 and whole[-1].end == sum(levels(T1).values())
    assert sum(m.new for m in whole) == 75  # H, and K who came and left
    assert sum(m.reactivation for m in whole) == 100  # E, and I who had lapsed before


def test_every_part_balances_and_the_parts_are_the_whole(ids: dict[str, int]) -> None:
    whole = ledger.ledger_months(viewer=SYSTEM, first="2025-01", last="2026-03")
    groups = {a: "AEIOU"[a % 5] for a in ids.values()}
    slices: list[Any] = ["currency", "plan", "product", "csm", "cohort", "company", groups]
    for by in slices:
        parts = ledger.ledger_months(viewer=SYSTEM, first="2025-01", last="2026-03", by=by)
        for month in whole:
            mine = [p for p in parts if p.month == month.month]
            assert sum(p.start for p in mine) == month.start
            assert sum(p.end for p in mine) == month.end
            assert sum(p.moved for p in mine) == 0


def test_a_viewer_sees_the_ledger_of_their_accounts_alone(
    ids: dict[str, int], paul: Viewer
) -> None:
    mine = Viewer(paul.user_id, paul.role, frozenset([ids["A"]]))
    assert set(levels(T1)) > {ids["A"]}
    assert ledger.mrr_at(viewer=mine, days=[T1]).account.tolist() == [ids["A"]]
    assert ledger.ledger_months(viewer=mine, first="2026-03", last="2026-03")[0].end == 100
    assert ledger.account_ledger(viewer=mine, account=ids["B"]).spans == ()
    assert len(ledger.account_ledger(viewer=mine, account=ids["A"]).months) == 24
    assert {
        m.account_id for m in ledger.movements(viewer=mine, first="2024-01", last="2026-03")
    } == {ids["A"]}
    with pytest.raises(NotAllowed):
        operations.lock_month(viewer=mine, month="2026-02", now=NOW)


def test_the_command_shows_months_takes_rates_and_locks(
    ids: dict[str, int], tmp_path: Path
) -> None:
    def banso(*words: str) -> str:
        out = StringIO()
        call_command("ledger", *words, stdout=out)
        return out.getvalue()

    shown = json.loads(banso("show", "--from", "2025-04", "--to", "2026-03", "--json"))
    assert (len(shown), shown[0]["start"], shown[-1]["end"]) == (12, 1010, sum(levels(T1).values()))
    assert banso("show").splitlines()[1].startswith("2025-04\t\t1010\t")
    file = tmp_path / "rates.csv"
    file.write_text("currency,day,rate\nEUR,2026-01-01,160\n")
    assert banso("rates", str(file)) == "+1 ~0 =0\n"
    assert "2026-02" in banso("lock", "2026-02", "--why", "決算")
    assert banso("write") == "2026-03-31\n"
    assert [lock.why for lock in ledger.locks(viewer=SYSTEM)] == ["決算"]
