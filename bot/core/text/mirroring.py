"""Lines of a message in a language that is written from right to left.

Apps find a line's direction by its first letter, and many lines of ours begin with a foreign
name, a number or a command: half of a message would stand at the left, a colon on the wrong side
of its word, the slash behind its command (https://www.unicode.org/reports/tr9/).
"""

import re
import unicodedata

from markupsafe import Markup

from bot.core.text.isolates import isolate

_RIGHT_TO_LEFT, _LEFT_TO_RIGHT = "\u200f", "\u200e"
_FOREIGN = "L"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_SAID = re.compile("[\u2066-\u2068][^\u2069]*\u2069|(?<![\\w/])/[a-z_]+")
_TAG = re.compile(r"<[^>]*>|&#?\w+;")
_KEPT = re.compile(r"(<(pre|blockquote)\b.*?</\2>)", re.DOTALL)  # each in its own direction
_ITEM = re.compile(r"(?:<\w+>)*(?:\d+\.(?:</b>)? |\d+ · |· )")
_EMOJI = re.compile(r"[^\w\s<&#@/(\[\u2066-\u2069\u200e\u200f]+ ")
_SIGNED = re.compile(
    r"(?:(?<=[\s(>\u200f])|^)(?<!<code>)(?=(?:<code>)?(?:/[a-z_]+|@\w|\.[a-z]|[#-]\d))"
    r"|(?<=[A-Z]_)(?!\w)",  # behind the beginning of a variable's name
    re.MULTILINE,
)


def mirrored(html: Markup, most: int) -> Markup:
    """Return a message whose lines begin at the right, foreign ones in their own order.

    Items of a list with foreign names stay at the left, one below the other.

    Args:
        most: so many characters Telegram takes; where the marks would be too much, there are none.
    """
    parts = _KEPT.split(html)
    # The groups of the pattern: what is between, what is kept as it is, the name of its tag.
    for at in range(0, len(parts), 3):
        parts[at] = "\n".join(map(_line, parts[at].split("\n")))
    del parts[2::3]
    text = _SIGNED.sub(_LEFT_TO_RIGHT, "".join(parts))
    return Markup(text) if len(text) <= most else html  # noqa: S704 - it was HTML before


def _line(line: str) -> str:
    if not _TAG.sub("", line).strip():
        return line
    if not _is_foreign(line):
        return _RIGHT_TO_LEFT + line
    if _ITEM.match(line):  # its number stays before it, where one looks for it
        return line
    emoji = _EMOJI.match(line)
    at = emoji.end() if emoji else 0
    return f"{_RIGHT_TO_LEFT}{line[:at]}{isolate(line[at:])}"


def _is_foreign(line: str) -> bool:
    """Return whether a line, without values and commands, begins from left to right."""
    letters = map(unicodedata.bidirectional, _SAID.sub("", _TAG.sub("", line)))
    first = next((it for it in letters if it == _FOREIGN or it in _FROM_THE_RIGHT), None)
    return first == _FOREIGN
