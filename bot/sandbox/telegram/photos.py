"""Photos as Telegram takes them: real pictures, of a size and shape that a chat can show.

Source: https://core.telegram.org/bots/api#sendphoto
"""

import struct

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.parameters import Upload

MOST_BYTES = 10 * 1024 * 1024
MOST_SIDES = 10_000  # width and height together
MOST_RATIO = 20
_PNG = b"\x89PNG\r\n\x1a\n"
_OTHERS = (b"\xff\xd8\xff", b"GIF8", b"RIFF")  # JPEG, GIF, WebP
_PNG_SIZE = struct.Struct(">16xII")
_OTHERS_SIZE = (1, 1)  # nobody here has to know


def measure(upload: Upload) -> tuple[int, int]:
    """Return a photo's width and height.

    Raises:
        ApiError: Telegram would not take it.
    """
    content = upload.content
    if len(content) > MOST_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {MOST_BYTES} bytes"
        )
    if content.startswith(_OTHERS):
        return _OTHERS_SIZE
    if not content.startswith(_PNG) or len(content) < _PNG_SIZE.size:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = _PNG_SIZE.unpack_from(content)
    sides = sorted((width, height))
    if sum(sides) > MOST_SIDES or not 0 < sides[1] <= sides[0] * MOST_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
