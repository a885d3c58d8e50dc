"""Reading the project's documents and comments, for the tests that check what they mention."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = sorted(path for folder in ("bot", "tests") for path in (ROOT / folder).rglob("*.py"))
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\((?P<link>[^()\s]+)\)|<img src=\"(?P<image>[^\"]+)\"")
_COMMENT = re.compile(r"(?:^|\s)#+ (.*)$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (?P<title>.+)$", re.MULTILINE)
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Text(NamedTuple):
    """What a file says to its readers."""

    file: str
    text: str


def links(document: Path) -> list[str]:
    """Return where a document's links and pictures lead; code is no link."""
    text = _CODE.sub("", _FENCE.sub("", document.read_text(encoding="utf-8")))
    return [match["link"] or match["image"] for match in _LINK.finditer(text)]


@cache
def anchors(document: Path) -> frozenset[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    found: dict[str, int] = {}
    names = []
    for match in _HEADING.finditer(text):
        kept = re.sub(r"[^\w\- ]", "", match["title"].lower())
        name = kept.replace(" ", "-")
        names.append(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return frozenset(names)


def headings(document: Path) -> list[str]:
    """Return a document's headings."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    return [match["title"] for match in _HEADING.finditer(text)]


@cache
def texts() -> tuple[Text, ...]:
    """Return the documents, and the docstrings and comments of the sources."""
    documents = [(it, it.read_text(encoding="utf-8")) for it in DOCUMENTS]
    sources = [(it, "\n".join(_said_in(it.read_text(encoding="utf-8")))) for it in SOURCES]
    return tuple(
        Text(str(path.relative_to(ROOT)), text) for path, text in [*documents, *sources] if text
    )


def _said_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _DOCUMENTED) and (said := ast.get_docstring(node)):
            yield said
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)  # what stands below a constant
    for comment in _COMMENT.finditer(source):  # a string that looks like one does no harm
        yield comment[1]
