"""A backup as it leaves the machine: compressed, encrypted, in parts that Telegram takes."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, Self, cast

from bot.backups import age
from bot.backups.rules import SEALED
from bot.core.database.backup import BackupError
from bot.core.database.private_files import make_private, written_whole

PART_BYTES = 45 * 1024 * 1024
"""Of a part; bots may send 50 MB."""
_GZIP = b"\x1f\x8b"
_PIECE = 1024 * 1024


def seal(copy: Path, passphrase: str, part_bytes: int = PART_BYTES) -> list[Path]:
    """Write a copy, compressed and encrypted, beside it; return its parts in their order."""
    with tempfile.TemporaryFile(dir=copy.parent) as packed:
        with copy.open("rb") as plain, gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as zipped:
            shutil.copyfileobj(plain, zipped, _PIECE)
        packed.seek(0)
        with _Parts(copy.with_name(copy.name + SEALED), part_bytes) as parts:
            age.encrypt(cast("BinaryIO", packed), parts, passphrase)
    return parts.files


class _Parts:
    """A file that is continued in another one when it is full: `.age`, or `.age.001` and so on."""

    def __init__(self, name: Path, most: int) -> None:
        self._name, self._most = name, most
        self._stack = ExitStack()
        self._left = 0
        self.files: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        if len(self.files) == 1:
            self.files = [self.files[0].replace(self._name)]

    def write(self, data: bytes) -> None:
        """Write a piece, in a new part where there is no room for all of it."""
        if len(data) > self._left:
            self._stack.close()
            file = self._name.with_name(f"{self._name.name}.{len(self.files) + 1:03}")
            file.unlink(missing_ok=True)
            make_private(file)
            self._file = self._stack.enter_context(file.open("wb"))
            self.files.append(file)
            self._left = self._most
        self._file.write(data)
        self._left -= len(data)


@contextmanager
def opened(files: Sequence[Path], passphrase: str) -> Iterator[Path]:
    """Yield a copy as it was: decrypted and unpacked, if it was sealed.

    Args:
        files: the copy, or all parts of a sealed one, in any order.
        passphrase: empty: there is none.

    Raises:
        BackupError: it cannot be opened.
    """
    if len(files) == 1 and not is_sealed(files):
        yield files[0]
        return
    with tempfile.TemporaryDirectory(prefix="backup-") as folder:
        copy = Path(folder) / "copy"
        unseal(files, copy, passphrase)
        yield copy


def is_sealed(files: Sequence[Path]) -> bool:
    """Return whether a passphrase is needed.

    Raises:
        BackupError: there is no such file, or it cannot be read.
    """
    try:
        with min(files).open("rb") as file:
            return file.read(len(age.MAGIC)) == age.MAGIC
    except OSError as error:
        raise BackupError(f"{min(files)} cannot be read: {error.strerror}.") from None


def unseal(files: Sequence[Path], copy: Path, passphrase: str) -> None:
    """Write a sealed copy as it was to a new file.

    Raises:
        BackupError: the passphrase is missing or another one, a part is missing, or the file is
            there already.
    """
    if not is_sealed(files):
        raise BackupError(f"{min(files)} was not encrypted here, or is not the first part.")
    if not passphrase:
        raise BackupError("The file is encrypted: set BACKUP_PASSPHRASE.")
    if copy.exists():
        raise BackupError(f"{copy} already exists: choose another name.")
    with tempfile.TemporaryFile() as packed:
        try:
            with BufferedReader(cast("RawIOBase", _Joined(sorted(files)))) as joined:
                age.decrypt(cast("BinaryIO", joined), packed, passphrase)
        except (age.AgeError, OSError) as error:
            raise BackupError(str(error)) from None
        packed.seek(0)
        with written_whole(copy) as unfinished, unfinished.open("wb") as plain:
            shutil.copyfileobj(_unpacked(cast("BinaryIO", packed)), plain, _PIECE)


def _unpacked(packed: BinaryIO) -> BinaryIO:
    is_zipped = packed.read(len(_GZIP)) == _GZIP
    packed.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=packed)) if is_zipped else packed


class _Joined(RawIOBase):
    """Several files, read as one."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._left = list(files)
        self._file: BinaryIO | None = None

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def close(self) -> None:
        """Close the file that is being read."""
        if self._file is not None:
            self._file.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on, in the next file where one ends."""
        while True:
            if self._file is None:
                if not self._left:
                    return 0
                self._file = self._left.pop(0).open("rb")
            data = self._file.read(len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)
            self._file.close()
            self._file = None
