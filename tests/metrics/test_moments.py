"""Numbers from answers, voices, touchpoints, sessions and incidents: windows, means, the last, unknown before the data."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from banso.customers.moments.queries import MomentCounts
from banso.metrics.definitions import Registry, library
from banso.metrics.moments import COVERAGE_OF, facts_of
from banso.metrics.world import CoverageFact, IncidentFact, MomentFact
from banso.revenue.life import Book
from tests.metrics.small import ZONE, Small, line, on

KEYS = (
    "responses_90d", "surveys_asked_90d", "days_since_response", "nps_last", "csat_90d", "voices_90d",
    "days_since_touch", "days_since_review", "touches_28d", "meetings_90d", "proactive_rate_90d",
    "effort_minutes_28d", "low_moods_90d", "sessions_attended_90d", "incident_days_7d",
    "incident_minutes_28d",
)  # fmt: skip


# Only what is counted from moments: a world with few numbers is measured faster.
FEW = Registry({m.key: m for m in library().of_stage("moments")})


def told(
    what: str, day: date, tag: str = "", mark: str = "", amount: float | None = None,
    account: int = 1, minute: int = 600,
) -> MomentFact:  # fmt: skip
    thousandths = None if amount is None else round(amount * 1000)
    return MomentFact(account, what, tag, mark, day, minute, thousandths)


def having(
    small: Small, *moments: MomentFact, first: int = 0, last: int | None = None,
    incidents: tuple[IncidentFact, ...] = (),
) -> Small:  # fmt: skip
    end = None if last is None else on(last)
    cover = [CoverageFact(kind, "desk", on(first), end) for kind in set(COVERAGE_OF.values())]
    return small.having(
        registry=FEW, moments=moments, incidents=incidents, coverage=[*small.world.coverage, *cover]
    )


def test_it_is_unknown_before_anything_is_connected(small: Small) -> None:
    row = small.having(registry=FEW).row(on(5))
    assert {key: row[key] for key in KEYS} == dict.fromkeys(KEYS)


def test_it_is_zero_once_it_is(small: Small) -> None:
    row = having(small).row(on(5))
    assert row["responses_90d"] == row["voices_90d"] == row["effort_minutes_28d"] == 0
    assert row["sessions_attended_90d"] == row["incident_days_7d"] == 0
    assert row["nps_last"] is row["csat_90d"] is row["days_since_touch"] is None
    assert row["proactive_rate_90d"] is None


def test_it_counts_in_the_window(small: Small) -> None:
    having(small, told("voices", on(3)), told("voices", on(5)), told("voices", on(4), account=2))
    assert small.values("voices_90d", on(2), on(3), on(5), on(92), on(93), on(95)) == [
        0,
        1,
        2,
        2,
        1,
        0,
    ]


def test_it_takes_the_last_answer_and_the_mean(small: Small) -> None:
    having(
        small,
        told("answers", on(3), "nps", amount=9, minute=700),
        told("answers", on(3), "nps", amount=2, minute=800),  # later on that day
        told("answers", on(8), "nps", amount=7),
        told("answers", on(4), "csat", amount=4),
        told("answers", on(6), "csat", amount=3.5),
        told("answers", on(7), "free"),
        told("asked", on(1)), told("asked", on(2)),
    )  # fmt: skip
    assert small.values("nps_last", on(2), on(3), on(7), on(8), on(90)) == [None, 2, 2, 7, 7]
    assert small.values("csat_90d", on(3), on(4), on(6), on(94)) == [None, 4, 3.75, 3.5]
    assert small.values("responses_90d", on(8)) == [6]
    assert small.values("surveys_asked_90d", on(1), on(8)) == [1, 2]


def test_it_knows_touches_by_type_and_who_opened_them(small: Small) -> None:
    having(
        small,
        told("touches", on(1), "meeting", "us"), told("touches", on(2), "mail", "them"),
        told("touches", on(3), "qbr", "us"), told("touches", on(4), "note"),
        told("effort", on(1), "meeting", amount=90), told("effort", on(2), "mail", amount=15),
        told("moods", on(3), "low"), told("moods", on(4), "good"),
        told("sessions", on(2), "webinar"), told("sessions", on(2), "webinar"),
    )  # fmt: skip
    row = small.row(on(10))
    assert (row["touches_28d"], row["meetings_90d"], row["mails_90d"], row["visits_90d"]) == (
        4,
        1,
        1,
        0,
    )
    assert (row["days_since_touch"], row["days_since_review"]) == (6, 7)
    assert row["proactive_rate_90d"] == 2 / 3 and row["effort_minutes_28d"] == 105
    assert (row["low_moods_90d"], row["sessions_attended_90d"]) == (1, 2)


def test_an_incident_counts_on_each_day_it_lasted(small: Small) -> None:
    night = IncidentFact(None, on(3), 23 * 60, on(4), 90)
    same = IncidentFact(1, on(4), 60, on(4), 120)  # overlaps: still one day
    other = IncidentFact(2, on(5), 0, on(5), 60)
    midnight = IncidentFact(1, on(20), 22 * 60, on(21), 0)
    having(small, incidents=(night, same, other, midnight))
    assert small.values("incident_days_7d", on(2), on(3), on(4), on(9), on(10), on(11), on(21)) == [
        0, 1, 2, 2, 1, 0, 1,
    ]  # fmt: skip
    assert small.values("incident_minutes_28d", on(3), on(4)) == [60, 60 + 90 + 60]


def test_an_incident_that_goes_on_counts_up_to_the_day(small: Small) -> None:
    having(small, incidents=(IncidentFact(None, on(3), 720, None, 0),))
    assert small.values("incident_days_7d", on(3), on(5), on(30)) == [1, 3, 7]
    assert small.values("incident_minutes_28d", on(4)) == [720 + 1440]


def test_it_counts_in_this_tenure_only(small: Small) -> None:
    small.having(books={1: Book([line("a", on(0), on(30)), line("b", on(100), on(300))])})
    having(small, told("answers", on(10), "nps", amount=3), told("touches", on(10), "call"))
    assert small.values("nps_last", on(20), on(101)) == [3, None]
    assert small.values("responses_90d", on(20), on(101)) == [1, 0]
    assert small.values("days_since_touch", on(20), on(101)) == [10, None]


def test_it_is_unknown_outside_the_data(small: Small) -> None:
    small.having(books={1: Book([line(start=on(-300))])})
    having(small, told("touches", on(12), "call"), first=10, last=60)
    assert small.values("touches_28d", on(36), on(37), on(60), on(61)) == [None, 1, 0, None]
    assert small.values("days_since_touch", on(12), on(60), on(61)) == [0, 48, None]


def test_the_direct_way_says_the_same(small: Small) -> None:
    having(
        small,
        *(told("answers", on(3 * i), ("nps", "csat")[i % 2], amount=i / 3) for i in range(20)),
        *(told("touches", on(5 * i), ("qbr", "call")[i % 2], ("us", "them", "")[i % 3]) for i in range(12)),
        *(told("effort", on(5 * i), "call", amount=7 * i) for i in range(12)),
        incidents=(IncidentFact(None, on(3), 720, on(6), 30),),
        first=2,
    )  # fmt: skip
    together = small.rows(on(7), on(95))
    for day in (on(7), on(95)):
        assert small.rows(day, way="direct")[1, day] == together[1, day]
    assert small.row(on(95)) == together[1, on(95)]


def test_moments_fall_on_local_days() -> None:
    late = datetime.fromisoformat("2026-03-31T16:30:00+00:00")  # past midnight in Tokyo
    moments, incidents = facts_of(
        MomentCounts(
            answers=[(1, "nps", late, 9.0)], asked=[(1, date(2026, 3, 31))], voices=[],
            touches=[(1, "call", late, "us", "low", 30, None)], attended=[],
            incidents=[(None, late, None)],
        ),
        ZoneInfo(ZONE),
    )  # fmt: skip
    assert {(m.what, m.on, m.minute, m.amount) for m in moments} == {
        ("answers", date(2026, 4, 1), 90, 9000), ("asked", date(2026, 3, 31), 0, None),
        ("touches", date(2026, 4, 1), 90, None), ("effort", date(2026, 4, 1), 90, 30000),
        ("moods", date(2026, 4, 1), 90, None),
    }  # fmt: skip
    assert incidents == [IncidentFact(None, date(2026, 4, 1), 90, None, 0)]
