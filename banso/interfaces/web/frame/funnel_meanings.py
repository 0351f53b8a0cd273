"""Definitions of the numbers of funnel and friction and of the phase report."""

from __future__ import annotations

from banso.lib.text import Text

# key → name, formula, period, exclusions, missing
_UNSEEN = (
    "起算日から利用データがそろっていない企業（開始が見えない企業）と、閲覧できない企業は数えません。",
    "Accounts whose use is not covered from day zero on, and accounts you may not see.",
)
_STARTED = (
    "選んだ期間に起算日のある企業。表示している日の締め時点まで",
    "Accounts whose day zero lies in the time chosen, up to the close of the day shown",
)
_UNSEEN_STAYS = (
    "データより前に始まった滞在（開始が見えない滞在）と、閲覧できない企業は数えません。",
    "Stays that began before the data do, and accounts you may not see.",
)
_BEGAN = (
    "選んだ期間に始まった滞在。表示している日の締め時点まで",
    "Stays that began in the time chosen, up to the close of the day shown",
)
_FEW = (
    "5社に満たない割合や、まだ観察期間が足りないものは表示しません。",
    "Shares of fewer than five, and what has not been watched for long enough, are not shown.",
)

ROWS: tuple[tuple[str, tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str]], ...] = (
    (
        "friction-list", ("つまずきリスト", "Friction list"),
        (
            "初期設定の各手順で、通常を大きく超えて止まった日数の合計が大きい順に並べます。手順は、前の手順がすべて済んだ日に始まり、済んだ日に終わります。まだ済んでいない企業は、待っている日数で数えます。",
            "The steps of the set-up, ranked by the days accounts lost in them beyond the usual. A step begins on the day all steps before it were done and ends when it is done; those still waiting count with the days they have waited.",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "friction-share", ("止まった割合", "Held up"),
        (
            "その手順に通常の3倍（最低7日、最初のフェーズの目安日数まで）を超えてかかった、または待っている企業 ÷ 判断できる企業。95%信頼区間はウィルソン法です。",
            "Accounts that took, or have waited, more than three times the usual days (at least 7, at most what the first phase should take) ÷ accounts of which that is known. 95 % interval: Wilson.",
        ),
        _STARTED,
        (
            "その日数に達する前の企業は、判断できないため含めません。" + _UNSEEN[0],
            "Accounts that have not been in the step for so long yet. " + _UNSEEN[1],
        ),
        _FEW,
    ),
    (
        "friction-longer", ("余計にかかった日数", "Days longer"),
        (
            "止まった企業がその手順を抜けるまでの平均日数 − 止まらなかった企業の平均日数。待っている企業をカプラン・マイヤー法で考慮し、95%区間はブートストラップ（2,000回）です。",
            "Mean days that those held up took until they were through − mean days of the others. Those still waiting are reckoned in (Kaplan–Meier); 95 % interval by 2,000 bootstraps.",
        ),
        _STARTED, _UNSEEN,
        (
            "止まって抜けた企業が5社に満たないときは表示しません。",
            "Not shown while fewer than five that were held up have come through.",
        ),
    ),
    (
        "friction-lost", ("失われた日数", "Days lost"),
        (
            "止まった企業それぞれの、通常を超えた日数の合計。1社につき90日までとし、放置された1社が順位を決めないようにしています。",
            "Days beyond the usual of every account held up, at most 90 an account, so that one forgotten account does not decide the order.",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "friction-steps", ("手順ごとのファネル", "Step by step"),
        (
            "各手順に到達した企業、済んだ企業、途中で離脱した企業、まだ途中の企業。「半数が済むまで」は、途中の企業も含めた推定（カプラン・マイヤー法）です。",
            "Accounts that came to each step, are through, left in it, or are still in it. \"Half through after\" is estimated with those still in it (Kaplan–Meier).",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "friction-rule", ("「止まった」とみなす日数", "Count as held up after"),
        (
            "空欄なら手順ごとの規則（通常の3倍、最低7日、最初のフェーズの目安日数まで）。日数を入れると、すべての手順にその日数を使います。",
            "Left empty, each step's own rule holds: three times the usual, at least 7 days, at most what the first phase should take. A number holds for all steps.",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "funnel-phases", ("フェーズのファネル", "Phase funnel"),
        (
            "各フェーズに始まった滞在が、その後どうなったか。「次へ」はマップで右のフェーズに進んだもの、「離脱」は解約の検討・申出・解約のフェーズに移ったものです。更新のように元へ戻るフェーズは、間に挟まっただけとして数えます。",
            "What became of the stays that began in each phase. \"Went on\": to a phase further right on the map. \"Dropped off\": to the phase of considering to leave, notice, having left. A phase accounts come back from, such as the renewal, counts as an interruption.",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
    (
        "funnel-conversion", ("期間内に次へ進んだ割合", "Went on within so many days"),
        (
            "そのフェーズに入ってから指定日数までに次へ進んだ割合。途中の企業を考慮し、離脱と後戻りを競合するできごととして推定します（アーレン・ヨハンセン法）。",
            "Share that went on within so many days of coming to the phase, reckoning with those still there; leaving and going back compete with it (Aalen–Johansen).",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
    (
        "funnel-away", ("一時的に離れている", "Away"),
        (
            "更新など、元のフェーズに戻るフェーズにいる企業。まだ結果は決まっていません。",
            "Accounts in a phase they come back from, such as the renewal. Nothing is decided yet.",
        ),
        _BEGAN, _UNSEEN_STAYS, ("値がないことはありません。", "It is never missing."),
    ),
    (
        "funnel-reach", ("フェーズへの到達", "Come to the phase"),
        (
            "マップに載ってからの日数ごとに、そのフェーズに一度でも立った企業の割合。離脱を競合するできごととして推定します（アーレン・ヨハンセン法）。",
            "By days since coming onto the map: share of accounts that had stood in the phase. Leaving competes with it (Aalen–Johansen).",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
    (
        "funnel-cohorts", ("コホート別の到達率", "By cohort"),
        (
            "同じ時期にマップに載った企業のうち、指定日数までにそのフェーズに立った割合。まだ指定日数に達していないコホートは空欄で、これまでの社数を示します。",
            "Of the accounts that came onto the map in the same time, the share that stood in the phase within so many days. Cohorts not watched for so long are left empty and say how many there are so far.",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
    (
        "funnel-time", ("フェーズの滞在日数", "Time in phase"),
        (
            "フェーズにいた暦日数。まだいる企業も含めた推定（カプラン・マイヤー法）です。間に挟まった更新などの日数は含みません。入ったその日に出た滞在は除きます。",
            "Calendar days in the phase, estimated with those still there (Kaplan–Meier). Days of an interruption such as the renewal are left out, and so are stays that ended on the day they began.",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
    (
        "funnel-flow", ("フェーズ間の移動", "From where to where"),
        (
            "選んだ期間に終わった滞在を、どのフェーズからどのフェーズへ進んだかで数えたもの。更新などから戻った移動は数えません。",
            "Stays that ended in the time chosen, by the phase they led to. Coming back from a renewal is no move.",
        ),
        _BEGAN, _UNSEEN_STAYS, ("0は空欄にしています。", "Nought is left empty."),
    ),
    (
        "funnel-ttv", ("目標までの日数（TTV）", "Time to each goal (TTV)"),
        (
            "起算日から、最初のログイン・利用・初期設定の完了・最初の成果までの日数。まだ達していない企業も観察日数で数え、離脱はそこで観察を終えます（カプラン・マイヤー法）。",
            "Days from day zero to the first login, the first use, the set-up done, the first value. Those not there yet count with the days they have been watched; leaving ends the watch (Kaplan–Meier).",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "funnel-early", ("早期離脱", "Early drop-out"),
        (
            "起算日から90日以内に契約が終わった企業。割合はカプラン・マイヤー法の推定です。離脱の日は契約の終了日で、申出の日ではありません。",
            "Accounts whose contract was over within 90 days of day zero. Shares are Kaplan–Meier estimates. Leaving is dated by the contract's end, not by the notice.",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "funnel-signs", ("早期の兆し", "Early signs"),
        (
            "30日目に契約中の企業を、兆しの有無で分け、その後365日目までに離脱した割合を比べます（ランドマーク法）。差は「兆しなし − 兆しあり」です。",
            "Accounts still there on day 30, split by whether they showed the sign, and the share that left afterwards by day 365 (landmark analysis). The difference is without minus with.",
        ),
        _STARTED, _UNSEEN, _FEW,
    ),
    (
        "phase-attainment", ("目標の達成率", "Goal attainment"),
        (
            "目安の日数以内に成功した滞在 ÷ 目安を過ぎた、または成功した滞在。目安のないフェーズでは、成功した滞在 ÷ 終わった、または成功した滞在。",
            "Stays that succeeded within the time they should take ÷ stays past that time or succeeded. Where the map sets no time: stays that succeeded ÷ stays that ended or succeeded.",
        ),
        _BEGAN, _UNSEEN_STAYS, _FEW,
    ),
)  # fmt: skip


def texts() -> dict[str, tuple[Text, Text, Text, Text, Text]]:
    """This function will give each key's name, formula, period, exclusions and what missing means."""
    return {
        key: (_text(name), _text(formula), _text(period), _text(out), _text(missing))
        for key, name, formula, period, out, missing in ROWS
    }


def _text(pair: tuple[str, str]) -> Text:
    return Text(ja=pair[0], en=pair[1])
