"""What KPIs and plays that a map names are called, until they are built and say it themselves."""

from __future__ import annotations

from collections.abc import Mapping

from banso.journey.registry import KPI_KEYS, PLAY_KEYS
from banso.lib.text import Text


def _texts(*rows: tuple[str, str, str]) -> dict[str, Text]:
    return {key: Text(ja=ja, en=en) for key, ja, en in rows}


KPI_NAMES: Mapping[str, Text] = _texts(
    ("onboarding_completion_rate", "完了率", "Completion rate"),
    ("ttv_median_days", "TTV(中央値)", "Time to value (median)"),
    ("initial_use_rate_median", "初期利用率", "Initial use rate"),
    ("feature_use_rate_median", "機能活用率", "Feature use rate"),
    ("active_seat_rate_median", "席の稼働率", "Active seat rate"),
    ("nps", "NPS", "NPS"),
    ("survey_response_rate", "アンケート回答率", "Survey response rate"),
    ("feedback_per_account_quarter", "1社あたりの声(四半期)", "Voices per account and quarter"),
    ("upsell_rate_12m", "アップセル率(12か月)", "Upsell rate, 12 months"),
    ("cross_sell_rate_12m", "クロスセル率(12か月)", "Cross-sell rate, 12 months"),
    ("nrr_12m", "NRR(12か月)", "NRR, 12 months"),
    ("grr_12m", "GRR(12か月)", "GRR, 12 months"),
    ("renewal_rate_count", "更新率(社数)", "Renewal rate (accounts)"),
    ("logo_churn_rate_month", "月次解約率(社数)", "Monthly churn rate (accounts)"),
    ("surprise_churn_rate", "突然の解約", "Surprise churn"),
    ("exit_interview_rate", "解約理由の聴取率", "Exit interview rate"),
    ("win_back_rate_24m", "再契約率(24か月)", "Win-back rate, 24 months"),
)

PLAY_NAMES: Mapping[str, Text] = _texts(
    ("kick-off", "キックオフ", "Kick-off"),
    ("first-small-win", "最初の小さな成果", "First small win"),
    ("first-task-check", "最初の実務の確認", "First task check"),
    ("training-cycle", "研修サイクル", "Training cycle"),
    ("guided-tour", "操作ガイド", "Guided tour"),
    ("setup-rescue", "設定レスキュー", "Set-up rescue"),
    ("regular-meeting", "定例ミーティング", "Regular meeting"),
    ("case-study-by-industry", "業種別の活用事例", "Case study by industry"),
    ("half-year-interview", "半年インタビュー", "Half-year interview"),
    ("second-champion", "第二の推進者づくり", "Second champion"),
    ("usage-dip-check", "利用低下の確認", "Usage dip check"),
    ("quarterly-review", "四半期レビュー", "Quarterly review"),
    ("monthly-pulse", "月次アンケート", "Monthly pulse"),
    ("newsletter", "ニュースレター", "Newsletter"),
    ("you-asked-we-did", "声への回答", "You asked, we did"),
    ("satisfaction-check", "満足度の確認", "Satisfaction check"),
    ("growth-proposal", "拡大提案", "Growth proposal"),
    ("budget-season-proposal", "予算期の提案", "Budget-season proposal"),
    ("department-roll-out", "他部署への展開", "Roll-out to departments"),
    ("meet-the-approver", "決裁者との面談", "Meet the approver"),
    ("renewal-pack", "更新資料パック", "Renewal pack"),
    ("intent-check", "継続意向の確認", "Intent check"),
    ("new-contact-welcome", "新任担当者の受け入れ", "New contact welcome"),
    ("save-talk", "継続のご相談", "Save talk"),
    ("smaller-plan-offer", "小さなプランの提案", "Smaller plan offer"),
    ("exit-interview", "解約理由の聴取", "Exit interview"),
    ("off-boarding-thanks", "解約手続きとお礼", "Off-boarding and thanks"),
    ("win-back", "再契約のご提案", "Win-back"),
    ("consultation-desk", "個別相談会", "Consultation desk"),
    ("help-pages", "ヘルプページの案内", "Help pages"),
    ("operation-videos", "操作動画", "Operation videos"),
    ("plan-comparison", "プラン比較のご案内", "Plan comparison"),
    ("roadmap-workshop", "活用ロードマップ作成会", "Roadmap workshop"),
    ("set-up-support", "設定サポート", "Set-up support"),
    ("site-visit", "訪問サポート", "Site visit"),
    ("sales-hand-over", "営業からの引き継ぎ", "Hand-over from sales"),
    ("onboarding-plan", "導入プランの作成", "Onboarding plan"),
    ("question-round", "不明点の確認", "Round of questions"),
    ("new-feature-notice", "新機能のご案内", "New feature notice"),
    ("webinar", "活用ウェビナー", "Webinar"),
    ("best-practice-share", "好事例の共有", "Best practices shared"),
    ("referral-request", "紹介・事例のお願い", "Ask for a referral"),
    ("service-recovery", "不具合対応とおわび", "Service recovery"),
    ("unused-benefit-offer", "未使用特典のご案内", "Unused benefit offer"),
)


def kpi_name(key: str) -> Text:
    return KPI_NAMES.get(key) or Text.of(key)


def play_name(key: str) -> Text:
    return PLAY_NAMES.get(key) or Text.of(key)


def unnamed() -> set[str]:
    """Keys of the registry without words; empty, and a test says so."""
    return (set(KPI_KEYS) - set(KPI_NAMES)) | (set(PLAY_KEYS) - set(PLAY_NAMES))
