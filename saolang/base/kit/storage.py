"""Files in a folder of this machine."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class FolderStorage(FileSystemStorage):
    """Writes a file whole or not at all, over one of the same name, and for this program alone to read.

    So it behaves as an S3 storage does: who finds a file finds all of it, even when its writer was killed.
    """

    def __init__(self, location: str) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700, allow_overwrite=True
        )

    def _save(self, name: str, content: Any) -> str:
        """Write beside the place, make sure it is on the disk, then take the place."""
        aside = f"{name}.{uuid.uuid4().hex}.part"
        beside = super()._save(aside, content)  # type: ignore[misc] # what a storage is written by
        written, place = Path(self.path(beside)), Path(self.path(name))
        with written.open("rb") as stream:
            os.fsync(stream.fileno())
        written.replace(place)
        return name
