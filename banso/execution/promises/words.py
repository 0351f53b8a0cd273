"""What a refused promise is told."""

from __future__ import annotations

from banso.lib.problems import Problem, problem


def unknown() -> Problem:
    return problem(
        "promise.unknown",
        ja="この約束は見つかりません。",
        en="There is no such promise.",
        remedy_ja="顧客企業のページから開き直してください。",
        remedy_en="Open it again from the account's page.",
    )


def closed() -> Problem:
    return problem(
        "promise.closed",
        ja="この約束は既に完了または取り下げになっています。",
        en="This promise has been kept or withdrawn already.",
        remedy_ja="続きがあるときは、元に戻すか、新しい約束を登録してください。",
        remedy_en="Open it again, or make a new one.",
    )


def no_reason() -> Problem:
    return problem(
        "promise.reason",
        ja="理由がありません。",
        en="There is no reason.",
        remedy_ja="なぜ変えるのかを一行で書いてください。",
        remedy_en="Say in one line why.",
    )


def empty() -> Problem:
    return problem(
        "promise.empty",
        ja="約束の内容がありません。",
        en="It does not say what was promised.",
        remedy_ja="だれが何をするのかを一行で書いてください。",
        remedy_en="Say in one line who does what.",
    )
