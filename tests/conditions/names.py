"""The names of the example definitions, for tests (fictional labels where the library has others)."""

from __future__ import annotations

from banso.lib.text import Text
from banso.metrics.conditions import Kind, NameTable, NameType, Scope


def _t(kind: Kind, ja: str, en: str, **more: object) -> NameType:
    return NameType(kind, Text(ja=ja, en=en), **more)  # type: ignore[arg-type]


def _choices(**labels: str) -> dict[str, Text]:
    return {key: Text(ja=ja, en=key.replace("_", " ").capitalize()) for key, ja in labels.items()}


PHASES = _choices(
    onboarding="オンボーディング", adoption="アダプション", engagement="エンゲージメント",
    expansion="エクスパンション", retention="リテンション", churn="チャーン",
)  # fmt: skip

_COUNTS = {
    "active_days_7d": ("週の利用日数", "Days in use, 7 days"),
    "weeks_running_3_days": ("週3日以上の利用が続いた週数", "Weeks running at 3+ days"),
    "logins_28d": ("ログイン回数（28日）", "Sign-ins, 28 days"),
    "sessions_attended_90d": ("研修の参加（90日）", "Sessions attended, 90 days"),
    "responses_90d": ("アンケート回答（90日）", "Responses, 90 days"),
    "voices_90d": ("顧客の声（90日）", "Voices, 90 days"),
    "urgent_tickets_open": ("未解決の緊急の問い合わせ", "Urgent tickets open"),
    "goals_reached_365d": ("達成した目標（365日）", "Goals reached, 365 days"),
    "departments_active_28d": ("利用中の部署（28日）", "Departments in use, 28 days"),
    "champions_active_28d": ("利用中の推進者（28日）", "Champions in use, 28 days"),
    "exports_28d": ("データの書き出し（28日）", "Exports, 28 days"),
    "seats": ("契約席数", "Seats"),
    "term_months": ("契約期間（月）", "Term, months"),
}
_DAYS = {
    "setup_done_days": ("設定完了までの日数", "Days to set-up done"),
    "days_to_decision": ("更新の判断までの日数", "Days to decision"),
    "approval_lead_days": ("稟議の日数", "Approval lead days"),
    "tenure_days": ("契約からの日数", "Tenure, days"),
    "days_since_review": ("振り返りからの日数", "Days since review"),
    "expansion_signed_days_ago": ("拡大の契約からの日数", "Days since expansion"),
    "next_term_settled_days_ago": ("次期決定からの日数", "Days since next term settled"),
    "contract_gap_days": ("契約の空白日数", "Contract gap, days"),
    "oldest_urgent_ticket_days": ("最も古い緊急の問い合わせの日数", "Oldest urgent ticket, days"),
    "champion_left_days": ("推進者の離任からの日数", "Days since champion left"),
    "days_in_phase": ("フェーズの日数", "Days in phase"),
    "days_in_state": ("状態の日数", "Days in state"),
}
_RATES = {
    "initial_use_rate": ("初期利用率", "Initial use rate"),
    "feature_use_rate": ("機能の利用率", "Feature use rate"),
    "active_seat_rate_28d": ("席の稼働率（28日）", "Active seats, 28 days"),
    "seats_used_rate": ("席の使用率", "Seats used"),
    "plan_limit_used_rate": ("上限の使用率", "Plan limit used"),
}
_DATES = {
    "setup_done_on": ("設定の完了日", "Set-up done"),
    "first_value_on": ("最初の成果の日", "First value"),
    "notice_given_on": ("解約申出の日", "Notice given"),
    "exit_interview_on": ("解約時の面談日", "Exit interview"),
    "offboarding_done_on": ("解約手続きの完了日", "Off-boarding done"),
    "service_start_on": ("利用開始日", "Service start"),
}
NAMES = NameTable(
    {
        **{key: _t(Kind.COUNT, ja, en) for key, (ja, en) in _COUNTS.items()},
        **{key: _t(Kind.DAYS, ja, en) for key, (ja, en) in _DAYS.items()},
        **{key: _t(Kind.RATE, ja, en) for key, (ja, en) in _RATES.items()},
        **{key: _t(Kind.DATE, ja, en) for key, (ja, en) in _DATES.items()},
        "csat_90d": _t(Kind.NUMBER, "顧客満足度（90日）", "CSAT, 90 days"),
        "use_vs_own_baseline": _t(Kind.NUMBER, "普段との差", "Use against own baseline"),
        "mrr": _t(Kind.MONEY, "MRR", "MRR", unit=Text(ja="円", en="yen")),
        "mrr_usd": _t(Kind.MONEY, "MRR（ドル）", "MRR in dollars", scale=100),
        "life": _t(
            Kind.CHOICE, "契約の状態", "Contract state",
            choices=_choices(before="契約前", trial="試用", active="契約中", pending="更新待ち", paused="休止", ended="終了"),
        ),
        "leaving_intent": _t(
            Kind.CHOICE, "継続の意向", "Leaving intent",
            choices=_choices(staying="継続", considering="検討中", comparing="他社比較中"),
        ),
        "touch_model": _t(Kind.CHOICE, "タッチモデル", "Touch model", group="state", choices=_choices(high="ハイ", low="ロー", tech="テック")),
        "csm_feel": _t(Kind.CHOICE, "CSMの手応え", "CSM's judgement", choices=_choices(low="低い", fair="普通", good="良い")),
        "phase": _t(Kind.CHOICE, "フェーズ", "Phase", group="map", choices=PHASES),
        "plan": _t(Kind.CHOICE, "プラン", "Plan"),
        "company_name": _t(Kind.TEXT, "会社名", "Company name"),
        "industry": _t(Kind.TEXT, "業種", "Industry"),
        "phase_succeeded": _t(Kind.BOOL, "フェーズの成功", "Phase succeeded", group="map"),
        "churn_cause_solved": _t(Kind.BOOL, "解約理由の解消", "Churn cause solved"),
        "do_not_contact": _t(Kind.BOOL, "連絡を控える", "Do not contact"),
        "nps_last": _t(Kind.NUMBER, "直近のNPS", "Last NPS", available=False),
        "yesterday.health": _t(Kind.NUMBER, "前日のヘルス", "Yesterday's health", group="yesterday"),
        "role": _t(
            Kind.CHOICE, "役割", "Role", scope=Scope.CONTACT,
            choices=_choices(champion="推進者", admin="管理者", user="利用者", decision_maker="決裁者"),
        ),
        "opted_out": _t(Kind.BOOL, "配信停止", "Opted out", scope=Scope.CONTACT),
        "department": _t(Kind.TEXT, "部署", "Department", scope=Scope.CONTACT),
    }
)  # fmt: skip
