"""The files that were sent: kept, and read by their IDs.

Source: https://core.telegram.org/bots/api#getfile
"""

import itertools
from typing import Any

from bot.sandbox.telegram import photos
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.parameters import Parameters, Upload

MOST_DOWNLOAD = 20 * 1024 * 1024  # bytes


class Files:
    """Every file that the bot or a person has sent, by its ID."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        self._numbers = itertools.count(1)

    def __getitem__(self, file_id: str) -> Upload:
        return self._uploads[file_id]

    def get(self, file_id: str) -> Upload | None:
        """Return a file, if there is one with this ID."""
        return self._uploads.get(file_id)

    def store(self, upload: Upload, kind: str = "document") -> dict[str, Any]:
        """Keep a file, and return it as a message holds it.

        Raises:
            ApiError: Telegram would not take it.
        """
        file_id = f"file{next(self._numbers)}"
        self._uploads[file_id] = upload
        ids = _ids(file_id, upload)
        as_sent: Any = ids | {"file_name": upload.name, "mime_type": upload.mime_type}
        if kind == "photo":
            width, height = photos.measure(upload)
            as_sent = [ids | {"width": width, "height": height}]
        return {"kind": kind, "as_sent": as_sent, "id": file_id}

    def get_file(self, p: Parameters) -> dict[str, Any]:
        """Return where a file can be read."""
        file_id = p.text("file_id")
        upload = self.get(file_id)
        if upload is None:
            raise bad_request("invalid file_id")
        if len(upload.content) > MOST_DOWNLOAD:
            raise bad_request("file is too big")
        return _ids(file_id, upload) | {"file_path": file_id}


def _ids(file_id: str, upload: Upload) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(upload.content),
    }


def uploaded(p: Parameters, value: object, missing: str) -> Upload:
    """Return a file that came with a call, by itself or by the name that stands for it.

    Raises:
        ApiError: there is none, or an empty one; `missing` says what Telegram calls the first.
    """
    if isinstance(value, str) and value.startswith("attach://"):
        value = p.get(value.removeprefix("attach://"))
    if not isinstance(value, Upload):
        raise bad_request(missing)
    if not value.content:
        raise bad_request("file must be non-empty")
    return value
