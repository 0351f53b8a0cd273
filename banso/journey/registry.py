"""Keys a map may name although nothing answers to them yet: KPIs and plays.

A known key that no release has is a note ("not built yet"); a misspelt one is an error. The list
of KPIs is closed. Teams write plays of their own, so an unknown play is only an error when it looks
like one of these.
"""

from __future__ import annotations

KPI_KEYS = frozenset(
    {
        "cross_sell_rate_12m", "active_seat_rate_median", "exit_interview_rate",
        "feature_use_rate_median", "feedback_per_account_quarter", "grr_12m",
        "initial_use_rate_median", "logo_churn_rate_month", "nps", "nrr_12m",
        "onboarding_completion_rate", "renewal_rate_count", "surprise_churn_rate",
        "survey_response_rate", "ttv_median_days", "upsell_rate_12m", "win_back_rate_24m",
    }
)  # fmt: skip

PLAY_KEYS = frozenset(
    {
        "budget-season-proposal", "case-study-by-industry", "department-roll-out",
        "exit-interview", "first-small-win", "first-task-check", "growth-proposal",
        "guided-tour", "half-year-interview", "intent-check", "kick-off", "meet-the-approver",
        "monthly-pulse", "new-contact-welcome", "newsletter", "off-boarding-thanks",
        "quarterly-review", "regular-meeting", "renewal-pack", "satisfaction-check", "save-talk",
        "second-champion", "setup-rescue", "smaller-plan-offer", "training-cycle",
        "usage-dip-check", "win-back", "you-asked-we-did",
        # retention, the three phases, the funnel
        "best-practice-share", "new-feature-notice", "onboarding-plan", "question-round",
        "referral-request", "sales-hand-over", "service-recovery", "webinar",
        # the time-based map
        "consultation-desk", "help-pages", "operation-videos", "plan-comparison",
        "roadmap-workshop", "set-up-support", "site-visit", "unused-benefit-offer",
    }
)  # fmt: skip

# What stands to the right of the phase in the order of a day: a phase condition may not name it.
LATER_THAN_PHASE = frozenset({"health", "risk", "segment", "segments", "touch_model"})
