"""Why a task is not made or changed."""

from __future__ import annotations

from banso.lib.problems import BansoError, Problem, problem


class TaskNotFound(BansoError):
    """There is no such task among those the viewer may see."""


class TaskClosed(BansoError):
    """The task was closed already, perhaps by somebody else a moment ago."""


class TaskRefused(BansoError):
    """What was said of a task cannot be taken."""


class AbsenceRefused(BansoError):
    """The days or the persons of an absence cannot be."""


def not_found() -> TaskNotFound:
    return TaskNotFound(
        problem(
            "task.not-found",
            ja="このタスクは見つかりません。",
            en="There is no such task.",
            remedy_ja="タスクの一覧を開き直してください。",
            remedy_en="Open the list of tasks again.",
        )
    )


def closed(title: str) -> TaskClosed:
    return TaskClosed(
        problem(
            "task.closed",
            ja=f"「{title}」はすでに終了しています。",
            en=f"'{title}' is closed already.",
            remedy_ja="画面を開き直すと、誰がいつ終えたかを確認できます。",
            remedy_en="Open the page again to see who closed it and when.",
        )
    )


def not_closed(title: str) -> TaskRefused:
    return TaskRefused(
        problem(
            "task.not-closed",
            ja=f"「{title}」は終了していないため、元に戻せません。",
            en=f"'{title}' is not closed, so there is nothing to take back.",
            remedy_ja="画面を開き直してください。",
            remedy_en="Open the page again.",
        )
    )


def untitled() -> TaskRefused:
    return TaskRefused(
        problem(
            "task.title",
            ja="タスクの件名がありません。",
            en="The task has no title.",
            remedy_ja="何をするかを一行で書いてください。",
            remedy_en="Say in one line what is to be done.",
            path="title",
        )
    )


def unknown_word(path: str, value: object) -> TaskRefused:
    return TaskRefused(
        problem(
            "task.word",
            ja=f"「{str(value)[:40]}」は{path}として使えません。",
            en=f"'{str(value)[:40]}' cannot be the {path} of a task.",
            remedy_ja="画面の選択肢から選んでください。",
            remedy_en="Choose one of those offered.",
            path=path,
            sample=str(value)[:40],
        )
    )


def minutes_wrong(value: object) -> TaskRefused:
    return TaskRefused(
        problem(
            "task.minutes",
            ja=f"所要時間「{str(value)[:20]}」を分として読み取れません。",
            en=f"'{str(value)[:20]}' is not a number of minutes.",
            remedy_ja="0から1440までの数で入力してください。",
            remedy_en="Write a number from 0 to 1440.",
            path="minutes",
            sample=str(value)[:20],
        )
    )


def day_over(path: str) -> TaskRefused:
    return TaskRefused(
        problem(
            "task.day-over",
            ja="過ぎた日、または日付でない値は指定できません。",
            en="That is no day, or one that is over.",
            remedy_ja="きょうより後の日を選んでください。",
            remedy_en="Choose a day after today.",
            path=path,
        )
    )


def nobody(path: str = "owner") -> TaskRefused:
    return TaskRefused(
        problem(
            "task.nobody",
            ja="担当にできる人が見つかりません。",
            en="There is nobody who can take this.",
            remedy_ja="この顧客企業を閲覧できる、有効な利用者から選んでください。",
            remedy_en="Choose an active person who may see this account.",
            path=path,
        )
    )


def repeats_without_day() -> Problem:
    return problem(
        "task.repeats-without-day",
        ja="繰り返すタスクには期限が必要です。",
        en="A task that repeats needs a due day.",
        remedy_ja="最初の期限を指定してください。",
        remedy_en="Say when it is due first.",
        path="due_on",
    )


def absence_wrong(ja: str, en: str) -> AbsenceRefused:
    return AbsenceRefused(
        problem(
            "absence.refused",
            ja=ja,
            en=en,
            remedy_ja="期間と代理の担当者を確かめてください。",
            remedy_en="Check the days and who stands in.",
        )
    )
