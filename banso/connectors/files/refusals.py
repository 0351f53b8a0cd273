"""Why a whole file is not taken: one sentence of fact and one of remedy, in both languages."""

from __future__ import annotations

from banso.lib.problems import BansoError, Problem, problem


class FileRefused(BansoError):
    """The file cannot be read as a table; nothing of it has been kept."""


# id → (fact ja, fact en, remedy ja, remedy en); {…} are filled by the caller.
WORDS: dict[str, tuple[str, str, str, str]] = {
    "import.missing": (
        "「{name}」が見つかりません。",
        "There is no file or folder '{name}'.",
        "パスを確かめてください。",
        "Check the path.",
    ),
    "import.no-files": (
        "「{name}」に取り込めるファイルがありません。",
        "'{name}' holds no file that can be imported.",
        "CSV、TSV、XLSX、またはそれらを圧縮した .gz / .zip を置いてください。",
        "Put CSV, TSV or XLSX files there, plain or packed as .gz or .zip.",
    ),
    "import.binary": (
        "表形式のファイルではありません（{what}）。",
        "This is not a table but {what}.",
        "元の画面でCSVまたはXLSXとして書き出し直してください。",
        "Export it again as CSV or XLSX.",
    ),
    "import.nul-bytes": (
        "文字のNUL（0x00）が混ざっています。",
        "The text holds NUL characters (0x00).",
        "書き出し直してください。途中で途切れたコピーや破損でよく起こります。",
        "Export it again; a broken copy is the usual cause.",
    ),
    "import.encoding-mixed": (
        "1つのファイルに文字コードが混在しています（UTF-8 と Shift_JIS など）。",
        "The file mixes character encodings (UTF-8 and Shift_JIS, for example).",
        "1つの文字コードでそろえて保存し直してください。複数のCSVをつなげた場合は、別々に取り込めます。",
        "Save it in one encoding. If several CSV files were joined, import them separately.",
    ),
    "import.encoding-unknown": (
        "文字コードが分かりません。UTF-8、Shift_JIS（CP932）、EUC-JP、UTF-16 のいずれでもありません。",
        "The character encoding is not UTF-8, Shift_JIS (CP932), EUC-JP or UTF-16.",
        "UTF-8 で保存し直してください。",
        "Save it as UTF-8.",
    ),
    "import.empty": (
        "ファイルが空です。",
        "The file is empty.",
        "見出し行とデータのあるファイルを選んでください。",
        "Choose a file with a header row and data.",
    ),
    "import.header-only": (
        "見出し行だけで、データの行がありません。",
        "There is a header row and no row of data.",
        "書き出しの条件（期間など）を確かめてください。",
        "Check what was exported, for example its period.",
    ),
    "import.one-column": (
        "列が1つしかありません。区切り文字が「,」「タブ」「;」「|」のいずれでもないようです。",
        "There is only one column; the delimiter seems to be none of comma, tab, semicolon, bar.",
        "カンマ区切りのCSVとして保存し直してください。",
        "Save it as a comma-separated CSV.",
    ),
    "import.delimiter-mixed": (
        "見出し行は{columns}列ですが、どのデータ行も列数が合いません。",
        "The header has {columns} columns and not one row of data has as many.",
        "見出しとデータの区切り文字をそろえてください。",
        "Use the same delimiter for the header and the data.",
    ),
    "import.header-not-there": (
        "見出しに指定された{line}行目には、何も入っていません。",
        "Row {line}, given as the header, holds nothing.",
        "見出しの行番号を選び直してください。",
        "Choose the header's row again.",
    ),
    "import.original-gone": (
        "元のファイルが残っていないため、読み直せません。",
        "The original file is no longer there, so it cannot be read anew.",
        "ファイルをもう一度選んでください。",
        "Choose the file again.",
    ),
    "import.sheet-not-there": (
        "シート「{sheet}」がありません。",
        "There is no sheet '{sheet}'.",
        "シートを選び直してください。",
        "Choose one of its sheets.",
    ),
    "import.too-many-columns": (
        "列が{columns}あり、上限の{most}列を超えています。",
        "There are {columns} columns; the limit is {most}.",
        "必要な列だけを書き出してください。",
        "Export only the columns that are needed.",
    ),
    "import.quote-open": (
        "1つの値が{most}文字を超えています。引用符（\"）が閉じられていないようです。",
        "One value is longer than {most} characters; a quotation mark seems to be left open.",
        "この行の引用符を確かめてください。",
        "Check the quotation marks of this row.",
    ),
    "import.too-large": (
        "ファイルの大きさが上限の{most}を超えています（{size}）。",
        "The file is larger than the limit of {most} ({size}).",
        "期間で分けて書き出すか、管理者が設定 BANSO_IMPORT_MAX_BYTES で上限を変えてください。",
        "Export it in several periods, or have the setting BANSO_IMPORT_MAX_BYTES raised.",
    ),
    "import.unpacked-too-large": (
        "展開後の大きさが上限の{most}を超えます。",
        "Unpacked it is larger than the limit of {most}.",
        "期間で分けて書き出してください。",
        "Export it in several periods.",
    ),
    "import.bomb": (
        "展開すると元の{ratio}倍を超えます。圧縮爆弾の疑いがあるため、展開をやめました。",
        "It unpacks to more than {ratio} times its size and looks like a bomb; unpacking was stopped.",
        "圧縮せずに取り込んでください。",
        "Import the file without packing it.",
    ),
    "import.packed-broken": (
        "圧縮ファイルが壊れています（{what}）。",
        "The packed file is broken ({what}).",
        "もう一度圧縮するか、コピーし直してください。",
        "Pack or copy it again.",
    ),
    "import.packed-truncated": (
        "圧縮ファイルが途中で終わっています。",
        "The packed file ends too early.",
        "ダウンロードやコピーをやり直してください。",
        "Download or copy it again.",
    ),
    "import.packed-password": (
        "圧縮ファイルにパスワードがかかっています。",
        "The packed file is protected by a password.",
        "パスワードを外して圧縮し直してください。",
        "Pack it again without a password.",
    ),
    "import.packed-nested": (
        "圧縮ファイルの中に、さらに圧縮ファイルがあります。",
        "There is a packed file inside the packed file.",
        "中の圧縮ファイルを取り出して取り込んでください。",
        "Take the inner file out and import it.",
    ),
    "import.too-many-files": (
        "ファイルが{count}個あり、上限の{most}個を超えています。",
        "There are {count} files; the limit is {most}.",
        "分けて取り込んでください。",
        "Import them in several parts.",
    ),
    "import.workbook-password": (
        "Excelファイルにパスワードがかかっています。",
        "The workbook is protected by a password.",
        "Excelで「ファイル > 情報 > ブックの保護」からパスワードを外し、保存し直してください。",
        "Remove the password in Excel (File > Info > Protect Workbook) and save it again.",
    ),
    "import.workbook-old": (
        "古い形式のExcelファイル（.xls）です。",
        "This is a workbook of the old kind (.xls).",
        "Excelで開き、「Excel ブック（.xlsx）」として保存し直してください。",
        "Open it in Excel and save it as an Excel workbook (.xlsx).",
    ),
    "import.workbook-other": (
        "この形式の表計算ファイル（{what}）は読めません。",
        "Workbooks of this kind ({what}) cannot be read.",
        "開いて「Excel ブック（.xlsx）」として保存し直してください。",
        "Open it and save it as an Excel workbook (.xlsx).",
    ),
    "import.workbook-broken": (
        "Excelファイルを読めません（壊れているか、Excelブックではありません）。",
        "The workbook cannot be read; it is broken or not a workbook.",
        "Excelで開けるかを確かめ、保存し直してください。",
        "See whether Excel opens it, and save it again.",
    ),
    "import.workbook-too-large": (
        "Excelファイルの中身が上限の{most}を超えています。",
        "The workbook unpacks to more than the limit of {most}.",
        "CSVとして保存して取り込んでください。CSVには大きなファイルも取り込めます。",
        "Save it as CSV; a CSV may be much larger.",
    ),
}  # fmt: skip


def refusal(
    id: str, *, file: str, line: int | None = None, sample: str | None = None, **filled: object
) -> FileRefused:
    """Build the refusal of ``file`` (its name, not its path); ``filled`` goes into the words."""
    return FileRefused(file_problem(id, file=file, line=line, sample=sample, **filled))


def file_problem(
    id: str, *, file: str, line: int | None = None, sample: str | None = None, **filled: object
) -> Problem:
    ja, en, remedy_ja, remedy_en = (words.format(line=line, **filled) for words in WORDS[id])
    return problem(
        id,
        ja=ja,
        en=en,
        remedy_ja=remedy_ja,
        remedy_en=remedy_en,
        file=file,
        line=line,
        sample=sample,
    )
