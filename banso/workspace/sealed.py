"""Secrets that records must hold: a password of a mailbox, a private address of a calendar.

Sealed with a key made from the workspace's own ``secret.key``, which lies beside the records and
is in no dump or backup: a copy of the records alone opens nothing, and a workspace restored
elsewhere asks for its secrets again. What is sealed is never shown, logged or audited.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from banso.lib.problems import BansoError, problem


class SealBroken(BansoError):
    """The secret was sealed with another workspace's key, or was damaged."""


def seal(text: str) -> str:
    """The text as records may keep it; the same text is sealed differently each time."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises SealBroken."""
    try:
        return _box().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError) as broken:
        raise SealBroken(
            problem(
                "secret.seal-broken",
                ja="保存されているパスワードやURLを開けません。別の場所で復元したワークスペースでは開けません。",
                en="A stored secret cannot be opened: a workspace restored elsewhere has another key.",
                remedy_ja="設定で入力し直してください。",
                remedy_en="Enter it again in Settings.",
            )
        ) from broken


def _box() -> Fernet:
    made = HKDF(SHA256(), length=32, salt=None, info=b"banso sealed records")
    return Fernet(base64.urlsafe_b64encode(made.derive(settings.SECRET_KEY.encode())))
