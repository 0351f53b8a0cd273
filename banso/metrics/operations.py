"""Measuring, and saving the catalogue and a workspace's own metrics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from banso.lib.problems import BansoError, Problem, errors, problem
from banso.metrics.catalogue import CatalogueEvent, accept, write_catalogue
from banso.metrics.definitions import MetricsNotAccepted
from banso.metrics.loading import CATALOGUE_KEY
from banso.metrics.measuring import Receipt as Receipt
from banso.metrics.measuring import measure as measure
from banso.metrics.measuring import months as months
from banso.metrics.own import check
from banso.workspace import operations as workspace
from banso.workspace.queries import definition as workspace_definition
from banso.workspace.viewer import Act, Viewer


class NoSuchVersion(BansoError):
    """There is no such version of a text of metrics."""


# Definitions ------------------------------------------------------------------------------------


@transaction.atomic
def save_catalogue(
    *, viewer: Viewer, text: str, now: datetime, why: str = "", batch: str = ""
) -> int:
    """This function will put a catalogue in force and give back the number of the new release.

    Raises ``CatalogueNotAccepted`` with every problem; then nothing is saved.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    accept(text, file=f"catalogue/{CATALOGUE_KEY}")
    version = workspace.save_definition(
        viewer=viewer, kind="catalogue", key=CATALOGUE_KEY, text=text, now=now, why=why, batch=batch
    )
    return workspace.make_release(
        viewer=viewer, changes={f"catalogue/{CATALOGUE_KEY}": version}, now=now, why=why
    )


def save_catalogue_events(
    *,
    viewer: Viewer,
    events: Iterable[CatalogueEvent],
    now: datetime,
    why: str = "",
    batch: str = "",
) -> int:
    """This function will write the catalogue of these events, as answered on a screen, and put it in force."""
    return save_catalogue(
        viewer=viewer, text=write_catalogue(events), now=now, why=why, batch=batch
    )


@transaction.atomic
def save_metrics(*, viewer: Viewer, key: str, text: str, now: datetime, why: str = "") -> int:
    """This function will put a text of the workspace's own metrics in force; gives the release's number.

    Raises ``MetricsNotAccepted`` with every problem; then nothing is saved.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    checked = check(viewer=viewer, text=text, key=key)
    if errors(checked.problems):
        raise MetricsNotAccepted(checked.problems)
    version = workspace.save_definition(
        viewer=viewer, kind="metric", key=key, text=text, now=now, why=why
    )
    return workspace.make_release(
        viewer=viewer, changes={f"metric/{key}": version}, now=now, why=why
    )


def take_back_metrics(
    *, viewer: Viewer, key: str, version: int, now: datetime, why: str = ""
) -> int:
    """This function will put an earlier version of the workspace's own metrics in force again.

    Raises ``NoSuchVersion``, and ``MetricsNotAccepted`` where it no longer fits what is there now.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    found = workspace_definition(viewer=viewer, kind="metric", key=key, version=version)
    if found is None:
        raise NoSuchVersion(_no_version(key, version))
    return save_metrics(viewer=viewer, key=key, text=found.text, now=now, why=why)


def _no_version(key: str, version: int) -> Problem:
    return problem(
        "metric.no-version",
        ja=f"「{key}」の版{version}はありません。",
        en=f"There is no version {version} of '{key}'.",
        remedy_ja="履歴から選んでください。",
        remedy_en="Choose one of the history.",
        sample=str(version),
    )
