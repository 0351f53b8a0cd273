"""The parameters a scenario may name, and what each may be."""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Parameter:
    """``type``: whole, number, date. ``low`` and ``high`` are both allowed."""

    key: str
    type: str
    low: float
    high: float
    text: Text


def _p(key: str, type: str, low: float, high: float, ja: str, en: str) -> Parameter:
    return Parameter(key, type, low, high, Text(ja=ja, en=en))


PARAMETERS = {
    p.key: p
    for p in (
        _p("accounts", "whole", 1, 200_000, "顧客の数", "accounts"),
        _p("days", "whole", 90, 3_650, "日数", "days of data"),
        _p("until", "date", 0, 0, "最後の日", "last day of the data"),
        _p("share_international", "number", 0, 1, "海外の顧客の割合", "share of accounts abroad"),
        _p("share_partner", "number", 0, 1, "代理店経由の割合", "share sold through partners"),
        _p("share_group", "number", 0, 1, "グループ会社の割合", "share that belongs to a group"),
        _p("start_before", "number", 0, 1, "期間前からの顧客の割合", "share of accounts older than the data"),
        _p("users_median", "number", 1, 500, "利用者数の中央値", "median of users an account"),
        _p("users_spread", "number", 0, 2, "利用者数の散らばり", "spread of users (sd of the logarithm)"),
        _p("share_annual", "number", 0, 1, "年契約の割合", "share of annual terms"),
        _p("share_auto_renew", "number", 0, 1, "自動更新の割合", "share that renews by itself"),
        _p("share_late_renewal", "number", 0, 1, "更新が遅れる割合", "share of renewals signed late"),
        _p("share_discount", "number", 0, 1, "値引きのある割合", "share with a discount"),
        _p("price_rise_share", "number", 0, 1, "値上げ幅", "size of the price rise"),
        _p("price_rise_month", "whole", 0, 120, "値上げの月（何か月目、0はなし）", "month of the price rise (0: none)"),
        _p("pause_rate", "number", 0, 1, "休止の確率（月）", "chance of a pause, per month"),
        _p("addon_share", "number", 0, 1, "オプションのある割合", "share with an add-on from the start"),
        _p("expansion_rate", "number", 0, 1, "拡大の確率（月）", "chance of an expansion, per month"),
        _p("expansion_value", "number", -5, 5, "拡大への価値の影響", "what value adds to expansion (log-odds)"),
        _p("expansion_satisfaction", "number", -5, 5, "拡大への満足度の影響", "what satisfaction adds to expansion (log-odds)"),
        _p("contraction_rate", "number", 0, 1, "縮小の確率（月）", "chance of a cheaper plan, per month"),
        _p("share_reactivation", "number", 0, 1, "再契約の割合", "share of leavers that return"),
        _p("leave_rate", "number", 0, 0.5, "離脱の確率（月）", "mean chance of deciding to leave, per month"),
        _p("share_sudden", "number", 0, 1, "突然の離脱の割合", "share of leaving that no signal foretells"),
        _p("leave_exactly", "whole", 0, 10_000, "離脱する社数（0は偶然に任せる）", "how many leave exactly (0: by chance)"),
        *(
            _p(f"signal_{key}", "number", -5, 5, f"離脱の係数：{ja}", f"coefficient of leaving: {en}")
            for key, ja, en in (
                ("low_value", "価値を感じていない", "little value"),
                ("dissatisfied", "不満", "dissatisfaction"),
                ("no_champion", "推進者の不在", "no champion"),
                ("setup_unfinished", "設定の未完了", "set-up not finished"),
                ("price_rise", "値上げ", "a price rise"),
                ("poor_fit", "適合の低さ", "poor fit"),
            )
        ),
        _p("transfer_april", "number", 0, 1, "4月の異動の割合", "share transferred in April"),
        _p("transfer_july", "number", 0, 1, "7月の異動の割合", "share transferred in July"),
        _p("transfer_october", "number", 0, 1, "10月の異動の割合", "share transferred in October"),
        _p("transfer_other", "number", 0, 1, "その他の月の異動の割合", "share transferred in other months"),
        _p("silence_days", "whole", 0, 120, "異動前に利用が止まる日数", "days of silence before a transfer"),
        _p("succession_months", "number", 0, 24, "後任が決まるまでの月数", "months until a successor, on average"),
        _p("activity", "number", 0, 0.95, "利用者が稼働日に使う確率", "chance that a user works on a working day"),
        _p("session_events", "number", 0, 50, "1回の利用の操作数", "events of a session after the first"),
        _p("value_on_use", "number", -3, 3, "価値が利用に与える影響", "what value adds to use (log)"),
        _p("expert_days", "whole", 1, 2_000, "熟練までの日数", "days until a user is an expert"),
        _p("setup_days", "number", 1, 200, "初期設定の日数", "days of set-up without an obstacle"),
        _p("obstacle_share", "number", 0, 1, "つまずく顧客の割合", "share that meets the obstacle"),
        _p("obstacle_days", "number", 0, 365, "つまずきによる遅れ（日）", "days the obstacle costs"),
        _p("obstacle_for_ever", "number", 0, 1, "つまずいたまま進まない割合", "share of those that never get over it"),
        _p("share_no_value", "number", 0, 1, "設定後も成果が出ない顧客の割合", "share that never gets a first result after set-up"),
        _p("tickets_rate", "number", 0, 100, "問い合わせ（月）", "tickets a month"),
        _p("voices_rate", "number", 0, 100, "顧客の声（月）", "voices a month"),
        _p("touches_rate", "number", 0, 100, "接点（月）", "touchpoints a month"),
        _p("meetings_today", "number", 0, 1, "最終日に打ち合わせのある顧客の割合", "share of accounts with a meeting on the last day"),
        _p("meetings_week", "number", 0, 1, "その後の5営業日に打ち合わせのある割合", "share with one in the five working days after"),
        _p("nps_every_months", "whole", 0, 60, "NPS調査の間隔（月、0はなし）", "months between NPS surveys (0: none)"),
        _p("nps_response", "number", 0, 1, "NPSの回答率", "response rate of NPS"),
        _p("response_bias", "number", -5, 5, "回答の偏り", "what satisfaction adds to answering (log-odds)"),
        _p("csat_response", "number", 0, 1, "CSATの回答率", "response rate of CSAT"),
        _p("group_sessions", "number", 0, 100, "勉強会（月）", "group sessions a month"),
        _p("incidents_a_year", "number", 0, 365, "障害（年）", "incidents a year"),
        _p("late", "number", 0, 0.5, "遅れて届く行の割合", "share of rows that arrive late"),
        _p("duplicate", "number", 0, 0.5, "二重の行の割合", "share of rows that come twice"),
        _p("out_of_order", "number", 0, 0.5, "順序が入れ替わる行の割合", "share of rows out of order"),
        _p("unmatched", "number", 0, 0.5, "顧客の分からない行の割合", "share of rows of accounts nobody knows"),
    )
}  # fmt: skip
