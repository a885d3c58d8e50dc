"""The encoding of a text file, told from its bytes and by the language of who sent it.

Old editors save in the code page of their country and do not say which. The same bytes are words
in one and nonsense in another: `şey` of a Turkish file is `юey` by the Russian code page. What
no alphabet of the sender's languages makes sense of is refused, as is what two read differently.
"""

import codecs
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.errors import N_, InputError

_NO_TEXT = N_("This is not a text file. Send a .txt file with one entry per line.")
_UNKNOWN = N_("I can't tell this file's encoding. Save it as UTF-8 and send it again.")

_MARKS = (  # the longer ones first: one begins with another
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_MARK = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_OTHER_KINDS = (b"{\\rtf", b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<!DOCTYPE", b"<html")
"""How files of word processors, spreadsheets and browsers begin."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_END_OF_FILE = b"\x1a"  # as DOS has put it
_SIGNS = frozenset("«»„“”‘’–—…•·°§©®™€£№¿¡ªº×\u00a0\u00ad\u200c\u200d\u200e\u200f،؛؟ـ")
_FEW_BLOCKS = 3  # of 256 letters; a short text is of one script, with digits and signs
_WORD = re.compile(r"[^\W\d_]+")
_MOST_STRANGE = 1 / 3  # of the words with letters beyond ASCII: those with no letter of ASCII


@dataclass(frozen=True, slots=True)
class _CodePage:
    """A code page of Windows and the letters beyond ASCII that a language writes.

    Attributes:
        is_latin: its words are written with the letters of ASCII, too.
    """

    encoding: str
    letters: str
    is_latin: bool = True


_CYRILLIC = _CodePage("cp1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў", is_latin=False)
_ARABIC = _CodePage(
    "cp1256",
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکٹڈڑںھہے\u064b\u064c\u064d\u064e\u064f\u0650"
    "\u0651\u0652",
    is_latin=False,
)
_OF_LANGUAGE = {
    **dict.fromkeys(("ru", "uk", "be", "bg"), _CYRILLIC),
    **dict.fromkeys(("ar", "fa", "ur"), _ARABIC),
    "tr": _CodePage("cp1254", "çğıİöşüâîû"),
    "es": _CodePage("cp1252", "áéíñóúü"),
    "pt": _CodePage("cp1252", "áàâãçéêíóôõúü"),
    "fr": _CodePage("cp1252", "àâæçèéêëîïôœùûü"),
    "de": _CodePage("cp1252", "äöüß"),
    "it": _CodePage("cp1252", "àèéìíîòóùú"),
}
_OF_OTHERS = tuple(
    _CodePage(encoding, "áâäçéëíîóôöúüß") for encoding in ("cp1250", "cp1252", "cp1254")
)
"""Of languages that have none: the text has to make the same sense in all."""


def decode(content: bytes, languages: Collection[str]) -> str:
    """Return the text of a file.

    Args:
        languages: of who sent it, as codes with or without a country.

    Raises:
        InputError: it is no text, or its encoding cannot be told for sure.
    """
    if content.lstrip()[:9].startswith(_OTHER_KINDS):
        raise InputError(_NO_TEXT)
    if _has_control(content) and not _has_control(content[:-1]):
        content = content.removesuffix(_END_OF_FILE)
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    text = _decoded(content, marked or "utf-8")
    if text is None and marked is None:
        text = _wide(content) or _by_code_page(content, languages)
    if text is None:
        raise InputError(_NO_TEXT)
    return text


def _decoded(content: bytes, encoding: str) -> str | None:
    """Return what the bytes say in an encoding; `None` if that is no text."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _wide(content: bytes) -> str | None:
    """Return a text of two or four bytes a letter that no mark stands before.

    Read in the wrong order its letters are strewn over all scripts.
    """
    if not _has_control(content):
        return None
    found = (_decoded(content, encoding) for encoding in _WITHOUT_MARK)
    texts = [text for text in found if text and not _has_unassigned(text)]
    blocks = sorted((len({ord(char) >> 8 for char in text}), text) for text in texts)
    if not blocks or (len(blocks) > 1 and blocks[0][0] == blocks[1][0]):
        return None
    count, text = blocks[0]
    return text if count <= max(_FEW_BLOCKS, len(text) // 4) else None


def _has_control(content: bytes) -> bool:
    return _CONTROL.search(content.decode("latin-1")) is not None


def _has_unassigned(text: str) -> bool:
    return any(unicodedata.category(char) in {"Cn", "Co", "Cs"} for char in text)


def _by_code_page(content: bytes, languages: Collection[str]) -> str | None:
    if _has_control(content):
        return None
    bases = {language.replace("_", "-").partition("-")[0].lower() for language in languages}
    pages = [_OF_LANGUAGE[base] for base in bases if base in _OF_LANGUAGE]
    texts = {_sensible(content, page) for page in pages or _OF_OTHERS}
    if pages:
        texts.discard(None)
    if len(texts) != 1 or None in texts:
        raise InputError(_UNKNOWN)
    return texts.pop()


def _sensible(content: bytes, page: _CodePage) -> str | None:
    text = _decoded(content, page.encoding)
    return text if text is not None and _makes_sense(text, page) else None


def _makes_sense(text: str, page: _CodePage) -> bool:
    """Return whether a text consists of words as the languages of a code page write them."""
    letters = frozenset(page.letters + page.letters.upper())
    signs = {char for char in text if not char.isascii() and char not in letters}
    if not signs <= _SIGNS:
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not page.is_latin:
        return all(_is_of_one_script(word) for word in words) and _is_usual_case(words)
    strange = sum(len(word) > 1 and not any(char.isascii() for char in word) for word in words)
    return strange <= _MOST_STRANGE * len(words)


def _is_of_one_script(word: str) -> bool:
    usual = {word.lower(), word.upper(), word[0].upper() + word[1:].lower()}
    return not any(char.isascii() for char in word) and word in usual


def _is_usual_case(words: Sequence[str]) -> bool:
    """Return whether small letters are the most: another code page has the large ones there."""
    letters = "".join(words)
    return sum(map(str.isupper, letters)) * 2 <= len(letters)
