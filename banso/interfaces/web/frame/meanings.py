"""What the numbers mean that are no metric: where an account stands on the map, and the counts of the screens.

Metrics and dated fields say it themselves (``metrics.queries.metric_help``). Both are shown by the
same popover, at ``library:definition``; ``{% about key %}`` is the sign that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass

from banso.interfaces.web.frame import funnel_meanings
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Meaning:
    """A number or state in words, with the parts a definition has."""

    key: str
    name: Text
    formula: Text
    period: Text
    exclusions: Text
    missing: Text


def meaning(key: str) -> Meaning | None:
    """This function will give what a key means, None for a key that stands for no number of ours."""
    return _MEANINGS.get(key)


def is_counted_by_account(key: str) -> bool:
    """Whether each account has a value of it, so that one can say for how many it is known."""
    return key in _OF_AN_ACCOUNT


_DAY = Text(ja="表示している日の締め時点", en="At the close of the day shown")
_NEVER = Text(ja="値がないことはありません。", en="It is never missing.")
_OFF_THE_MAP = Text(
    ja="まだマップに載っていない企業では空です。",
    en="Empty for accounts that are not on the map yet.",
)
_NO_EXCLUSION = Text(ja="なし", en="Nothing")
_STILL = Text(
    ja="待機・更新待ち・休止の日は数えません。",
    en="Days waiting, awaiting renewal or paused do not count.",
)
_VISIBLE = Text(ja="閲覧できない企業は数えません。", en="Accounts you may not see are not counted.")


def _made(
    key: str,
    name: tuple[str, str],
    formula: tuple[str, str],
    *,
    period: Text = _DAY,
    exclusions: Text = _NO_EXCLUSION,
    missing: Text = _NEVER,
) -> Meaning:
    return Meaning(
        key, Text(ja=name[0], en=name[1]), Text(ja=formula[0], en=formula[1]), period, exclusions,
        missing,
    )  # fmt: skip


_OF_AN_ACCOUNT = frozenset(
    ("phase", "state", "track", "phase_succeeded", "days_in_phase", "days_in_state", "waiting",
     "manual", "start_unseen")
)  # fmt: skip

_PLACE = (
    _made(
        "phase",
        ("フェーズ", "Phase"),
        (
            "マップの条件を書かれた順に調べ、最初に成り立ったものが企業を動かします。手動で置いたフェーズはそれに優先します。",
            "The map's conditions are tried in their order; the first that holds moves the account. A phase set by hand comes first.",
        ),
        missing=_OFF_THE_MAP,
    ),
    _made(
        "state",
        ("状態", "State"),
        (
            "フェーズの中の段階です。例: 検討中、解約申出、冷却期間。",
            "A step within a phase, for example considering, notice given, cooling off.",
        ),
        missing=Text(
            ja="状態を分けていないフェーズでは空です。", en="Empty in phases without states."
        ),
    ),
    _made(
        "track",
        ("進み具合", "Track"),
        (
            "目安の日数以内なら順調、成功のないまま目安を過ぎると遅れ、停滞とみなす日数を過ぎると停滞です。",
            "On track within the days it should take; behind after them without success; stuck after the days the map calls stuck.",
        ),
        exclusions=_STILL,
        missing=Text(
            ja="目安の日数がないフェーズでは判定しません。",
            en="Not judged in phases without a number of days.",
        ),
    ),
    _made(
        "phase_succeeded",
        ("フェーズの成功", "Phase succeeded"),
        (
            "今の滞在で、成功の条件を一度でも満たしたかどうかです。",
            "Whether the success condition has held at least once in this stay.",
        ),
        missing=_OFF_THE_MAP,
    ),
    _made(
        "days_in_phase",
        ("フェーズの経過日数", "Days in the phase"),
        ("フェーズに入った日を0として数えた日数です。", "Days since the phase was entered; 0 on the day of entry."),
        exclusions=_STILL,
        missing=_OFF_THE_MAP,
    ),
    _made(
        "days_in_state",
        ("状態の経過日数", "Days in the state"),
        ("状態に入った日を0として数えた日数です。", "Days since the state was entered; 0 on the day of entry."),
        exclusions=_STILL,
        missing=_OFF_THE_MAP,
    ),
    _made(
        "waiting",
        ("待機中", "Waiting"),
        ("先方の返事を待つ間、フェーズの日数を止めている企業です。", "The clocks of the phase stand still while the customer is waited for."),
    ),
    _made(
        "manual",
        ("手動フェーズ", "Phase set by hand"),
        ("担当者が理由を付けて置いたフェーズにいる企業です。", "A person put the account into its phase, with a reason."),
    ),
    _made(
        "start_unseen",
        ("開始が不明", "Start not seen"),
        (
            "データの始まりより前からこのフェーズにいたため、入った日が分からない企業です。",
            "The account stood here before our data begin, so its day of entry is not known.",
        ),
    ),
)  # fmt: skip

_COUNTS = (
    _made(
        "list-truth",
        ("条件の判定", "How a condition comes out"),
        (
            "条件を企業ごとに調べます。該当=成り立つ、非該当=成り立たない、判定できない=必要な値がないため、どちらとも言えない。0と「値なし」は区別します。",
            "The condition is tried for each account: it applies, it does not, or it cannot be judged because a value it needs is missing. 0 and missing are told apart.",
        ),
        exclusions=_VISIBLE,
        missing=Text(
            ja="判定できない企業は、該当にも非該当にも数えません。",
            en="Accounts that cannot be judged count on neither side.",
        ),
    ),
    _made(
        "phase-accounts",
        ("フェーズごとの企業数", "Accounts by phase"),
        (
            "各日の締め時点で、そのフェーズにいた企業の数です。",
            "How many accounts stood in the phase at the close of each day.",
        ),
        period=Text(ja="グラフの各日", en="Each day of the chart"),
        exclusions=Text(
            ja="マップに載っていない企業と、閲覧できない企業は数えません。",
            en="Accounts not on the map, and those you may not see.",
        ),
        missing=Text(
            ja="締めていない日は描きません。", en="Days that were not closed are not drawn."
        ),
    ),
    _made(
        "segment-members",
        ("セグメントの企業数", "Accounts in a segment"),
        (
            "締めのたびにセグメントの条件を企業ごとに調べ、成り立った企業を数えます。各日は、その日に有効だった版の条件で数えます。",
            "At each close the segment's condition is tried for every account; those it holds for are counted. Each day counts by the version that held on it.",
        ),
        exclusions=_VISIBLE,
        missing=Text(
            ja="まだ数えていない日は「—」と表示します。判定できない企業は含みません。",
            en="A dash on days not counted yet. Accounts that cannot be judged are not in it.",
        ),
    ),
    _made(
        "segment-change",
        ("28日前との差", "Against 28 days ago"),
        (
            "表示している日の企業数 − 28日前の企業数。",
            "Accounts on the day shown − accounts 28 days earlier.",
        ),
        period=Text(ja="28日間", en="28 days"),
        missing=Text(
            ja="どちらかの日を数えていなければ「—」です。",
            en="A dash where one of the two days was not counted.",
        ),
    ),
    _made(
        "segment-unknown",
        ("判定できない企業", "Cannot be judged"),
        (
            "条件に必要な値がないため、該当とも非該当とも言えない企業の数です。",
            "Accounts of which a value is missing that the condition needs.",
        ),
        exclusions=_VISIBLE,
        missing=Text(
            ja="担当者や閲覧範囲で絞っている間は数えません。",
            en="Not counted where only some accounts are looked at.",
        ),
    ),
    _made(
        "use-day-people",
        ("日ごとの利用者数", "People a day"),
        (
            "この企業のキーで受け取ったイベントを、その日に1回以上起こした利用者の数です。",
            "Users with at least one event of this account's keys on the day.",
        ),
        period=Text(ja="グラフの各日（会社の時刻帯）", en="Each day of the chart, in the workspace's time zone"),
        exclusions=Text(
            ja="ユーザーのないイベントと、取り込みを確定していないデータは数えません。",
            en="Events without a user, and data that are not committed.",
        ),
        missing=Text(
            ja="灰色は利用のない日、空白はどのデータ元も対象にしていない日です。",
            en="Grey is a day without use, blank a day no source speaks for.",
        ),
    ),
    _made(
        "use-minutes",
        ("利用時間", "Time in the product"),
        (
            "利用者ごとに、セッションの最初から最後のイベントまでの時間を合計し、人日で割ります。30分イベントがなければ、そこでセッションを区切ります。",
            "From the first to the last event of each session, summed, ÷ days with a user on them. Half an hour without an event ends a session.",
        ),
        period=Text(ja="表示している期間", en="The period shown"),
        missing=Text(
            ja="時間を測れない日は含みません。", en="Days without times are left out."
        ),
    ),
    _made(
        "use-feature-people",
        ("機能の利用者数", "People using a feature"),
        (
            "期間中に、その機能のイベントを1回以上起こした利用者の数です。",
            "Users with at least one event of the feature in the period.",
        ),
        period=Text(ja="表示している期間", en="The period shown"),
    ),
    _made(
        "metric-known",
        ("値のある企業", "Accounts with a value"),
        (
            "値のある企業の数 ÷ その日に行のある企業の数。",
            "Accounts with a value ÷ accounts with a row on the day.",
        ),
        exclusions=_VISIBLE,
    ),
    _made(
        "metric-used",
        ("使われている場所", "Used in"),
        (
            "マップ・セグメント・ほかの指標のうち、この指標の名前が書かれている箇所の数です。",
            "How many places of maps, segments and other metrics name it.",
        ),
        period=Text(ja="現在有効な版", en="The versions in force"),
    ),
    _made(
        "quality-rows",
        ("該当する行", "Rows of a finding"),
        (
            "チェックに当てはまった記録・イベントの数です。数字を開くと行が見られます。",
            "Records and events the check found; the number opens them.",
        ),
        period=Text(ja="最後にチェックした時点", en="When the checks last ran"),
    ),
    _made(
        "quality-accounts",
        ("関係する企業", "Accounts of a finding"),
        (
            "該当する行に関係する企業の数です（重複は除く）。",
            "Distinct accounts the rows belong to.",
        ),
        period=Text(ja="最後にチェックした時点", en="When the checks last ran"),
        missing=Text(ja="企業に結び付かない行は数えません。", en="Rows that belong to no account are not counted."),
    ),
    _made(
        "quality-mrr",
        ("関係する月額（MRR）", "MRR touched"),
        (
            "該当する行に関係する企業の、チェックした日の月額（MRR）の合計です。",
            "MRR, on the day checked, of the accounts the rows belong to.",
        ),
        period=Text(ja="最後にチェックした日", en="The day the checks last ran for"),
        exclusions=Text(
            ja="月額の分からない企業。通貨が違えば分けて合計します。",
            en="Accounts without an amount. Each currency is summed by itself.",
        ),
    ),
)  # fmt: skip

_LEDGER_DAY = Text(
    ja="表示している日まで、今日の知識で", en="Up to the day shown, by today's knowledge"
)
_FIRST_LIFE = Text(
    ja="トライアル。猶予期間を超えて戻った企業の2回目の契約は数えません。",
    en="Trials; second lives of accounts that came back after the grace.",
)

_RETENTION = (
    _made(
        "retention-outlook",
        ("2つの予測", "Two projections"),
        (
            "翌月のMRR＝当月のMRR×(1−月次解約率)×(1＋月次の拡大率)＋新規。解約率は直近12か月に契約していた企業が失ったMRR（解約と減額）から、月に直したものです。帯は実績の95%区間（企業の再抽出）を、選んだ率に同じ幅（対数オッズ）で当てたものです。",
            "Next month's MRR = this month's x (1 - churn) x (1 + growth) + new business. Churn: what the accounts of 12 months ago lost and contracted, made monthly. The band carries the 95 percent limits of our own rates (resampled accounts) over to the rate chosen, at the same distance in log-odds.",
        ),
        period=Text(ja="直近12か月（足りなければ6か月、3か月）", en="The last 12 months (6 or 3 where there are no more)"),
        exclusions=Text(
            ja="契約の長さによる解約率の違いは入れていません（下の見通しを参照）。為替は表示日のレートで固定します。",
            en="Churn that falls with age (see below for it). One day's rates for all currencies.",
        ),
        missing=Text(ja="期首の企業が5社未満では実績を出しません。", en="Our own rates are not said below five accounts."),
    ),
    _made(
        "retention-survival",
        ("契約の継続期間", "How long accounts stay"),
        (
            "カプラン・マイヤー推定。継続中の企業は、分かっている期間までを数えます。区間はlog-log変換（Greenwoodの分散）による95%区間です。解約日は契約の終了日です。",
            "Kaplan-Meier: who is still there counts for as long as seen. 95 percent limits by the log-log transform with Greenwood's variance. An account left on the day its contracts ended.",
        ),
        period=_LEDGER_DAY,
        exclusions=_FIRST_LIFE,
        missing=Text(ja="5社未満のグループは描きません。", en="Groups below five accounts are not drawn."),
    ),
    _made(
        "retention-projection",
        ("継続率の見通し", "How retention goes on"),
        (
            "sBGモデル（Fader & Hardie 2007）。更新のたびに解約する確率が企業ごとに違うとみて、その分布を推定します。解約しやすい企業が先に去るため、継続率は年数とともに上がります。範囲は、実績が許すモデルの中央90%です。年数の期待値は年10%で割り引き、5年までとします。",
            "Shifted beta-geometric model (Fader & Hardie 2007): each account leaves at a renewal with a probability of its own. Those likely to leave go first, so retention rises with age. The range is the middle 90 percent of the models the counts allow. Lifetimes are discounted at 10 percent a year and end after 5 years.",
        ),
        period=_LEDGER_DAY,
        exclusions=_FIRST_LIFE,
        missing=Text(
            ja="100社未満または更新4回未満では範囲だけを示し、50社未満のプランは全体と合わせます。",
            en="Below 100 accounts or 4 renewals only the range is shown; plans below 50 accounts are pooled with all.",
        ),
    ),
    _made(
        "retention-cohorts",
        ("コホート", "Cohorts"),
        (
            "同じ時期に契約を始めた企業のうち、それぞれの開始日から同じ期間が経過した日に継続している割合です。MRRは、その日のMRRの合計÷初日のMRRの合計で、増額を含み100%を超えることがあります。",
            "Of the accounts that began in the same period, the share still there when as much time has passed since each one's own start. MRR: its sum on those days, divided by that of the first days; growth counts, so it can exceed 100 percent.",
        ),
        period=_LEDGER_DAY,
        exclusions=Text(
            ja="トライアル。一度去って戻った企業は、戻った後は継続として数えます。為替は表示日のレートで固定します。",
            en="Trials. Who left and came back counts again from then on. One day's rates for all currencies.",
        ),
        missing=Text(
            ja="5社未満の時期と、まだその期間を経過していないところは空です。",
            en="Empty below five accounts, and where the youngest is not that old yet.",
        ),
    ),
)  # fmt: skip

_FUNNEL = tuple(Meaning(key, *said) for key, said in funnel_meanings.texts().items())
_MEANINGS = {m.key: m for m in (*_PLACE, *_COUNTS, *_RETENTION, *_FUNNEL)}
