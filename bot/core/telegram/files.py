"""Text files that people send: lists, and tables of orders."""

from telegram import Document, Update
from telegram.error import BadRequest

from bot.core.errors import N_, InputError
from bot.core.telegram.context import Context
from bot.core.text.encodings import decode

LARGEST = 1024 * 1024  # bytes
_TOO_LARGE = N_("This file is too large. The maximum is {most} KiB.")
_BEYOND_TELEGRAM = "file is too big"  # Telegram hands out 20 MB at most


async def read_text(document: Document, update: Update, context: Context) -> str:
    """Return what a text file says, whatever program wrote it.

    Raises:
        InputError: it is too large, or no text, or in an encoding that cannot be told.
    """
    if (document.file_size or 0) > LARGEST:
        raise InputError(_TOO_LARGE, {"most": LARGEST // 1024})
    try:
        file = await document.get_file()
    except BadRequest as error:
        if _BEYOND_TELEGRAM in error.message.lower():
            raise InputError(_TOO_LARGE, {"most": LARGEST // 1024}) from None
        raise InputError(N_("This file no longer exists. Send it again.")) from None
    if (file.file_size or 0) > LARGEST:
        raise InputError(_TOO_LARGE, {"most": LARGEST // 1024})
    person = update.effective_user
    languages = {context.t.language, (person.language_code if person else None) or ""}
    return decode(bytes(await file.download_as_bytearray()), languages)
