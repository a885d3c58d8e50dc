"""What keeps a text's own direction, whatever stands around it."""

from typing import TypeVar

from markupsafe import Markup

FIRST_STRONG, END = "\u2068", "\u2069"
"""https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates"""
Text = TypeVar("Text", str, Markup)


def isolate(text: Text) -> Text:
    """Return a text in its own direction, which does not change places with its neighbours."""
    return type(text)(f"{FIRST_STRONG}{text}{END}")
