"""Functions of the operations modules that leave no audit row of their own, each with its reason."""

from __future__ import annotations

_HANDED_IN = "files handed in and not taken over: nothing of them counts; taking over is audited"
_IN_IMPORT = "a part of an import's commit, which is audited as a whole"
_BY_PRODUCT = "the product's own work on facts that are there; no person decides"
_ITS_ROW = "the job's own row says who and when"
_ASKED = "called inside operations that asked for the right; audited here"

# Writes that leave no audit row of their own, and helpers among them.
WITHOUT_AUDIT = {
    "journey.restating.sweep_restated": _BY_PRODUCT,
    "events.operations.replace_events": "mending.operations.run, which is audited; it knows no viewer",
    "connectors.mending.operations.finish_dead": "clears away what was never seen; the mending that is run again is audited",
    **dict.fromkeys(
        (
            "connectors.operations.choose_mapping", "connectors.operations.discard",
            "connectors.operations.discard_staged", "connectors.operations.preview",
            "connectors.operations.read_received", "connectors.operations.receive",
            "connectors.operations.look", "connectors.operations.relayout",
            "connectors.operations.same_again", "connectors.operations.stage_path",
            "connectors.operations.stage_paths", "connectors.operations.stage_upload",
            "connectors.operations.sweep_uploads",
        ),
        _HANDED_IN,
    ),
    **dict.fromkeys(
        (
            "customers.operations.account_ids", "customers.operations.add_field_values",
            "customers.operations.define_field", "customers.operations.upsert_accounts",
            "customers.operations.upsert_contacts", "customers.operations.upsert_product_users",
            "customers.operations.moment_ids", "customers.operations.upsert_moments",
            "customers.operations.upsert_tickets", "events.operations.append_events",
            "events.operations.append_rows", "events.operations.remove_batch",
            "revenue.operations.product_ids", "revenue.operations.upsert_add_ons",
            "revenue.operations.upsert_lines", "revenue.operations.upsert_plans",
            "revenue.operations.upsert_products", "workspace.operations.drop_coverage",
            "workspace.operations.reset_closed_day", "workspace.operations.widen_coverage",
        ),
        _IN_IMPORT,
    ),
    **dict.fromkeys(
        (
            "events.operations.tidy_events", "journey.operations.classify",
            "journey.operations.ensure_map", "journey.operations.first_day_to_walk",
            "workspace.operations.record_closed_day",
            "revenue.ledger.operations.bring_up_to_date", "revenue.ledger.operations.read_rates",
            "revenue.ledger.operations.catch_up",
        ),
        _BY_PRODUCT,
    ),
    **dict.fromkeys(
        (
            "workspace.jobs.cancel_job", "workspace.jobs.requeue_dead_jobs",
            "workspace.jobs.start_job",
        ),
        _ITS_ROW,
    ),
    "connectors.operations.sweep": "audits each dead import it clears away, as the product itself",
    "connectors.backup.operations.start_backup": "begins the job; the job audits what it has done",
    "metrics.kpi.costs.parse": "pure",
    "workspace.homes.operations.home_folder": "a folder's name",
    "workspace.homes.operations.note_name": "the list of workspaces follows a name that was changed",
    "workspace.jobs.end_those_without": "a restore, in a workspace nobody has seen",
    "workspace.jobs.job": "a decorator",
    "workspace.operations.note_change": "tells pages that something changed; what changed is audited",
    "workspace.operations.rename_restored": "a restore, in a workspace nobody has seen",
    "workspace.operations.audit": _ASKED,
    "workspace.operations.digest_of": "pure",
    "workspace.operations.make_release": _ASKED,
    "workspace.operations.save_definition": _ASKED,
    "workspace.post.operations.set_wish": "which mails a person wants for themselves",
    "workspace.post.operations.switch_off": "the same, by the signed link of a mail",
    "workspace.schedule.operations.rest_outside": "a restore, in a workspace nobody has seen",
    "workspace.operations.set_preferences": "a person's own language and theme",
}  # fmt: skip
