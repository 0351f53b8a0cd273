"""What goes with the files: how they are read, what the events mean, what the world was made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator import VERSION, product
from simulator.engine.deciding import Fate
from simulator.engine.latent import Latent
from simulator.engine.population import Span
from simulator.files.tables import HEADERS
from simulator.scenario.reading import Scenario

SOURCE = "crm"
# Kinds of rows; the headers are those the import knows by name unless said otherwise below.
KINDS = {
    "accounts": "account", "plans": "plan", "contracts": "contract", "contacts": "contact", "users": "user",
    "fields": "field", "departures": "departure", "tickets": "ticket", "responses": "response", "voices": "voice",
    "touchpoints": "touchpoint", "sessions": "session", "attendance": "attendance", "incidents": "incident",
    "incident_accounts": "incident_account", "assignments": "assignment",
}  # fmt: skip
_NAMES = {
    ("accounts", "account_id"): "key", ("accounts", "account_name"): "name",
    ("plans", "plan_id"): "key", ("plans", "plan_name"): "name",
    ("contracts", "contract_id"): "key", ("contacts", "contact_id"): "key", ("tickets", "ticket_id"): "key",
    ("departures", "departure_id"): "key", ("users", "user_id"): "user_key",
    ("responses", "response_id"): "key", ("voices", "voice_id"): "key", ("touchpoints", "touchpoint_id"): "key",
    ("sessions", "session_id"): "key", ("attendance", "session_id"): "session_key",
    ("incidents", "incident_id"): "key", ("incident_accounts", "incident_id"): "incident_key",
}  # fmt: skip
_FIELDS = {
    "region": ("地域", "Region"), "channel": ("獲得チャネル", "Channel"), "partner": ("代理店", "Partner"),
}  # fmt: skip
_EVENT_WORDS = {
    "signed_in": ("ログイン", "Signed in"), "dashboard_viewed": ("ダッシュボードの閲覧", "Dashboard viewed"),
    "template_browsed": ("ひな形の閲覧", "Template browsed"), "help_opened": ("ヘルプの閲覧", "Help opened"),
    "dashboard_edited": ("ダッシュボードの編集", "Dashboard edited"), "report_viewed": ("レポートの閲覧", "Report viewed"),
    "report_edited": ("レポートの編集", "Report edited"), "source_refreshed": ("データの更新", "Source refreshed"),
    "query_run": ("集計の実行", "Query run"), "link_shared": ("リンクの共有", "Link shared"),
    "comment_added": ("コメント", "Comment added"), "csv_exported": ("CSVの出力", "CSV exported"),
    "alert_set": ("通知の設定", "Alert set"), "schedule_set": ("配信予約", "Schedule set"),
    "forecast_made": ("予測の作成", "Forecast made"), "workspace_created": ("環境の作成", "Workspace created"),
    "members_invited": ("利用者の招待", "Members invited"),
    "it_approval_granted": ("情報システム部門の承認", "IT approval granted"),
    "source_connected": ("データの接続", "Data source connected"), "report_published": ("レポートの公開", "Report published"),
}  # fmt: skip
_SOLVES = {
    "dashboard_viewed": ("数字を見る場所が部署ごとに違う", "Every department looks at numbers elsewhere"),
    "report_edited": ("月次報告の作成に時間がかかる", "Monthly reports take too long"),
    "query_run": ("集計を担当者に頼まないと分からない", "Every question has to go through one person"),
    "link_shared": ("資料をメールで送り合っている", "Files are mailed around"),
    "csv_exported": ("他の表計算に転記している", "Numbers are copied into spreadsheets by hand"),
    "alert_set": ("異変に気づくのが遅い", "Trouble is noticed late"),
}  # fmt: skip


def mapping(span: Span, present: set[str]) -> str:
    """How the import reads the folder; ``present``: the tables that have rows."""
    lines = [
        "# How these files are read; docs/user/import-mappings.md has the whole grammar.",
        "schema: banso/mapping@1",
        "key: simulated",
        "name: {ja: 架空の世界, en: Simulated world}",
        f"source: {SOURCE}",
        "currency: JPY",
        "time_zone: Asia/Tokyo",
        f"covers: {{from: {span.first.isoformat()}, to: {span.last.isoformat()}}}",
        "files:",
    ]
    for name, kind in KINDS.items():
        if name in present:
            lines += _entry(name, kind)
    if "events" in present:
        lines += [
            "  - file: events-*.csv",
            "    kind: event",
            "    columns: {message_id: event_id, account_key: account_id, user_key: user_id, name: event, at: at}",
            "    leave: [received_at]",
        ]
    return "\n".join(lines) + "\n"


def _entry(name: str, kind: str) -> list[str]:
    lines = [f"  - file: {name}.csv", f"    kind: {kind}"]
    if name == "contracts":
        lines.append("    end: day_after")
    lines.append("    columns:")
    for header in HEADERS[name]:
        if name == "accounts" and header in _FIELDS:
            continue
        target = _NAMES.get((name, header), "account_key" if header == "account_id" else header)
        lines.append(f"      {target}: {header}")
    if name == "accounts":
        lines.append("    fields:")
        for key, (ja, en) in _FIELDS.items():
            lines.append(
                f"      {key}: {{column: {key}, type: choice, name: {{ja: {ja}, en: {en}}}}}"
            )
    return lines


def catalogue() -> str:
    """What the events mean."""
    lines = [
        "# A reporting cloud: set-up is done when members are invited, IT has agreed and data are connected.",
        "schema: banso/catalogue@1",
        "events:",
    ]
    features = {e.name: e.feature for e in product.EVENTS}
    for name in product.NAMES:
        roles, feature = ["use"], features.get(name, "")
        if name == product.LOGIN:
            roles = ["login"]
        elif name in product.STEPS:
            roles = ["setup_step"]
        elif name == product.FIRST_VALUE:
            roles, feature = ["use", "first_value"], "reports"
        elif name == "csv_exported":
            roles = ["use", "export"]
        elif not feature:
            roles = []
        ja, en = _EVENT_WORDS[name]
        parts = [f"event: {name}", f"roles: [{', '.join(roles)}]"]
        parts += [f"feature: {feature}"] if feature else []
        parts.append(f"name: {{ja: {ja}, en: {en}}}")
        if name in _SOLVES:
            parts.append(f"solves: {{ja: {_SOLVES[name][0]}, en: {_SOLVES[name][1]}}}")
        lines.append(f"  - {{{', '.join(parts)}}}")
    return "\n".join(lines) + "\n"


def parameters(scenario: Scenario, seed: int, span: Span, latent: Latent, fate: Fate) -> str:
    """truth/parameters.yaml: everything that is needed to recompute the hazards."""
    lines = [
        "schema: banso/world@1",
        f"version: {VERSION}",
        f"scenario: {_quoted(scenario.key)}",
        f"seed: {seed}",
        f"from: {span.first.isoformat()}",
        f"until: {span.last.isoformat()}",
        "hazard:",
        f"  intercept: {fate.intercept:.6f}",
        "  signals:",
        *(f"    {name}: {value:g}" for name, value in latent.coefficients.items()),
        "    plays: 1",
        f"  sudden: {fate.sudden_rate:.8f}",
        "plays:" if fate.runs else "plays: {}",
    ]
    for run in fate.runs:
        play = run.play
        units = {"left_180d": "probability", "user_days_56d": "user-days"}
        known = run.truth[~np.isnan(run.truth)]  # none without events, for effects on use
        mean = float(known.mean()) if len(known) else 0.0
        lines += [
            f"  {play.key}:",
            f"    outcome: {play.outcome}",
            f"    unit: {units[play.outcome]}",
            f"    assignment: {play.how}",
            f"    effect_mean: {mean:.6f}",
            f"    strength: {play.effect:g}",
        ]
    lines.append("parameters:")
    lines += _sourced(scenario.values, scenario.sources)
    return "\n".join(lines) + "\n"


def _sourced(values: Mapping[str, object], sources: Mapping[str, str]) -> list[str]:
    return [
        f"  {k}: {{value: {v}, source: {_quoted(sources.get(k, 'assumed'))}}}"
        for k, v in values.items()
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
