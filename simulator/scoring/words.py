"""What can be wrong with predictions and truth, in both languages."""

from __future__ import annotations

from banso.lib.problems import Level, Problem, problem

SHOWN = 200  # problems told; more are counted


def column_missing(*, file: str, columns: str, kinds: str) -> Problem:
    return problem(
        "score.header",
        ja=f"見出しに、必要な列「{columns}」がありません。",
        en=f"The header lacks the columns {columns}.",
        remedy_ja=f"1行目に列名を書いてください。kind の値は {kinds} のいずれかです。",
        remedy_en=f"Write the names of the columns on line 1. kind is one of {kinds}.",
        file=file,
        line=1,
    )


def unreadable(*, file: str, why: str) -> Problem:
    return problem(
        "score.file",
        ja="ファイルを読めません。",
        en="The file cannot be read.",
        remedy_ja="場所と読み取りの権限、UTF-8 で保存されていることを確かめてください。",
        remedy_en="Check where it lies, that it may be read, and that it is saved as UTF-8.",
        file=file,
        sample=why[:120],
    )


def empty(*, file: str) -> Problem:
    return problem(
        "score.empty",
        ja="予測が1行もありません。",
        en="There is not one prediction.",
        remedy_ja="予測を1行以上書いてください。",
        remedy_en="Write at least one line with a prediction.",
        file=file,
        line=1,
    )


def kind(*, file: str, line: int, sample: str, kinds: str, suggestion: str | None) -> Problem:
    return problem(
        "score.kind",
        ja="kind の値が決められたものではありません。",
        en="kind is none of those that exist.",
        remedy_ja=f"{kinds} のいずれかを書いてください。",
        remedy_en=f"Write one of {kinds}.",
        file=file,
        line=line,
        sample=sample[:60],
        suggestion=suggestion,
    )


def json_line(*, file: str, line: int) -> Problem:
    return problem(
        "score.json",
        ja="この行は JSON のオブジェクトとして読めません。",
        en="This line is not a JSON object.",
        remedy_ja='1行に1つ、{"kind": …} の形で書いてください。',
        remedy_en='Write one a line, as {"kind": …}.',
        file=file,
        line=line,
    )


def too_wide(*, file: str, line: int, cells: int, columns: int) -> Problem:
    return problem(
        "score.cells",
        ja=f"見出しは{columns}列ですが、この行には{cells}個の値があります。",
        en=f"The header has {columns} columns, this line has {cells} values.",
        remedy_ja="コンマを含む値を引用符で囲んでください。",
        remedy_en="Quote values that hold a comma.",
        file=file,
        line=line,
    )


def value_missing(*, file: str, line: int, column: str, kind: str) -> Problem:
    return problem(
        "score.missing",
        ja=f"kind が {kind} の行には {column} が必要です。",
        en=f"A line of kind {kind} needs {column}.",
        remedy_ja="値を入れるか、この行を消してください。",
        remedy_en="Give the value, or remove the line.",
        file=file,
        line=line,
        path=column,
    )


def not_a_number(*, file: str, line: int, column: str, sample: str, whole: bool) -> Problem:
    return problem(
        "score.number",
        ja=f"{column} が{'1から3650の整数' if whole else '数'}ではありません。",
        en=f"{column} is not {'a whole number from 1 to 3650' if whole else 'a number'}.",
        remedy_ja="単位や桁区切りを付けずに、0.25 のように書いてください。",
        remedy_en="Write it like 0.25, without unit or thousands separators.",
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
    )


def out_of_range(*, file: str, line: int, column: str, sample: str, low: str, high: str) -> Problem:
    share = column == "probability"
    return problem(
        "score.range",
        ja=f"{column} は {low} から {high} の間の値です。",
        en=f"{column} lies between {low} and {high}.",
        remedy_ja=(
            "百分率なら100で割ってください。順位づけだけの点数は score の列に書きます。"
            if share
            else "-1（強い不満）から 1（強い満足）の値に直してください。"
        ),
        remedy_en=(
            "Divide percentages by 100. A score that only ranks goes into the column score."
            if share
            else "Bring it to -1 (very unhappy) … 1 (very happy)."
        ),
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
    )


def not_a_date(*, file: str, line: int, column: str, sample: str) -> Problem:
    return problem(
        "score.date",
        ja=f"{column} が日付ではありません。",
        en=f"{column} is not a date.",
        remedy_ja="2026-04-01 の形で書いてください。",
        remedy_en="Write it as 2026-04-01.",
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
    )


def not_one_of(
    *, file: str, line: int, column: str, sample: str, allowed: str, suggestion: str | None
) -> Problem:
    return problem(
        "score.word",
        ja=f"{column} の値が決められたものではありません。",
        en=f"{column} is none of the words that are known.",
        remedy_ja=f"{allowed} のいずれかを書いてください。",
        remedy_en=f"Write one of {allowed}.",
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
        suggestion=suggestion,
    )


def bounds(*, file: str, line: int) -> Problem:
    return problem(
        "score.bounds",
        ja="low ≦ estimate ≦ high になっていません。",
        en="low <= estimate <= high does not hold.",
        remedy_ja="区間の下限と上限を確かめてください。区間がないなら両方とも空にします。",
        remedy_en="Check the limits. Leave both empty where there is no interval.",
        file=file,
        line=line,
    )


def twice(*, file: str, line: int, first: str) -> Problem:
    return problem(
        "score.twice",
        ja=f"同じものへの予測が2つあります（1つ目は {first}）。",
        en=f"The same thing is predicted twice (first at {first}).",
        remedy_ja="どちらか一方を消してください。",
        remedy_en="Remove one of the two.",
        file=file,
        line=line,
    )


def unknown(
    *, file: str, line: int, column: str, sample: str, suggestion: str | None = None
) -> Problem:
    return problem(
        f"score.unknown-{column.replace('_', '-')}",
        ja=f"この {column} は世界にありません。",
        en=f"This {column} does not exist in the world.",
        remedy_ja="予測が同じ世界（同じシードと版）のものか、IDを書き換えていないかを確かめてください。",
        remedy_en="Check that the predictions are of this world (same seed and version) and that ids are unchanged.",
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
        suggestion=suggestion,
    )


def unknown_theme(*, file: str, line: int, sample: str, suggestion: str | None) -> Problem:
    return problem(
        "score.theme",
        ja="このテーマの名前は世界にありません。外れとして数えます。",
        en="The world knows no theme of this name. It counts as wrong.",
        remedy_ja="独自の名前は、世界のテーマの名前に読み替えてください。",
        remedy_en="Translate names of your own into those of the world.",
        level=Level.CAUTION,
        file=file,
        line=line,
        path="theme",
        sample=sample[:60],
        suggestion=suggestion,
    )


def more(*, count: int) -> Problem:
    return problem(
        "score.more",
        ja=f"このほかに{count:,}件あります。",
        en=f"There are {count:,} more.",
        remedy_ja="上のものを直してから、もう一度実行してください。",
        remedy_en="Mend those above and run it again.",
    )


# The truth ---------------------------------------------------------------------------------------


def no_truth(*, folder: str) -> Problem:
    return problem(
        "truth.folder",
        ja="正解のフォルダーに parameters.yaml がありません。",
        en="The folder of the truth holds no parameters.yaml.",
        remedy_ja="banso simulate が書いた truth フォルダーを --truth に指定してください。",
        remedy_en="Give the folder truth that banso simulate has written as --truth.",
        file=folder,
    )


def truth_header(*, file: str, columns: str) -> Problem:
    return problem(
        "truth.header",
        ja=f"正解のファイルに列「{columns}」がありません。",
        en=f"A file of the truth lacks the columns {columns}.",
        remedy_ja="同じ版の banso simulate で書き直してください。",
        remedy_en="Write it again with banso simulate of the same version.",
        file=file,
        line=1,
    )


def truth_value(*, file: str, line: int, column: str, sample: str) -> Problem:
    return problem(
        "truth.value",
        ja=f"正解のファイルの {column} が読めません。",
        en=f"{column} in a file of the truth cannot be read.",
        remedy_ja="ファイルが書き換えられていないかを確かめ、banso simulate で書き直してください。",
        remedy_en="Check whether the file was changed, and write it again with banso simulate.",
        file=file,
        line=line,
        path=column,
        sample=sample[:60],
    )
