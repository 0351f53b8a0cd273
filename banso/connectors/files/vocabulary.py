"""What a file can hold and what a column can mean, with the names other systems give it.

A *kind* is what a row is; a *target* is what a column of it means. Names are compared folded:
width, case, spaces, punctuation and notes in brackets do not count.
"""

from __future__ import annotations

from functools import cache

from banso.connectors.files.terms import ACCOUNT_KEY as _ACCOUNT_KEY
from banso.connectors.files.terms import ACCOUNT_NAME as _ACCOUNT_NAME
from banso.connectors.files.terms import OF_ACCOUNT as _OF_ACCOUNT
from banso.connectors.files.terms import Kind, Target, name_of
from banso.connectors.files.terms import kind_of as _kind
from banso.connectors.files.terms import target as _target
from banso.connectors.files.vocabulary_moments import MOMENT_KINDS

__all__ = [
    "FIELD_TARGETS",
    "FIELD_TARGET_KEYS",
    "KINDS",
    "Kind",
    "Target",
    "all_names",
    "key_names",
    "name_of",
]

_OWNER = (
    "csm|owner|owner_email|csm_email|account_owner|customer success manager|担当|担当者|担当csm|"
    "cs担当|自社担当|営業担当|弊社担当"
)
# Dated fields every workspace has (rules.md R18): target = key of the field.
FIELD_TARGETS = (
    _target("service_start_on", "date", "利用開始日", "service start", "start of service|go_live_on|稼働開始日|サービス開始日|ご利用開始日"),
    _target("signed_on", "date", "申込日", "signed on", "signed_at|original_contract_date|受注日|契約日|契約締結日|成約日"),
    _target("billing_start_on", "date", "課金開始日", "billing start", "billing_start|請求開始日"),
    _target("approval_lead_days", "integer", "稟議日数", "approval lead days", "approval_days|稟議リードタイム|稟議期間"),
    _target("leaving_intent", "intent", "継続意向", "leaving intent", "intent|継続意思|更新意向|解約意向"),
    _target("csm_feel", "level", "温度感", "CSM feel", "csm_pulse|pulse|mood|担当者の感触"),
    _target("seats_assigned", "integer", "割当席数", "seats assigned", "assigned_seats|used_seats|利用席数|割当id数"),
    _target("limit_used", "number", "上限利用量", "limit used", "usage_amount|利用量"),
    _target("churn_cause_solved", "bool", "離脱原因の解消", "churn cause solved", "cause_solved|解約原因解消"),
    _target("do_not_contact", "bool", "連絡不可", "do not contact", "no_contact|連絡禁止"),
    _target("exit_interview_on", "date", "解約ヒアリング日", "exit interview on", "exit_interview|解約面談日"),
    _target("offboarding_done_on", "date", "解約手続き完了日", "off-boarding done on", "offboarding_done|解約完了日"),
)  # fmt: skip
FIELD_TARGET_KEYS = frozenset(t.key for t in FIELD_TARGETS)

_ACCOUNT_COLUMNS = (
    _target("key", "key", "顧客ID", "account id", f"id|key|コード|{_ACCOUNT_KEY}"),
    _target("name", "text", "顧客名", "account name", f"name|名称|{_ACCOUNT_NAME}"),
    _target("name_kana", "text", "顧客名カナ", "account name in kana", "kana|フリガナ|ふりがな|会社名カナ|会社名フリガナ|読み"),
    _target("corporate_number", "corporate", "法人番号", "corporate number", "houjin_bangou|hojin_bango|法人no|法人ナンバー|インボイス番号|適格請求書発行事業者登録番号"),
    _target("parent_key", "key", "親会社ID", "parent id", "parent|parent_account_id|親顧客id|親取引先id|グループid"),
    _target("parent_name", "text", "親会社名", "parent name", "group|group_name|親会社|グループ名|企業グループ|本社名"),
    _target("industry", "text", "業種", "industry", "sector|vertical|業界"),
    _target("country", "text", "国", "country", "国名|国コード"),
    _target("employees", "integer", "従業員数", "employees", "employee_count|headcount|company_size|社員数|従業員"),
    _target("owner", "email", "担当者", "owner", _OWNER),
    _target("currency", "currency", "通貨", "currency", "通貨コード"),
)  # fmt: skip
_CONTRACT_COLUMNS = (
    _target("key", "key", "契約ID", "contract id", "id|subscription_id|contract_id|license_id|licence_id|line_id|契約番号|契約no|明細id|契約明細番号|サブスクリプションid"),
    _target("contract_key", "key", "契約書番号", "contract number", "agreement_id|agreement number|契約書no|注文番号|見積番号"),
    _target("corporate_number", "corporate", "法人番号", "corporate number", "法人no"),
    _target("owner", "email", "担当者", "owner", _OWNER),
    _target("industry", "text", "業種", "industry", "業界"),
    _target("employees", "integer", "従業員数", "employees", "社員数"),
    _target("line_kind", "line_kind", "明細区分", "line kind", "line_type|item_type|区分|種別"),
    _target("product", "key", "製品", "product", "product_name|sku|asset|商品|商品名|製品名|サービス名|サービス"),
    _target("plan", "key", "プラン", "plan", "plan_name|plan_tier|tier|edition|package|プラン名|契約プラン|ご利用プラン"),
    _target("add_on", "key", "オプション", "add-on", "addon|option|オプション名|追加オプション"),
    _target("start_on", "date", "契約開始日", "contract start", "start|start_date|started_at|contract_start|contract_start_date|period_start|term_start|開始日|契約開始|契約始期|利用開始|期間開始"),
    _target("end_on", "date", "契約終了日", "contract end", "end|end_date|ended_at|contract_end|contract_end_date|period_end|term_end|expiry_date|expires_on|終了日|契約終了|契約満了日|満了日|契約終期|期間終了|期限"),
    _target("renewal_on", "date", "更新日", "renewal date", "renewal|renews_on|next_renewal|契約更新日|次回更新日|更新予定日"),
    _target("mrr", "money", "月額", "MRR", "monthly_fee|monthly_amount|mrr_amount|monthly recurring revenue|price|月額料金|月額費用|月額金額|月次金額|月額利用料|月単価"),
    _target("arr", "money", "年額", "ARR", "arr_amount|annual_amount|annual_fee|annual recurring revenue|年額料金|年間金額|年間契約額|年契約額|年額費用"),
    _target("price_minor", "number", "単価（最小の通貨単位）", "price in minor units", "unit_amount|unit_amount_decimal"),
    _target("price_interval", "interval", "単価の期間", "price interval", "recurring_interval|billing_interval"),
    _target("price_interval_count", "integer", "単価の期間数", "price interval count", "recurring_interval_count|interval_count"),
    _target("currency", "currency", "通貨", "currency", "通貨コード"),
    _target("tax_included", "bool", "税込", "tax included", "tax_inclusive|税区分|税込み"),
    _target("seats", "integer", "席数", "seats", "licenses|licences|users|user_count|id数|ライセンス数|アカウント数|契約席数|契約id数|利用人数|ユーザー数|契約ユーザー数"),
    _target("quantity", "number", "数量", "quantity", "qty|個数"),
    _target("unit", "text", "単位", "unit", "units"),
    _target("term_months", "integer", "契約月数", "term in months", "term|term_length|contract_months|契約期間|契約期間ヶ月|契約期間月数"),
    _target("billing_months", "integer", "請求月数", "billing period in months", "bill_period_months|billing_period|billing_frequency|支払サイクル|請求サイクル|支払間隔"),
    _target("auto_renew", "bool", "自動更新", "auto-renew", "auto_renewal|autorenew|auto_renew_flag|自動更新有無|自動継続"),
    _target("notice_days", "integer", "解約予告日数", "notice days", "notice_period|notice_period_days|予告期間"),
    _target("notice_deadline_on", "date", "解約申出期限", "notice deadline", "notice_date|notice_deadline|解約通知期限|解約申込期限|更新判断期限"),
    _target("notice_given_on", "date", "解約申出日", "notice given on", "cancelled_on|canceled_at|cancellation_date|churn_notice_date|解約通知日|解約申込日|解約受付日"),
    _target("notice_withdrawn_on", "date", "解約撤回日", "notice withdrawn on", "解約取消日"),
    _target("discount", "share", "割引率", "discount", "discount_rate|値引率|値引き率"),
    _target("trial", "bool", "トライアル", "trial", "is_trial|試用|無料期間|お試し"),
    _target("paused_from", "date", "休止開始日", "paused from", "pause_start|停止開始日"),
    _target("paused_to", "date", "休止終了日", "paused to", "pause_end|再開日"),
    _target("signed_on", "date", "申込日", "signed on", "signed_at|契約締結日|受注日|成約日|契約日"),
)  # fmt: skip
_CONTACT_COLUMNS = (
    _target("key", "key", "連絡先ID", "contact id", "id|contact_id|person_id|人物id|名刺id"),
    _target("full_name", "text", "氏名", "full name", "name|contact_name|contact|person|お名前|名前|担当者名|担当者|連絡先名|先方担当者"),
    _target("family_name", "text", "姓", "family name", "last_name|lastname|surname|苗字|名字"),
    _target("given_name", "text", "名", "given name", "first_name|firstname|forename"),
    _target("family_kana", "text", "セイ", "family name in kana", "姓カナ|姓フリガナ|せい"),
    _target("given_kana", "text", "メイ", "given name in kana", "名カナ|名フリガナ|めい"),
    _target("email", "email", "メール", "email", "e-mail|mail|email_address|メールアドレス|eメール"),
    _target("phone", "text", "電話番号", "phone", "tel|telephone|mobile|電話|携帯|携帯電話"),
    _target("title", "text", "役職", "title", "job_title|position|肩書|肩書き"),
    _target("department", "text", "部署", "department", "dept|division|部門|所属|部署名|所属部署"),
    _target("role", "role", "役割", "role", "contact_role|関与|関係者区分"),
    _target("influence", "level3", "影響力", "influence", "影響度"),
    _target("valid_from", "date", "着任日", "in place from", "valid_from|joined_on"),
    _target("valid_to", "date", "離任日", "left on", "valid_to|left_on|異動日|退職日"),
    _target("opted_out", "bool", "配信停止", "opted out", "opt_out|unsubscribed|メール不可|配信不可"),
    _target("notes", "text", "備考", "notes", "memo|comment|メモ|コメント"),
)  # fmt: skip
_USER_COLUMNS = (
    _target("user_key", "key", "利用者ID", "user id", "id|user|user_id|userid|uid|login_id|ユーザーid|ユーザid|ログインid"),
    _target("department", "text", "部署", "department", "dept|division|部門|所属"),
    _target("role", "text", "権限", "role", "user_role|役割"),
    _target("email", "email", "メール", "email", "mail|email_address|メールアドレス"),
    _target("first_seen_on", "date", "初回利用日", "first seen on", "created_at|invited_at|登録日|作成日|招待日"),
)  # fmt: skip
_TICKET_COLUMNS = (
    _target("key", "key", "問い合わせID", "ticket id", "id|ticket|ticket_id|case_id|case_number|issue_id|問合せid|問い合わせ番号|チケット番号|チケットid|受付番号|案件番号"),
    _target("subject", "text", "件名", "subject", "title|summary|タイトル|概要|問い合わせ内容"),
    _target("severity", "severity", "重要度", "severity", "priority|urgency|優先度|緊急度"),
    _target("status", "text", "状態", "status", "state|ステータス|対応状況"),
    _target("opened_at", "instant", "受付日時", "opened at", "created_at|submitted_at|opened_on|created|date|open_date|受付日|起票日|起票日時|作成日時|作成日|発生日|問い合わせ日"),
    _target("closed_at", "instant", "完了日時", "closed at", "solved_at|resolved_at|closed|close_date|完了日|解決日時|解決日|クローズ日|終了日"),
    _target("csat", "number", "満足度", "CSAT", "satisfaction|satisfaction_score|csat_score|評価"),
    _target("body", "text", "本文", "text", "body|ticket_body|本文|問い合わせ本文"),
)  # fmt: skip
_EVENT_COLUMNS = (
    _target("message_id", "key", "イベントID", "event id", "id|event_id|message_id|usage_id|uuid|ログid"),
    _target("user_key", "key", "利用者ID", "user id", "user|user_id|userid|uid|distinct_id|login_id|ユーザーid|ユーザid|ユーザー"),
    _target("name", "text", "イベント名", "event name", "event|event_name|event_type|action|activity|type|feature|feature_name|操作|操作名|イベント|機能名|アクション"),
    _target("at", "instant", "日時", "time", "timestamp|event_time|time|occurred_at|created_at|date|datetime|usage_date|event_date|sent_at|日付|発生日時|利用日時|操作日時|利用日|タイムスタンプ"),
    _target("value", "number", "値", "value", "event_value|amount|count|usage_count|数値|回数|利用回数"),
)  # fmt: skip

KINDS: dict[str, Kind] = {
    k.key: k
    for k in (
        _kind("account", "顧客企業", "accounts", *_ACCOUNT_COLUMNS, *FIELD_TARGETS,
              needs=(("key", "name"),), files="account|accounts|customer|customers|company|companies|organizations|顧客|顧客一覧|顧客マスタ|取引先|会社"),
        _kind("contract", "契約", "contracts", *_OF_ACCOUNT, *_CONTRACT_COLUMNS,
              needs=(("account_key", "account_name"), ("start_on",)), files="contract|contracts|subscription|subscriptions|license|licenses|契約|契約一覧|契約明細"),
        _kind("contact", "連絡先", "contacts", *_OF_ACCOUNT, *_CONTACT_COLUMNS,
              needs=(("account_key", "account_name"), ("full_name", "family_name", "email")), files="contact|contacts|people|person|連絡先|担当者|人物|名刺"),
        _kind("user", "利用者", "product users", *_OF_ACCOUNT, *_USER_COLUMNS,
              needs=(("account_key", "account_name"), ("user_key",)), files="user|users|product_users|end_users|利用者|ユーザー"),
        _kind("ticket", "問い合わせ", "tickets", *_OF_ACCOUNT, *_TICKET_COLUMNS,
              needs=(("account_key", "account_name"), ("opened_at",)), files="ticket|tickets|support_tickets|cases|issues|問い合わせ|問合せ|チケット"),
        _kind("event", "利用イベント", "usage events", *_OF_ACCOUNT, *_EVENT_COLUMNS,
              needs=(("account_key", "account_name"), ("name",), ("at",)), files="event|events|usage|feature_usage|activity|logs|log|利用ログ|イベント|操作ログ"),
        _kind("event_type", "イベント名の一覧", "event names",
              _target("key", "key", "イベント種別ID", "event type id", "id|event_type_id|type_id"),
              _target("name", "text", "イベント名", "event name", "name|event_type_name|event_type|event"),
              needs=(("key",), ("name",)), files="event_type|event_types|イベント種別"),
        _kind("product", "製品", "products",
              _target("key", "key", "製品コード", "product key", "id|product|product_id|product_code|sku|商品コード"),
              _target("name", "text", "製品名", "product name", "name|product_name|商品名"),
              needs=(("key",),), files="product|products|製品|商品"),
        _kind("plan", "プラン", "plans",
              _target("key", "key", "プランコード", "plan key", "id|plan|plan_id|plan_code"),
              _target("name", "text", "プラン名", "plan name", "name|plan_name"),
              _target("product", "key", "製品", "product", "product_id|product_code|商品"),
              _target("limit", "number", "上限", "limit", "quota|利用上限"),
              _target("features", "list", "利用できる機能", "features", "entitlements|機能"),
              needs=(("key",),), files="plan|plans|プラン"),
        _kind("departure", "離脱リスト", "churn list", *_OF_ACCOUNT,
              _target("churned_on", "date", "離脱日", "churned on", "churn_date|churned_at|cancelled_on|cancellation_date|lost_on|離脱日付|解約日"),
              _target("reason", "text", "離脱理由", "reason", "reason_code|churn_reason|cancellation_reason|解約理由"),
              _target("key", "key", "離脱ID", "departure id", "id|churn_event_id|churn_id"),
              needs=(("account_key", "account_name"), ("churned_on",)), files="churn|churn_events|churns|cancellations|departures|離脱|解約一覧|解約リスト|離脱リスト"),
        _kind("field", "項目の値", "field values", *_OF_ACCOUNT,
              _target("field", "key", "項目", "field", "field_key|attribute|key|項目名"),
              _target("value", "text", "値", "value", "field_value|項目値"),
              _target("from_on", "date", "適用開始日", "from", "from_on|valid_from|since|適用日"),
              needs=(("account_key", "account_name"), ("field",), ("value",)), files="field|fields|attributes|項目|属性"),
        *MOMENT_KINDS,
    )
}  # fmt: skip


@cache
def all_names() -> frozenset[str]:
    """Every folded name of a column that any kind knows."""
    return frozenset(n for kind in KINDS.values() for t in kind.targets.values() for n in t.names)


@cache
def key_names() -> frozenset[str]:
    """Folded names of columns that hold keys."""
    targets = [t for kind in KINDS.values() for t in kind.targets.values()]
    return frozenset(n for t in targets if t.type == "key" for n in t.names)
