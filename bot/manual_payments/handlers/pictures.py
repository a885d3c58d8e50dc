"""Pictures and documents that people send to show that they have paid."""

import hashlib

from telegram import Message
from telegram.error import BadRequest

from bot.core.errors import N_, InputError
from bot.manual_payments.rules.proofs import LARGEST, Picture

_KINDS = ("image/", "application/pdf")
_TOO_LARGE = N_("This file is too large. The maximum is {most} MiB.")
_NO_PICTURE = N_("Send a photo, or a PDF.")
_GONE = N_("This file no longer exists. Send it again.")


async def picture_of(message: Message | None) -> Picture | None:
    """Return the picture of a message, with what its bytes are known by; `None`: it has none.

    Raises:
        InputError: it is too large, of another kind, or Telegram does not hand it out.
    """
    if message is None:
        return None
    document = message.document
    sent = document or (message.photo[-1] if message.photo else None)
    if sent is None:
        return None
    if document is not None and not (document.mime_type or "").startswith(_KINDS):
        raise InputError(_NO_PICTURE)
    if (sent.file_size or 0) > LARGEST:
        raise InputError(_TOO_LARGE, {"most": LARGEST // 1024 // 1024})
    try:
        file = await sent.get_file()
        content = bytes(await file.download_as_bytearray())
    except BadRequest:
        raise InputError(_GONE) from None
    digest = hashlib.sha256(content).hexdigest()
    return Picture(sent.file_id, sent.file_unique_id, digest, is_document=document is not None)
