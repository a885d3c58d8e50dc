"""/paysupport and /terms, which Telegram asks of every bot that takes Stars."""

from telegram import Update

from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.service import own_texts
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.payments.buttons import SupportAction
from bot.payments.screens import payments as screens
from bot.payments.screens import terms as terms_screens
from bot.payments.service import payments

_IN_PRIVATE = N_("Use /paysupport in our private chat: others can read your payments here.")


@gate.command(Permission.GREET)
async def paysupport(update: Update, context: Context) -> None:
    """Show people their own payments, and whom to turn to: /paysupport."""
    actor = context.actor
    if actor.is_group:
        await messages.reply(update, context, Screen(actor.t(_IN_PRIVATE)))
        return
    async with context.read() as session:
        items = await payments.own(session, actor.user_id)
        contact = (await own_texts.get_all(session)).get(OwnTextKind.SUPPORT, "")
    await messages.reply(update, context, screens.own(actor.t, items, contact))


@gate.tap(Permission.GREET)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Put a person's own payment before the owners: `ps:a:<payment>`."""
    actor, t = context.actor, context.t
    if data.text(0) != SupportAction.ASK:
        return
    async with context.begin() as session:
        is_own = await payments.is_own(session, data.number(1), actor.user_id)
        is_first = is_own and await payments.request_help(session, data.number(1), context.now())
        if is_first:
            outbox_store.add_alert(
                session,
                context.services.owners,
                Alert.PAYMENT,
                context.now(),
                payment_id=data.number(1),
                help=True,
            )
    if not is_own:
        await gate.unknown_tap(update, context)
        return
    text = N_("✅ The owner was asked.") if is_first else N_("The owner was asked already today.")
    await context.answer(update, t.plain(text), alert=True)


@gate.command(Permission.GREET)
async def terms(update: Update, context: Context) -> None:
    """Show what holds for payments here: /terms."""
    async with context.read() as session:
        texts = await own_texts.get_all(session)
    own, contact = texts.get(OwnTextKind.TERMS, ""), texts.get(OwnTextKind.SUPPORT, "")
    await messages.reply(update, context, terms_screens.terms(context.actor, own, contact))
