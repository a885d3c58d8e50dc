"""Links within what `/start` can carry: 64 characters of base64url.

Plain text, as other programs write it, or packed, where a link would be too long otherwise.
"""

import binascii
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

_PACKED = b"\x00"
_USUAL = (
    b"/comments/status/shorts/posts/photo/watch?v=/reels/channel/playlist?list=/story.php?fbid="
    b"soundcloud.com/open.spotify.com/track/linkedin.com/in/pinterest.com/pin/reddit.com/r/vk.com/"
    b"wall-threads.net/@twitch.tv/discord.gg/facebook.com/groups/x.com/t.me/youtu.be/youtube.com/@"
    b"vm.tiktok.com/tiktok.com/@/video/7instagram.com/stories/instagram.com/reel/instagram.com/p/"
)
"""What links are made of; a change of this makes what was packed before unreadable."""
_LONGEST = 2048  # bytes of a link that is unpacked


def packed(link: str, room: int) -> str | None:
    """Return a link in at most `room` characters, `None` if it does not fit.

    Args:
        link: a tidied one: its scheme and `www.` are left out.
    """
    plain = link.removeprefix("https://").removeprefix("www.").removesuffix("/").encode()
    deflated = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_USUAL)
    small = _PACKED + deflated.compress(plain) + deflated.flush()
    text = urlsafe_b64encode(min(plain, small, key=len)).decode().rstrip("=")
    return text if len(text) <= room else None


def unpacked(text: str) -> str | None:
    """Return what `packed` or another program has written; `None` if nobody can read it."""
    try:
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if content.startswith(_PACKED):
            inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_USUAL)
            content = inflate.decompress(content[1:], _LONGEST)
        return content.decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
