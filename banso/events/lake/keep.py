"""What a power cut can leave, found and mended at start-up or on request.

Only what was never reported as done is removed: a torn *last* entry (its writer got no answer,
so its rows come again) and a torn checkpoint whose entries still stand. Anything else is named
and refused: guessing would lose rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from banso.events.lake.disk import remove_file
from banso.lib.problems import BansoError, Level, Problem, problem

COUNTED = "banso.actions"


class LogDamaged(BansoError):
    """The log of a table is damaged where a power cut cannot reach."""


class DataFileMissing(BansoError):
    """A data file the log names is not there, or not whole."""


class NeedsReaderFeatures(BansoError):
    """Another program switched on features this reader would silently ignore."""


@dataclass
class _Findings:
    remove: list[Path] = field(default_factory=list)
    mendable: list[Problem] = field(default_factory=list)
    damage: list[Problem] = field(default_factory=list)


def repair_log(root: Path) -> list[Problem]:
    """Remove what a power cut tore in the log of the table at ``root``; returns what was removed.

    Raises ``LogDamaged`` and removes nothing if the log is damaged beyond that.
    """
    found = _examine(root)
    if found.damage:
        raise LogDamaged(found.damage)
    for path in found.remove:
        remove_file(path)
    return found.mendable


def check(folder: Path) -> list[Problem]:
    """Examine every table in the lake ``folder`` and change nothing.

    Cautions are mended by the next start; errors need a person.
    """
    problems: list[Problem] = []
    for log in sorted(folder.glob("*/_delta_log")):
        found = _examine(log.parent)
        problems += [*found.mendable, *found.damage]
        if found.mendable or found.damage:
            continue
        try:
            handle = DeltaTable(log.parent)
        except DeltaError:
            problems.append(_damaged(log, "cannot be read", "を読み取れません"))
            continue
        problems += [*_features(log.parent, handle), *_missing_files(log.parent, handle)]
    return problems


def open_handle(root: Path) -> DeltaTable:
    """Open the table; a newest checkpoint that looks whole and cannot be read is tried without."""
    try:
        handle = DeltaTable(root)
    except DeltaError as unreadable:
        newest = max(_checkpoints(root), default=None)
        if newest is None or not _entries_stand(root, newest):
            raise LogDamaged(
                _damaged(root / "_delta_log", "cannot be read", "を読み取れません")
            ) from unreadable
        for path in (*_checkpoints(root)[newest], root / "_delta_log/_last_checkpoint"):
            remove_file(path)
        return open_handle(root)
    features = _features(root, handle)
    if features:
        raise NeedsReaderFeatures(features)
    return handle


def refuse_missing_files(root: Path, handle: DeltaTable) -> None:
    """Raise ``DataFileMissing`` naming every file that is gone or has another size than written."""
    missing = _missing_files(root, handle)
    if missing:
        raise DataFileMissing(missing)


def whole_checkpoints(root: Path) -> dict[int, list[Path]]:
    """The checkpoints that can be read, by version."""
    found = _checkpoints(root)
    return {v: paths for v, paths in found.items() if all(_whole_parquet(p) for p in paths)}


def _examine(root: Path) -> _Findings:
    found = _Findings()
    log = root / "_delta_log"
    if not log.is_dir():
        return found
    _examine_pointer(root, found)
    whole = _examine_checkpoints(root, found)
    entries = sorted(_entries(root))
    start = max(whole, default=-1)
    later = [v for v in entries if v > start]
    if later and later != list(range(start + 1, later[-1] + 1)):
        found.damage.append(_damaged(log, "misses an entry", "に欠けた項目があります"))
    for version in later:
        path = _entries(root)[version]
        if not _torn(path):
            continue
        if version == entries[-1]:
            found.remove.append(path)
            found.mendable.append(_torn_entry(path))
        else:
            found.damage.append(_damaged(path, "is damaged", "が壊れています"))
    return found


def _examine_pointer(root: Path, found: _Findings) -> None:
    """``_last_checkpoint`` is only a hint: one that does not lead to a checkpoint can go."""
    pointer = root / "_delta_log/_last_checkpoint"
    if not pointer.exists():
        return
    try:
        version = int(json.loads(pointer.read_text())["version"])
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        version = -1
    if version not in _checkpoints(root):
        found.remove.append(pointer)
        found.mendable.append(_torn_checkpoint(pointer))


def _examine_checkpoints(root: Path, found: _Findings) -> list[int]:
    """Versions of whole checkpoints; torn ones are put on the list of what can go, if it can."""
    whole = []
    torn = {}
    for version, paths in _checkpoints(root).items():
        if all(_whole_parquet(p) for p in paths):
            whole.append(version)
        else:
            torn[version] = paths
    for version, paths in torn.items():
        if not _entries_stand(root, version, whole):
            found.damage.append(_damaged(paths[0], "is damaged", "が壊れています"))
            continue
        pointer = root / "_delta_log/_last_checkpoint"
        found.remove += [p for p in (*paths, pointer) if p.exists() and p not in found.remove]
        found.mendable.append(_torn_checkpoint(paths[0]))
    return whole


def _entries_stand(root: Path, version: int, whole: list[int] | None = None) -> bool:
    """Can the state at ``version`` be read without its checkpoint?"""
    earlier = [v for v in (whole if whole is not None else _checkpoints(root)) if v < version]
    needed = range(max(earlier, default=-1) + 1, version + 1)
    entries = _entries(root)
    return all(v in entries and not _torn(entries[v]) for v in needed)


def _entries(root: Path) -> dict[int, Path]:
    files = (root / "_delta_log").glob("*.json")
    return {int(f.stem): f for f in files if f.stem.isdigit()}


def _checkpoints(root: Path) -> dict[int, list[Path]]:
    found: dict[int, list[Path]] = {}
    for file in (root / "_delta_log").glob("*.checkpoint*.parquet"):
        found.setdefault(int(file.name.split(".", 1)[0]), []).append(file)
    return found


def _torn(path: Path) -> bool:
    """Is this log entry empty, unreadable or shorter than its writer meant it to be?"""
    try:
        actions = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    except (ValueError, UnicodeDecodeError):
        return True
    if not actions or not all(isinstance(a, dict) for a in actions):
        return True
    count = next((a["commitInfo"].get(COUNTED) for a in actions if "commitInfo" in a), None)
    return count is not None and len(actions) != int(count) + 1


def _whole_parquet(path: Path) -> bool:
    """Does the file begin and end as a Parquet file does?"""
    size = path.stat().st_size
    if size < 12:
        return False
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(size - 8)
        end = file.read(8)
    return begin == b"PAR1" == end[4:] and int.from_bytes(end[:4], "little") + 12 <= size


def _features(root: Path, handle: DeltaTable) -> list[Problem]:
    features = handle.protocol().reader_features
    if not features:
        return []
    return [
        problem(
            "lake.reader_features",
            ja=f"表 {root.name} は、未対応の機能 {', '.join(sorted(features))} を使っています。",
            en=f"The table {root.name} uses features this reader does not know: {', '.join(sorted(features))}.",
            remedy_ja="その機能を有効にしたプログラムで無効にするか、バックアップから復元してください。",
            remedy_en="Switch them off with the program that switched them on, or restore a backup.",
            file=str(root),
        )
    ]


def _missing_files(root: Path, handle: DeltaTable) -> list[Problem]:
    actions = handle.get_add_actions(flatten=True)
    sizes: Mapping[str, int] = dict(
        zip(
            actions.column("path").to_pylist(),
            actions.column("size_bytes").to_pylist(),
            strict=True,
        )
    )
    problems = []
    for name, size in sorted(sizes.items()):
        path = root / name
        there = path.stat().st_size if path.exists() else None
        if there == size:
            continue
        ja = "見つかりません" if there is None else f"壊れています（{there} / {size} バイト）"
        en = "is missing" if there is None else f"is damaged ({there} of {size} bytes)"
        problems.append(
            problem(
                "lake.data_file",
                ja=f"データファイル {name} が{ja}。",
                en=f"The data file {name} {en}.",
                remedy_ja="バックアップから復元するか、元のファイルをもう一度取り込んでください。",
                remedy_en="Restore it from a backup, or import its source again.",
                file=str(path),
            )
        )
    return problems


def _torn_entry(path: Path) -> Problem:
    return problem(
        "lake.log.torn",
        ja=f"書き込みの途中で止まった記録 {path.name} があります。",
        en=f"The log entry {path.name} was cut off while it was written.",
        remedy_ja="次の起動で取り除かれ、その行はもう一度書き込まれます。",
        remedy_en="The next start removes it; its rows are written again.",
        level=Level.CAUTION,
        file=str(path),
    )


def _torn_checkpoint(path: Path) -> Problem:
    return problem(
        "lake.checkpoint.torn",
        ja=f"書き込みの途中で止まったチェックポイント {path.name} があります。",
        en=f"The checkpoint {path.name} was cut off while it was written.",
        remedy_ja="次の起動で取り除かれます。行は失われていません。",
        remedy_en="The next start removes it; no rows are lost.",
        level=Level.CAUTION,
        file=str(path),
    )


def _damaged(path: Path, en: str, ja: str) -> Problem:
    return problem(
        "lake.log.damaged",
        ja=f"データレイクの記録 {path.name} {ja}。",
        en=f"The lake's log {path.name} {en}.",
        remedy_ja="ファイルは何も変更していません。バックアップから復元してください。",
        remedy_en="Nothing was changed. Restore the lake from a backup.",
        file=str(path),
    )
