"""The first step into a new workspace: a link that signs its administrator in, once, for minutes.

The new workspace knows a digest only. The link itself is worked out by the workspace it was asked
from, for the session it was asked in, and stands in no file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from banso.workspace.homes.registry import write_whole

FILE = "arrival.json"
MINUTES = 15


def new_seed() -> str:
    """What a link is worked out from, together with this workspace's key and the session."""
    return secrets.token_urlsafe(24)


def secret_for(*, seed: str, session: str) -> str:
    """This function will give the secret of a link, the same for the same seed and session."""
    said = f"banso.arrival\n{seed}\n{session}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def expect(*, folder: Path, digest: str, person: str, until: datetime) -> None:
    """This function will let the holder of the secret sign in as ``person`` (public id) until then."""
    write_whole(folder / FILE, {"digest": digest, "person": person, "until": until.isoformat()})


def redeem(*, folder: Path, secret: str, now: datetime) -> str | None:
    """This function will give the person's public id for the right secret, once; None otherwise."""
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if datetime.fromisoformat(found["until"]) < now:
        path.unlink(missing_ok=True)
        return None
    if not hmac.compare_digest(found["digest"], digest_of(secret)):
        return None
    try:  # whoever moves it away has it; the second finds nothing
        taken = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
        os.rename(path, taken)
    except FileNotFoundError:
        return None
    taken.unlink()
    return str(found["person"])
