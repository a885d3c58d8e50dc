"""What an answer may mean that is not clearly one: asked about, never taken silently."""

from collections.abc import Sequence
from typing import Any

from bot.core.errors import InputError
from bot.core.text.quantities import quantity_in
from bot.orders.forms.fields import QUANTITY, Field
from bot.orders.forms.parsers import Reader
from bot.orders.forms.table import OrderForm
from bot.orders.links import UnsureLinkError

_POSTS_OF = {None, "Telegram"}
"""Only there a forwarded post itself can be meant, where it has a link in it."""

Guess = tuple[str, Any]
"""The key of a field, and its value."""


def guesses(
    text: str, field: Field, form: OrderForm, reader: Reader, post: str = ""
) -> Sequence[Guess]:
    """Return what a text may mean where a link is asked for; nothing if it is clear, or wrong.

    Args:
        post: the link to a post that was forwarded: it may mean itself, or what it says.
    """
    if not field.is_link or field.is_list:
        return []
    try:
        found = [field.parse(text, reader)]
    except UnsureLinkError as unsure:
        found = [unsure.link]
    except InputError:
        found = []
    else:
        if not post or reader.platform not in _POSTS_OF:
            return []
    links = dict.fromkeys([*found, *([post] if post else [])])
    number = quantity_said(text, form)
    quantity = [] if number is None else [(QUANTITY.key, number)]
    return [*quantity, *((field.key, link) for link in links)]


def quantity_said(text: str, form: OrderForm) -> int | None:
    """Return the quantity that a text says, if the form asks for one."""
    if QUANTITY not in form.fields:
        return None
    try:
        return quantity_in(text)
    except InputError:
        return None
