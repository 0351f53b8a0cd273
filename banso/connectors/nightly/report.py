"""The mail about what was picked up at night, for those who want it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from banso.connectors.pickup.models import PickedFile
from banso.connectors.queries import vocabulary
from banso.lib import steps
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.models import User
from banso.workspace.post.kinds import PICKUP
from banso.workspace.post.letters import Write, post
from banso.workspace.post.queries import is_set
from banso.workspace.post.sending import Mail
from banso.workspace.viewer import Viewer

TOLD = steps.declare("pickup.told", "everybody was told; the rows do not say so yet")
_SHOWN = 40  # files named one by one


def report_pickups(*, slot: datetime, now: datetime) -> dict[str, Any]:
    """This function will tell those who want to know about files nobody was told of yet.

    Without a mail server nobody is told, and the screen shows the same. Raises MailNotSent; then
    the next attempt goes on with those who are left.
    """
    new = PickedFile.objects.filter(filed=True, reported=False)
    if not new.exists():
        return {}
    if not is_set():
        new.update(reported=True)
        return {}
    new.filter(night="").update(night=slot.isoformat())
    told: dict[str, Any] = {}
    for night in sorted(set(new.values_list("night", flat=True))):
        files = list(PickedFile.objects.filter(night=night).order_by("pk"))
        done = post(kind=PICKUP, key=night, now=now, write=_writer(files))
        told = done.as_json()
        steps.step(TOLD)
        PickedFile.objects.filter(night=night).update(reported=True)
    return told


def _writer(files: Sequence[PickedFile]) -> Write:
    return lambda person, off: letter(person, off, files=files)


def letter(person: User, off: str, *, files: Sequence[PickedFile]) -> Mail:
    """This function will write the report for one person, in their language."""
    spoken = person.language
    taken = [f for f in files if f.state == PickedFile.TAKEN]
    refused = [f for f in files if f.state == PickedFile.REFUSED]
    name = workspace.workspace(viewer=Viewer.system()).name
    subject = Text(
        ja=f"[{name}] 取り込み {len(taken)}件"
        + (f"、取り込めず {len(refused)}件" if refused else ""),
        en=f"[{name}] {len(taken)} files imported"
        + (f", {len(refused)} refused" if refused else ""),
    )
    lines = [subject.in_(spoken), ""]
    for row in [*refused, *taken][:_SHOWN]:
        lines += _about(row, spoken)
    more = len(files) - _SHOWN
    if more > 0:
        lines.append(Text(ja=f"ほか{more}件", en=f"and {more} more").in_(spoken))
    lines += ["", Text(ja="このメールを止める:", en="Stop these mails:").in_(spoken), off]
    return Mail(
        person.email, person.display_name, subject.in_(spoken), "\n".join(lines) + "\n", off=off
    )


def _about(row: PickedFile, spoken: str) -> list[str]:
    if row.state == PickedFile.REFUSED:
        head = Text(ja=f"× {row.name}（取り込めませんでした）", en=f"× {row.name} (refused)").in_(
            spoken
        )
        language = "ja" if spoken.startswith("ja") else "en"
        return [head, *(f"    {p.get(language, '')}" for p in row.problems)]
    head = f"✓ {row.name}"
    if row.stayed_out:
        head += Text(
            ja=f"（{row.stayed_out:,}行は保留）", en=f" ({row.stayed_out:,} rows stayed out)"
        ).in_(spoken)
    return [head, *_counts(row, spoken)]


def _counts(row: PickedFile, spoken: str) -> list[str]:
    names = {k.key: k.text for k in vocabulary()}
    words = {
        "created": Text(ja="新規", en="new"),
        "changed": Text(ja="変更", en="changed"),
        "known": Text(ja="変更なし", en="unchanged"),
    }
    told = []
    for kind, counts in row.counts.items():
        parts = [f"{w.in_(spoken)} {counts[k]:,}" for k, w in words.items() if counts.get(k)]
        label = names[kind].in_(spoken) if kind in names else kind
        told.append(f"    {label}: {', '.join(parts) or 0}")
    return told
