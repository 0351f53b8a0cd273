"""What files of answers, voices, touchpoints, group sessions, incidents and plays can hold."""

from __future__ import annotations

from banso.connectors.files.terms import OF_ACCOUNT, Kind, kind_of, target

_PERSON = target(
    "email",
    "email",
    "メール",
    "email",
    "e-mail|mail|email_address|contact_email|respondent|respondent_email|メールアドレス|回答者|担当者メール",
)
_LANGUAGE = target("language", "text", "言語", "language", "lang|locale|言語コード")
_MINUTES = "duration|duration_minutes|length|length_minutes|所要時間|時間|分"
_SESSION = "session|session_no|webinar_id|event_id|training_id|開催id|セッションid|勉強会id|研修id|セミナーid"
_INCIDENT = "incident|incident_no|outage_id|障害番号|インシデントid"

_RESPONSE = (
    target("key", "key", "回答ID", "response id", "id|response|answer_id|回答番号"),
    _PERSON,
    target("survey", "text", "アンケート", "survey", "survey_name|questionnaire|campaign|アンケート名|調査名"),
    target("kind", "survey_kind", "種類", "kind", "type|survey_type|score_type|metric|質問種別|アンケート種別|種別"),
    target("asked_on", "date", "依頼日", "asked on", "sent_on|sent_at|invited_at|asked_at|送信日|配信日|依頼日時"),
    target("answered_at", "instant", "回答日時", "answered at", "answered_on|responded_at|responded_on|submitted_at|completed_at|response_date|date|created_at|回答日|回答受付日"),
    target("score", "number", "スコア", "score", "rating|nps_score|csat_score|ces_score|nps|csat|ces|value|点数|評価|推奨度|満足度"),
    target("comment", "text", "コメント", "comment", "comments|answer|feedback|free_text|verbatim|自由記述|自由回答|理由"),
    _LANGUAGE,
)  # fmt: skip
_VOICE = (
    target("key", "key", "声ID", "voice id", "id|feedback_id|request_id|要望id|声番号|要望番号"),
    _PERSON,
    target("channel", "voice_channel", "経路", "channel", "via|medium|チャネル|受付経路|入手経路"),
    target("received_at", "instant", "受領日時", "received at", "received_on|created_at|posted_at|date|submitted_at|日付|日時|受領日|受付日|受付日時|登録日"),
    target("text", "text", "内容", "text", "voice|body|feedback|comment|content|request|verbatim|要望|声|ご意見|ご要望|本文|要望内容|顧客の声"),
    _LANGUAGE,
)  # fmt: skip
_TOUCHPOINT = (
    target("key", "key", "接点ID", "touchpoint id", "id|activity_id|meeting_id|interaction_id|note_id|活動id|面談id|対応id"),
    target("type", "touch_type", "種類", "type", "activity_type|touchpoint_type|method|channel|活動種別|対応方法|接点種別|種別|手段"),
    target("happened_at", "instant", "日時", "happened at", "date|happened_on|occurred_at|activity_date|meeting_date|starts_at|start|start_time|timestamp|created_at|日付|実施日|実施日時|面談日|活動日|対応日|訪問日"),
    target("minutes", "integer", "長さ（分）", "minutes", _MINUTES),
    target("effort_minutes", "integer", "工数（分）", "effort in minutes", "effort|effort_min|work_minutes|工数|作業時間|対応工数"),
    target("subject", "text", "件名", "subject", "title|summary|agenda|タイトル|議題|概要"),
    target("notes", "text", "議事録", "notes", "minutes_text|body|description|note|memo|details|内容|メモ|議事|本文|記録|備考"),
    target("our_people", "people", "自社の参加者", "our people", "internal_attendees|internal|our_attendees|host|owner|owner_email|csm|自社参加者|当社参加者|弊社参加者|自社担当|担当"),
    target("their_people", "people", "先方の参加者", "their people", "external_attendees|external|attendees|participants|contacts|email|先方参加者|顧客参加者|お客様参加者|出席者"),
    target("opened_by", "side", "きっかけ", "opened by", "initiated_by|initiator|direction|起点|発信者|きっかけ側"),
    target("mood", "level", "温度感", "mood", "sentiment|feel|感触|雰囲気"),
    target("mood_why", "text", "温度感の理由", "why the mood", "mood_reason|sentiment_reason|理由|感触の理由"),
    target("topic", "text", "話題", "topic", "theme|category|テーマ|カテゴリ|分類"),
)  # fmt: skip
_SESSION_COLUMNS = (
    target("key", "key", "開催ID", "session id", f"id|{_SESSION}"),
    target("type", "session_type", "種類", "type", "session_type|format|category|形式|種別|開催種別"),
    target("title", "text", "題名", "title", "name|subject|session_title|タイトル|名称|勉強会名|研修名|セミナー名"),
    target("starts_at", "instant", "開始日時", "starts at", "start|start_time|start_at|date|held_on|held_at|開催日|開催日時|実施日|日時|日付"),
    target("minutes", "integer", "長さ（分）", "minutes", _MINUTES),
    target("host", "email", "主催者", "host", "host_email|organizer|presenter|owner|講師|担当|主催"),
    target("capacity", "integer", "定員", "capacity", "seats|max_attendees|limit|人数上限"),
)  # fmt: skip
_ATTENDANCE = (
    target("session_key", "key", "開催ID", "session id", f"session_key|{_SESSION}"),
    _PERSON,
    target("registered_at", "instant", "申込日時", "registered at", "registered_on|signed_up_at|rsvp_at|申込日|登録日|登録日時"),
    target("attended", "bool", "参加", "attended", "present|joined|attendance|showed_up|出席|出欠|参加有無"),
    target("minutes", "integer", "参加時間（分）", "minutes", f"{_MINUTES}|attended_minutes|minutes_attended|参加時間|視聴時間"),
)  # fmt: skip
_INCIDENT_COLUMNS = (
    target("key", "key", "障害ID", "incident id", f"id|{_INCIDENT}"),
    target("title", "text", "件名", "title", "name|subject|summary|タイトル|障害名|概要"),
    target("severity", "severity", "重要度", "severity", "impact|priority|level|影響度|深刻度|優先度"),
    target("started_at", "instant", "発生日時", "started at", "start|start_time|began_at|occurred_at|発生日|障害発生日時|開始日時"),
    target("ended_at", "instant", "復旧日時", "ended at", "end|end_time|resolved_at|recovered_at|復旧日|終了日時|解消日時"),
    target("feature", "text", "機能", "feature", "component|service|affected_feature|対象機能|影響機能"),
    target("scope", "incident_scope", "範囲", "scope", "affected|extent|影響範囲|対象範囲"),
)  # fmt: skip
_STRUCK = (target("incident_key", "key", "障害ID", "incident id", f"incident_key|{_INCIDENT}"),)
_ASSIGNMENT = (
    target("play", "key", "施策", "play", "play_key|playbook|campaign|program|experiment|施策名|施策キー|プレイブック"),
    target("arm", "arm", "群", "arm", "group|variant|treatment|bucket|割り当て|割当群|実験群"),
    target("how", "assigned_how", "割り当て方", "how", "assignment|method|how_assigned|割当方法|割付方法"),
    target("assigned_on", "date", "割り当て日", "assigned on", "assigned_at|assignment_date|date|割当日|割付日|対象化日"),
    target("started_on", "date", "開始日", "started on", "started_at|start_date|start|実施開始日|施策開始日"),
)  # fmt: skip

_WHOSE = ("account_key", "account_name")
MOMENT_KINDS: tuple[Kind, ...] = (
    kind_of("response", "アンケートの回答", "survey responses", *OF_ACCOUNT, *_RESPONSE,
            needs=(_WHOSE, ("answered_at", "asked_on"), ("score", "comment", "kind")),
            files="response|responses|survey_responses|survey|surveys|nps|csat|ces|アンケート|アンケート回答|回答"),
    kind_of("voice", "顧客の声", "voices", *OF_ACCOUNT, *_VOICE,
            needs=(_WHOSE, ("text",), ("received_at",)),
            files="voice|voices|voc|feedback|feedbacks|feature_requests|customer_voice|顧客の声|要望|要望一覧|声|ご意見"),
    kind_of("touchpoint", "接点の記録", "touchpoints", *OF_ACCOUNT, *_TOUCHPOINT,
            needs=(_WHOSE, ("happened_at",), ("type", "notes")),
            files="touchpoint|touchpoints|activities|interactions|meetings|meeting_notes|calls|visits|接点|接点履歴|接点記録|活動履歴|対応履歴|面談記録|議事録|訪問記録"),
    kind_of("session", "研修・勉強会", "group sessions", *_SESSION_COLUMNS,
            needs=(("key",), ("starts_at",), ("title", "type")),
            files="session|sessions|group_sessions|webinars|webinar|trainings|workshops|seminars|勉強会|研修|研修一覧|セミナー|ウェビナー"),
    kind_of("attendance", "研修・勉強会の参加", "attendance at group sessions", *OF_ACCOUNT, *_ATTENDANCE,
            needs=(("session_key",), _WHOSE),
            files="attendance|attendances|attendees|session_attendance|registrations|参加|参加者|参加履歴|出欠|申込"),
    kind_of("incident", "障害", "incidents", *_INCIDENT_COLUMNS,
            needs=(("key",), ("started_at",)),
            files="incident|incidents|outage|outages|障害|障害一覧|障害履歴|インシデント"),
    kind_of("incident_account", "障害の影響を受けた顧客企業", "accounts an incident struck", *OF_ACCOUNT, *_STRUCK,
            needs=(("incident_key",), _WHOSE),
            files="incident_account|incident_accounts|affected_accounts|障害対象|影響顧客"),
    kind_of("assignment", "施策の割り当て", "play assignments", *OF_ACCOUNT, *_ASSIGNMENT,
            needs=(_WHOSE, ("play",), ("arm",), ("assigned_on",)),
            files="assignment|assignments|play_assignments|enrolments|enrollments|施策割当|施策の割り当て|割り当て"),
)  # fmt: skip
