"""Whatever the documents, docstrings and comments point to is there."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.markdown import DOCUMENTS, ROOT, Text, anchors, headings, links, texts

_URL = re.compile(r"https?://\S+")
_ENDINGS = "py|md|toml|pot?|png|ya?ml|html|css|js|sh"
_FILE = re.compile(rf"(?<![\w./\\-])(?:[\w-]+/)*[\w-]+\.(?:{_ENDINGS})\b")
_FOLDER = re.compile(r"`(?P<path>(?:bot|tests|docs|locales|deploy)/(?:[\w-]+/)*)`")
_MODULE = re.compile(r"(?<![\w.])(?:bot|tests)(?:\.[a-z_]\w*)+")
_SECTIONS = re.compile(
    r"docs/(?P<page>panel-api|telegram)\.md(?P<numbers>(?:(?:,|,? and) \d+(?:\.\d+)*)+)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
NOT_OURS = {"catalogue.toml", "locales/de/LC_MESSAGES/bot.po"}
"""Files that an operator or a translator makes."""
_NO_MODULES = {"bot.service", "bot.po", "bot.pot", "bot.sqlite3"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    broken = [link for link in links(document) if not _leads_somewhere(document, link)]

    assert broken == []


def _leads_somewhere(document: Path, link: str) -> bool:
    if _URL.match(link):
        return True
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or anchor in anchors(target)


def test_every_file_that_is_mentioned_exists() -> None:
    known = _known_files()

    assert _missing(_FILE, lambda name: name in known | NOT_OURS) == []


def test_every_folder_that_is_mentioned_exists() -> None:
    assert _missing(_FOLDER, lambda name: (ROOT / name).is_dir()) == []


def test_every_module_that_is_mentioned_exists() -> None:
    assert _missing(_MODULE, _is_module) == []


def test_every_section_that_is_mentioned_exists() -> None:
    missing = [
        f"{said.file}: {match[0]}"
        for said in texts()
        for match in _SECTIONS.finditer(" ".join(said.text.split()))
        if not set(_NUMBER.findall(match["numbers"])) <= _sections(match["page"])
    ]

    assert missing == []


def _sections(page: str) -> set[str]:
    titles = headings(ROOT / "docs" / f"{page}.md")
    return {match[0] for title in titles if (match := _NUMBER.match(title))}


def _missing(pattern: re.Pattern[str], is_there: Callable[[str], bool]) -> list[str]:
    return [
        f"{said.file}: {name}"
        for said in texts()
        for name in dict.fromkeys(_mentioned(pattern, said))
        if not is_there(name)
    ]


def _mentioned(pattern: re.Pattern[str], said: Text) -> list[str]:
    return [match[0].strip("`") for match in pattern.finditer(_URL.sub("", said.text))]


def _known_files() -> frozenset[str]:
    """Return the endings of all paths: `bot/app.py` may be called `app.py`."""
    folders = ("bot", "tests", "docs", "locales", "deploy")
    found = [*ROOT.glob("*"), *(path for it in folders for path in (ROOT / it).rglob("*"))]
    return frozenset(
        "/".join(parts[at:])
        for path in found
        if path.is_file()
        for parts in [path.relative_to(ROOT).parts]
        for at in range(len(parts))
    )


def _is_module(name: str) -> bool:
    if name in _NO_MODULES:
        return True
    try:
        if importlib.util.find_spec(name) is not None:
            return True
    except ModuleNotFoundError:
        pass
    module, _, attribute = name.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        return False
