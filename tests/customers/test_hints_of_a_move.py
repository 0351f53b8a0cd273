"""Hints of a move with their reason, who is known by one only, seasons, the chart, and the introduction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from banso.customers.people.queries import PersonView, TalkRow, UserLink
from banso.execution.people.chart import chart
from banso.execution.people.drafts import introduction
from banso.execution.people.known import current, known_by_one, seasons
from banso.execution.people.signals import Use, new_admin, signals

DAY = date(2026, 4, 1)


def person(key: str = "p1", **more: object) -> PersonView:
    """A fictional champion."""
    given: dict[str, object] = {
        "id": 1, "public_id": key, "account_id": 1, "family_name": "佐伯", "given_name": "由香",
        "name": "佐伯 由香", "kana": "", "title": "課長", "department": "物流企画部",
        "email": "saeki@a.example", "phone": "", "influence": 3, "reports_to": "",
        "roles": ("champion",), "spans": (), "valid_from": None, "valid_to": None, "opted_out": False,
        "erased": False, "move": None, "bounced_on": None, "stays_on": None, **more,
    }  # fmt: skip
    return PersonView(**given)  # type: ignore[arg-type]


def test_silence_is_measured_by_their_own_pauses() -> None:
    often = Use(days=40, first_on=DAY - timedelta(days=89), last_on=DAY - timedelta(days=13))
    [hint] = signals(person(), day=DAY, use=often)
    assert hint.kind == "silence" and hint.on == date(2026, 3, 19)
    assert "3月19日" in hint.reason.in_("ja") and "異動の時期" in hint.reason.in_("ja")
    rare = replace(often, days=8)  # comes every eleven days: thirteen are no silence
    assert signals(person(), day=DAY, use=rare) == []
    assert signals(person(), day=DAY, use=replace(often, last_on=DAY - timedelta(days=9))) == []


def test_only_key_roles_and_only_until_somebody_answered() -> None:
    often = Use(days=40, first_on=DAY - timedelta(days=89), last_on=DAY - timedelta(days=20))
    assert signals(person(roles=("user",)), day=DAY, use=often) == []
    assert signals(person(stays_on=DAY - timedelta(days=2)), day=DAY, use=often) == []
    assert signals(person(stays_on=DAY - timedelta(days=60)), day=DAY, use=often)
    assert signals(person(valid_to=DAY), day=DAY, use=often) == []


def test_mail_that_came_back_and_a_new_administrator_are_hints() -> None:
    [bounce] = signals(person(bounced_on=DAY - timedelta(days=3)), day=DAY, use=None)
    assert bounce.kind == "bounce"
    link = UserLink(1, 1, "app", "u9", "", DAY - timedelta(days=5), "", "Admin", "", "", False)
    admin = new_admin([link, replace(link, contact="p2"), replace(link, declined=True)], DAY)
    assert admin == ("u9", DAY - timedelta(days=5))
    [hint] = signals(person(roles=("admin",)), day=DAY, use=None, new_admin=admin)
    assert hint.kind == "new_admin" and "u9" in hint.reason.in_("en")
    assert signals(person(), day=DAY, use=None, new_admin=admin) == []


def test_what_one_person_alone_knows() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        TalkRow(1, "更新", "chie@us.example", "a@a.example", 3, at),
        TalkRow(2, "更新", "Chie@us.example;mori@us.example", "b@b.example;c@b.example", 2, at),
        TalkRow(2, "障害", "chie@us.example", "b@b.example", 3, at),
        TalkRow(3, "", "mori@us.example", "", 2, at),
    ]
    accounts, topics = known_by_one(rows)
    assert [(a.account_id, a.side, a.person) for a in accounts] == [
        (1, "ours", "chie@us.example"), (1, "theirs", "a@a.example"),
    ]  # fmt: skip
    assert [(t.topic, t.person, t.accounts) for t in topics] == [("障害", "chie@us.example", (2,))]


def test_seasons_are_april_july_and_october() -> None:
    assert current(date(2026, 3, 10)).day == date(2026, 4, 1)
    assert current(date(2026, 6, 1)).day == date(2026, 7, 1)
    assert current(date(2026, 12, 24)).day == date(2027, 4, 1)
    april = current(DAY)
    assert (april.first, april.last) == (date(2026, 3, 1), date(2026, 6, 1))
    assert [s.day.month for s in seasons(DAY)] == [7, 10, 4, 7]


def test_nobody_is_lost_from_the_chart() -> None:
    top, one, two = person("t"), person("a", reports_to="t"), person("b", reports_to="a")
    trees, alone = chart([two, one, top, person("x")])
    assert [n.person.public_id for n in trees] == ["t"] and [p.public_id for p in alone] == ["x"]
    assert trees[0].below[0].below[0].person.public_id == "b"
    circle, rest = chart([person("a", reports_to="b"), person("b", reports_to="a")])
    assert len(circle) == 1 and circle[0].below[0].person.public_id in "ab" and rest == ()


def test_the_introduction_addresses_people_as_one_does() -> None:
    def draft(who: PersonView, language: str = "ja") -> tuple[str, bool]:
        made = introduction(
            person=who, company="架空物流株式会社", us="架空ソフト", before="高梨", after="森",
            day=DAY, language=language,
        )  # fmt: skip
        return made.body, made.stops is not None

    body, stopped = draft(person())
    assert body.startswith("架空物流株式会社\n物流企画部 課長\n佐伯 由香 様\n") and not stopped
    assert "2026年4月1日より" in body and "高梨から森へ" in body
    assert draft(person(family_name="", name="Yuka")) == ("", True)
    assert draft(person(opted_out=True)) == ("", True)
    english, _ = draft(person(family_name="Saeki", given_name="Yuka"), "en")
    assert english.startswith("Dear Yuka Saeki,") and "様" not in english
