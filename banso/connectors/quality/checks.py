"""The checks, as one list: what each finds, what Banso did with such rows, and what to do next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from banso.lib.text import Text

SERIOUS, LOOK, NOTE = "serious", "look", "note"
LEVELS: dict[str, Text] = {
    SERIOUS: Text(ja="要対応", en="To mend"),
    LOOK: Text(ja="要確認", en="To look at"),
    NOTE: Text(ja="参考", en="Good to know"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: text, account (id), day, moment, number, batch, row (of quarantine), flag."""

    key: str
    text: Text
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Check:
    """``fact`` may name numbers of the finding in braces. ``done`` is what Banso did with such rows,
    ``next`` what a person can do. ``quarantine``: the rows are in quarantine and can be mended."""

    id: str
    level: str
    title: Text
    fact: Text
    done: Text
    next: Text
    columns: tuple[Column, ...]
    quarantine: bool = False
    group: str = field(default="")

    @property
    def area(self) -> str:
        return self.id.split(".", 1)[0]


def _t(ja: str, en: str) -> Text:
    return Text(ja=ja, en=en)


ACCOUNT = Column("account", _t("顧客企業", "Account"), "account")
KEY = Column("key", _t("ID", "Id"))
SOURCE = Column("source", _t("データ元", "Source"))
EVENTS = Column("events", _t("イベント", "Events"), "number")
FIRST = Column("first", _t("最初", "First"), "day")
LAST = Column("last", _t("最後", "Last"), "day")
DAY = Column("day", _t("日付", "Day"), "day")
NAME = Column("name", _t("イベント名", "Event"))
START = Column("start", _t("開始", "Start"), "day")
END = Column("end", _t("終了", "End"), "day")
LINE = Column("line", _t("契約明細", "Contract line"))
KIND = Column("kind", _t("種類", "Kind"))
DAYS = Column("days", _t("日数", "Days"), "number")
APART = Column("apart", _t("隔離中", "In quarantine"), "flag")
_ROWS = (
    Column("file", _t("ファイル", "File")),
    Column("row", _t("行", "Row"), "row"),
    KIND,
    Column("column", _t("列", "Column")),
    Column("seen", _t("値", "Value")),
    Column("batch", _t("取込", "Import"), "batch"),
)
_LIFE = _t(
    "解約かどうかは、契約だけで判断します(規則「life」)。すべての契約明細が終了し、30日の猶予を過ぎた企業を「離脱」とします。フラグとリストは比較のために保管し、集計には使いません。",
    "Whether an account has left is decided by contracts alone (rule “life”): it has left when every contract line has ended and 30 days of grace are over. Flags and lists are kept to be compared and decide nothing.",
)
_KEPT_TIME = _t(
    "イベントは保管し、時系列に表示します。契約期間の集計には入りません。",
    "The events are kept and shown on the timeline; they do not count as use under contract.",
)
_LEFT_APART = _t(
    "隔離しました。ほかの行は取り込み済みです。何も捨てていません。",
    "Kept apart; every other row came in. Nothing was thrown away.",
)

CHECKS: tuple[Check, ...] = (
    # Orphans
    Check("orphan.rows", SERIOUS, _t("顧客企業が分からない行", "Rows whose account is unknown"),
          _t("契約・担当者・問い合わせなどのうち、指す顧客企業が未登録、または特定できない行です。", "Contracts, contacts, tickets and the like that name an account nobody knows, or a name that several have."),
          _LEFT_APART, _t("顧客企業を取り込むか、IDがどの顧客企業かを指定してください。", "Import the accounts, or say which account a key means."), _ROWS, quarantine=True),
    Check("orphan.events", SERIOUS, _t("顧客企業が分からないイベント", "Events whose account is unknown"),
          _t("未登録の顧客ID {keys}件のイベントです。", "Events under {keys} account keys that nobody knows."),
          _t("イベントは保管しています。IDが登録された日から、過去の分も集計します。", "The events are kept; once the key is known they count, the past included."),
          _t("このIDの顧客企業を取り込んでください。過去のイベントもその企業のものになります。", "Import the accounts under these keys; their past events become theirs."), (SOURCE, KEY, EVENTS, FIRST, LAST)),
    Check("orphan.users", LOOK, _t("顧客企業が分からない利用者", "Users without an account"),
          _t("未登録の顧客IDでだけ現れる利用者です。", "Users seen only under account keys that nobody knows."),
          _t("利用者としては登録していません。IDが登録されると登録します。", "They are not users of any account yet; they become so once the key is known."),
          _t("顧客IDを登録してください。", "Make the account key known."), (SOURCE, Column("user", _t("利用者ID", "User")), KEY, EVENTS, FIRST, LAST)),
    # Keys twice
    Check("duplicate.differs", SERIOUS, _t("同じIDで内容の違う行", "One id on rows that differ"),
          _t("ファイルの中で同じIDが使われ、内容が違います。", "The same id stands on rows of one file that differ."),
          _t("先にある行を取り込み、あとの行を隔離しました。両方を見られます。", "The first came in, the later ones are kept apart; both can be seen."),
          _t("新しいIDで両方を残すか、どちらかを選んでください。", "Keep both with a new id, or choose one."), _ROWS, quarantine=True),
    Check("duplicate.same", NOTE, _t("まったく同じ行の繰り返し", "The very same row again"),
          _t("IDも内容も同じ行が繰り返されています。", "Rows repeat, with the same id and the same content."),
          _t("1行として数えました。", "They count as one row."), _t("書き出しの手順を確かめてください。", "See whether the export repeats rows."),
          (Column("file", _t("ファイル", "File")), Column("row", _t("行", "Row"), "number"), KIND, KEY, Column("batch", _t("取込", "Import"), "batch"))),
    Check("duplicate.alike", NOTE, _t("IDだけが違う同じイベント", "Events alike but for their id"),
          _t("顧客企業・利用者・名前・日時・値・属性が同じで、IDだけが違うイベントです。", "Events equal in account, user, name, time, value and properties, with different ids."),
          _t("別々のイベントとして数えています。", "They count as separate events."), _t("送信や書き出しが二重になっていないか確かめてください。", "See whether something sends or exports twice."),
          (ACCOUNT, KEY, NAME, DAY, Column("times", _t("回数", "Times"), "number"))),
    # Time
    Check("time.before-line", SERIOUS, _t("契約明細の開始より前の利用", "Use before its contract line began"),
          _t("イベントが指す契約明細({props})の開始日より前の利用です。", "The contract line an event names ({props}) begins later than the event."),
          _t("イベントは保管し、顧客企業の利用として数えます。明細の開始日は変えません。", "The events are kept and count as the account's use; the line's start stays as it is."),
          _t("契約の開始日と、イベントの契約IDの対応を確かめてください。", "Check contract starts, and which contract an event names."),
          (ACCOUNT, LINE, START, DAY, DAYS, NAME, KEY, APART)),
    Check("time.after-line", LOOK, _t("契約明細の終了より後の利用", "Use after its contract line ended"),
          _t("イベントが指す契約明細({props})の終了日より後の利用です(終了日当日は含みません)。", "The contract line an event names ({props}) ended before the event; the end's own day is not counted."),
          _t("イベントは保管し、顧客企業の利用として数えます。", "The events are kept and count as the account's use."),
          _t("更新後の契約が漏れていないか確かめてください。", "See whether a later contract is missing."),
          (ACCOUNT, LINE, END, DAY, DAYS, NAME, KEY, APART)),
    Check("time.before-contract", LOOK, _t("最初の契約より前の利用", "Use before the first contract"),
          _t("顧客企業の最初の契約が始まる前の利用です。", "Use before the account's first contract began."), _KEPT_TIME,
          _t("契約開始日、顧客ID、タイムゾーンを確かめてください。トライアルならこのままで問題ありません。", "Check contract starts, account keys and the time zone. A trial is fine as it is."),
          (ACCOUNT, START, EVENTS, FIRST, LAST)),
    Check("time.after-contract", LOOK, _t("最後の契約より後の利用", "Use after the last contract"),
          _t("契約がすべて終了した後の利用です。", "Use after the account's last contract had ended."), _KEPT_TIME,
          _t("更新後の契約が漏れていないか確かめてください。", "See whether a later contract is missing."),
          (ACCOUNT, END, EVENTS, FIRST, LAST)),
    Check("time.between-contracts", NOTE, _t("契約と契約の間の利用", "Use between two contracts"),
          _t("契約が途切れた期間の利用です。", "Use in a gap between contracts."), _KEPT_TIME,
          _t("途中の契約が漏れていないか確かめてください。", "See whether a contract between is missing."),
          (ACCOUNT, END, EVENTS, FIRST, LAST)),
    Check("time.future", LOOK, _t("まだ来ていない日付", "Dates that have not come"),
          _t("時計の日付より後のイベント・問い合わせ、および未来の日時のために隔離した行です。", "Events and tickets later than the clock's day, and rows kept apart because they lie in the future."),
          _t("取り込んだ行は、その日が来るまで集計に入りません。隔離した行は、日付が来れば取り込み直せます。", "What came in counts once its day has come; rows kept apart can be taken in then."),
          _t("日時の列とタイムゾーンを確かめてください。", "Check the time column and its time zone."), (KIND, ACCOUNT, KEY, DAY, APART)),
    Check("time.end-before-start", SERIOUS, _t("終わりが始まりより前の行", "Rows that end before they begin"),
          _t("契約期間、休止期間、在籍期間、問い合わせの日時などが逆転しています。", "A contract, a pause, a stay or a ticket ends before it begins."),
          _LEFT_APART, _t("2つの日付を直して取り込み直してください。", "Mend the dates and take the rows in."), _ROWS, quarantine=True),
    # What could not be read
    Check("unread.rows", SERIOUS, _t("読み取れなかった行", "Rows that could not be read"),
          _t("日付・数値・選択肢などとして読み取れない、または必要な値が空の行です。", "Rows with a date, number or choice that cannot be read, or without a value that is needed."),
          _LEFT_APART, _t("行ごとに、またはまとめて直して取り込み直してください。", "Mend them one by one or by rule, and take them in."), _ROWS, quarantine=True),
    # Sources that disagree
    Check("disagree.flag-list", LOOK, _t("解約フラグと離脱リストの食い違い", "A churn flag and a churn list that disagree"),
          _t("解約フラグ {flag}社、離脱リスト {list}社のうち、両方にあるのは {both}社だけです(フラグのみ {only_flag}社、リストのみ {only_list}社)。", "The flag marks {flag} accounts and the list names {list}; only {both} are in both (flag alone {only_flag}, list alone {only_list})."),
          _LIFE, _t("どちらが正しいかをデータ元に確かめ、契約の終了日に反映してください。", "Ask the source which is right, and put it into the contracts' ends."),
          (ACCOUNT, Column("flag", _t("フラグ", "Flag"), "flag"), Column("listed", _t("リストの日付", "On the list"), "day"), Column("left", _t("契約の終了", "Contracts ended"), "day"))),
    Check("disagree.list-contracts", LOOK, _t("離脱リストと契約の食い違い", "A churn list and contracts that disagree"),
          _t("離脱リスト {list}社のうち、契約がすべて終了したことのある企業は {both}社です。リストのみ {only_list}社、契約の終了のみ {only_contracts}社。", "Of {list} accounts on the list, the contracts of {both} have all ended at some time; list alone {only_list}, contracts alone {only_contracts}."),
          _LIFE, _t("リストにあって契約が続く企業は、契約の終了日が漏れていないか確かめてください。", "Where the list has an account whose contracts go on, see whether an end is missing."),
          (ACCOUNT, Column("listed", _t("リストの日付", "On the list"), "day"), Column("left", _t("契約の終了", "Contracts ended"), "day"))),
    Check("disagree.flag-contracts", LOOK, _t("解約フラグと契約の食い違い", "A churn flag and contracts that disagree"),
          _t("解約フラグ {flag}社のうち、契約がすべて終了したことのある企業は {both}社です。フラグのみ {only_flag}社、契約の終了のみ {only_contracts}社。", "Of {flag} accounts with the flag, the contracts of {both} have all ended at some time; flag alone {only_flag}, contracts alone {only_contracts}."),
          _LIFE, _t("フラグと契約のどちらが正しいかを確かめてください。", "See which of the two is right."),
          (ACCOUNT, Column("flag", _t("フラグ", "Flag"), "flag"), Column("left", _t("契約の終了", "Contracts ended"), "day"))),
    # Missing
    Check("missing.contract", LOOK, _t("契約のない顧客企業", "Accounts without a contract"),
          _t("契約明細が1件もない顧客企業です。", "Accounts without a single contract line."),
          _t("一覧には表示します。契約がないため、フェーズには入りません。", "They are listed; without a contract they stand in no phase."),
          _t("契約を取り込むか、不要な顧客企業か確かめてください。", "Import their contracts, or see whether they belong here."), (ACCOUNT, Column("batch", _t("取込", "Import"), "batch"))),
    Check("missing.name", LOOK, _t("名前のない顧客企業", "Accounts without a name"),
          _t("契約などに現れるだけで、名前が分からない顧客企業です。", "Accounts that only contracts speak of, with no name."),
          _t("IDで表示しています。", "They are shown by their key."), _t("顧客企業の一覧を取り込んでください。", "Import the list of accounts."), (ACCOUNT, KEY)),
    Check("missing.mrr", LOOK, _t("月額のない有効な契約", "Running lines without an amount"),
          _t("有効なプラン契約(トライアルを除く)のうち、月額が0の明細です。", "Plan lines that run, are no trial, and cost nothing a month."),
          _t("月額0として集計しています。", "They count with an MRR of 0."), _t("月額の列を確かめてください。無償提供ならこのままで問題ありません。", "Check the amount's column. A line given for free is fine as it is."), (ACCOUNT, LINE, START, END)),
    Check("missing.seats", NOTE, _t("席数のない有効な契約", "Running lines without seats"),
          _t("有効なプラン契約のうち、席数が分からない明細です。", "Plan lines that run and do not say how many seats they have."),
          _t("席数に対する利用率は「不明」になります。", "Rates of seats are unknown for them."), _t("席数の列を取り込んでください。席のない契約ならこのままで問題ありません。", "Import the seats. A contract without seats is fine as it is."), (ACCOUNT, LINE, START, END)),
    Check("contract.several-leads", NOTE, _t("複数のプラン契約が同時に有効な企業", "Accounts with several plan lines at once"),
          _t("同じ日に有効なプラン契約が2件以上ある企業です。", "Accounts in which two or more plan lines run at once."),
          _t("月額と席数は合計し、プラン・期間・更新判断日は主契約(月額が最も大きい明細)で決めます。", "MRR and seats are summed; plan, term and decision day come from the lead line, the one with the largest MRR."),
          _t("意図した並行契約か、終了日の漏れか確かめてください。", "See whether they are meant to run in parallel, or an end is missing."),
          (ACCOUNT, Column("lines", _t("有効な明細", "Lines running"), "number"), Column("lead", _t("主契約", "Lead line")))),
    Check("contract.two-renewals", LOOK, _t("1つの契約が2回更新されている", "One contract renewed twice"),
          _t("同じ契約の終了に続いて始まり、プランが同じで期間も重なる明細が2件以上あります。", "Two or more lines of one plan begin where a line of their contract ends, and run beside each other."),
          _t("どちらも契約として数えるため、月額が二重になります。", "Both count as contracts, so their MRR counts twice."),
          _t("誤っている方の明細を取り込み元で取り消すか、終了日を直してください。", "Take the wrong one out at its source, or mend its end."),
          (ACCOUNT, Column("renewed", _t("更新された明細", "Line renewed")), Column("first", _t("次の契約期間", "Next term")), Column("line", _t("重なる明細", "Line beside it")), START)),
    Check("money.currencies", LOOK, _t("通貨の混在", "Several currencies"),
          _t("ワークスペースの通貨({own})以外の有効な契約です。", "Running lines in other currencies than the workspace's ({own})."),
          _t("一覧やマップの月額には入れず、通貨ごとに保管しています。MRR台帳とKPIでは、登録したレートで換算します。", "Lists and map leave them out of MRR and keep them in their own currency; the ledger and KPIs convert them at the rates entered."),
          _t("通貨の列を確かめ、「設定」でレートを登録してください。", "Check the currency's column, and enter the rates in Settings."), (ACCOUNT, LINE, Column("currency", _t("通貨", "Currency")), Column("mrr", _t("月額", "MRR"), "money"))),
    # Coverage
    Check("coverage.gap", LOOK, _t("イベントの途切れ", "Gaps in usage"),
          _t("データ元のふだんの頻度からみて、偶然とは考えにくいほど長く(3日以上)イベントがない期間です。", "Three or more days in a row without any event of a source, longer than its usual quiet days would make by chance."),
          _t("その期間は「利用0」として集計しています。", "These days count as days without use."), _t("計測の停止や、ファイルの欠けがないか確かめてください。", "See whether tracking stood still, or a file is missing."),
          (SOURCE, Column("from", _t("開始", "From"), "day"), Column("to", _t("終了", "To"), "day"), DAYS)),
    # People
    Check("contact.domain", NOTE, _t("会社と異なるメールドメインの担当者", "Contacts with another e-mail domain"),
          _t("同じ企業のほかの担当者と、メールのドメインが異なります。", "The domain of the address differs from that of the account's other contacts."),
          _t("そのまま取り込みました。", "They came in as they are."), _t("別会社の方や、フリーメールでないか確かめてください。", "See whether they belong to another company, or use a free mail service."),
          (ACCOUNT, Column("domain", _t("ドメイン", "Domain")), Column("usual", _t("企業のドメイン", "The account's")))),
    # Dates that look made up
    Check("dates.placeholder", LOOK, _t("仮の値に見える日付", "Dates that look like placeholders"),
          _t("1900-01-01、1970-01-01、9999-12-31 のような日付です。", "Dates such as 1900-01-01, 1970-01-01 or 9999-12-31."),
          _t("そのままの日付として扱っています。", "They are taken as they stand."), _t("空欄の代わりでないか確かめてください。", "See whether they stand for an empty cell."), (KIND, ACCOUNT, KEY, DAY)),
    Check("dates.round", NOTE, _t("同じ日に偏った契約開始日", "Contract starts on one day"),
          _t("契約開始日の4割以上が同じ1日に集まっています。", "Two fifths or more of all contract starts fall on one and the same day."),
          _t("そのままの日付として扱っています。", "They are taken as they stand."), _t("移行日や登録日で置き換わっていないか確かめてください。", "See whether the day of a migration has taken the place of real starts."),
          (SOURCE, DAY, Column("lines", _t("明細", "Lines"), "number"), Column("share", _t("割合(%)", "Share (%)"), "number"))),
    Check("dates.midnight", NOTE, _t("時刻のないイベント", "Events without a time of day"),
          _t("ほとんどのイベントが0時ちょうどです。日付だけの記録とみられます。", "Nearly all events are at midnight sharp: the source gives days, not times."),
          _t("日単位の集計には影響しません。", "Counts by day are not touched."), _t("時刻が必要なら、日時の列を取り込んでください。", "If times matter, import a column that has them."),
          (SOURCE, EVENTS, Column("share", _t("割合(%)", "Share (%)"), "number"))),
)  # fmt: skip
BY_ID: dict[str, Check] = {c.id: c for c in CHECKS}
