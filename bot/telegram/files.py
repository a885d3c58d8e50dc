"""Text files that people send: lists, and tables of orders."""

from telegram import Document
from telegram.error import BadRequest

from bot.domain.errors import N_, InputError

LARGEST = 1024 * 1024  # bytes
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1251")


async def read_text(document: Document) -> str:
    """Return what a text file says, whatever program wrote it.

    Raises:
        InputError: it is too large, or no text.
    """
    if (document.file_size or 0) > LARGEST:
        raise InputError(
            N_("This file is too large: at most {most} KiB."), {"most": LARGEST // 1024}
        )
    try:
        file = await document.get_file()
    except BadRequest:
        raise InputError(N_("This file is gone. Send it again.")) from None
    return decode(bytes(await file.download_as_bytearray()))


def decode(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        InputError: it is no text.
    """
    is_utf16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in _ENCODINGS:
        if (encoding == "utf-16") is not is_utf16:
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError(N_("This is no text file. Send a .txt file with one line each."))
