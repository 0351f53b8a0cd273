"""Uploaded files on their way to the import: written under their own names in a folder of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from banso.lib.problems import BansoError, problem


class NothingUploaded(BansoError):
    """The form came without a file."""


@contextmanager
def on_disk(files: list[UploadedFile[bytes]]) -> Iterator[list[tuple[str, Path]]]:
    """The uploads as (name, path) while the block runs; Django's temporary files are linked, not copied."""
    if not files:
        raise NothingUploaded(
            problem(
                "import.no-file",
                ja="ファイルが選ばれていません。",
                en="No file was chosen.",
                remedy_ja="CSV、TSV、XLSX（gz・zipも可）を選んでください。",
                remedy_en="Choose a CSV, TSV or XLSX file, plain or as gz or zip.",
            )
        )
    folder = Path(tempfile.mkdtemp(dir=settings.FILE_UPLOAD_TEMP_DIR))
    try:
        found = []
        for number, upload in enumerate(files):
            name = Path(upload.name or f"file-{number}").name
            target = folder / str(number)
            temporary = getattr(upload, "temporary_file_path", None)
            if temporary:
                target.hardlink_to(temporary())
            else:
                with target.open("wb") as out:
                    for chunk in upload.chunks():
                        out.write(chunk)
            found.append((name, target))
        yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)
