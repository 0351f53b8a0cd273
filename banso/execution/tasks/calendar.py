"""The business calendar tasks count with."""

from __future__ import annotations

from banso.lib.dates import HolidayCalendar
from banso.workspace.calendar.queries import calendar_for
from banso.workspace.viewer import Viewer


def calendar_of(viewer: Viewer) -> HolidayCalendar:
    """This function will give the days this workspace works."""
    return calendar_for(viewer=viewer)
