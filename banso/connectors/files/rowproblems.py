"""What can be wrong with one row. The row is kept apart with its reason; the others come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from banso.lib.problems import Level, Problem, problem

# id after "import.row." → (fact ja, fact en, remedy ja, remedy en)
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "columns": ("列の数が見出しと合いません。", "The row has not as many cells as the header.",
                "区切り文字や引用符の抜けを確かめてください。", "Check for a missing delimiter or quotation mark."),
    "missing": ("必要な値が空です。", "A value that is needed is empty.",
                "値を補ってください。この行だけを取り込み直せます。", "Fill it in; this row alone can then be taken in."),
    "date": ("日付として読み取れません。", "This is not a date.",
             "2026-04-01、2026/4/1、2026年4月1日 のように書いてください。", "Write it like 2026-04-01 or 2026/4/1."),
    "date-order": ("日と月のどちらが先か決められない日付です（例: 01/02/2026）。", "It is open whether day or month comes first (01/02/2026).",
                   "読み取りの画面で、この列の順序（日/月/年、月/日/年）を選んでください。", "Choose the column's order, day/month/year or month/day/year, where its reading is shown."),
    "formula": ("数式の計算結果がないか、エラー値です。", "A formula without a saved result, or an error.",
                "Excelで開いて再計算し、保存し直してください。", "Open it in Excel, let it calculate, and save it again."),
    "number": ("数値として読み取れません。", "This is not a number.",
               "数字だけにしてください。", "Leave digits only."),
    "money": ("金額として読み取れません。", "This is not an amount of money.",
              "数字だけにしてください。", "Leave digits only."),
    "currency": ("通貨コードが分かりません。", "There is no such currency.",
                 "JPY、USD のような ISO 4217 のコードにしてください。", "Use an ISO 4217 code like JPY or USD."),
    "bool": ("はい・いいえのどちらか分かりません。", "This is neither yes nor no.",
             "はい／いいえ、true／false、○／× のいずれかにしてください。", "Use yes/no, true/false or 1/0."),
    "choice": ("選べる値ではありません。", "This is not one of the values that can be chosen.",
               "画面の選択肢にある語に直してください。", "Use one of the words offered on screen."),
    "corporate-number": ("法人番号（13桁と検査用数字）として正しくありません。", "This is not a corporate number (13 digits with a check digit).",
                         "法人番号公表サイトの13桁に直してください。", "Correct it to the 13 digits as published."),
    "end-before-start": ("終わりが始まりより前です。", "It ends before it begins.",
                         "2つの日付を確かめてください。", "Check the two dates."),
    "negative-mrr": ("月額が負の値です。", "The monthly amount is negative.",
                     "値引きは、値引き後の月額か割引率で表してください。", "Give the amount after discounts, or a discount rate."),
    "future": ("まだ来ていない日時の記録です。", "This happened in the future.",
               "日時の列とタイムゾーンを確かめてください。", "Check the time column and its time zone."),
    "too-early": ("1990年より前の日時です。", "This is dated before 1990.",
                  "日時の列と形式を確かめてください。", "Check the time column and how it is written."),
    "duplicate-id": ("同じIDの行が、このファイルに2つ以上あります。", "Another row of this file has the same id.",
                     "先にある行を取り込みました。両方を並べて、新しいIDで残すか、どちらかを選んでください。",
                     "The first one came in. See both, then keep both with a new id or choose one."),
    "unknown-account": ("この顧客企業はまだ登録されていません。", "This account is not known yet.",
                        "顧客企業を取り込むか、このIDがどの顧客企業かを指定して、行を取り込み直してください。",
                        "Import the account, or say which account this key is, then take the rows in again."),
    "ambiguous-account": ("同じ名前の顧客企業が2つ以上あります。", "Several accounts have this name.",
                          "顧客IDの列を加えてください。", "Add a column with the account's id."),
    "unknown-field": ("この項目は登録されていません。", "There is no such field.",
                      "項目名を確かめるか、設定で項目を作成してください。", "Check its name, or make the field in Settings."),
    "unknown-event-type": ("イベント種別の番号に対応する名前がありません。", "The number of this event type has no name.",
                           "イベント名の一覧に番号を加えてください。", "Add the number to the table of event names."),
    "no-match": ("対応する行が、参照先の表にありません。", "The table it refers to has no such row.",
                 "参照先のファイルも一緒に取り込むか、値を確かめてください。", "Import that table together with this one, or check the value."),
    "unknown-session": ("この研修・勉強会は登録されていません。", "This group session is not known.",
                        "研修・勉強会の一覧を取り込んでから、行を取り込み直してください。", "Import the sessions, then take the rows in again."),
    "unknown-incident": ("この障害は登録されていません。", "This incident is not known.",
                         "障害の一覧を取り込んでから、行を取り込み直してください。", "Import the incidents, then take the rows in again."),
    "score": ("スコアが範囲の外です（NPSは0〜10、ほかは0〜100）。", "The score is out of range (NPS 0 to 10, others 0 to 100).",
              "スコアと、アンケートの種類を確かめてください。", "Check the score and the kind of survey."),
    "too-long": ("値が長すぎます。", "The value is too long.",
                 "短くしてください。", "Shorten it."),
}  # fmt: skip
IDS = tuple(f"import.row.{short}" for short in _WORDS)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """``short`` is the id without ``import.row.``; ``column`` the header, ``seen`` the value there."""

    short: str
    column: str = ""
    seen: str = ""

    @property
    def id(self) -> str:
        return f"import.row.{self.short}"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that stays out: where it stood, why, and everything in it."""

    file: str
    row: int
    kind: str
    problems: tuple[RowProblem, ...]
    raw: dict[str, Any] = field(default_factory=dict)
    twin: dict[str, Any] | None = None  # {row, raw} of the row that has the same id and came first


def row_problem(
    id: str, *, file: str | None = None, line: int | None = None, sample: str | None = None
) -> Problem:
    """The words of a row problem, for one row or for all rows that have it."""
    ja, en, remedy_ja, remedy_en = _WORDS[id.removeprefix("import.row.")]
    return problem(
        id,
        ja=ja,
        en=en,
        remedy_ja=remedy_ja,
        remedy_en=remedy_en,
        level=Level.CAUTION,
        file=file,
        line=line,
        sample=sample,
    )
