"""The message of a form: edited in place; in a group also a question to be replied to."""

from functools import partial

from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.orders.handlers import request_lists, typed_steps
from bot.orders.handlers.form_screen import state_of
from bot.orders.store import drafts
from bot.orders.tables import Draft


async def place(context: Context, draft: Draft, screen: Screen, *, below: bool = False) -> None:
    """Show a screen in the form's message, sent anew if it was deleted, or as a question.

    Args:
        below: something was typed since: the form comes below it, where the person looks.
    """
    if request_lists.is_complete(draft):
        await request_lists.hand_over(context, draft, below=below)
        return
    former = draft.message_id, draft.prompt_message_id
    if _is_question(context, draft, screen):
        draft.message_id, draft.prompt_message_id = None, await _ask(context, draft, screen)
    elif below or former[0] is None or not await messages.edit(context, former[0], screen):
        asked = draft.source_message_id if context.actor.is_group else None
        sent = await messages.send(context, screen, reply_to=asked)
        draft.message_id, draft.prompt_message_id = sent.message_id, None
    if former == (draft.message_id, draft.prompt_message_id):
        return
    _record_shown(context, draft)
    for message_id in former:
        await messages.remove(context, message_id)


def _is_question(context: Context, draft: Draft, screen: Screen) -> bool:
    """Return whether a form waits for a text in a group, and has nothing to choose from.

    Only replies reach the bot there. A message has either buttons or opens a keyboard to reply.
    """
    ways_out = 1 if draft.aside is None else 2  # Back and Cancel, and to the form put aside
    nothing_to_tap = len(screen.rows) == ways_out
    return context.actor.is_group and draft.step in typed_steps.ASKING and nothing_to_tap


async def _ask(context: Context, draft: Draft, screen: Screen) -> int:
    """Open the person's keyboard as a reply; return the number of the message."""
    label = context.t.plain(state_of(context, draft).asked.label)
    asked = draft.source_message_id
    return (await messages.ask(context, screen.text, reply_to=asked, hint=label)).message_id


def _record_shown(context: Context, draft: Draft) -> None:
    """Record in which messages the form shows, once the update is handled.

    The chat's next update comes after that; one that dies with the process is shown again.
    """
    context.when_handled = partial(drafts.record_messages, draft=draft)
