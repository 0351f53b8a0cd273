"""Business days: the country's holidays, the company's own days, and what counts by them."""

from __future__ import annotations

from datetime import date

import pytest

from banso.lib.dates import add_business_days, business_days_between
from banso.workspace.calendar import operations, queries, rules
from banso.workspace.operations import create_workspace
from banso.workspace.viewer import Viewer
from tests.ground.people import SINCE

SYSTEM = Viewer.system()


def close(name: str, first: date, last: date, *, yearly: bool = False, worked: bool = False) -> str:
    return operations.add_company_days(
        viewer=SYSTEM, name=name, first=first, last=last, yearly=yearly, worked=worked, now=SINCE
    )


def works(day: date) -> bool:
    return queries.calendar_for(viewer=SYSTEM).is_business_day(day)


def test_a_workspace_in_tokyo_knows_the_holidays_of_japan(workspace: None) -> None:
    assert not works(date(2026, 11, 23))  # 勤労感謝の日, a Monday
    assert not works(date(2026, 5, 6))  # 振替休日
    assert not works(date(2026, 9, 22))  # 国民の休日, between two others
    assert works(date(2026, 11, 24))
    friday = date(2026, 11, 20)
    calendar = queries.calendar_for(viewer=SYSTEM)
    assert add_business_days(friday, 1, calendar=calendar) == date(2026, 11, 24)


@pytest.mark.django_db
def test_the_time_zone_says_which_country() -> None:
    create_workspace(viewer=SYSTEM, name="x", time_zone="America/New_York", now=SINCE)
    assert not works(date(2026, 7, 3))  # Independence Day, observed on the Friday
    assert works(date(2026, 11, 23))
    assert rules.country_of_zone("UTC") == "none"


def test_another_country_and_region_can_be_set(workspace: None) -> None:
    operations.set_calendar(viewer=SYSTEM, country="DE", region="by", weekend=[5, 6], now=SINCE)
    assert not works(date(2026, 1, 6))  # Epiphany, in Bavaria
    assert works(date(2026, 11, 23))
    operations.set_calendar(viewer=SYSTEM, country="none", region="", weekend=[4, 5], now=SINCE)
    assert not works(date(2026, 11, 20)) and works(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("country", "region", "weekend", "problem"),
    [
        ("XX", "", [5, 6], "calendar.country"),
        ("DE", "CA", [5, 6], "calendar.region"),
        ("JP", "", [0, 1, 2, 3, 4, 5, 6], "calendar.weekend"),
        ("JP", "", [7], "calendar.weekend"),
    ],
)
def test_what_cannot_be_is_refused(
    country: str, region: str, weekend: list[int], problem: str, workspace: None
) -> None:
    with pytest.raises(operations.CalendarRefused) as refused:
        operations.set_calendar(
            viewer=SYSTEM, country=country, region=region, weekend=weekend, now=SINCE
        )
    assert refused.value.problems[0].id == problem


def test_new_year_comes_again_every_year(workspace: None) -> None:
    close("年末年始", date(2026, 12, 29), date(2027, 1, 3), yearly=True)
    for year in (2024, 2026, 2030):
        assert not works(date(year, 12, 30))
        assert not works(date(year, 1, 2))
    assert works(date(2026, 12, 28))
    assert works(date(2027, 1, 4))


def test_summer_days_of_one_year_close_that_year_only(workspace: None) -> None:
    close("夏季休業", date(2026, 8, 13), date(2026, 8, 14))
    assert not works(date(2026, 8, 13)) and not works(date(2026, 8, 14))
    assert works(date(2027, 8, 13))


def test_a_worked_saturday_counts(workspace: None) -> None:
    saturday = date(2026, 11, 21)
    key = close("振替出勤日", saturday, saturday, worked=True)
    calendar = queries.calendar_for(viewer=SYSTEM)
    assert business_days_between(date(2026, 11, 20), date(2026, 11, 24), calendar=calendar) == 2
    operations.remove_company_days(viewer=SYSTEM, public_id=key, now=SINCE)
    assert not works(saturday)


def test_a_leap_day_begins_in_march_where_there_is_none(workspace: None) -> None:
    close("閏日", date(2028, 2, 29), date(2028, 2, 29), yearly=True)
    assert not works(date(2028, 2, 29))
    assert not works(date(2027, 3, 1))
    assert works(date(2028, 3, 1))


def test_days_in_the_wrong_order_or_too_many_are_refused(workspace: None) -> None:
    for first, last in [(2, 1), (1, 90)]:
        with pytest.raises(operations.CompanyDaysRefused):
            close("x", date(2026, 1, 1).replace(day=first), date.fromordinal(
                date(2026, 1, 1).toordinal() + last - 1))  # fmt: skip
    with pytest.raises(operations.CompanyDaysRefused):
        close("  ", date(2026, 1, 1), date(2026, 1, 1))


def test_free_days_are_named_in_the_readers_language(workspace: None) -> None:
    close("創立記念日", date(2026, 11, 24), date(2026, 11, 24))
    span = {"first": date(2026, 11, 20), "last": date(2026, 11, 30)}
    japanese = queries.free_days(viewer=Viewer.system("ja"), **span)
    assert [(f.day.day, f.name, f.own) for f in japanese] == [
        (23, "勤労感謝の日", False),
        (24, "創立記念日", True),
    ]
    assert queries.free_days(viewer=SYSTEM, **span)[0].name == "Labor Thanksgiving Day"
