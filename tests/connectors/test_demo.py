"""The demo: fictional, made by its script, imported like any folder, standing in several phases."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from banso.connectors.demo.operations import FOLDER, load_demo
from banso.connectors.demo.people import PASSWORD, PEOPLE
from banso.connectors.models import ImportBatch
from banso.customers.models import Account, AccountKey, Contact
from banso.journey.models import PhaseStay, Standing
from banso.metrics.catalogue import parse_catalogue
from banso.workspace import queries
from banso.workspace.models import AccountScope, User
from tests.ground.servers import PROJECT

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)


def test_the_files_are_what_the_script_writes() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/demo_data.py", "--check"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_small_enough_to_live_in_the_repository() -> None:
    assert sum(p.stat().st_size for p in FOLDER.iterdir() if p.is_file()) < 2_000_000


def test_it_says_that_it_is_fictional_and_under_which_licence() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "fictional" in text and "MIT" in text and "fightchurn 1.2.0" in text


def test_no_address_belongs_to_anybody() -> None:
    for path in FOLDER.glob("*.csv"):
        for word in path.read_text(encoding="utf-8").replace(",", " ").split():
            assert "@" not in word or word.endswith(".example"), word
    assert all(p.email.endswith(".example") for p in PEOPLE)


def test_the_catalogue_is_sound_and_answers_what_lights_the_map() -> None:
    catalogue, problems = parse_catalogue((FOLDER / "catalogue.yaml").read_text(encoding="utf-8"))
    assert problems == []
    for role in ("login", "use", "setup_step", "first_value"):
        assert catalogue.names_of(role)


@pytest.mark.django_db
def test_accounts_stand_in_many_phases_and_a_second_load_changes_nothing() -> None:
    result = load_demo(now=NOW)
    assert result is not None
    assert result["quarantined"] == 0 and result["problems"] == []
    clock = queries.clock(wall=NOW)
    assert (clock.mode, clock.today.isoformat(), clock.closed_day) == (
        "stands",
        "2022-09-30",
        clock.today,
    )
    phases = set(Standing.objects.exclude(phase="").values_list("phase", flat=True))
    assert {"onboarding", "adoption", "engagement", "retention", "churn"} <= phases
    tracks = set(Standing.objects.filter(phase="onboarding").values_list("track", flat=True))
    assert {"on_track", "behind", "stuck"} <= tracks
    assert PhaseStay.objects.filter(start_unseen=True).exists()
    assert Account.objects.filter(kind="account").count() == 66
    assert Account.objects.filter(kind="company", units__isnull=False).distinct().count() == 3
    assert not Account.objects.filter(kind="account", owner=None).exists()
    assert Contact.objects.filter(valid_to__isnull=False).exists()

    roles = sorted(User.objects.values_list("role", flat=True))
    assert roles == ["admin", "csm", "csm", "csm", "manager", "partner", "reader"]
    partner = User.objects.get(role="partner")
    seen = AccountScope.objects.filter(user=partner).values_list("account_id", flat=True)
    assert set(AccountKey.objects.filter(account__in=seen).values_list("key", flat=True)) == set(
        PEOPLE[-1].accounts or ()
    )
    assert all(u.is_demo and u.check_password(PASSWORD) for u in User.objects.all())

    load_demo(now=NOW)
    assert ImportBatch.objects.count() == 1 and User.objects.count() == 7


@pytest.mark.usefixtures("workspace")
def test_it_never_touches_a_workspace_that_is_not_the_demo() -> None:
    assert load_demo(now=NOW) is None
    assert Account.objects.count() == User.objects.count() == 0
