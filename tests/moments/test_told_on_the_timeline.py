"""What happened with an account is told newest first, as known on the day looked at, to whom it may concern."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from banso.customers.models import Account
from banso.customers.moments.queries import KINDS, Happening, happenings
from banso.workspace.viewer import Role, Viewer
from tests.connectors.helping import SYSTEM, take_in
from tests.moments.files import book

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def aoba(tmp_path: Path) -> int:
    take_in(book(tmp_path))
    return Account.objects.order_by("pk").values_list("pk", flat=True)[0]


def told(account: int, until: str | None = None, **more: object) -> list[Happening]:
    end = datetime.fromisoformat(f"{until}T00:00:00+09:00") if until else None
    return happenings(viewer=SYSTEM, account_id=account, until=end, **more)  # type: ignore[arg-type]


def test_everything_is_there_the_newest_first(aoba: int) -> None:
    found = told(aoba)
    assert [h.kind for h in found] == [
        "touchpoint", "incident", "incident", "session", "touchpoint", "voice", "response", "play",
        "response",
    ]  # fmt: skip
    mail, review = (h for h in found if h.kind == "touchpoint")
    assert review.who == ("架空 花子", "見本 次郎") and review.facts["ours"] == (
        "akiko@example.com",
    )
    assert (mail.facts["opened_by"], review.facts["mood"]) == ("them", "good")
    [session] = (h for h in found if h.kind == "session")
    assert (session.facts["attended"], session.facts["registered"]) == (1, 2)
    assert [h.facts["answered"] for h in found if h.kind == "response"] == [True, False]


def test_a_past_day_knows_nothing_of_later(aoba: int) -> None:
    assert [h.kind for h in told(aoba, "2026-03-02")] == ["response", "response"]
    waiting = told(aoba, "2026-03-02")[0]
    assert not waiting.facts["answered"] and not waiting.text and "score" not in waiting.facts
    [play] = told(aoba, "2026-03-04", kinds=("play",))
    assert play.facts["started_on"] is None
    [broken] = told(aoba, "2026-03-17", kinds=("incident",))
    assert broken.facts["until"] is None  # it was not over then


def test_an_account_outside_the_scope_is_told_to_nobody(aoba: int) -> None:
    partner = Viewer(user_id=1, role=Role.PARTNER, scope=frozenset({aoba + 1}))
    assert happenings(viewer=partner, account_id=aoba) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_kind_has_its_words(aoba: int, language: str) -> None:
    with translation.override(language):
        shown = {
            h.kind: render_to_string("account/moment.html", {"m": h, "request": None})
            for h in reversed(told(aoba))
        }
    assert set(shown) == set(KINDS)
    said = {
        "ja": ("メール", "NPS", "面談で", "ウェビナー", "自社側の障害", "無作為"),
        "en": ("Mail", "NPS", "in a meeting", "Webinar", "Incident on our side", "drawn at random"),
    }[language]
    for kind, word in zip(
        ("touchpoint", "response", "voice", "session", "incident", "play"), said, strict=True
    ):
        assert word in shown[kind], (kind, shown[kind])
