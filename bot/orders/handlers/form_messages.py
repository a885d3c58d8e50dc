"""The messages of a form: the one that is edited in place, and in a group the question."""

from functools import partial

from markupsafe import Markup

from bot.core.telegram import messages, texts
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.orders.handlers import form_steps
from bot.orders.handlers.form_screen import state_of
from bot.orders.store import drafts
from bot.orders.tables import Draft


async def place(context: Context, draft: Draft, screen: Screen, *, below: bool = False) -> None:
    """Show a screen in the form's message, sent anew if it was deleted, and ask in a group.

    Args:
        below: something was typed since: the form comes below it, where the person looks.
    """
    former = draft.message_id
    if below or former is None or not await messages.edit(context, former, screen):
        asked = draft.source_message_id if context.actor.is_group else None
        sent = await messages.send(context, screen, reply_to=asked)
        draft.message_id = sent.message_id
        _record_shown(context, draft)
    await _prompt(context, draft)
    if below:
        await messages.remove(context, former)


async def _prompt(context: Context, draft: Draft) -> None:
    """In a group, where only replies reach the bot, open the person's keyboard as a reply."""
    if draft.prompt_message_id is not None:
        await messages.remove(context, draft.prompt_message_id)
        draft.prompt_message_id = None
        _record_shown(context, draft)
    if not context.actor.is_group or draft.step not in form_steps.ASKING:
        return
    label = context.t.plain(state_of(context, draft).asked.label)
    person = texts.person(draft.user_id, draft.user_name)
    text = context.t("{label}: {value}", label=person, value=label)
    sent = await messages.ask(context, text, reply_to=draft.source_message_id, hint=label)
    draft.prompt_message_id = sent.message_id
    _record_shown(context, draft)


def _record_shown(context: Context, draft: Draft) -> None:
    """Record in which messages the form shows, once the update is handled.

    The chat's next update comes after that; one that dies with the process is shown again.
    """
    context.when_handled = partial(drafts.record_messages, draft=draft)


async def close(context: Context, draft: Draft, text: Markup) -> None:
    """Replace the message of a form that has ended by a text without buttons."""
    if draft.message_id is not None:
        await messages.edit(context, draft.message_id, Screen(text))
    await messages.remove(context, draft.prompt_message_id)
