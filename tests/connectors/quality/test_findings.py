"""The quality report of an export with known defects counts each of them, and names the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from banso.connectors.mending import operations as mending
from banso.connectors.quality import operations, queries
from banso.connectors.quality.checks import BY_ID, CHECKS, LEVELS
from banso.connectors.quality.queries import CheckUnknown, Finding
from banso.connectors.quality.report import FINDERS
from banso.revenue.models import ContractLine
from tests.connectors.helping import NOW, SYSTEM, Rows, take_in, write
from tests.connectors.quality.defects import MAPPING, Wanted, make

pytestmark = pytest.mark.usefixtures("workspace")
BLANK = queries.Finding(CHECKS[0], 0, 0, 0, {}, {})


@dataclass
class Looked:
    batch: str
    wanted: Wanted
    found: dict[str, Finding]


def findings(batch: str | None = None) -> dict[str, Finding]:
    operations.make_report(viewer=SYSTEM, batch=batch, now=NOW)
    report = queries.report(viewer=SYSTEM, batch=batch)
    assert report is not None
    return {f.check.id: f for f in report.findings}


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    wanted = make(tmp_path / "files")
    batch = take_in(tmp_path / "files", mapping=MAPPING)["batch"]
    return Looked(batch, wanted, findings())


def test_it_counts_what_is_wrong(looked: Looked) -> None:
    found, wanted = looked.found, looked.wanted

    def count(id: str) -> int:
        return found[id].count if id in found else 0

    assert count("duplicate.differs") == wanted.repeated == 3
    assert count("duplicate.same") == wanted.same == 1
    assert count("time.before-line") == wanted.before_line > 100
    assert count("time.after-line") == wanted.after_line > 10
    assert count("orphan.rows") == 2
    assert count("missing.contract") == 1
    assert count("missing.name") == 1
    assert count("missing.mrr") == 1
    assert count("missing.seats") == 1
    assert count("contact.domain") == 1
    assert count("time.future") == 1
    assert count("coverage.gap") == 0, "usage is too thin to call a quiet week a gap"


def test_it_says_how_sources_disagree_and_which_rule_decides(looked: Looked) -> None:
    wanted = looked.wanted
    facts = looked.found["disagree.flag-list"].facts
    assert (facts["flag"], facts["list"]) == (len(wanted.flag), len(wanted.listed))
    assert facts["both"] == len(wanted.flag & wanted.listed)
    assert looked.found["disagree.flag-list"].count == len(wanted.flag ^ wanted.listed)
    facts = looked.found["disagree.list-contracts"].facts
    assert facts["both"] == len(wanted.listed & wanted.left)
    assert facts["only_contracts"] == len(wanted.left - wanted.listed)
    done = looked.found["disagree.flag-list"].check.done
    assert "契約だけで" in done.in_("ja") and "life" in done.in_("en")
    assert str(facts["list"]) in looked.found["disagree.list-contracts"].fact.in_("en")


def test_it_counts_the_money_of_the_accounts_concerned(looked: Looked) -> None:
    money = looked.found["money.currencies"].money
    assert list(money) == ["USD"] and money["USD"] > 0
    orphans = looked.found["orphan.rows"]
    assert dict(orphans.money) == {} and orphans.accounts == 0


def test_it_shows_the_rows_of_every_finding_page_by_page(looked: Looked) -> None:
    for id, found in looked.found.items():
        page = queries.finding(viewer=SYSTEM, check=id, now=NOW, per_page=3)
        assert page.finding.count == found.count, id
        assert len(page.rows) == min(3, found.entries) > 0, id
        assert all(len(r) == len(found.check.columns) for r in page.rows)
        last = queries.finding(viewer=SYSTEM, check=id, now=NOW, page=page.pages, per_page=3)
        assert len(last.rows) == found.entries - 3 * (page.pages - 1), id
    row = queries.finding(viewer=SYSTEM, check="time.before-line", now=NOW, per_page=1).rows[0]
    assert (
        row[0].name.startswith("架空商事") and row[3] < row[2] and row[4] == (row[2] - row[3]).days
    )


def test_it_counts_one_import_alone(looked: Looked, tmp_path: Path) -> None:
    clean: Rows = [("account_id", "account_name"), ("Z1", "別の会社（架空）")]
    other = take_in(write(tmp_path, "accounts.csv", clean))["batch"]
    assert set(findings(other)) == {"missing.contract"}
    mine = findings(looked.batch)
    assert mine["time.before-line"].count == looked.wanted.before_line
    assert mine["missing.contract"].count == 1
    assert findings()["missing.contract"].count == 2


def test_it_finds_nothing_more_once_rows_were_mended(looked: Looked) -> None:
    for rule in ("new_id", "leave_out"):
        problem = "duplicate-id" if rule == "new_id" else "unknown-account"
        mending.mend(
            viewer=SYSTEM, batch=looked.batch, now=NOW, reason="架空の行",
            rule=mending.Rule(rule, problem=f"import.row.{problem}"),
        )  # fmt: skip
    report = queries.report(viewer=SYSTEM)
    found = findings()
    assert "duplicate.differs" not in found and "orphan.rows" not in found
    assert found["time.before-line"].count == looked.wanted.before_line
    assert report is not None


def test_it_says_that_a_report_is_older_than_the_data(looked: Looked, tmp_path: Path) -> None:
    from datetime import timedelta

    first = queries.report(viewer=SYSTEM)
    assert first is not None and not first.stale
    rows: Rows = [("account_id", "account_name"), ("Z1", "別の会社（架空）")]
    take_in(write(tmp_path, "more.csv", rows), now=NOW + timedelta(minutes=1))
    again = queries.report(viewer=SYSTEM)
    assert again is not None and again.stale


def test_it_finds_events_of_unknown_accounts_and_gaps(tmp_path: Path) -> None:
    days = [date(2026, 1, 1 + n) for n in range(31)] + [date(2026, 2, 5 + n) for n in range(20)]
    rows: Rows = [("account_id", "user_id", "event_name", "timestamp")]
    rows = [*rows, *(("A1", "u1", "login", f"{d} 09:30:00") for d in days)]
    rows = [*rows, ("A9", "u5", "login", "2026-02-07 09:30:00")]
    take_in(write(tmp_path, "events.csv", rows))
    accounts: Rows = [("account_id", "account_name"), ("A1", "株式会社あおば（架空）")]
    take_in(write(tmp_path, "accounts.csv", accounts))
    found = findings()
    assert found["orphan.events"].count == 1 and found["orphan.events"].samples[0][1] == "A9"
    assert found["orphan.users"].count == 1
    assert found["coverage.gap"].samples[0][1:] == (date(2026, 2, 1), date(2026, 2, 4), 4)
    assert "dates.midnight" not in found


def test_it_finds_placeholders_and_round_starts(tmp_path: Path) -> None:
    head = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "seats")
    lines = [(f"S{n}", f"A{n}", "pro", "2025-04-01", "", "1000", "5") for n in range(20)]
    lines += [("S98", "A1", "pro", "1970-01-01", "2025-04-01", "1000", "5"), ("S99", "A2", "pro", "2025-05-09", "9999-12-31", "1000", "5")]  # fmt: skip
    take_in(write(tmp_path, "contracts.csv", [head, *lines]))
    found = findings()
    assert [s[3] for s in found["dates.placeholder"].samples] == [date(1970, 1, 1)]
    assert ContractLine.objects.get(key="S99").end_on is None
    assert found["dates.round"].samples[0][1:3] == (date(2025, 4, 1), 20)


def test_it_counts_use_outside_contracts_by_account(tmp_path: Path) -> None:
    head = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr")
    write(tmp_path, "contracts.csv", [head, ("S1", "A1", "pro", "2025-02-01", "2025-05-01", "1000"), ("S2", "A1", "pro", "2025-08-01", "2025-11-01", "1000")])  # fmt: skip
    days = ["2025-01-05", "2025-03-05", "2025-06-20", "2025-09-05", "2026-02-01", "2026-02-02"]
    write(tmp_path, "events.csv", [("account_id", "user_id", "event_name", "timestamp"), *(("A1", "u", "login", f"{d} 10:00:00") for d in days)])  # fmt: skip
    take_in(tmp_path)
    found = findings()
    assert {k: found[f"time.{k}"].count for k in ("before-contract", "between-contracts", "after-contract")} == {"before-contract": 1, "between-contracts": 1, "after-contract": 2}  # fmt: skip


def test_every_check_is_listed_once_and_has_its_words() -> None:
    assert len(BY_ID) == len(CHECKS) and set(FINDERS) == set(BY_ID)
    for check in CHECKS:
        assert check.level in LEVELS
        for text in (
            check.title,
            check.fact,
            check.done,
            check.next,
            *(c.text for c in check.columns),
        ):
            assert text.in_("ja") and text.in_("en") and text.in_("ja") != text.in_("en"), check.id


def test_it_knows_no_other_check() -> None:
    with pytest.raises(CheckUnknown):
        queries.finding(viewer=SYSTEM, check="no.such", now=NOW)
