"""For support: /find orders of any chat, and view a chat /as it is seen there, read only."""

import re

from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot.core.access import owner_only
from bot.core.access.roles import Permission, Role
from bot.core.access.service import chats, people
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.core.paging import Page
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, pack, read
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import arguments_of
from bot.core.telegram.screen import Screen, lines
from bot.core.text.typed import order_number
from bot.orders.buttons import LogFilter, OrderAction, OrderArea
from bot.orders.links import link_key, parse_link
from bot.orders.rules.reroutes import reroute_in
from bot.orders.screens import order_card
from bot.orders.screens import order_log as log_screens
from bot.orders.service import order_log
from bot.orders.tables import Order
from bot.owners.buttons import Found, OwnerArea
from bot.owners.handlers import admin_pages
from bot.owners.screens import order_search as screens
from bot.owners.screens.directory import called
from bot.owners.screens.order_money import with_money
from bot.owners.screens.order_panels import with_panels
from bot.owners.service import order_panels
from bot.owners.store import directory, order_search
from bot.panel.service import overview
from bot.pricing.tables import PriceRule
from bot.wallet.screens import owned as wallets
from bot.wallet.service import ledger

PROBLEMS_SHOWN = 12
_NUMBER = re.compile(r"[#-]?[0-9]+")
_LOG = pack(OrderArea.LOG, LogFilter.ALL, 0)


def _words(update: Update, *, linked: bool = False) -> str:
    """Return what follows the command in one line; what is a number as it is kept."""
    words = " ".join(arguments_of(update, linked=linked).split())
    number = order_number(words)
    return number if _NUMBER.fullmatch(number) else words


@owner_only.command(Permission.FIND)
async def find(update: Update, context: Context) -> None:
    """Find orders of any chat by number, link or person: /find."""
    typed, t = _words(update, linked=True), context.t
    if not typed:
        text = t(
            "Add a number, a link or a person, for example: {examples}",
            examples="/find #12 · /find @max",
        )
        await messages.reply(update, context, Screen(text))
        return
    async with context.read() as session:
        screen = (
            await _by_number(session, context, typed)
            or await _by_link(session, context, typed)
            or await _by_person(session, context, typed)
        )
    await messages.reply(update, context, screen)


async def _by_number(session: Session, context: Context, typed: str) -> Screen | None:
    rows = await order_search.by_number(session, typed, screens.PAGE_SIZE)
    if len(rows) == 1:
        return await _card(session, context, rows[0])
    if not rows:
        return None
    page = Page(rows, 0, 1, len(rows))
    head = context.t("🔎 Orders with the number {number}", number=typed)
    panels = await overview.names(session)
    # One page: none is turned.
    return screens.orders(context.t, head, page, context.now(), at=str, panels=panels)


async def _by_link(session: Session, context: Context, typed: str) -> Screen | None:
    try:
        key = link_key(parse_link(typed))
    except InputError:
        return None
    found = (await order_search.page(session, order_search.by_link(key), 0, 1)).items
    return await _for_link(session, context, found[0], 0) if found else None


async def _by_person(session: Session, context: Context, typed: str) -> Screen:
    found = await directory.people(session, words=typed, size=1)
    if found.total == 1:
        return await _of_person(session, context, found.items[0].user_id, 0)
    return await admin_pages.people(session, context, 0, typed)


async def _for_link(session: Session, context: Context, order: Order, number: int) -> Screen:
    page = await _page(session, order_search.by_link(order.link_key), number)
    head = context.t("🔎 Orders for {link} · {total}", link=order.link, total=page.total)
    return screens.orders(
        context.t,
        head,
        page,
        context.now(),
        at=lambda at: pack(OwnerArea.FIND, Found.LINK, order.id, at),
    )


async def _of_person(session: Session, context: Context, user_id: int, number: int) -> Screen:
    page = await _page(session, order_search.by_person(user_id), number)
    person = await directory.person(session, user_id)
    name = called(person) if person else str(user_id)
    head = context.t("🔎 Orders by {name} · {total}", name=name, total=page.total)
    wallet = await admin_pages.wallet_of(session, context, user_id)
    if wallet is not None:
        head = lines(head, wallets.line(context.t, wallet))
    screen = screens.orders(
        context.t,
        head,
        page,
        context.now(),
        at=lambda at: pack(OwnerArea.FIND, Found.PERSON, user_id, at),
    )
    if wallet is None:
        return screen
    *rows, home = screen.rows
    return Screen(screen.text, [*rows, [wallets.open_button(context.t, user_id)], home])


async def _page(session: Session, which: order_search.Which, number: int) -> Page[Order]:
    return await order_search.page(session, which, number, screens.PAGE_SIZE)


@owner_only.tap(Permission.FIND)
async def find_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Turn a page of what was found: `fi:<how>:<number>:<page>`."""
    number, at = data.number(1), data.number(2)
    await context.answer(update)
    async with context.read() as session:
        if data.text(0) == Found.PERSON:
            screen = await _of_person(session, context, number, at)
        else:
            order = await session.get(Order, number)
            if order is None:
                return
            screen = await _for_link(session, context, order, at)
    await messages.show(update, context, screen)


@owner_only.command(Permission.VIEW_AS)
async def view_as(update: Update, context: Context) -> None:
    """View a chat as it is seen there: /as, by id, @username or title."""
    typed, t = _words(update), context.t
    if not typed:
        text = t("Add a chat: {examples}", examples="/as -1001234567890 · /as @max · /as Team")
        await messages.reply(update, context, Screen(text))
        return
    chat = await _named(context, typed)
    async with context.read() as session:
        screen = (
            await _view(session, context, chat, _LOG)
            if chat is not None
            else await admin_pages.chats(session, context, 0, typed)
        )
    await messages.reply(update, context, screen)


async def _named(context: Context, typed: str) -> Chat | None:
    """Return the one chat that is meant; `None` if there are several, or none."""
    if not typed.startswith("@"):
        async with context.read() as session:
            found = await directory.chats(session, words=typed, size=1)
        return found.items[0] if found.total == 1 else None
    async with context.read() as session:
        person = await people.named(session, typed)
    number = person.user_id if person else await _public(context, typed)
    async with context.read() as session:
        return await chats.get(session, number)


async def _public(context: Context, username: str) -> int:
    """Ask Telegram for the id of a group with a username; 0, which no chat has, without one."""
    try:
        return (await context.bot.get_chat(username)).id
    except (BadRequest, Forbidden):
        return 0


@owner_only.tap(Permission.VIEW_AS)
async def view_tap(update: Update, context: Context, data: CallbackData) -> None:
    """View something of a chat: `v:<chat>:<the button there>`; nothing else works here."""
    inner = ":".join(data.args[1:]) or _LOG
    shown = inner in {screens.SETTINGS, screens.PROBLEMS} or screens.is_viewable(read(inner))
    if not shown:
        text = context.t.plain("You can only look here. Nothing can be changed or ordered.")
        await context.answer(update, text, alert=True)
        return
    await context.answer(update)
    async with context.read() as session:
        chat = await chats.get(session, data.number(0))
        if chat is None:
            return
        screen = await _view(session, context, chat, inner)
    is_apart = data.text(1) == OrderArea.ORDER and data.text(3) == OrderAction.OPEN
    await (messages.reply if is_apart else messages.show)(update, context, screen)


async def _view(session: Session, context: Context, chat: Chat, inner: str) -> Screen:
    """Draw something of a chat in its own language, and say whose view it is in ours."""
    actor, now = _actor(context, chat), context.now()
    data = read(inner)
    if inner == screens.SETTINGS:
        name = context.services.catalogues.languages()[actor.t.language]
        screen = screens.settings(actor.t, chat, name)
    elif inner == screens.PROBLEMS:
        rows = await order_search.problematic(session, chat.id, PROBLEMS_SHOWN)
        given_up = await order_search.given_up(session, chat.id)
        screen = screens.problems(context.t, rows, given_up, now)
    elif data is not None and data.area is OrderArea.ORDER:
        order = await order_log.get_here(session, chat.id, data.number(0))
        gone = Screen(context.t("There is no such order here."))
        screen = await _order(session, context, order, actor) if order else gone
    else:
        which = data.text(0) if data else ""
        chosen = LogFilter(which) if which in set(LogFilter) else LogFilter.ALL
        number = max(data.number(1), 0) if data else 0
        page = await order_log.load_page(
            session, chat.id, number, ended=chosen.is_ended, only=actor.sees_only
        )
        screen = log_screens.log(actor, chosen, page, now)
    return screens.seen(context.t, chat, screen)


async def _order(session: Session, context: Context, order: Order, actor: Actor) -> Screen:
    """Return an order's card with what only owners read: what was said of it last, whole."""
    card = await order_log.load_card(session, order, actor.refill_wait, context.now())
    said = [it.note for it in card.history if it.note and reroute_in(it.note) is None]
    panels = await order_panels.load(session, order, card.history)
    screen = order_card.card(card, actor, context.now())
    if said:
        screen = screens.with_words(context.t, screen, said[-1])
    screen = with_panels(context.t, screen, order, panels)
    wallet = await ledger.get(session, order.wallet_id) if order.wallet_id else None
    rule = await session.get(PriceRule, order.price_rule_id) if order.price_rule_id else None
    return with_money(context.t, screen, order, wallet, rule)


def _actor(context: Context, chat: Chat) -> Actor:
    """Return the visit of somebody who sees all that is seen in a chat."""
    return Actor(
        chat=chat,
        user_id=chat.id,
        name="",
        role=Role.BUYER if chat.type == "private" else Role.ADMINISTRATOR,
        t=context.services.catalogues.translator(chat.language, chat.time_zone),
        refill_wait=context.services.refill_wait,
    )


async def _card(session: Session, context: Context, order: Order) -> Screen:
    chat = await session.get_one(Chat, order.chat_id)
    return await _view(session, context, chat, pack(OrderArea.ORDER, order.id, OrderAction.SHOW))
