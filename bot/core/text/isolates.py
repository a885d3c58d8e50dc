"""What keeps a text's own direction, whatever stands around it."""

from typing import TypeVar

from markupsafe import Markup

# https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
_FIRST_STRONG, _END = "\u2068", "\u2069"
Text = TypeVar("Text", str, Markup)


def isolate(text: Text) -> Text:
    """Return a text in its own direction, which does not change places with its neighbours."""
    return type(text)(f"{_FIRST_STRONG}{text}{_END}")
