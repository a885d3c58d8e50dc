"""What the fonts can write: DejaVu Sans, which matplotlib brings, and one for Devanagari."""

import unicodedata
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FAMILIES = ("DejaVu Sans", "Noto Sans Devanagari")
_OURS = Path(__file__).parent / "fonts"
_DROPPED = frozenset({"So", "Sk", "Me", "Cc", "Cn", "Co", "Cs"})  # emoji and what goes with them
_DIRECTIONS = frozenset("\u200c\u200d\u200e\u200f")  # unseen; letters and words go by them
_EDGES = " |·•-–—_~,;\u200c\u200d"


@cache
def load() -> tuple[FT2Font, ...]:
    """Return a font of each family; ours become known to matplotlib."""
    for path in sorted(_OURS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return tuple(FT2Font(font_manager.findfont(family)) for family in FAMILIES)


def writable(text: str) -> str:
    """Return `text` on one line, without emoji and without what no font has."""
    return " ".join("".join(filter(_is_writable, " ".join(text.split()))).split())


def plain(text: str) -> str:
    """Return a foreign text in plain letters, as far as it can be written."""
    return writable(unicodedata.normalize("NFKC", text))


def name(text: str) -> str:
    """Return a foreign name likewise; nothing may be left of it."""
    return plain(text).strip(_EDGES)


@cache
def _is_writable(char: str) -> bool:
    category = unicodedata.category(char)
    if category in _DROPPED or (category == "Cf" and char not in _DIRECTIONS):
        return False
    is_selector = "\ufe00" <= char <= "\ufe0f"
    return not is_selector and any(face.get_char_index(ord(char)) for face in load())
