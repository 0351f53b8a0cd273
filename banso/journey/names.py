"""The names a map gives to conditions: where the account stands, and what was true yesterday."""

from __future__ import annotations

from banso.journey.model import JourneyMap
from banso.journey.rules import Track
from banso.lib.text import Text
from banso.metrics.conditions.names import Kind, NameTable, NameType

TRACK_NAMES: dict[Track, Text] = {
    Track.ON_TRACK: Text(ja="順調", en="On track"),
    Track.BEHIND: Text(ja="遅れ", en="Behind"),
    Track.STUCK: Text(ja="停滞", en="Stuck"),
}


def map_names(journey: JourneyMap | None) -> dict[str, NameType]:
    """What a condition can ask of the map; without a map, any phase is accepted."""
    phases = {p.key: p.name for p in journey.phases} if journey else None
    states = {s.key: s.name for p in journey.phases for s in p.states} if journey else None
    tracks = {t.value: name for t, name in TRACK_NAMES.items()}
    return {
        "phase": _choice("フェーズ", "Phase", phases),
        "phase_succeeded": NameType(
            Kind.BOOL,
            Text(ja="フェーズの成功", en="Phase succeeded"),
            group="map",
            note=Text(
                ja="成功の定義を、今の滞在で一度でも満たしたか",
                en="Whether the success definition has held at least once in this stay",
            ),
        ),
        "days_in_phase": _days(
            "フェーズの経過日数",
            "Days in the phase",
            "入った日を0とする。待機・更新待ち・休止の日は数えない",
            "0 on the day of entry; days waiting, pending or paused do not count",
        ),
        "days_in_state": _days(
            "状態の経過日数",
            "Days in the state",
            "入った日を0とする。待機・更新待ち・休止の日は数えない",
            "0 on the day of entry; days waiting, pending or paused do not count",
        ),
        "yesterday.phase": _choice("前日のフェーズ", "Phase yesterday", phases),
        "yesterday.state": _choice("前日の状態", "State yesterday", states or None),
        "yesterday.track": _choice("前日の進み具合", "Track yesterday", tracks),
        "yesterday.health": NameType(
            Kind.NUMBER,
            Text(ja="前日のヘルススコア", en="Health score yesterday"),
            group="map",
            available=False,
        ),
        "yesterday.risk": NameType(
            Kind.RATE,
            Text(ja="前日の解約リスク", en="Risk yesterday"),
            group="map",
            available=False,
        ),
        "yesterday.touch_model": NameType(
            Kind.CHOICE,
            Text(ja="前日のタッチモデル", en="Touch model yesterday"),
            choices={
                "high": Text(ja="ハイタッチ", en="High touch"),
                "low": Text(ja="ロータッチ", en="Low touch"),
                "tech": Text(ja="テックタッチ", en="Tech touch"),
            },
            group="map",
            available=False,
        ),
    }


def with_map(names: NameTable, journey: JourneyMap | None) -> NameTable:
    """The metrics and fields of ``names`` and the map's own names."""
    return names.plus(map_names(journey))


def _choice(ja: str, en: str, choices: dict[str, Text] | None) -> NameType:
    return NameType(Kind.CHOICE, Text(ja=ja, en=en), choices=choices, group="map")


def _days(ja: str, en: str, note_ja: str, note_en: str) -> NameType:
    return NameType(
        Kind.DAYS,
        Text(ja=ja, en=en),
        unit=Text(ja="日", en="days"),
        group="map",
        note=Text(ja=note_ja, en=note_en),
    )
