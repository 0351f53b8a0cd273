from __future__ import annotations

import pytest

from banso.lib.problems import Level, Problem
from banso.lib.yaml import load
from banso.metrics.conditions import ConditionRefused, parse
from tests.conditions.names import NAMES


def problems(text: object, **more: str) -> tuple[Problem, ...]:
    return parse(text, names=NAMES, **more).problems  # type: ignore[arg-type]


def seen(text: object, **more: str) -> list[tuple[str, int | None, int | None]]:
    return [(p.id.removeprefix("condition."), p.line, p.column) for p in problems(text, **more)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names
        ("active_day_7d >= 3", ("unknown-name", 1, 1)),
        ("life = 'active' and\n  bogus > 1", ("unknown-name", 2, 3)),
        ("yesterday.helth > 3", ("unknown-name", 1, 1)),
        ("plan = pro", ("unknown-name", 1, 8)),
        ("role = 'champion'", ("scope", 1, 1)),
        # order of words
        ("", ("empty", 1, 1)),
        ("   ", ("empty", 1, 1)),
        ("seats >", ("syntax", 1, 8)),
        ("seats > and life = 'active'", ("syntax", 1, 9)),
        ("> 3", ("syntax", 1, 1)),
        ("seats 3", ("syntax", 1, 7)),
        ("seats > 1 life = 'active'", ("syntax", 1, 11)),
        ("(seats > 1", ("syntax", 1, 1)),
        ("seats > 1)", ("syntax", 1, 10)),
        ("()", ("syntax", 1, 2)),
        ("plan in 'pro'", ("syntax", 1, 9)),
        ("plan in ()", ("syntax", 1, 10)),
        ("seats is 3", ("syntax", 1, 10)),
        ("do_not_contact is true", ("syntax", 1, 19)),
        ("seats > 1,000", ("syntax", 1, 10)),
        ("seats > 30days", ("syntax", 1, 9)),
        ("plan = 'pro", ("syntax", 1, 8)),
        ("seats between 3", ("syntax", 1, 1)),
        # what the language does not have
        ("seats > 60%", ("not-allowed", 1, 11)),
        ("plan like 'p%'", ("not-allowed", 1, 6)),
        ("now() > 3", ("not-allowed", 1, 1)),
        ("setup_done_on < current_date", ("not-allowed", 1, 17)),
        ("seats in (select 1)", ("not-allowed", 1, 11)),
        ("exists (select 1)", ("not-allowed", 1, 1)),
        ("cast(seats as int) > 1", ("not-allowed", 1, 1)),
        ("seats::int > 1", ("not-allowed", 1, 6)),
        ("seats > 1; drop table accounts", ("not-allowed", 1, 10)),
        ("seats > 1 -- all", ("not-allowed", 1, 11)),
        ("seats > /* x */ 1", ("not-allowed", 1, 9)),
        ("seats > 1 && seats < 5", ("not-allowed", 1, 11)),
        ("read_csv('/etc/passwd')", ("not-allowed", 1, 1)),
        ("case when seats > 1 then true end", ("not-allowed", 1, 1)),
        ("seats[1] > 1", ("not-allowed", 1, 6)),
        ("seats > ?", ("not-allowed", 1, 9)),
        ('plan = "pro"', ("quotes", 1, 8)),
        ("plan = null", ("null", 1, 8)),
        ("plan in ('pro', null)", ("null", 1, 17)),
        # types
        ("life", ("type", 1, 1)),
        ("seats", ("type", 1, 1)),
        ("not seats", ("type", 1, 5)),
        ("seats = '3'", ("type", 1, 9)),
        ("plan = 3", ("type", 1, 8)),
        ("setup_done_on > 30", ("type", 1, 17)),
        ("setup_done_on > '2026-04-01'", ("type", 1, 17)),
        ("do_not_contact = 1", ("type", 1, 18)),
        ("do_not_contact > false", ("type", 1, 1)),
        ("csm_feel < 'good'", ("type", 1, 1)),
        ("setup_done_on + 30 > 3", ("type", 1, 1)),
        ("seats = plan", ("type", 1, 9)),
        ("(seats > 1) = true", ("type", 1, 2)),
        ("seats < 3 < 5", ("type", 1, 1)),
        ("seats > not do_not_contact", ("type", 1, 13)),
        ("coalesce(seats, 'x') > 1", ("type", 1, 17)),
        ("coalesce(seats) > 1", ("type", 1, 10)),
        ("abs(plan) > 1", ("type", 1, 5)),
        ("least(plan, industry) = 'x'", ("type", 1, 7)),
        # values
        ("life = 'actve'", ("choice", 1, 8)),
        ("life in ('active', 'gone')", ("choice", 1, 20)),
        ("'gone' <> life", ("choice", 1, 1)),
        ("first_value_on > date '2026-02-30'", ("date", 1, 23)),
        ("first_value_on > date '2026/04/01'", ("date", 1, 23)),
        ("seats > 99999999999999999", ("number", 1, 9)),
        ("seats > 1e400", ("number", 1, 9)),
        ("plan = 'a\x00b'", ("character", 1, 8)),
        (3, ("not-text", 1, 1)),
        (None, ("not-text", 1, 1)),
        # limits
        ("not " * 30 + "do_not_contact", ("too-complex", 1, 101)),
        ("(" * 30 + "true" + ")" * 30, ("too-complex", 1, 26)),
        (" + ".join(["seats"] * 12) + " > 1", ("too-complex", 1, 1)),
        ("seats > 1 or " * 400 + "seats > 1", ("too-long", 1, 1)),
        # cautions
        ("seats_used_rate > 60", ("rate", 1, 1)),
        ("seats_used_rate between 0.1 and 80", ("rate", 1, 1)),
        ("1 = 1", ("always", 1, 1)),
        ("life = life", ("always", 1, 1)),
        ("logins_28d >= 0", ("always", 1, 1)),
        ("logins_28d < 0", ("never", 1, 1)),
        ("life = 'active' and life = 'ended'", ("never", 1, 21)),
        ("seats > 5 and mrr > 1 and seats < 3", ("never", 1, 27)),
        ("seats = 5 and seats > 7", ("never", 1, 15)),
        ("nps_last >= 9", ("no-data", 1, 1)),
    ],
)  # fmt: skip
def test_it_names_the_problem_and_its_place(text: object, expected: tuple[str, int, int]) -> None:
    assert seen(text) == [expected]
    for found in problems(text):
        assert all((found.fact.ja, found.fact.en, found.remedy.ja, found.remedy.en))
        assert found.fact.ja != found.fact.en


def test_it_tells_every_problem_at_once_in_reading_order() -> None:
    text = "activ_days_7d >= 3\nand plan = 5\nor life = 'gone' and bogus_rate < 1"
    assert seen(text) == [
        ("unknown-name", 1, 1), ("type", 2, 12), ("choice", 3, 11), ("unknown-name", 3, 22),
    ]  # fmt: skip


def test_it_names_unknown_names_even_where_the_order_is_broken() -> None:
    assert seen("activ_days_7d >= and bogus = 1") == [
        ("unknown-name", 1, 1), ("syntax", 1, 18), ("unknown-name", 1, 22),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("active_day_7d >= 3", "active_days_7d"),
        ("週の利用日数 >= 3", "active_days_7d"),
        ("plan = pro", "'pro'"),
        ("plan in ('x', pro)", "'pro'"),
        ("life = 'actve'", "'active'"),
        ("life = '契約中'", "'active'"),
        ("seats = '3'", "3"),
        ("plan = 3", "'3'"),
        ("setup_done_on > '2026-04-01'", "date '2026-04-01'"),
        ("do_not_contact = 'true'", "true"),
        ("plan = null", "is null"),
        ("plan <> null", "is not null"),
        ('plan = "pro"', "'pro'"),
        ("seats > 1 && seats < 5", "and"),
        ("seats > 30days", "30"),
        ("seats_used_rate > 60", "0.6"),
        ("zzzzzz > 1", None),
    ],
)
def test_it_suggests_what_would_be_accepted(text: str, suggestion: str | None) -> None:
    assert problems(text)[0].suggestion == suggestion


def test_it_says_it_in_both_languages() -> None:
    found = problems("life = 'actve'")[0]
    assert found.fact.ja == "「life」が「actve」になることはありません。"
    assert found.fact.en == "'life' can never be 'actve'."
    assert "'active' のことですか。" in (found.remedy.ja or "") and "Did you mean 'active'?" in (
        found.remedy.en or ""
    )


def test_it_lets_a_caution_pass_and_refuses_an_error() -> None:
    careful = parse("seats_used_rate > 60", names=NAMES)
    assert careful.problems[0].level is Level.CAUTION and careful.get()
    assert problems("nps_last >= 9")[0].level is Level.NOTE
    with pytest.raises(ConditionRefused) as refused:
        parse("bogus", names=NAMES).get()
    assert refused.value.problems[0].id == "condition.unknown-name"


def test_it_points_into_the_file_the_text_came_from() -> None:
    loaded = load(
        "exits:\n  - to: x\n    when: >-\n      life = 'active' and\n      bogus > 1\n",
        file="journey.yaml",
    )
    path = ("exits", 0, "when")
    found = parse(
        loaded.value["exits"][0]["when"], names=NAMES, file="journey.yaml", path="exits[0].when",
        locate=lambda offset: loaded.inside(path, offset),
    ).problems[0]  # fmt: skip
    assert (found.place, found.column, found.path) == ("journey.yaml:5", 7, "exits[0].when")


def test_it_knows_the_names_of_each_scope() -> None:
    assert parse(
        "role in ('champion', 'admin') and not opted_out", names=NAMES, scope="contact"
    ).condition
    assert seen("seats > 1", scope="contact") == [("scope", 1, 1)]
