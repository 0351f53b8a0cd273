"""What the vendor sells: a reporting cloud with plans, add-ons, set-up steps and features."""

from __future__ import annotations

from dataclasses import dataclass

CATALOGUE = "catalogue.yaml"


@dataclass(frozen=True, slots=True)
class Plan:
    """``price``: yen a seat and month. ``level``: the features included, by number of PLANS."""

    key: str
    name: str
    price: int
    limit: int
    features: tuple[str, ...]


_LITE = ("dashboards", "reports", "sources")
_TEAM = (*_LITE, "sharing", "comments", "exports")
_PRO = (*_TEAM, "alerts", "schedules", "forecasts")
PLANS = (
    Plan("lite", "ライト", 1_800, 20, _LITE),
    Plan("team", "チーム", 3_200, 60, _TEAM),
    Plan("pro", "プロ", 5_400, 200, _PRO),
)
ADD_ONS = (("audit_log", 20_000), ("sandbox", 35_000))
PRODUCT = "kumiki"
# One unit of these for so many yen; only for list prices, nobody converts with it.
CURRENCIES = {"JP": ("JPY", 1), "US": ("USD", 140), "DE": ("EUR", 150), "GB": ("EUR", 150), "SG": ("USD", 140)}  # fmt: skip

# Set-up, in this order. The third is where the planted obstacle lies.
STEPS = ("workspace_created", "members_invited", "it_approval_granted", "source_connected")
OBSTACLE = STEPS.index("it_approval_granted")
FIRST_VALUE = "report_published"


@dataclass(frozen=True, slots=True)
class Event:
    """``weights``: how often a novice, a regular user, an expert does it; ``step``: unlocked once
    so many set-up steps are done; ``plan``: the lowest plan (number in PLANS) that has it."""

    name: str
    feature: str
    weights: tuple[float, float, float]
    step: int = 0
    plan: int = 0


EVENTS = (
    Event("dashboard_viewed", "dashboards", (5.0, 5.0, 4.0), 0),
    Event("template_browsed", "dashboards", (2.0, 0.6, 0.2), 0),
    Event("help_opened", "", (1.5, 0.4, 0.1), 0),
    Event("dashboard_edited", "dashboards", (0.6, 1.5, 2.5), 2),
    Event("report_viewed", "reports", (3.0, 3.5, 3.0), 2),
    Event("report_edited", "reports", (0.5, 1.8, 3.0), 4),
    Event("source_refreshed", "sources", (0.3, 0.9, 1.6), 4),
    Event("query_run", "sources", (0.1, 0.8, 2.6), 4),
    Event("link_shared", "sharing", (0.4, 0.9, 1.2), 2, 1),
    Event("comment_added", "comments", (0.6, 1.0, 1.0), 2, 1),
    Event("csv_exported", "exports", (0.4, 0.8, 1.2), 4, 1),
    Event("alert_set", "alerts", (0.1, 0.3, 0.8), 4, 2),
    Event("schedule_set", "schedules", (0.1, 0.3, 0.7), 4, 2),
    Event("forecast_made", "forecasts", (0.0, 0.2, 0.7), 4, 2),
)
LOGIN = "signed_in"
NAMES = (LOGIN, *(e.name for e in EVENTS), *STEPS, FIRST_VALUE)
