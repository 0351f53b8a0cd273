"""Who may ask what, written by hand: a read that is not listed here fails the walk until somebody decides.

``who`` are the roles that are answered; the others are refused. ``ask`` gives the arguments beside
the viewer, about one account where the read takes one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from banso.connectors.mending import queries as quarantine
from banso.connectors.mending.rules import Rule
from banso.customers.queries import key_spans
from banso.events.definitions import KeySpan
from banso.journey.queries import list_names, map_in_force, state_relation, template_text
from banso.lib.text import Text
from banso.metrics.conditions import parse
from banso.metrics.segments import Segment
from banso.workspace.viewer import Viewer
from tests.access.membership import MEMBERSHIP
from tests.access.world import FIRST, LAST, NOW, SYSTEM, Built, Place

OWN_METRICS = """schema: banso/metric@1
metrics:
  - {key: seats_twice, name: x, kind: number, shape: ratio, with: {of: seats, to: seats}}
"""
ALL = frozenset({"admin", "manager", "csm", "reader", "partner"})
COLLEAGUES = ALL - {"partner"}
DESK = COLLEAGUES - {"reader"}
MANAGERS = frozenset({"admin", "manager"})
ADMIN = frozenset({"admin"})
# The same person with a scope is refused what speaks of every account.
WITH_SCOPE = {
    "partner": "partner",
    "scoped reader": "reader",
    "scoped csm": "csm",
    "scoped manager": "manager",
}

Ask = Callable[[Built, Viewer, Place], dict[str, Any]]


@dataclass(frozen=True)
class Read:
    """``of_all``: speaks of every account, so nobody with a scope is answered. ``silent``: it never
    speaks of an account at all, so there is nothing to hide."""

    who: frozenset[str]
    ask: Ask = lambda w, v, p: {}
    of_all: bool = False
    silent: bool = False

    def answers(self, role: str) -> bool:
        if role in WITH_SCOPE:
            return WITH_SCOPE[role] in self.who and not self.of_all
        return role in self.who


def _plain(**given: Any) -> Ask:
    return lambda w, v, p: given


def _id(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_id": p.id}


def _ids(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"ids": [p.id]}


def _account_ids(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_ids": [p.id]}


def _on_last(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"account_id": p.id, "day": LAST}


def _lake(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake}


def _usage(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    """Events know keys, not accounts: whoever asks takes the keys of accounts the viewer may see."""
    found = key_spans(viewer=v, account_ids=[p.id])
    spans = [KeySpan(source=k.source, key=k.key) for k in found]
    return {"lake": w.lake, "keys": spans, "first": FIRST, "last": LAST}


def _timeline(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {k: x for k, x in _usage(w, v, p).items() if k != "first"}


def _map(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST, "period_first": FIRST}


def _cell(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST, "phase": "retention"}


def _bad_rows(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"batch": w.batch, "problem": "import.row.date"}


def _bad_row(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    [row] = quarantine.rows(viewer=SYSTEM, batch=w.batch).rows
    return {"batch": w.batch, "row": row.id}


def _period(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "first": FIRST, "last": LAST}


def _lacking(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    edition = map_in_force(viewer=SYSTEM)
    return {
        "lake": w.lake,
        "day": LAST,
        "phase": "retention",
        "track": "on_track",
        "edition": edition,
    }


def _whole(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {**_map(w, v, p), "edition": map_in_force(viewer=SYSTEM)}


def _plan(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    """Everybody would move, from anywhere."""
    first = "\ninterrupts:\n"
    text = template_text("six-phases").replace(
        first, f"{first}  - {{to: expansion, when: mrr > 0}}\n"
    )
    return {"lake": w.lake, "text": text, "now": NOW}


def _stands(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "key": "six-phases", "phase": "retention"}


def _list(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    condition = parse("mrr > 0", names=list_names(viewer=SYSTEM)).get()
    more = state_relation(lake=w.lake, day=LAST)
    columns = ("mrr", "plan", "phase", "note")
    return {
        "lake": w.lake, "day": LAST, "condition": condition, "extra": more, "columns": columns,
        "sum_of": "mrr",
    }  # fmt: skip


def _tally(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    condition = parse("mrr > 0", names=list_names(viewer=SYSTEM)).get()
    return {"lake": w.lake, "day": LAST, "conditions": {"paying": condition}, "sum_of": "mrr"}


def _named(name: str) -> Ask:
    return lambda w, v, p: {
        "lake": w.lake, "day": LAST, "name": name, "type_": list_names(viewer=SYSTEM)[name],
    }  # fmt: skip


def _segment(w: Built, v: Viewer, p: Place) -> dict[str, Any]:
    return {"key": w.segment}


QUIET = {"silent": True}
MAP = {"kind": "journey", "key": "map"}

READS: dict[str, Read] = {
    # imports speak of every account in a file
    "connectors.queries.batch": Read(
        DESK, lambda w, v, p: {"public_id": w.batch}, of_all=True, silent=True
    ),
    "connectors.queries.batches": Read(DESK, of_all=True, silent=True),
    "connectors.queries.quarantine": Read(
        DESK, lambda w, v, p: {"public_id": w.batch}, of_all=True
    ),
    "connectors.queries.readings": Read(
        DESK, lambda w, v, p: {"batch": w.batch}, of_all=True, silent=True
    ),
    "connectors.mending.operations.preview_rule": Read(
        MANAGERS,
        lambda w, v, p: {
            "batch": w.batch,
            "rule": Rule("again", problem="import.row.date"),
            "now": NOW,
        },
        of_all=True,
        silent=True,
    ),
    "connectors.mending.queries.columns": Read(DESK, _bad_rows, of_all=True, silent=True),
    "connectors.mending.queries.groups": Read(DESK, of_all=True, silent=True),
    "connectors.mending.queries.late_accounts": Read(DESK, of_all=True, silent=True),
    "connectors.mending.queries.one_row": Read(DESK, _bad_row, of_all=True),
    "connectors.mending.queries.rows": Read(DESK, lambda w, v, p: {"batch": w.batch}, of_all=True),
    "connectors.mending.queries.state_counts": Read(DESK, of_all=True, silent=True),
    "connectors.mending.queries.unknown_keys": Read(
        DESK, lambda w, v, p: {"batch": w.batch}, of_all=True, silent=True
    ),
    "connectors.quality.queries.finding": Read(
        DESK, _plain(check="orphan.events", now=NOW), of_all=True
    ),
    "connectors.quality.queries.has_data": Read(DESK, of_all=True, silent=True),
    "connectors.quality.queries.needs_job": Read(DESK, of_all=True, silent=True),
    "connectors.quality.queries.report": Read(DESK, of_all=True, silent=True),
    "connectors.queries.mappings": Read(DESK, of_all=True, silent=True),
    "connectors.queries.mapping_for": Read(
        DESK,
        lambda w, v, p: {"public_id": w.batch, "key": "salesforce"},
        of_all=True,
        silent=True,
    ),
    "connectors.mappings.saved_mapping": Read(
        DESK, _plain(key="salesforce"), of_all=True, silent=True
    ),
    "connectors.mappings.saved_mappings": Read(DESK, of_all=True, silent=True),
    "connectors.backup.queries.backup_path": Read(
        ADMIN, lambda w, v, p: {"name": w.backup.name}, of_all=True, silent=True
    ),
    "connectors.backup.queries.backups": Read(ADMIN, of_all=True, silent=True),
    "connectors.backup.queries.workspace_bytes": Read(ADMIN, of_all=True, silent=True),
    "connectors.reopening.waiting_days": Read(DESK, _plain(now=NOW), of_all=True, silent=True),
    # duplicates: whoever sees two records of one company must see every account
    "connectors.merging.days_again": Read(ALL, _plain(from_on=None, now=NOW), silent=True),
    "customers.duplicates.act_of": Read(DESK, lambda w, v, p: {"public_id": w.act}, of_all=True),
    "customers.duplicates.acts": Read(DESK, of_all=True),
    "customers.duplicates.count_open": Read(DESK, of_all=True, silent=True),
    "customers.duplicates.counts_of": Read(DESK, of_all=True, silent=True),
    "customers.duplicates.keys_of": Read(DESK, _id, of_all=True),
    "customers.duplicates.merged_into": Read(DESK, _id, of_all=True, silent=True),
    "customers.duplicates.merged_notice": Read(ALL, _id, silent=True),  # nobody was merged here
    "customers.duplicates.pair_between": Read(
        DESK, lambda w, v, p: {"first": w.mine[0].id, "second": w.others[0].id}, of_all=True
    ),
    "customers.duplicates.pair_of": Read(DESK, lambda w, v, p: {"public_id": w.pair}, of_all=True),
    "customers.duplicates.pairs": Read(DESK, of_all=True),
    "customers.duplicates.side_of": Read(DESK, _id, of_all=True),
    # accounts and what hangs on them
    "customers.moments.queries.happenings": Read(ALL, _id),
    "customers.moments.queries.moment_counts": Read(ALL),
    "customers.queries.account_by_public_id": Read(ALL, lambda w, v, p: {"public_id": p.public_id}),
    "customers.queries.account_ids_of": Read(ALL, lambda w, v, p: {"public_ids": [p.public_id]}),
    "customers.queries.account_list_rows": Read(ALL, _ids),
    "customers.queries.account_names": Read(ALL),
    "customers.queries.account_count": Read(ALL, silent=True),
    "customers.queries.accounts_all": Read(ALL),
    "customers.queries.contacts_of": Read(ALL, _id),
    "customers.queries.field_spans": Read(ALL),
    "customers.queries.field_specs": Read(ALL, **QUIET),
    "customers.queries.fields_as_of": Read(ALL, _plain(day=LAST)),
    "customers.queries.key_spans": Read(ALL),
    "customers.queries.owner_spans": Read(ALL, _id, silent=True),  # persons and days only
    "customers.queries.owners_on": Read(ALL, _plain(day=LAST)),
    "customers.queries.parents": Read(ALL),
    "customers.queries.product_user_rows": Read(ALL),
    "customers.queries.product_users_of": Read(ALL, _id),
    "customers.queries.public_ids": Read(ALL),
    "customers.queries.search_accounts": Read(ALL, _plain(text="架空")),
    "customers.queries.ticket_rows": Read(ALL),
    "customers.queries.tickets_of": Read(ALL, _id),
    "customers.queries.units_of": Read(ALL, lambda w, v, p: {"account_id": w.group}),
    # usage
    "events.queries.daily_counts": Read(ALL, _usage, silent=True),  # names of events, days, numbers
    "events.queries.event_names": Read(COLLEAGUES, _lake, of_all=True, silent=True),
    "events.queries.events_of_keys": Read(ALL, _timeline),
    "events.queries.keys_seen": Read(DESK, _lake, of_all=True),
    "events.queries.sources": Read(COLLEAGUES, _lake, of_all=True, silent=True),
    "events.queries.span": Read(COLLEAGUES, _lake, of_all=True, silent=True),
    "events.queries.users_of_keys": Read(ALL, _usage),
    # the journey
    "journey.by_hand.places": Read(ALL, _plain(language="en"), silent=True),
    "journey.lacking.lacking": Read(ALL, _lacking, silent=True),  # sums: see the test of numbers
    "journey.moved.flows": Read(ALL, _period, silent=True),
    "journey.moved.moved_accounts": Read(
        ALL, lambda w, v, p: {**_period(w, v, p), "source": w.source, "target": "retention"}
    ),
    "journey.seen.differences": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "day": LAST}, silent=True
    ),  # nothing was corrected here: see tests/history
    "journey.seen.seen_on": Read(ALL, _plain(day=LAST), silent=True),
    "journey.releases.markers": Read(ALL, _plain(first=FIRST, last=LAST), silent=True),
    "journey.releases.release_note": Read(COLLEAGUES, _plain(number=1), silent=True),
    "journey.releases.release_notes": Read(COLLEAGUES, **QUIET),
    # from memory where everything is asked for: the walk asks as an administrator first
    "journey.whole.lacking": Read(ALL, _lacking, silent=True),
    "journey.whole.map_view": Read(ALL, _whole, silent=True),
    "journey.comparing.apart": Read(
        COLLEAGUES, lambda w, v, p: {"lake": w.lake, "public_id": w.series, "day": LAST}
    ),
    "journey.comparing.comparison": Read(
        COLLEAGUES, lambda w, v, p: {"lake": w.lake, "public_id": w.series}, silent=True
    ),
    "journey.decided.fallen": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "account_id": p.id}, silent=True
    ),
    "journey.restating.restated": Read(COLLEAGUES, **QUIET),
    "journey.restating.restated_one": Read(
        COLLEAGUES, lambda w, v, p: {"public_id": w.series}, silent=True
    ),
    "journey.choosing.choices": Read(COLLEAGUES, _lake, silent=True),  # sums, as in the map
    "journey.choosing.shipped": Read(COLLEAGUES, **QUIET),
    "journey.choosing.stands": Read(COLLEAGUES, _stands),
    "journey.choosing.switch": Read(COLLEAGUES, _plain(key="three-phases"), silent=True),
    "journey.planning.check_text": Read(
        COLLEAGUES, _plain(text="schema: banso/journey@1"), silent=True
    ),
    "journey.planning.export": Read(COLLEAGUES, **QUIET),
    "journey.planning.history": Read(COLLEAGUES, **QUIET),
    "journey.planning.plan": Read(COLLEAGUES, _plan),
    "journey.planning.templates": Read(COLLEAGUES, **QUIET),
    "journey.planning.version_text": Read(COLLEAGUES, _plain(version=1), silent=True),
    "journey.queries.cell_accounts": Read(ALL, _cell),
    "journey.queries.list_names": Read(ALL, **QUIET),
    "journey.queries.map_chosen": Read(ALL, **QUIET),
    "journey.queries.map_in_force": Read(ALL, **QUIET),
    "journey.queries.map_view": Read(ALL, _map, silent=True),  # sums: see the test of numbers
    "journey.queries.names": Read(ALL, **QUIET),
    "journey.queries.next_of": Read(
        ALL, lambda w, v, p: {**_on_last(w, v, p), "lake": w.lake}, silent=True
    ),
    "journey.queries.path_of": Read(ALL, _on_last),
    "journey.queries.phases": Read(ALL, **QUIET),
    "journey.queries.stay_of": Read(ALL, lambda w, v, p: {"public_id": p.stay}),
    "journey.queries.trend": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "first": FIRST, "last": LAST}, silent=True
    ),
    # numbers
    "metrics.account_use.account_use": Read(
        ALL, lambda w, v, p: {**_usage(w, v, p), "account": p.id, "closed": LAST}
    ),
    "metrics.account_use.names_of_feature": Read(ALL, _plain(key="search"), silent=True),
    "metrics.account_use.use_behind": Read(
        ALL, lambda w, v, p: {**_usage(w, v, p), "account": p.id}
    ),
    "metrics.behind.rows_behind": Read(
        ALL,
        lambda w, v, p: {
            "lake": w.lake,
            "metric": "active_users_28d",
            "account": p.id,
            "day": LAST,
        },
    ),
    "metrics.knowing.known_on": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "day": LAST}, silent=True
    ),
    "metrics.knowing.lay_of": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "key": "mrr", "days": [FIRST, LAST]}, silent=True
    ),
    "metrics.counting.spread_of": Read(ALL, _named("mrr"), silent=True),
    "metrics.counting.tally": Read(ALL, _tally, silent=True),  # sums: see the test of numbers
    "metrics.counting.values_of": Read(ALL, _named("note")),
    "metrics.coverage.coverage_of": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "key": "mrr", "day": LAST}, silent=True
    ),
    "metrics.library_queries.definition_text": Read(ALL, _plain(key="mrr"), silent=True),
    "metrics.library_queries.distribution": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "key": "mrr", "day": LAST}, silent=True
    ),
    "metrics.library_queries.library_view": Read(ALL, **QUIET),
    "metrics.library_queries.metric_sheet": Read(
        ALL, lambda w, v, p: {"lake": w.lake, "key": "mrr", "day": LAST}, silent=True
    ),
    "metrics.library_queries.where_used": Read(ALL, _plain(key="mrr"), silent=True),
    "metrics.lists.list_accounts": Read(ALL, _list),
    "metrics.own.check": Read(COLLEAGUES, _plain(text=OWN_METRICS), silent=True),
    "metrics.own.history": Read(COLLEAGUES, _plain(key="own"), silent=True),
    "metrics.own.own_texts": Read(COLLEAGUES, **QUIET),
    "metrics.own.preview": Read(
        COLLEAGUES,
        lambda w, v, p: {"lake": w.lake, "text": OWN_METRICS, "day": LAST, "now": NOW},
    ),
    "metrics.queries.account_series": Read(
        ALL,
        lambda w, v, p: {
            "lake": w.lake,
            "account": p.id,
            "keys": ["mrr"],
            "first": FIRST,
            "last": LAST,
        },
        silent=True,
    ),  # fmt: skip
    "metrics.queries.catalogue_in_force": Read(ALL, **QUIET),
    "metrics.queries.day_rows": Read(ALL, lambda w, v, p: {"lake": w.lake, "day": LAST}),
    "metrics.queries.latest_day": Read(ALL, **QUIET),
    "metrics.queries.measured": Read(ALL, _plain(day=LAST), silent=True),
    "metrics.queries.metric_help": Read(ALL, _plain(key="mrr"), silent=True),
    "metrics.queries.name_table": Read(ALL, **QUIET),
    "metrics.queries.registry": Read(ALL, **QUIET),
    **{
        f"metrics.membership.queries.{name}": Read(COLLEAGUES, ask, silent=True)
        for name, ask in MEMBERSHIP.items()
    },
    "metrics.segment_store.changeable": Read(MANAGERS, _segment, of_all=True, silent=True),
    "metrics.segment_store.given_up": Read(COLLEAGUES, **QUIET),
    "metrics.segment_store.history": Read(COLLEAGUES, _segment, silent=True),
    "metrics.segment_store.of_person": Read(COLLEAGUES, _plain(user_id=1), silent=True),
    "metrics.segment_store.person_of": Read(
        COLLEAGUES, _plain(segment=Segment(Text.of("x"))), silent=True
    ),
    "metrics.segment_store.ready_made": Read(COLLEAGUES, **QUIET),
    "metrics.segment_store.segment": Read(COLLEAGUES, _segment, silent=True),
    "metrics.segment_store.segments": Read(COLLEAGUES, **QUIET),
    # contracts
    "revenue.queries.add_ons": Read(ALL, **QUIET),
    "revenue.queries.books": Read(ALL),
    "revenue.queries.contract_spans_of": Read(ALL, _plain(first=FIRST, last=LAST)),
    "revenue.queries.contracts_of": Read(ALL, _on_last),
    "revenue.queries.currency_problems": Read(ALL, _plain(day=LAST), silent=True),
    "revenue.queries.facts_on": Read(ALL, _plain(day=LAST)),
    "revenue.queries.lines_behind_mrr": Read(ALL, _on_last),
    "revenue.queries.lines_for_accounts": Read(ALL),
    "revenue.queries.plans": Read(ALL, **QUIET),
    "revenue.queries.products": Read(ALL, **QUIET),
    "revenue.queries.tenures_of": Read(ALL, _on_last, silent=True),  # days only
    # the workspace
    "workspace.jobs.job_view": Read(MANAGERS, lambda w, v, p: {"public_id": w.job}, of_all=True),
    "workspace.jobs.jobs": Read(ALL),  # their own; all of them for who may import
    "workspace.queries.audit_trail": Read(MANAGERS, of_all=True),
    "workspace.queries.coverage": Read(COLLEAGUES, **QUIET),
    "workspace.queries.definition": Read(COLLEAGUES, _plain(**MAP, version=1), silent=True),
    "workspace.queries.definitions": Read(COLLEAGUES, _plain(kind="journey"), silent=True),
    "workspace.queries.definitions_in_force": Read(COLLEAGUES, _plain(kind="journey"), silent=True),
    "workspace.queries.names_of_people": Read(ALL, **QUIET),
    "workspace.queries.newest_definition": Read(COLLEAGUES, _plain(**MAP), silent=True),
    "workspace.queries.people": Read(ADMIN, of_all=True, silent=True),
    "workspace.queries.release_manifest": Read(COLLEAGUES, **QUIET),
    "workspace.queries.release_number": Read(ALL, **QUIET),
    "workspace.queries.releases": Read(COLLEAGUES, **QUIET),
    "workspace.queries.workspace": Read(ALL, **QUIET),
}

# Public, and without a viewer, for these reasons only.

# Rooms with a file of their own; they take their words from this one, so they come last.
from tests.access.clock_reads import CLOCK_READS  # noqa: E402

READS.update(CLOCK_READS)
from tests.access.touch_reads import TOUCH_READS  # noqa: E402

READS.update(TOUCH_READS)

from tests.access.today_reads import TODAY_READS  # noqa: E402

READS.update(TODAY_READS)
from tests.access.meet_reads import MEET_READS  # noqa: E402

READS.update(MEET_READS)

from tests.access.people_reads import PEOPLE_READS  # noqa: E402

READS.update(PEOPLE_READS)

from tests.access.kpi_reads import KPI_READS  # noqa: E402

READS.update(KPI_READS)

from tests.access.funnel_reads import FUNNEL_READS  # noqa: E402

READS.update(FUNNEL_READS)

from tests.access.retain_reads import RETAIN_READS  # noqa: E402

READS.update(RETAIN_READS)
from tests.access.ledger_rows import LEDGER_READS  # noqa: E402

READS.update(LEDGER_READS)
