"""Finding what there is to walk: every public function that reads, in every package."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import banso

Function = Callable[..., Any]

# Modules beside `queries` and `operations` whose functions take a viewer.
MORE_READS = (
    "banso.customers.duplicates",
    "banso.customers.moments.heard",
    "banso.customers.moments.notes",
    "banso.customers.moments.queries",
    "banso.customers.people.queries",
    "banso.customers.search.queries",
    "banso.execution.promises.queries",
    "banso.connectors.backup.queries",
    "banso.connectors.calendar.queries",
    "banso.connectors.email.queries",
    "banso.customers.moments.mails",
    "banso.connectors.mending.queries",
    "banso.connectors.quality.queries",
    "banso.execution.meetings.queries",
    "banso.metrics.account_use",
    "banso.metrics.kpi.evaluate",
    "banso.metrics.kpi.grouping",
    "banso.metrics.knowing",
    "banso.metrics.lists",
    "banso.metrics.behind",
    "banso.metrics.counting",
    "banso.metrics.coverage",
    "banso.metrics.library_queries",
    "banso.metrics.own",
    "banso.metrics.membership.queries",
    "banso.feedback.retention.queries",
    "banso.journey.choosing",
    "banso.journey.comparing",
    "banso.journey.decided",
    "banso.journey.kpis",
    "banso.journey.lacking",
    "banso.journey.moved",
    "banso.journey.releases",
    "banso.journey.seen",
    "banso.journey.whole",
    "banso.connectors.pickup.queries",
    "banso.workspace.calendar.queries",
    "banso.customers.arrivals",
    "banso.journey.arrivals",
    "banso.metrics.falls",
    "banso.execution.tasks.queries",
    "banso.execution.today.queries",
    "banso.execution.today.week",
    "banso.execution.today.digest",
    "banso.workspace.post.queries",
    "banso.workspace.schedule.queries",
    "banso.customers.moments.said",
    "banso.feedback.friction.queries",
    "banso.feedback.funnel.queries",
    "banso.feedback.funnel.report",
    "banso.journey.stay_rows",
    "banso.metrics.starting",
    "banso.revenue.ledger.queries",
)
MORE_WRITES = (
    "banso.customers.people.operations",
    "banso.execution.promises.operations",
    "banso.connectors.calendar.operations",
    "banso.connectors.email.operations",
    "banso.connectors.mending.operations",
    "banso.connectors.mappings",
    "banso.connectors.merging",
    "banso.connectors.reopening",
    "banso.connectors.quality.operations",
    "banso.execution.meetings.operations",
    "banso.journey.planning",
    "banso.journey.by_hand",
    "banso.journey.restating",
    "banso.metrics.kpi.costs",
    "banso.metrics.segment_store",
    "banso.workspace.jobs",
    "banso.workspace.calendar.operations",
    "banso.execution.tasks.operations",
    "banso.execution.tasks.standing_in",
    "banso.execution.today.operations",
    "banso.workspace.post.operations",
    "banso.workspace.schedule.operations",
    "banso.workspace.homes.operations",
    "banso.connectors.backup.operations",
    "banso.revenue.ledger.operations",
)
# Of those that write, the functions that only read.
READS_THERE = frozenset(
    [
        "connectors.mappings.saved_mapping",
        "connectors.mappings.saved_mappings",
        "connectors.mending.operations.preview_rule",
        "connectors.merging.days_again",
        "connectors.reopening.waiting_days",
        "journey.by_hand.latest_until",
        "journey.by_hand.places",
        "journey.planning.check_text",
        "journey.planning.export",
        "journey.planning.history",
        "journey.planning.plan",
        "journey.planning.templates",
        "journey.planning.version_text",
        "journey.restating.restated",
        "journey.restating.restated_one",
        "metrics.kpi.costs.costs_in_force",
        "metrics.segment_store.changeable",
        "metrics.segment_store.given_up",
        "metrics.segment_store.history",
        "metrics.segment_store.of_person",
        "metrics.segment_store.person_of",
        "metrics.segment_store.ready_made",
        "metrics.segment_store.segment",
        "metrics.segment_store.segments",
        "workspace.jobs.job_view",
        "workspace.jobs.jobs",
    ]
)


def _modules(name: str) -> Iterator[ModuleType]:
    for package in pkgutil.iter_modules(banso.__path__, "banso."):
        if package.ispkg:
            inside = {m.name for m in pkgutil.iter_modules(import_module(package.name).__path__)}
            if name in inside:
                yield import_module(f"{package.name}.{name}")


def _public(module: ModuleType) -> Iterator[tuple[str, Function]]:
    """What a module offers: its ``__all__``, else what is defined in it."""
    offered = getattr(module, "__all__", None)
    for name, value in inspect.getmembers(module, inspect.isfunction):
        own = value.__module__ == module.__name__
        if not name.startswith("_") and (own or (offered is not None and name in offered)):
            yield f"{module.__name__.removeprefix('banso.')}.{name}", value


def reads() -> dict[str, Function]:
    """Every public function of every ``queries``, and of the modules that are reads by nature."""
    modules = [*_modules("queries"), *(import_module(m) for m in MORE_READS)]
    there = {n: f for n, f in _all_writers().items() if n in READS_THERE}
    return dict(pair for module in modules for pair in _public(module)) | there


def writes() -> dict[str, Function]:
    """Every public function of every ``operations``, and of the modules that write like one."""
    return {n: f for n, f in _all_writers().items() if n not in READS_THERE}


def _all_writers() -> dict[str, Function]:
    modules = [*_modules("operations"), *(import_module(m) for m in MORE_WRITES)]
    return dict(pair for module in modules for pair in _public(module))


def elsewhere() -> dict[str, Function]:
    """Whatever else below the interfaces takes a viewer and has a public name."""
    known = {id(f) for f in (*reads().values(), *_all_writers().values())}
    found = {}
    for module in pkgutil.walk_packages(banso.__path__, "banso."):
        if module.name.split(".")[1] in ("interfaces", "asgi") or ".migrations" in module.name:
            continue
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            own = function.__module__ == module.name and not name.startswith("_")
            if (
                own
                and "viewer" in inspect.signature(function).parameters
                and id(function) not in known
            ):
                found[f"{module.name.removeprefix('banso.')}.{name}"] = function
    return found


def takes_viewer(function: Function) -> bool:
    """Whether ``viewer`` must be given, and by name."""
    parameter = inspect.signature(function).parameters.get("viewer")
    return (
        parameter is not None
        and parameter.kind is parameter.KEYWORD_ONLY
        and parameter.default is parameter.empty
    )
