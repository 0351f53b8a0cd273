"""The records, read once into the :class:`World` that measuring needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from banso.customers import queries as customers
from banso.customers.definitions import FieldSpec
from banso.customers.models import Account
from banso.customers.moments.queries import moment_counts
from banso.customers.people.queries import champion_rows
from banso.lib.once import kept
from banso.lib.problems import Problem
from banso.metrics.catalogue import Catalogue, parse_catalogue
from banso.metrics.definitions import Registry, registry_with
from banso.metrics.moments import champions_left, facts_of
from banso.metrics.reading import RESERVED
from banso.metrics.world import (
    LANE,
    AccountFact,
    ChampionFact,
    CoverageFact,
    FieldFact,
    KeyFact,
    PlanFact,
    TicketFact,
    UserFact,
    World,
    digest_of,
)
from banso.revenue import queries as revenue
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

CATALOGUE_KEY = "default"


def load_world(
    *, day_zero: str = "service_start_on", hidden: frozenset[str] = frozenset()
) -> World:
    """This function will read everything but the events: accounts, keys, contracts, tickets, fields …

    ``day_zero`` is the dated field the map in force counts from; ``hidden`` batches are not
    committed yet, their events do not count.
    """
    viewer = Viewer.system()
    settings = workspace.workspace(viewer=viewer)
    registry, _ = registry_in_force()
    catalogue, _ = catalogue_in_force()
    plans, add_ons = _plans(viewer)
    keys = customers.key_spans(viewer=viewer)
    values = customers.field_spans(viewer=viewer)
    zone = ZoneInfo(settings.time_zone)
    moments, incidents = facts_of(moment_counts(viewer=viewer), zone)
    rows, roles_since = champion_rows(viewer=viewer)
    champions = [
        ChampionFact(r.account_id, r.contact_id, r.from_on, r.to_on, r.users) for r in rows
    ]
    found = World(
        registry=registry,
        accounts=_accounts(zone),
        keys=[KeyFact(k.source, k.key, k.account_id, k.from_on, k.to_on) for k in keys],
        users=[UserFact(*row) for row in customers.product_user_rows(viewer=viewer)],
        books={account: book for account, _, book in revenue.books(viewer=viewer, lane=LANE)},
        plans=plans,
        add_ons=add_ons,
        tickets=_tickets(viewer, zone),
        champions=champions,
        roles_since=roles_since,
        moments=[*moments, *champions_left(champions)],
        incidents=incidents,
        fields=fields_in_force(registry),
        values=[FieldFact(v.account_id, v.key, v.value, v.from_on, v.to_on) for v in values],
        coverage=[
            CoverageFact(c.kind, c.source, c.from_on, c.to_on)
            for c in workspace.coverage(viewer=viewer)
        ]
        + ([CoverageFact("champions", "people", date.min)] if roles_since else []),
        catalogue=catalogue,
        release=workspace.release_number(viewer=viewer),
        zone=settings.time_zone,
        day_zero=day_zero,
        hidden=hidden,
    )
    return replace(found, digest=_digest(found))


def _accounts(zone: ZoneInfo) -> list[AccountFact]:
    rows = Account.objects.filter(kind=Account.ACCOUNT).order_by("pk")
    return [
        AccountFact(pk, created.astimezone(zone).date(), ended)
        for pk, created, ended in rows.values_list("pk", "created_at", "ended_on")
    ]


def _tickets(viewer: Viewer, zone: ZoneInfo) -> list[TicketFact]:
    return [
        TicketFact(
            account,
            severity,
            opened.astimezone(zone).date(),
            closed.astimezone(zone).date() if closed else None,
        )
        for account, severity, opened, closed, _ in customers.ticket_rows(viewer=viewer)
    ]


def _digest(world: World) -> str:
    """A fingerprint of everything that was read."""
    books = sorted(
        ((account, book.lines, book.currency) for account, book in world.books.items()),
        key=lambda row: row[0],
    )
    return digest_of(
        [
            world.accounts, world.keys, world.users, world.champions, sorted(world.roles_since), books, sorted(world.plans.items()),
            sorted(world.add_ons.items()), world.tickets, world.moments, world.incidents, world.fields,
            world.values,
            world.coverage, list(world.registry), world.catalogue.events, world.release,
            world.zone, world.day_zero, sorted(world.hidden),
        ]
    )  # fmt: skip


@kept(workspace.stamp)
def registry_in_force() -> tuple[Registry, list[Problem]]:
    """This function will give the library and the workspace's own metrics that the newest release names."""
    rows = workspace.definitions_in_force(viewer=Viewer.system(), kind="metric")
    return registry_with((f"metric/{r.key}", r.text) for r in rows)


def fields_in_force(registry: Registry) -> tuple[FieldSpec, ...]:
    """This function will list the dated fields that are columns of a day.

    A field that an import brought under the name of a metric, or of a column every row has, is
    kept with the account but is no column: the metric keeps the name.
    """
    specs = customers.field_specs(viewer=Viewer.system())
    return tuple(f for f in specs if f.key not in registry and f.key not in RESERVED)


@kept(workspace.stamp)
def catalogue_in_force() -> tuple[Catalogue, list[Problem]]:
    """This function will give the catalogue the newest release names; an empty one before the first."""
    for row in workspace.definitions_in_force(viewer=Viewer.system(), kind="catalogue"):
        if row.key == CATALOGUE_KEY:
            return _read_catalogue(row.text)
    return Catalogue(), []


@lru_cache(maxsize=4)
def _read_catalogue(text: str) -> tuple[Catalogue, list[Problem]]:
    """Reading YAML costs more than most pages; a text means the same every time."""
    return parse_catalogue(text, file=f"catalogue/{CATALOGUE_KEY}")


def _plans(viewer: Viewer) -> tuple[dict[str, PlanFact], dict[str, PlanFact]]:
    plans = {
        p.key: PlanFact(p.key, p.limit, None if p.features is None else tuple(p.features))
        for p in revenue.plans(viewer=viewer)
    }
    add_ons = {
        a.key: PlanFact(a.key, None, None if a.features is None else tuple(a.features))
        for a in revenue.add_ons(viewer=viewer)
    }
    return plans, add_ons
