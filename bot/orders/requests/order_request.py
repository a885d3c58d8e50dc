"""What somebody wants to order, as far as it is known before the form has asked for anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a message has told of an order.

    Attributes:
        links: of several, each is an order of its own.
        service: by our number.
        words: what the wanted service is called.
    """

    links: tuple[str, ...] = ()
    service: int | None = None
    quantity: int | None = None
    words: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "links": list(self.links),
            "service": self.service,
            "quantity": self.quantity,
            "words": self.words,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "OrderRequest":
        """Return what was kept; nothing is known where nothing was."""
        if not kept:
            return cls()
        return cls(tuple(kept["links"]), kept["service"], kept["quantity"], kept["words"])


@dataclass(frozen=True, slots=True)
class Choices:
    """What a message may mean: nothing, one thing, or several that are asked about.

    Attributes:
        about: the number that may mean one thing or another.
        here: how many of the options, from the first on, are for the form that is open.
        back: the step that the question interrupts.
    """

    options: tuple[OrderRequest, ...] = ()
    about: str = ""
    here: int = 0
    back: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "options": [it.as_json() for it in self.options],
            "about": self.about,
            "here": self.here,
            "back": self.back,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Choices":
        """Return what was kept; nothing where nothing was."""
        if not kept:
            return cls()
        options = tuple(map(OrderRequest.of, kept["options"]))
        return cls(options, kept["about"], kept["here"], kept["back"])
