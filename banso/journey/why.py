"""The words a person gives for a change: there must be some, and they must fit."""

from __future__ import annotations

from banso.lib.problems import BansoError, problem

LONGEST = 300


class WhyMissing(BansoError):
    """A change without a reason; whoever looks at it next year will ask."""


class WhyTooLong(BansoError):
    """The reason is longer than what is kept of it."""


def reason_given(why: str) -> str:
    """This function will give the reason without the spaces around it; raises ``WhyMissing``, ``WhyTooLong``."""
    words = why.strip()
    if not words:
        raise WhyMissing(
            problem(
                "journey.why-missing",
                ja="理由が入力されていません。",
                en="No reason was given.",
                remedy_ja="後から見る人のために、理由をひとこと書いてください。",
                remedy_en="Write a few words for whoever looks at this later.",
            )
        )
    if len(words) > LONGEST:
        raise WhyTooLong(
            problem(
                "journey.why-too-long",
                ja=f"理由が長すぎます({len(words)}文字)。",
                en=f"The reason has {len(words)} characters, which is too long.",
                remedy_ja=f"{LONGEST}文字以内にしてください。",
                remedy_en=f"Use at most {LONGEST} characters.",
            )
        )
    return words
