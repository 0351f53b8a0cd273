"""The dated fields every workspace has (rules.md R18); a workspace's own are rows of FieldDefinition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from banso.lib.problems import Problem, problem
from banso.lib.text import Text

MAIN_LANE = "main"


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    CHOICE = "choice"


class Lapse(StrEnum):
    """When a value stops counting although nobody emptied it. Applied where ``life`` is known."""

    NEVER = ""
    ENDED = "ended"  # from the day life becomes ended
    RETURN = "return"  # when a new tenure begins


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One dated field. ``default`` holds where no value was ever given; ``choices`` maps key → label.

    A date that has come is a fact from that very day, so an import may date it by its own value.
    """

    key: str
    type: FieldType
    name: Text
    help: Text = field(default_factory=Text)
    choices: Mapping[str, Text] = field(default_factory=dict)
    default: Any = None
    whole: bool = False  # a number without decimals
    lapses: Lapse = Lapse.NEVER
    built_in: bool = True


def _field(key: str, type: FieldType, ja: str, en: str, **more: Any) -> FieldSpec:
    help_ja, help_en = more.pop("help", ("", ""))
    return FieldSpec(
        key, type, Text(ja=ja, en=en), Text(ja=help_ja or None, en=help_en or None), **more
    )


BUILT_IN: tuple[FieldSpec, ...] = (
    _field(
        "approval_lead_days",
        FieldType.NUMBER,
        "稟議日数",
        "Approval lead time (days)",
        help=(
            "先方の社内稟議にかかる日数です。更新判断日からさかのぼる日数に使います。",
            "Days the customer's internal approval takes; counted back from the decision date.",
        ),
        default=45,
        whole=True,
    ),
    _field(
        "leaving_intent",
        FieldType.CHOICE,
        "継続意向",
        "Intention to stay or leave",
        help=(
            "先方から伺った意向です。解約すると自動的に空になります。",
            "What the customer told us; empty again once the contract has ended.",
        ),
        choices={
            "staying": Text(ja="継続", en="Staying"),
            "considering": Text(ja="解約を検討中", en="Considering leaving"),
            "comparing": Text(ja="他社と比較中", en="Comparing vendors"),
        },
        lapses=Lapse.ENDED,
    ),
    _field(
        "churn_cause_solved",
        FieldType.BOOL,
        "離脱原因の解消",
        "Cause of leaving solved",
        help=(
            "解約の原因となった点が解消されたかどうかです。",
            "Whether what made the customer leave has been solved since.",
        ),
        lapses=Lapse.RETURN,
    ),
    _field(
        "do_not_contact",
        FieldType.BOOL,
        "連絡不可",
        "Do not contact",
        help=(
            "「はい」の間は、こちらから連絡しません。",
            "While this is yes, we do not contact the account.",
        ),
        default=False,
    ),
    _field(
        "exit_interview_on",
        FieldType.DATE,
        "解約ヒアリング日",
        "Exit interview on",
        help=(
            "今回の解約について伺った日です。再契約すると空になります。",
            "The day we asked about the present departure; empty again after a return.",
        ),
        lapses=Lapse.RETURN,
    ),
    _field(
        "offboarding_done_on",
        FieldType.DATE,
        "解約手続き完了日",
        "Off-boarding done on",
        help=(
            "今回の解約の手続きが済んだ日です。再契約すると空になります。",
            "The day the present departure's procedure was complete; empty again after a return.",
        ),
        lapses=Lapse.RETURN,
    ),
    _field(
        "service_start_on",
        FieldType.DATE,
        "利用開始日",
        "Service start",
        help=(
            "未入力の場合は、最初の契約開始日を使います。",
            "Where empty, the earliest contract start counts.",
        ),
    ),
    _field(
        "signed_on",
        FieldType.DATE,
        "申込日",
        "Signed on",
        help=(
            "未入力の場合は、最初の契約開始日を使います。",
            "Where empty, the earliest contract start counts.",
        ),
    ),
    _field(
        "billing_start_on",
        FieldType.DATE,
        "課金開始日",
        "Billing start",
        help=(
            "未入力の場合は、最初の契約開始日を使います。",
            "Where empty, the earliest contract start counts.",
        ),
    ),
    _field(
        "seats_assigned",
        FieldType.NUMBER,
        "割当席数",
        "Seats assigned",
        help=(
            "利用者に割り当て済みの席数です。未入力の場合は、90日以内に利用した人数で代用します。",
            "Seats given to users; where empty, the users seen in 90 days stand in.",
        ),
        whole=True,
    ),
    _field(
        "limit_used",
        FieldType.NUMBER,
        "上限に対する利用量",
        "Usage against the plan's limit",
        help=(
            "プランの上限と同じ単位で入力します。",
            "In the same unit as the plan's limit.",
        ),
    ),
    _field(
        "csm_feel",
        FieldType.CHOICE,
        "温度感",
        "CSM's feel",
        help=(
            "担当CSMから見た温度感です。",
            "How warm the account feels to its CSM.",
        ),
        choices={
            "low": Text(ja="低い", en="Low"),
            "fair": Text(ja="ふつう", en="Fair"),
            "good": Text(ja="良い", en="Good"),
        },
    ),
)
BY_KEY: Mapping[str, FieldSpec] = {spec.key: spec for spec in BUILT_IN}
KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,59}")


def merged(own: Sequence[FieldSpec]) -> tuple[FieldSpec, ...]:
    """This function will put a workspace's own fields behind the built-in ones, which cannot be replaced."""
    return BUILT_IN + tuple(spec for spec in own if spec.key not in BY_KEY)


def accept(spec: FieldSpec, value: Any) -> tuple[Any, Problem | None]:
    """This function will turn a value (text, number, date, bool, None) into what is stored as JSON.

    Dates are stored as ``YYYY-MM-DD``. Gives back (stored value, None) or (None, what is wrong).
    """
    if value is None or value == "":
        return None, None
    match spec.type:
        case FieldType.BOOL if isinstance(value, bool):
            return value, None
        case FieldType.NUMBER if isinstance(value, int | float) and not isinstance(value, bool):
            whole = float(value).is_integer()
            if not spec.whole or whole:
                return (int(value) if whole else value), None
        case FieldType.DATE:
            day = _day(value)
            if day is not None:
                return day.isoformat(), None
        case FieldType.CHOICE:
            if str(value) in spec.choices or not spec.choices:
                return str(value), None
        case FieldType.TEXT:
            return str(value), None
    return None, _refused(spec, value)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


_EXPECTED = {
    FieldType.BOOL: ("はい・いいえ", "yes or no"),
    FieldType.NUMBER: ("数値", "a number"),
    FieldType.DATE: ("日付（例: 2026-04-01）", "a date such as 2026-04-01"),
    FieldType.TEXT: ("文字", "a text"),
}


def _refused(spec: FieldSpec, value: Any) -> Problem:
    if spec.type is FieldType.CHOICE:
        ja = "・".join(label.in_("ja") for label in spec.choices.values())
        en = ", ".join(spec.choices)
    else:
        ja, en = _EXPECTED[spec.type]
        if spec.whole:
            ja, en = "整数", "a whole number"
    shown = str(value)[:40] if spec.type is not FieldType.TEXT else None
    return problem(
        "field.value",
        ja=f"「{spec.name.in_('ja')}」には{ja}を入力します。",
        en=f"'{spec.name.in_('en')}' takes {en}.",
        remedy_ja="値を確かめてください。",
        remedy_en="Check the value.",
        path=spec.key,
        sample=shown,
    )
