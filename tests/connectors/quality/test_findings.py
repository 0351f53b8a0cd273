"""The quality report of an export with known defects counts each of them, and names the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from banso.connectors.mending import operations as mending
from banso.connectors.quality import queries
from banso.connectors.quality.checks import BY_ID, CHECKS, LEVELS
from banso.connectors.quality.queries import CheckUnknown, Finding
from banso.connectors.quality.report import FINDERS
from tests.connectors.helping import NOW, SYSTEM, Rows, take_in, write
from tests.connectors.quality.defects import MAPPING, Wanted, make
from tests.connectors.quality.finding import findings
from tests.ground import shared

BLANK = queries.Finding(CHECKS[0], 0, 0, 0, {}, {})


@dataclass
class Looked:
    batch: str
    wanted: Wanted
    found: dict[str, Finding]


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[shared.Shared[Looked]]:
    folder = tmp_path_factory.mktemp("findings")

    def look() -> Looked:
        shared.workspace()
        wanted = make(folder / "files")
        batch = take_in(folder / "files", mapping=MAPPING)["batch"]
        return Looked(batch, wanted, findings())

    with shared.made_once(django_db_blocker, folder / "workspace", look) as once:
        yield once


@pytest.fixture
def looked(made: shared.Shared[Looked], folder: Path, db: None) -> Looked:
    return made.copy_to(folder)


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
