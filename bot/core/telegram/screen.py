"""A screen and the building blocks of keyboards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit

from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram.names import whole_after, whole_before

LABEL_LENGTH = 40  # a phone shows about so many characters of a button as wide as the chat

Row = Sequence[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or a document that Telegram has, by the id that this bot knows it by."""

    file_id: str
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A message's text, as HTML, with its inline keyboard (none if empty).

    Attributes:
        media: stands above the text, which then has room for 1,024 characters.
    """

    text: Markup
    rows: Sequence[Row] = ()
    media: Media | None = None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """Return the keyboard as Telegram wants it."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None


def button(label: str, data: str, *, style: str | None = None) -> InlineKeyboardButton:
    """Return an inline button; a long label is shortened in the middle, where names differ least.

    Args:
        style: `primary`, `success` or `danger` (`telegram.constants.KeyboardButtonStyle`).
    """
    return InlineKeyboardButton(shorten(label), callback_data=data, style=style)


def copy_buttons(*offered: tuple[str, str | None]) -> Row:
    """Return buttons that copy: of each label its text, of those that Telegram takes as one."""
    return [
        InlineKeyboardButton(label, copy_text=CopyTextButton(text))
        for label, text in offered
        if text and len(text) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT
    ]


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """Return `text` in at most `length` characters, keeping its beginning and its end."""
    if len(text) <= length:
        return text
    start = whole_after(text, len(text) - length // 3)
    end = whole_before(text, length - length // 3 - 1)
    return f"{text[:end].rstrip()}…{text[start:].lstrip()}"


def lines(*parts: Markup | str | None) -> Markup:
    """Join what is not empty, a line each; an empty string makes a blank line."""
    return Markup("\n").join(part for part in parts if part is not None)


def rows_of(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Row]:
    """Return rows of so many buttons."""
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def page_row(t: Translator, page: Page[Any], at: Callable[[int], str]) -> list[Row]:
    """Return the row that turns pages; nothing where there is one page.

    Args:
        at: the callback data that shows the page of a number.
    """
    if page.count <= 1:
        return []
    where = f"{t.number(page.number + 1)}/{t.number(page.count)}"
    row = [button(where, at(page.number))]
    if page.number > 0:
        row.insert(0, button("◀", at(page.number - 1)))
    if page.number < page.count - 1:
        row.append(button("▶", at(page.number + 1)))
    return [row]
