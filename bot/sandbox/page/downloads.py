"""Files that people and the bot have sent, handed out so that no browser runs what is in them."""

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from bot.sandbox.telegram.parameters import Upload

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown as what they are; an SVG is a document with scripts."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def as_download(upload: Upload) -> web.Response:
    """Return a file to be saved; pictures can be shown in a page, other types are told as none."""
    is_picture = upload.mime_type in PICTURES
    name = upload.name.translate(dict.fromkeys(range(32), "_")) or "file"
    saved = {"Content-Disposition": content_disposition_header("attachment", filename=name)}
    return web.Response(
        body=upload.content,
        content_type=upload.mime_type if is_picture else "application/octet-stream",
        headers=_HEADERS | saved,
    )
