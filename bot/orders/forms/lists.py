"""Lists being collected: typed, pasted over several messages, or sent as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.text.typed import cleaned, is_visible
from bot.orders.forms.fields import Field
from bot.orders.forms.parsers import Reader, check_list


@dataclass(frozen=True, slots=True)
class Collected:
    """The lines of a list so far.

    Attributes:
        blank: lines that said nothing and were left out.
    """

    lines: Sequence[str] = ()
    blank: int = 0

    def added(self, text: str, field: Field, reader: Reader) -> "Collected":
        """Return the list with the lines of a message.

        Raises:
            InputError: the message has none, or there are too many now.
        """
        lines = [*self.lines, *field.parse(text, reader)]
        check_list(lines)
        blank = sum(not is_visible(line) for line in cleaned(text).splitlines())
        return Collected(lines, self.blank + blank)

    @property
    def repeated(self) -> int:
        """Count the lines that were there already."""
        return len(self.lines) - len(set(self.lines))

    def without_repeats(self) -> "Collected":
        """Return the list with each line once, where it first stood."""
        return Collected(list(dict.fromkeys(self.lines)), self.blank)

    def as_json(self) -> dict[str, Any]:
        """Return what a draft keeps."""
        return {"lines": list(self.lines), "blank": self.blank}

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> "Collected":
        """Return the list that a draft has kept."""
        return cls(**kept) if kept else cls()
