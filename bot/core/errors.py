"""What a person typed wrongly, as a message that says what is expected."""

from collections.abc import Mapping


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for 'marked, translated later'
    """Mark a text for translation where it is written down; it is translated where it is shown."""
    return message


FAILED_HERE = N_("the bot itself failed, see its log")
"""What is kept where something else would say why it failed: a class's name says nothing."""


class InputError(Exception):
    """An answer that cannot be taken.

    Attributes:
        message: English text with `{placeholders}`, marked by `N_`.
        values: what stands in the placeholders; numbers are written in the reader's language.
    """

    def __init__(self, message: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values or {}

    def __str__(self) -> str:
        return self.message.format(**self.values)
