"""Telegram's HTML style, read as strictly as Telegram does.

Source: https://core.telegram.org/bots/api#html-style
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.errors import bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_PAGE_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>|<|&(#?[a-zA-Z0-9]+);|[^<&]+|&")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass
class Formatted:
    """A text with its entities, whose offsets count UTF-16 units."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)

    @property
    def units(self) -> int:
        """Return the length in UTF-16 units, as Telegram counts."""
        return units(self.text)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> Formatted:
    """Read HTML.

    Raises:
        ApiError: a tag that Telegram does not know, or one that is not closed in its turn.
    """
    found = Formatted("")
    open_tags: list[tuple[str, int, dict[str, Any]]] = []
    for match in _TOKEN.finditer(source):
        closing, tag, attributes, entity = match.group(1, 2, 3, 4)
        if tag:
            _tag(
                found,
                open_tags,
                closing=bool(closing),
                tag=tag.lower(),
                attributes=attributes,
                at=match.start(),
            )
        elif entity:
            found.text += _character(entity, match.group())
        elif match.group() == "<":
            raise _cannot(f'Unsupported start tag "" at byte offset {match.start()}')
        else:
            found.text += match.group()
    if open_tags:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return _trimmed(found)


def _character(entity: str, source: str) -> str:
    if entity.startswith("#"):
        return html.unescape(source)
    return _ENTITIES.get(entity, source)


def _tag(
    found: Formatted,
    open_tags: list[tuple[str, int, dict[str, Any]]],
    *,
    closing: bool,
    tag: str,
    attributes: str,
    at: int,
) -> None:
    if not closing:
        if tag not in _TYPES:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {at}')
        open_tags.append((tag, units(found.text), _entity(tag, attributes, at)))
        return
    if not open_tags:
        raise _cannot(f"Unexpected end tag at byte offset {at}")
    name, offset, entity = open_tags.pop()
    if name != tag:
        raise _cannot(
            f'Unmatched end tag at byte offset {at}, expected "</{name}>", found "</{tag}>"'
        )
    length = units(found.text) - offset
    if length and entity.get("type") != "none":
        found.entities.append({**entity, "offset": offset, "length": length})


def _entity(tag: str, attributes: str, at: int) -> dict[str, Any]:
    values = {
        name.lower(): html.unescape(next((part for part in parts if part), ""))
        for name, *parts in _ATTRIBUTE.findall(attributes)
    }
    if tag == "span" and values.get("class") != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    if tag == "blockquote" and "expandable" in values:
        return {"type": "expandable_blockquote"}
    if tag == "a":
        return _link(values.get("href", ""))
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": values.get("emoji-id", "")}
    return {"type": _TYPES[tag]}


def _link(url: str) -> dict[str, Any]:
    mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if mention:
        user = {"id": int(mention.group(1)), "is_bot": False, "first_name": ""}
        return {"type": "text_mention", "user": user}
    return {"type": "text_link", "url": url} if url else {"type": "none"}


def _cannot(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _trimmed(found: Formatted) -> Formatted:
    """Cut white space at both ends, as Telegram does, and move the entities along."""
    cut = units(found.text) - units(found.text.lstrip())
    text = found.text.strip()
    end = units(text)
    entities = []
    for entity in found.entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] - cut + entity["length"], end)
        if stop > start:
            entities.append({**entity, "offset": start, "length": stop - start})
    return Formatted(text, sorted(entities, key=lambda e: (e["offset"], -e["length"])))


def to_page(formatted: Formatted) -> str:
    """Return safe HTML for the chat page: everything escaped, a small set of tags."""
    raw = formatted.text.encode("utf-16-le")
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    for entity in formatted.entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _page_tags(entity, raw[start * 2 : end * 2].decode("utf-16-le"))
        opened.setdefault(start, []).append(before)
        closed.setdefault(end, []).insert(0, after)
    return "".join(_page_parts(raw, opened, closed))


def _page_tags(entity: dict[str, Any], text: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "spoiler":
        return '<span class="tg-spoiler">', "</span>"
    address = str(entity["url"]) if kind == "text_link" else text if kind == "url" else ""
    if kind == "url" and "://" not in address:
        address = f"https://{address}"
    if address.startswith(("http://", "https://")):
        return f'<a href="{html.escape(address)}" rel="noreferrer" target="_blank">', "</a>"
    if kind == "text_mention":
        return "<b>", "</b>"
    tag = _PAGE_TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _page_parts(
    raw: bytes, opened: dict[int, list[str]], closed: dict[int, list[str]]
) -> Iterator[str]:
    at = 0
    for stop in sorted({*opened, *closed, len(raw) // 2}):
        yield html.escape(raw[at * 2 : stop * 2].decode("utf-16-le"))
        yield from closed.get(stop, [])
        yield from opened.get(stop, [])
        at = stop
