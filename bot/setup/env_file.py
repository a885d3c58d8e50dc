"""The file `.env`, changed line by line: what else stands in it stays as it is."""

import io
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.config.loading import SettingsError

MODE = 0o600
_MARK = "\ufeff"  # of the encoding, as Windows editors put it in front
_PLAIN = re.compile(r"[\w.,:;/@%+=?&~!*()^-]*", re.ASCII)
_LINE = re.compile(
    r"(?P<before>\s*(?:export[^\S\r\n]+)?[^=\s]+[^\S\r\n]*=[^\S\r\n]*?)"
    r"(?P<value>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\r\n]*?)"
    r"(?P<after>(?:[^\S\r\n]+\#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r)?)",
    re.DOTALL,
)


def write(file: Path, values: Mapping[str, str], template: Path) -> None:
    """Set variables in a file that only its owner can read, all at one moment.

    Args:
        template: what a new file begins with, if it is there.

    Raises:
        SettingsError: the file cannot be written, or cannot hold a value.
    """
    source = file if file.exists() else template
    try:
        text = source.read_bytes().decode() if source.exists() else ""
        changed = with_values(text, values)
        _require_readable(changed, values)
        _replace(file.resolve(), changed)
    except UnicodeError:
        raise SettingsError(f"{source} is not UTF-8 text: save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be written: {error.strerror}. Run setup where you may write."
        ) from None


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return the text of a `.env` with variables set: in their lines, or in new ones."""
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    lines = [(line.key, line.original.string) for line in parse_stream(io.StringIO(body))]
    # Of several lines for one variable the last one counts.
    places = {key: at for at, (key, _) in enumerate(lines) if key is not None}
    changed = [line for _, line in lines]
    end = "\r\n" if "\r\n" in body else "\n"
    for name, value in values.items():
        if name in places:
            changed[places[name]] = _line(changed[places[name]], name, value)
        else:
            if changed and not changed[-1].endswith(("\n", "\r")):
                changed[-1] += end
            changed.append(f"{name}={_literal(value)}{end}")
    return mark + "".join(changed)


def _line(line: str, name: str, value: str) -> str:
    """Return a line with another value, with its comment and what stands before it."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        return f"{line.rstrip()}\n{name}={_literal(value)}\n"
    return f"{parts['before']}{_literal(value)}{parts['after']}"


def _literal(value: str) -> str:
    """Return a value as it stands in the file: other programs that read it know few quotes."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _require_readable(text: str, values: Mapping[str, str]) -> None:
    read = dotenv_values(stream=io.StringIO(text))
    for name, value in values.items():
        if read.get(name) != value:
            raise SettingsError(
                f"{name} cannot be written into .env as it is. Set it in the environment."
            )


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}.part")
    fresh.unlink(missing_ok=True)
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        with os.fdopen(handle, "wb") as written:
            written.write(text.encode())
            written.flush()
            os.fsync(handle)
        _give(fresh, like=file if file.exists() else file.parent)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _give(file: Path, like: Path) -> None:
    """Give a file that root has written to whom the folder belongs: the bot runs as they."""
    if os.geteuid() == 0:
        theirs = like.stat()
        with suppress(OSError):
            os.chown(file, theirs.st_uid, theirs.st_gid)
