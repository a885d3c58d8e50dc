"""Any wallet, for owners in their private chat: look, credit, debit, freeze."""

from collections.abc import Mapping

from telegram import Update

from bot.core.access import gate, owner_only
from bot.core.access.roles import Permission
from bot.core.access.service import chats, people
from bot.core.charts.layout import Format
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions import store as questions
from bot.core.questions.tables import Question
from bot.core.telegram import messages, texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED
from bot.wallet.buttons import OwnedAction, WalletQuestion
from bot.wallet.handlers import files
from bot.wallet.rules.ledger import NotEnoughError, TransferKind, request_hash
from bot.wallet.rules.words import read_adjustment
from bot.wallet.screens import owned as screens
from bot.wallet.screens import wallet as wallet_screens
from bot.wallet.screens.owned import Proposal
from bot.wallet.selling import NO_WALLETS, Action, serve_tap, wallet_currency
from bot.wallet.service import books, owned, statements
from bot.wallet.service.statements import Statement

_DONE = N_("This was done already. Open the wallet again to add or take off more.")
_KINDS = {
    WalletQuestion.CREDIT: TransferKind.CREDIT,
    WalletQuestion.DEBIT: TransferKind.DEBIT,
}


@owner_only.tap(Permission.WALLETS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a chat's wallet: `wo:<action>:<chat>:<what it is about>`."""
    await serve_tap(update, context, data, _ACTIONS)


async def _show(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    await context.answer(update)
    async with context.read() as session:
        screen = await _page(session, context, currency, data.number(1), max(data.number(2), 0))
    await messages.show(update, context, screen)


async def _page(
    session: Session, context: Context, currency: str, chat_id: int, number: int = 0
) -> Screen:
    it = await _load(session, chat_id, currency, number)
    return screens.wallet(context.t, await _title(session, chat_id), it)


async def _load(session: Session, chat_id: int, currency: str, number: int = 0) -> Statement:
    return await statements.load(session, await owned.chat_now(session, chat_id), currency, number)


async def _title(session: Session, chat_id: int) -> str:
    """Return what a chat is called; a person who never came in private is known as such."""
    chat = await chats.get(session, chat_id)
    if chat is not None and chat.title:
        return chat.title
    person = await people.known(session, chat_id)
    return person.name if person is not None and person.name else str(chat_id)


async def _statement(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    await context.answer(update)
    chat_id = data.number(1)
    async with context.read() as session:
        it = await _load(session, chat_id, currency)
        title = await _title(session, chat_id)
    if data.text(0) == OwnedAction.FILE:
        if data.text(2) in set(Format):
            await files.send_file(context, it, Format(data.text(2)))
    elif data.text(0) == OwnedAction.PICTURE:
        caption = Screen(wallet_screens.caption(context.t, it))
        head = f"{context.t.plain('Wallet')} · {title}"
        await files.send_picture(update, context, it, head, caption)
    else:
        taps = screens.statement_taps(chat_id)
        await messages.show(update, context, wallet_screens.statement(context.t, it, taps))


async def _ask(update: Update, context: Context, _: str, data: CallbackData) -> None:
    await context.answer(update)
    if data.text(2) not in set(WalletQuestion):
        return
    question, chat_id = WalletQuestion(data.text(2)), data.number(1)
    async with context.read() as session:
        title = await _title(session, chat_id)
    text = context.t(screens.QUESTIONS[question], title=title)
    await asking.ask(context, text, question, str(chat_id), hint="5 cash")


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take how much to credit or debit and why, and show what it comes to.

    Raises:
        InputError: it is no amount, without a reason, or an answer was carried out already.
    """
    currency = wallet_currency(context)
    if currency is None:
        raise InputError(NO_WALLETS)
    chat_id = int(asked.about.split()[0])
    units, note = read_adjustment(text_of(update.message), currency)
    async with context.begin() as session:
        if await owned.done_before(session, _key(context.actor, asked.message_id, asked.kind)):
            raise InputError(_DONE)
        await questions.keep_answer(session, asked, f"{chat_id} {units} {note}")
        it = await _load(session, chat_id, currency)
        title = await _title(session, chat_id)
    proposal = Proposal(WalletQuestion(asked.kind), asked.message_id, units, note)
    if it.available + proposal.change < 0:
        raise InputError(
            N_("Only {amount} can be taken off."),
            {"amount": wallet_screens.money(context.t, it.available, it.currency)},
        )
    await messages.reply(update, context, screens.sure(context.t, title, it, proposal))


async def _sure(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Do what was proposed, once, if the wallet still is as it was shown."""
    actor, t = context.actor, context.t
    async with context.begin() as session:
        asked = await questions.find(session, actor.chat.id, data.number(2))
        chat_id = await owned.chat_now(session, data.number(1))
        proposal = await _proposal(session, asked, chat_id)
        if proposal is not None:
            said = _instruction(actor, chat_id, proposal)
            shown = await _load(session, chat_id, currency)
            is_done = await owned.done_before(session, said.key)
            if not is_done and screens.digest(shown, proposal) == data.text(3):
                is_done = await _carry_out(session, context, currency, said)
            it = await _load(session, chat_id, currency)
            title = await _title(session, chat_id)
    if proposal is None:
        await gate.unknown_tap(update, context)
        return
    if is_done:
        await context.answer(update, t.plain("Saved."))
        screen = screens.wallet(t, title, it, screens.done(t, it, proposal))
    else:
        await context.answer(update, t.plain(CHANGED), alert=True)
        screen = screens.sure(t, title, it, proposal)
    await messages.show(update, context, screen)


def _instruction(actor: Actor, chat_id: int, proposal: Proposal) -> owned.Instruction:
    return owned.Instruction(
        _KINDS[proposal.question],
        chat_id,
        proposal.units,
        proposal.note,
        key=_key(actor, proposal.message_id, proposal.question),
    )


def _key(actor: Actor, message_id: int, question: str) -> str:
    """Return the key of what a question leads to: it is done once."""
    return request_hash("question", actor.chat.id, message_id, question)


async def _carry_out(
    session: Session, context: Context, currency: str, said: owned.Instruction
) -> bool:
    """Do what was proposed; `False` if there is not enough any more."""
    by, now = context.actor.user_id, context.now()
    try:
        await owned.carry_out(session, said, currency=currency, by=by, now=now)
    except NotEnoughError:
        return False
    return True


async def _proposal(session: Session, asked: Question | None, chat_id: int) -> Proposal | None:
    """Return what answered a question about a chat's wallet."""
    if asked is None or asked.kind not in set(WalletQuestion):
        return None
    about, _, rest = asked.about.partition(" ")
    units, _, note = rest.partition(" ")
    if not units or await owned.chat_now(session, int(about)) != chat_id:
        return None
    return Proposal(WalletQuestion(asked.kind), asked.message_id, int(units), note)


async def _freeze(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    chat_id, frozen = data.number(1), data.number(2) == 1
    async with context.begin() as session:
        await owned.set_frozen(
            session, chat_id, frozen=frozen, currency=currency, now=context.now()
        )
        screen = await _page(session, context, currency, chat_id)
    await context.answer(update, context.t.plain("Saved."))
    await messages.show(update, context, screen)


async def _money(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    if data.text(0) == OwnedAction.CHECK:
        services = context.services
        await books.check(services.database, services.owners, context.now())
        await context.answer(update, context.t.plain("Checked."))
    await context.answer(update)
    now, t = context.now(), context.t
    async with context.read() as session:
        totals, last = await statements.totals(session, currency), await books.last(session)
    checked = "" if last is None else texts.moment(t, last.at, now)
    found = None if last is None else last.differences
    await messages.show(update, context, screens.money_page(t, totals, found, currency, checked))


_ACTIONS: Mapping[str, Action] = {
    OwnedAction.SHOW: _show,
    OwnedAction.STATEMENT: _statement,
    OwnedAction.FILE: _statement,
    OwnedAction.PICTURE: _statement,
    OwnedAction.ASK: _ask,
    OwnedAction.SURE: _sure,
    OwnedAction.FREEZE: _freeze,
    OwnedAction.MONEY: _money,
    OwnedAction.CHECK: _money,
}
