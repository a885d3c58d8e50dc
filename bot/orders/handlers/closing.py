"""The messages of forms and lists that are over."""

from markupsafe import Markup

from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft


async def remove_form(context: Context, left: Draft | MassOrder) -> None:
    """Delete the messages of a form or a list that is over: nothing of them can be used."""
    await messages.remove(context, left.message_id)
    if isinstance(left, Draft):
        await messages.remove(context, left.prompt_message_id)


async def close(context: Context, draft: Draft, text: Markup) -> None:
    """Replace the message of a form that has ended by a text without buttons."""
    if draft.message_id is not None:
        await messages.edit(context, draft.message_id, Screen(text))
    await messages.remove(context, draft.prompt_message_id)
