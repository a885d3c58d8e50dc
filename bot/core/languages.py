"""The bot's languages: gettext catalogues, read when first spoken, and their translators."""

import re
import sys
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.core.errors import N_
from bot.core.i18n import SOURCE_LANGUAGE, UTC, Texts, Translator
from bot.core.text.isolates import isolate

PACKAGE = Path(__file__).parents[1]
LOCALES = next(
    folder for folder in (PACKAGE / "locales", PACKAGE.parent / "locales") if folder.is_dir()
)
"""In a wheel they are within the package, in a checkout beside it."""
DOMAIN = "bot"
OWN_NAME = N_("English")
"""Every language translates this by its own name."""
KEPT = 64
"""So many languages in so many time zones are kept ready."""
_FORMER_CODES = {"in": "id", "iw": "he", "ji": "yi"}  # some phones still send these
_FROM_THE_RIGHT = frozenset({"R", "AL"})  # Hebrew and its like, Arabic and its like
_PLACE = re.compile(r"(?:<code>)?\{\w+\}(?:</code>)?")


class Catalogues:
    """All languages. The texts of each, a third of a megabyte, are read when it is first spoken.

    Args:
        at_once: texts that are said in every language at the start.
    """

    def __init__(self, folder: Path = LOCALES, at_once: frozenset[str] = frozenset()) -> None:
        found = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        self._files = {path.parent.parent.name: path for path in found}
        self._at_once: dict[str, Texts] = {SOURCE_LANGUAGE: {}}
        for language, path in self._files.items():
            self._at_once[language] = _read_some(path, language, at_once | {OWN_NAME})
        self._by_base = {language.partition("_")[0]: language for language in self._at_once}
        self._made = lru_cache(maxsize=KEPT)(self._make)

    def languages(self) -> dict[str, str]:
        """Return the languages: code and own name."""
        return {code: _own_name(texts) for code, texts in sorted(self._at_once.items())}

    def at_once(self, language: str) -> Translator:
        """Return what says in a language what is said in every language at the start."""
        return Translator(language, self._at_once[language])

    def translator(self, language: str | None, zone: str = UTC) -> Translator:
        """Return the best language for a tag as Telegram sends it: `ru-RU` is `ru`.

        Args:
            zone: in which moments are written, an IANA name.
        """
        tag = (language or "").replace("-", "_")
        if tag not in self._at_once:
            base = tag.partition("_")[0].lower()
            tag = self._by_base.get(_FORMER_CODES.get(base, base), SOURCE_LANGUAGE)
        return self._made(tag, zone)

    def _make(self, language: str, zone: str) -> Translator:
        file = self._files.get(language)
        return Translator(language, _read(file, language) if file else {}, zone)


def _own_name(texts: Texts) -> str:
    # Said by the texts: CLDR's data are two megabytes a language, and read when it is spoken.
    return str(texts.get(OWN_NAME, OWN_NAME))


@cache
def _read(path: Path, language: str) -> Texts:
    return _parse(path, language)


@cache
def _read_some(path: Path, language: str, sources: frozenset[str]) -> Texts:
    texts = _parse(path, language)
    return {source: texts[source] for source in sources if source in texts}


def _parse(path: Path, language: str) -> Texts:
    """Read a language's texts; what is not translated is left out, and shown in English."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        forms = _forms(message)
        if not forms or not all(forms):
            continue
        if isinstance(message.id, str):
            found[sys.intern(message.id)] = forms[0]  # one text for all languages
        else:
            found[sys.intern(message.id[0])] = forms
    if unicodedata.bidirectional(_own_name(found)[0]) not in _FROM_THE_RIGHT:
        return found
    return {
        source: _isolated(text) if isinstance(text, str) else tuple(map(_isolated, text))
        for source, text in found.items()
    }


def _forms(message: Message) -> tuple[str, ...]:
    text = message.string or ()
    return (text,) if isinstance(text, str) else tuple(text)


def _isolated(text: str) -> str:
    """Return a right-to-left text whose values keep their own direction.

    Else the parts of a price, a link or a name would change places with the words around them.
    The marks stay out of `<code>`, which is copied by a tap.
    """
    return _PLACE.sub(lambda found: isolate(found[0]), text)
