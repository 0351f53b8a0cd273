"""Promises and meetings as Today shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from banso.customers.arrivals import OwnAccount
from banso.execution.today.views import Meet, Pledge
from banso.workspace.viewer import Viewer


def pledges(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    until: date,
    day: date,
) -> list[Pledge]:
    """This function will list open promises due up to ``until``, the latest first."""
    return []


def meets(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    first: date,
    last: date,
) -> list[Meet]:
    """This function will list the meetings of these days that stand, in their order."""
    return []


def kept_pledges(
    *,
    viewer: Viewer,
    accounts: Mapping[int, OwnAccount],
    person: int | None,
    first: date,
    last: date,
) -> list[Pledge]:
    """This function will list the promises kept in these days."""
    return []
