"""The business calendar tasks count with."""

from __future__ import annotations

from banso.lib.dates import WEEKDAYS_ONLY, HolidayCalendar
from banso.workspace.viewer import Viewer


def calendar_of(viewer: Viewer) -> HolidayCalendar:
    """This function will give the days this workspace works."""
    return WEEKDAYS_ONLY
