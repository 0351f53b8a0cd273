"""Import as background work: previewed, committed and undone by the worker, refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations
from banso.connectors.models import ImportBatch
from banso.workspace import jobs
from banso.workspace.jobs import JobView
from banso.workspace.models import Job
from banso.workspace.viewer import Viewer
from tests.connectors.helping import NOW, counts, nothing_left, small_export, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("workspace")]


def run(viewer: Viewer, kind: str, **arguments: Any) -> JobView:
    job = jobs.start_job(viewer=viewer, kind=kind, arguments=arguments, now=NOW)
    jobs.run_job.func(job)
    return jobs.job_view(viewer=viewer, public_id=job)


def receive(viewer: Viewer, folder: Path) -> str:
    files = [(p.name, p) for p in sorted(folder.iterdir())]
    return operations.receive(viewer=viewer, files=files, now=NOW, origin="upload")


def test_it_goes_from_upload_to_undo(makoto: Viewer, tmp_path: Path) -> None:
    batch = receive(makoto, small_export(tmp_path / "a"))
    assert ImportBatch.objects.get().state == "receiving"
    preview = run(makoto, "import.preview", batch=batch)
    assert preview.state == "done" and preview.result
    assert preview.result["counts"]["event"]["created"] == 4 and not any(counts().values())

    done = run(makoto, "import.commit", batch=batch)
    assert done.state == "done" and done.result, done.problems
    assert done.result["state"] == "committed" and done.result["backfill"]["last"]
    assert len(stored()) == 4

    undone = run(makoto, "import.undo", batch=batch)
    assert undone.state == "done" and undone.result, undone.problems
    assert undone.result["state"] == "undone" and stored() == []
    assert run(makoto, "import.undo", batch=batch).state == "done"  # the same job, run again


def test_a_wrong_file_fails_in_words_and_leaves_nothing(makoto: Viewer, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    batch = operations.receive(viewer=makoto, files=[("a.csv", tmp_path / "a.csv")], now=NOW)
    failed = run(makoto, "import.preview", batch=batch)
    assert failed.state == "failed"
    [told] = failed.problems
    assert told["id"] == "import.binary" and told["ja"] and told["en"]
    assert nothing_left()


def test_a_cancelled_commit_leaves_nothing_seen(
    makoto: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = operations.stage_path(viewer=makoto, path=small_export(tmp_path / "a"), now=NOW)
    job = jobs.start_job(viewer=makoto, kind="import.commit", arguments={"batch": batch}, now=NOW)
    Job.objects.filter(public_id=job).update(cancel_asked=True)
    monkeypatch.setattr("banso.workspace.progress._WRITE_EVERY", 0.0)
    jobs.run_job.func(job)
    assert jobs.job_view(viewer=makoto, public_id=job).state == "cancelled"
    assert stored() == [] and not any(counts().values())
    assert ImportBatch.objects.get().state in ("staged", "swept")


def test_two_imports_at_once_are_refused(makoto: Viewer, tmp_path: Path) -> None:
    from banso.connectors.lock import ImportBusy, one_at_a_time

    batch = operations.stage_path(viewer=makoto, path=small_export(tmp_path / "a"), now=NOW)
    with one_at_a_time(), pytest.raises(ImportBusy):
        operations.commit(viewer=makoto, batch=batch, now=NOW)
    operations.commit(viewer=makoto, batch=batch, now=NOW)


def test_old_uploads_are_cleaned_up(makoto: Viewer, tmp_path: Path) -> None:
    from datetime import timedelta

    batch = receive(makoto, small_export(tmp_path / "a"))
    assert operations.sweep(now=NOW + timedelta(days=6)) == []
    assert operations.sweep(now=NOW + timedelta(days=8)) == [batch]
    assert nothing_left()
