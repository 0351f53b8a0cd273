"""Every write: who may, how it is called, and the act its audit row carries. Written by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from banso.connectors import mappings, merging, reopening
from banso.connectors import operations as connectors
from banso.connectors.backup import operations as backup
from banso.connectors.mending import operations as mending
from banso.connectors.quality import operations as quality
from banso.customers import operations as customers
from banso.customers.definitions import FieldType
from banso.customers.splitting import Taken
from banso.journey import by_hand, planning
from banso.journey import operations as journey
from banso.journey.models import MapChange
from banso.journey.queries import template_text
from banso.lib.text import Text
from banso.metrics import operations as metrics
from banso.metrics import segment_store
from banso.metrics.catalogue import CatalogueEvent, write_catalogue
from banso.metrics.models import StaleAccount
from banso.metrics.queries import name_table
from banso.metrics.segments import Segment
from banso.revenue import operations as revenue
from banso.workspace import operations as workspace
from banso.workspace.homes import operations as homes
from banso.workspace.homes import registry
from banso.workspace.models import WorkspaceRow
from banso.workspace.viewer import Role, Viewer
from tests.access.table import ADMIN, ALL, DESK, MANAGERS, WITH_SCOPE
from tests.access.world import LAST, NOW, SYSTEM, Built, Place, delete_series, restate_last

Call = Callable[[Built, Viewer, Place], Any]
EDITORS = ALL - {"reader"}


@dataclass(frozen=True)
class Write:
    """``about``: it names an account, and one outside the scope is refused. ``of_all``: it bears on
    every account, so nobody with a scope may."""

    who: frozenset[str]
    act: str
    call: Call
    about: bool = False
    of_all: bool = True

    def allows(self, role: str) -> bool:
        if role in WITH_SCOPE:
            return WITH_SCOPE[role] in self.who and not self.of_all
        return role in self.who


def _edit(act: str, call: Call) -> Write:
    return Write(EDITORS, act, call, about=True, of_all=False)


def _text() -> str:
    """The map in force, one line longer."""
    return template_text("six-phases") + "\n# reviewed\n"


def _take_back_metrics(v: Viewer) -> Any:
    metrics.save_metrics(viewer=SYSTEM, key="own", text=_METRIC, now=NOW)
    metrics.save_metrics(viewer=SYSTEM, key="own", text=_METRIC + "# again\n", now=NOW)
    return metrics.take_back_metrics(viewer=v, key="own", version=1, now=NOW)


def _commit(w: Built, v: Viewer, p: Place) -> Any:
    batch = connectors.stage_path(viewer=SYSTEM, path=w.more, now=NOW)
    return connectors.commit(viewer=v, batch=batch, now=NOW)


def _apply(w: Built, v: Viewer, p: Place) -> Any:
    seen = planning.plan(viewer=SYSTEM, text=_text(), lake=w.lake, now=NOW)
    return planning.apply(viewer=v, text=_text(), pin=seen.pin, why="見直し", now=NOW, lake=w.lake)


def _rollback(w: Built, v: Viewer, p: Place) -> Any:
    _apply(w, SYSTEM, p)
    text = planning.version_text(viewer=SYSTEM, version=1)
    seen = planning.plan(viewer=SYSTEM, text=text, lake=w.lake, now=NOW)
    return planning.rollback(
        viewer=v, version=1, pin=seen.pin, why="元に戻す", now=NOW, lake=w.lake
    )


def _first_map(w: Built, v: Viewer, p: Place) -> Any:
    MapChange.objects.all().delete()
    return journey.install_template(viewer=v, key="six-phases", now=NOW)


def _first_workspace(w: Built, v: Viewer, p: Place) -> Any:
    WorkspaceRow.objects.all().delete()
    return workspace.create_workspace(viewer=v, name="別の試験用", now=NOW)


def _move(w: Built, v: Viewer, p: Place) -> Any:
    return by_hand.move_by_hand(
        viewer=v, account_id=p.id, place="expansion", why="事情", now=NOW, lake=w.lake
    )


def _wait(w: Built, v: Viewer, p: Place) -> Any:
    by_hand.end_waiting(viewer=SYSTEM, account_id=p.id, now=NOW)
    return by_hand.start_waiting(viewer=v, account_id=p.id, why="都合", until=None, now=NOW)


def _at_home(w: Built, act: Callable[[], Any]) -> Any:
    """Two workspaces in a home of the test's own; what they would hold is not there."""
    home = w.folder / "homes"
    with override_settings(BANSO_HOME=home, BANSO_WORKSPACE="mine"):
        for key in ("mine", "other"):
            if registry.home_of(home=home, key=key) is None:
                registry.add_home(home=home, entry=registry.Home(key, key))
            registry.change_home(home=home, key=key, state=registry.ACTIVE)
        return act()


def _own_mapping(source: str) -> str:
    text = mappings.saved_mapping(viewer=SYSTEM, key="salesforce").text
    return text.replace("source: salesforce", f"source: {source}")


def _former_mapping(w: Built, v: Viewer, p: Place) -> Any:
    for source in ("one", "two"):
        mappings.save_mapping(viewer=SYSTEM, text=_own_mapping("salesforce-" + source), now=NOW)
    return mappings.roll_back_mapping(viewer=v, key="salesforce", version=1, now=NOW)


_EVENTS = [CatalogueEvent("login", ("login",))]
_METRIC = """\
schema: banso/metric@1
metrics:
  - key: logins_9d
    name: {ja: ログイン, en: Logins}
    kind: count
    shape: event_count
    with: {role: login}
    window: 9
"""


def _merge(w: Built, v: Viewer, p: Place) -> Any:
    return merging.merge(viewer=v, keep=p.id, gone=w.others[-1].id, now=NOW)


def _take_back(w: Built, v: Viewer, p: Place) -> Any:
    act = _merge(w, SYSTEM, p).act
    return merging.take_back(viewer=v, act=act, now=NOW)


def _ask_again(w: Built, v: Viewer, p: Place) -> Any:
    merging.dismiss(viewer=SYSTEM, pair=w.pair, now=NOW)
    return merging.ask_again(viewer=v, pair=w.pair, now=NOW)


def _leave_out(w: Built) -> dict[str, Any]:
    rule = mending.Rule("leave_out", problem="import.row.date")
    return {"batch": w.batch, "rule": rule, "reason": "試験のため", "now": NOW}


def _run_mending(w: Built, v: Viewer, p: Place) -> Any:
    made = mending.begin(viewer=SYSTEM, **_leave_out(w))
    return mending.run(viewer=v, mending=made, now=NOW)


def _reopened(w: Built, v: Viewer, p: Place) -> str:
    StaleAccount.objects.create(account_id=p.id, first_on=date(2000, 1, 1), last_on=LAST)
    return reopening.reopen_waiting(viewer=v, now=NOW)


WRITES: dict[str, Write] = {
    "connectors.mending.operations.begin": Write(
        MANAGERS,
        "quarantine.mending-begun",
        lambda w, v, p: mending.begin(viewer=v, **_leave_out(w)),
    ),
    "connectors.mending.operations.mend": Write(
        MANAGERS,
        "quarantine.left-out",
        lambda w, v, p: mending.mend(viewer=v, **_leave_out(w)),
    ),
    "connectors.mending.operations.run": Write(MANAGERS, "quarantine.left-out", _run_mending),
    "connectors.quality.operations.make_report": Write(
        DESK,
        "quality.checked",
        lambda w, v, p: quality.make_report(viewer=v, now=NOW),
    ),
    "connectors.merging.ask_again": Write(DESK, "duplicates.pair-reopened", _ask_again),
    "connectors.merging.dismiss": Write(
        DESK,
        "duplicates.pair-dismissed",
        lambda w, v, p: merging.dismiss(viewer=v, pair=w.pair, now=NOW),
    ),
    "connectors.merging.look_for_duplicates": Write(
        MANAGERS,
        "duplicates.looked-for",
        lambda w, v, p: merging.look_for_duplicates(viewer=v, now=NOW),
    ),
    "connectors.merging.merge": Write(MANAGERS, "account.merged", _merge),
    "connectors.merging.merge_many": Write(
        MANAGERS,
        "account.merged",
        lambda w, v, p: merging.merge_many(viewer=v, pairs=[(p.id, w.others[-1].id)], now=NOW),
    ),
    "connectors.merging.place_under": Write(
        MANAGERS,
        "account.placed",
        lambda w, v, p: merging.place_under(viewer=v, units=[p.id], name="架空の会社", now=NOW),
    ),
    "connectors.merging.split": Write(
        MANAGERS,
        "account.split",
        lambda w, v, p: merging.split(
            viewer=v, account=p.id, taken=Taken(contacts=[p.contact]), name="架空の分社", now=NOW
        ),
    ),
    "connectors.merging.take_back": Write(MANAGERS, "account.merged-undone", _take_back),
    "connectors.mappings.save_mapping": Write(
        MANAGERS,
        "definition.saved",
        lambda w, v, p: mappings.save_mapping(viewer=v, text=_own_mapping("x"), now=NOW),
    ),
    "connectors.mappings.rename_mapping": Write(
        MANAGERS,
        "definition.saved",
        lambda w, v, p: mappings.rename_mapping(viewer=v, key="salesforce", name="商談", now=NOW),
    ),
    "connectors.mappings.roll_back_mapping": Write(MANAGERS, "definition.saved", _former_mapping),
    "connectors.operations.commit": Write(
        MANAGERS,
        "import.committed",
        _commit,
    ),
    "connectors.operations.undo": Write(
        MANAGERS,
        "import.undone",
        lambda w, v, p: connectors.undo(viewer=v, batch=w.batch, now=NOW, even_if_edited=True),
    ),
    "connectors.backup.operations.hand_out": Write(
        ADMIN,
        "backup.handed-out",
        lambda w, v, p: backup.hand_out(viewer=v, name=w.backup.name, now=NOW),
    ),
    "connectors.backup.operations.restore_as_new": Write(
        ADMIN,
        "workspace.restored",
        lambda w, v, p: _at_home(
            w,
            lambda: backup.restore_as_new(viewer=v, file=w.backup, name="", keep=True, now=NOW),
        ),
    ),
    "workspace.homes.operations.archive_workspace": Write(
        ADMIN,
        "workspace.archived",
        lambda w, v, p: _at_home(w, lambda: homes.archive_workspace(viewer=v, key="mine", now=NOW)),
    ),
    "workspace.homes.operations.make_workspace": Write(
        ADMIN,
        "workspace.made",
        lambda w, v, p: _at_home(
            w, lambda: homes.make_workspace(viewer=v, name="別", given={}, now=NOW)
        ),
    ),
    "workspace.homes.operations.remove_workspace": Write(
        ADMIN,
        "workspace.removed",
        lambda w, v, p: _at_home(
            w,
            lambda: homes.remove_workspace(
                viewer=v, key="mine", repeated="mine", with_backups=False, now=NOW
            ),
        ),
    ),
    "workspace.homes.operations.rename_workspace": Write(
        ADMIN,
        "workspace.changed",
        lambda w, v, p: _at_home(
            w,
            lambda: homes.rename_workspace(viewer=v, name="別", fiscal_year_start=4, now=NOW),
        ),
    ),
    "workspace.homes.operations.restore_workspace": Write(
        ADMIN,
        "workspace.restored",
        lambda w, v, p: _at_home(
            w, lambda: homes.restore_workspace(viewer=v, file=w.backup, name="別", now=NOW)
        ),
    ),
    "workspace.homes.operations.unarchive_workspace": Write(
        ADMIN,
        "workspace.unarchived",
        lambda w, v, p: _at_home(
            w, lambda: homes.unarchive_workspace(viewer=v, key="other", now=NOW)
        ),
    ),
    "customers.operations.add_account_key": _edit(
        "account.key-added",
        lambda w, v, p: customers.add_account_key(
            viewer=v, account_id=p.id, source="crm", key=f"{p.tag}-2", now=NOW
        ),
    ),
    "customers.operations.close_account_key": _edit(
        "account.key-closed",
        lambda w, v, p: customers.close_account_key(
            viewer=v, account_id=p.id, source="files", key=p.tag, to_on=LAST, now=NOW
        ),
    ),
    "customers.operations.create_field": Write(
        MANAGERS,
        "field.created",
        lambda w, v, p: customers.create_field(
            viewer=v, key="size", type=FieldType.NUMBER, name_ja="規模", name_en="Size", now=NOW
        ),
    ),
    "customers.operations.erase_contact": _edit(
        "contact.erased",
        lambda w, v, p: customers.erase_contact(viewer=v, public_id=p.contact, now=NOW),
    ),
    "customers.operations.set_field": _edit(
        "field.set",
        lambda w, v, p: customers.set_field(
            viewer=v, account_id=p.id, key="csm_feel", value="low", now=NOW, from_on=LAST
        ),
    ),
    "customers.operations.set_owner": Write(
        EDITORS,
        "account.owner-set",
        lambda w, v, p: customers.set_owner(
            viewer=v, account_ids=[p.id], owner_id=None, from_on=LAST, now=NOW
        ),
        of_all=False,
    ),
    "customers.operations.undo_batch": Write(
        MANAGERS,
        "customers.batch-undone",
        lambda w, v, p: customers.undo_batch(viewer=v, batch="none", now=NOW),
    ),
    "journey.by_hand.end_waiting": _edit(
        "journey.waiting-ended",
        lambda w, v, p: by_hand.end_waiting(viewer=v, account_id=p.id, now=NOW),
    ),
    "journey.by_hand.give_back": _edit(
        "journey.given-back",
        lambda w, v, p: by_hand.give_back(viewer=v, account_id=p.id, now=NOW, lake=w.lake),
    ),
    "journey.by_hand.move_by_hand": _edit("journey.moved-by-hand", _move),
    "journey.by_hand.start_waiting": _edit("journey.waiting-started", _wait),
    "journey.operations.install_template": Write(MANAGERS, "journey.installed", _first_map),
    "journey.operations.keep_map": Write(
        MANAGERS, "journey.kept", lambda w, v, p: journey.keep_map(viewer=v, now=NOW)
    ),
    "journey.planning.apply": Write(MANAGERS, "journey.applied", _apply),
    "journey.planning.rollback": Write(MANAGERS, "journey.applied", _rollback),
    "journey.restating.restate": Write(MANAGERS, "journey.restated", restate_last),
    "journey.restating.delete_restated": Write(MANAGERS, "journey.restated-deleted", delete_series),
    "metrics.operations.save_catalogue": Write(
        MANAGERS,
        "definition.saved",
        lambda w, v, p: metrics.save_catalogue(viewer=v, text=write_catalogue(_EVENTS), now=NOW),
    ),
    "metrics.operations.save_catalogue_events": Write(
        MANAGERS,
        "definition.saved",
        lambda w, v, p: metrics.save_catalogue_events(viewer=v, events=_EVENTS, now=NOW),
    ),
    "metrics.operations.save_metrics": Write(
        MANAGERS,
        "definition.saved",
        lambda w, v, p: metrics.save_metrics(viewer=v, key="own", text=_METRIC, now=NOW),
    ),
    "metrics.operations.take_back_metrics": Write(
        MANAGERS, "definition.saved", lambda w, v, p: _take_back_metrics(v)
    ),
    "metrics.segment_store.bring_back_segment": Write(
        MANAGERS,
        "segment.brought-back",
        lambda w, v, p: segment_store.bring_back_segment(viewer=v, key=w.segment, now=NOW),
    ),
    "metrics.segment_store.end_segment": Write(
        MANAGERS,
        "segment.ended",
        lambda w, v, p: segment_store.end_segment(viewer=v, key=w.segment, day=LAST, now=NOW),
    ),
    # sharing one; a list of one's own is for everybody who sees definitions
    "metrics.segment_store.save_segment": Write(
        DESK,
        "definition.saved",
        lambda w, v, p: segment_store.save_segment(
            viewer=v,
            segment=Segment(Text.of("別の一覧"), "mrr > 1", shared=True),
            names=name_table(viewer=SYSTEM),
            now=NOW,
        ),
        of_all=False,
    ),
    "revenue.operations.undo_batch": Write(
        MANAGERS,
        "revenue.batch-undone",
        lambda w, v, p: revenue.undo_batch(viewer=v, batch="none", now=NOW),
    ),
    "workspace.operations.change_workspace": Write(
        ADMIN,
        "workspace.changed",
        lambda w, v, p: workspace.change_workspace(
            viewer=v, name="新", fiscal_year_start=4, now=NOW
        ),
    ),
    "workspace.operations.create_person": Write(
        ADMIN,
        "person.created",
        lambda w, v, p: workspace.create_person(
            viewer=v,
            email="new@example.com",
            password="a phrase for tests only",
            role=Role.READER,
            now=NOW,
        ),
    ),  # fmt: skip
    "workspace.operations.create_workspace": Write(ADMIN, "workspace.created", _first_workspace),
    "workspace.operations.set_clock": Write(
        ADMIN,
        "workspace.clock-set",
        lambda w, v, p: workspace.set_clock(
            viewer=v, mode="stands", stands_at=LAST - timedelta(days=1), now=NOW
        ),
    ),
    "connectors.reopening.reopen_waiting": Write(MANAGERS, "days.reopened", _reopened),
    "workspace.operations.set_reopen_days": Write(
        ADMIN,
        "workspace.reopening-set",
        lambda w, v, p: workspace.set_reopen_days(viewer=v, days=60, now=NOW),
    ),
    "workspace.operations.set_coverage": Write(
        ADMIN,
        "coverage.set",
        lambda w, v, p: workspace.set_coverage(
            viewer=v, kind="usage", source="files", from_on=LAST, to_on=None, now=NOW
        ),
    ),
}

from tests.access.clock_writes import CLOCK_WRITES  # noqa: E402

WRITES.update(CLOCK_WRITES)

from tests.access.touch_writes import TOUCH_WRITES  # noqa: E402

WRITES.update(TOUCH_WRITES)

from tests.access.today_writes import TODAY_WRITES  # noqa: E402

WRITES.update(TODAY_WRITES)
from tests.access.meet_writes import MEET_WRITES  # noqa: E402

WRITES.update(MEET_WRITES)

from tests.access.people_writes import PEOPLE_WRITES  # noqa: E402

WRITES.update(PEOPLE_WRITES)

from tests.access.ledger_rows import ledger_writes  # noqa: E402

WRITES.update(ledger_writes(Write))

from tests.access.kpi_writes import KPI_WRITES  # noqa: E402

WRITES.update(KPI_WRITES)
