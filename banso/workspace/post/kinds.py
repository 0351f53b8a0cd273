"""The kinds of mail people get, and who gets them unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class Kind:
    """``act``: who can get it at all; ``default``: whether it comes without being asked for."""

    key: str
    name: Text
    says: Text
    act: Act
    default: bool


DIGEST = Kind(
    "digest",
    Text(ja="朝のまとめ", en="Morning digest"),
    Text(
        ja="営業日の朝に、担当顧客の動きと今日の予定を届けます。",
        en="On the morning of business days: what moved at your accounts, and what is due today.",
    ),
    Act.SEE_ACCOUNTS,
    default=True,
)
PICKUP = Kind(
    "pickup",
    Text(ja="取り込みの報告", en="Report of imports"),
    Text(
        ja="夜間にフォルダーから取り込んだファイルと、取り込めなかった理由を届けます。",
        en="Which files were taken in from the folder at night, and why others were not.",
    ),
    Act.IMPORT,
    default=False,
)
KINDS = {k.key: k for k in (DIGEST, PICKUP)}
