"""An owner types a panel's address and key: taken out of the chat at once, tried, confirmed."""

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden

from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.context import Context, unreachable
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import OUT_OF_DATE
from bot.panel.buttons import PanelQuestion
from bot.panel.dependencies import panel_dependencies
from bot.panel.handlers import pages
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.typed_accounts import read_account, read_key
from bot.panel.screens import adding as screens
from bot.panel.screens import cards
from bot.panel.service import checks, connecting, overview
from bot.panel.service.checks import GoneError, UnreadableError
from bot.panel.service.connecting import AlreadyKnownError, OfSettingsError, OpenOrdersError
from bot.panel.tables import PanelCheck
from bot.panel.vault import Vault

_HINT = "https://panel.example/api/v2"
_GONE = N_("This panel no longer exists.")
_OVER = N_("This is over. Begin again: /admin, Panels.")
_NO_ADDRESS = N_("That is no address of a panel's API.")
_ADDRESS_TOO = N_("The known address cannot be read: send the address as well.")
_REFUSALS = {
    GoneError: OUT_OF_DATE,
    UnreadableError: N_("SECRET_KEY has changed since. Send address and key again."),
    AlreadyKnownError: N_("You have added this account already."),
    OfSettingsError: N_(
        "This panel is in .env. Change PROVIDER_API_URL and PROVIDER_API_KEY there."
    ),
    OpenOrdersError: N_(
        "Orders are open at the former address, and at another one their numbers would be those "
        "of other orders. Add this as a panel of its own, or wait until they have ended."
    ),
}


async def ask_address(update: Update, context: Context, _: str, panel_id: int) -> None:
    """Ask for the address of a new panel (0), or for another address or key of a known one."""
    if panel_dependencies(context).vault is None:
        await messages.show(update, context, screens.no_secret(context.t))
        return
    t, text = context.t, None
    async with context.read() as session:
        found = await overview.find(session, panel_id) if panel_id else None
    if found is None:
        text = t(
            "🔌 Send the address of the panel's API, or address and key in one message. I delete "
            "your message from this chat at once."
        )
    else:
        text = t(
            "🔑 Send the new key of {panel}, or its new address and the key. I delete your "
            "message from this chat at once.",
            panel=cards.name_of(t, found.listed),
        )
    await asking.ask(context, text, PanelQuestion.ADDRESS, str(panel_id), hint=_HINT)


async def ask_key(_: Update, context: Context, __: str, check_id: int) -> None:
    """Ask for the key that belongs to an address."""
    text = context.t("🔑 Send the API key. I delete your message from this chat at once.")
    await asking.ask(context, text, PanelQuestion.KEY, str(check_id))


async def reply_address(update: Update, context: Context, asked: Question) -> None:
    """Take an address, and a key if it is there.

    Raises:
        InputError: it cannot be taken.
    """
    panel_id = int(asked.about)
    await _take_away(update, context)
    typed = read_account(text_of(update.message), may_be_key=panel_id != 0)
    vault = _vault(context)
    async with context.begin() as session:
        address = typed.address or await _known_address(session, panel_id, vault)
        account = PanelAccount(address, typed.key)
        _require_sound(context, account)
        owner_id, now = context.actor.user_id, context.now()
        check = await checks.begin(
            session, account, vault, owner_id, now, panel_id=panel_id or None
        )
    if typed.key:
        await _have_tried(update, context, check)
    else:
        await ask_key(update, context, "", check.id)


async def reply_key(update: Update, context: Context, asked: Question) -> None:
    """Take a key.

    Raises:
        InputError: it cannot be taken.
    """
    await _take_away(update, context)
    key, vault = read_key(text_of(update.message)), _vault(context)
    async with context.begin() as session:
        try:
            check = await checks.find_own(session, int(asked.about), context.actor.user_id)
            checks.add_key(check, key, vault)
        except GoneError:
            raise InputError(_OVER) from None
        except UnreadableError:
            raise InputError(_REFUSALS[UnreadableError]) from None
    await _have_tried(update, context, check)


def _vault(context: Context) -> Vault:
    return panel_dependencies(context).vault or unreachable(
        "a key was asked for without SECRET_KEY"
    )


async def _take_away(update: Update, context: Context) -> None:
    """Delete what an owner has sent; where Telegram does not, they are told to do it."""
    message = update.message or unreachable("an answer without a message")
    if not await _delete(context, message):
        text = context.t("⚠️ I could not delete your message. Delete it yourself: a key is in it.")
        await messages.reply(update, context, Screen(text))


async def _delete(context: Context, message: Message) -> bool:
    try:
        await context.bot.delete_message(message.chat.id, message.message_id)
    except (BadRequest, Forbidden) as error:
        return meaning(error) is Failure.LOST
    return True


async def _known_address(session: Session, panel_id: int, vault: Vault) -> str:
    panel = await connecting.find(session, panel_id)
    if panel is None:
        raise InputError(_GONE)
    account = vault.open(panel.sealed)
    if account is None:
        raise InputError(_ADDRESS_TOO)
    return account.url


def _require_sound(context: Context, account: PanelAccount) -> None:
    tried = PanelAccount(account.url, account.key or "-")
    if panel_dependencies(context).find_malformed({}, tried) is not None:
        raise InputError(_NO_ADDRESS)


async def _have_tried(update: Update, context: Context, check: PanelCheck) -> None:
    """Have address and key tried; the message that says so shows what came of it."""
    sent = await messages.reply(update, context, screens.trying(context.t, check))
    async with context.begin() as session:
        check = await checks.find_own(session, check.id, context.actor.user_id)
        checks.have_tried(session, check, sent.message_id, context.now())


async def confirm(update: Update, context: Context, check_id: int) -> None:
    """Work with the panel that has answered."""
    try:
        async with context.begin() as session:
            check = await checks.find_own(session, check_id, context.actor.user_id)
            panel = await checks.confirm(session, check, _vault(context), context.now())
    except tuple(_REFUSALS) as refused:
        text = context.t.plain(_REFUSALS[type(refused)])
        await context.answer(update, text, alert=True)
        return
    await context.answer(update, context.t.plain("Saved."))
    async with context.read() as session:
        screen = await pages.card(session, context, panel.id)
    await messages.show(update, context, screen)


async def cancel(update: Update, context: Context, check_id: int) -> None:
    """Erase what was typed."""
    try:
        async with context.begin() as session:
            check = await checks.find_own(session, check_id, context.actor.user_id)
            await checks.cancel(session, check)
    except GoneError:
        await context.answer(update, context.t.plain(_REFUSALS[GoneError]), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, screens.cancelled(context.t))
