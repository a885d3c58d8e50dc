"""The pages of the dashboard, as they are now."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.backups import service as backups
from bot.catalogue.on_sale import catalogue_here, live_catalogue, selling_here
from bot.chats.service import own_texts as stored_own_texts
from bot.core.access.service import chats as stored_chats
from bot.core.database.engine import Session
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.owners.buttons import AdminAction
from bot.owners.screens import alert_settings, dashboard
from bot.owners.screens import directory as screens
from bot.owners.screens import first_steps as step_screens
from bot.owners.screens import maintenance as maintenance_screens
from bot.owners.screens import order_search as order_search_screens
from bot.owners.screens import own_texts as own_text_screens
from bot.owners.screens.navigation import home_row
from bot.owners.service import digests, totals
from bot.owners.service import first_steps as stored_steps
from bot.owners.store import directory, metrics, order_search
from bot.panel.screens import cards as panel_cards
from bot.panel.screens import status_words as word_screens
from bot.panel.service import books, bot_state, overview, panel_state, status_words
from bot.panel.tables import PanelBooks, PanelState
from bot.reports.rules.scope import Scope
from bot.reports.service import margin, statistics
from bot.spending.rules.limits import Period, began
from bot.spending.service import limits as stored_limits
from bot.wallet.selling import wallet_currency
from bot.wallet.service import statements
from bot.wallet.service.statements import Statement

CHATS_SHOWN = 5

Draw = Callable[[Session, Context, int], Awaitable[Screen]]
"""Draws a page; the number says which of them, or whose card it is."""


async def home(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw everything at a glance."""
    now = context.now()
    state, panels = await panel_state.main(session), await overview.every(session)
    today = began(Period.DAY, now, ZoneInfo(context.actor.chat.time_zone))
    glance = dashboard.Overview(
        panel=state,
        several=panels if len(panels) > 1 else (),
        maintenance=(await bot_state.get(session)).maintenance,
        backup=await backups.get(session),
        catalogue=live_catalogue(context).current,
        today=await statistics.total(session, _everywhere(today, now)),
        states=await metrics.states(session),
        queues=await _waiting(session),
        days_left=await totals.balance_days(session, state, now),
        up=now - context.services.started_at,
        sells=selling_here(context) is not None,
        books=await _books(session, context, state),
    )
    return dashboard.home(context.t, glance, now)


async def _books(session: Session, context: Context, state: PanelState) -> PanelBooks | None:
    return await books.find(session, state.panel_id) if selling_here(context) is not None else None


async def _waiting(session: Session) -> Mapping[str, int]:
    found = await metrics.queues(session)
    # The update that asks for it is not handled yet either.
    return {**found, "updates_waiting": max(found["updates_waiting"] - 1, 0)}


def _everywhere(since: datetime, until: datetime) -> Scope:
    return Scope(chat_id=None, user_id=None, since=since, until=until)


async def chats(session: Session, context: Context, number: int, words: str = "") -> Screen:
    """Draw a page of the chats."""
    page = await directory.chats(session, words=words, number=number, size=screens.PAGE_SIZE)
    return screens.chats(context.t, page, words)


async def chat(session: Session, context: Context, chat_id: int) -> Screen:
    """Draw a chat's card."""
    row = await stored_chats.get(session, chat_id)
    if row is None:
        return _not_found(context)
    scope = Scope(chat_id=row.id, user_id=None, since=None, until=context.now())
    sums = await statistics.total(session, scope)
    wallet = await wallet_of(session, context, row.id)
    left = await margin.total(session, scope) if wallet else None
    return screens.chat_card(context.t, row, sums, wallet=wallet, margin=left)


async def limits(session: Session, context: Context, chat_id: int) -> Screen:
    """Draw the limits of a chat."""
    row = await stored_chats.get(session, chat_id)
    if row is None:
        return _not_found(context)
    budget = await stored_limits.budget(session, row, context.now())
    return screens.chat_limits(context.t, row, budget, catalogue_here(context).currency)


async def people(session: Session, context: Context, number: int, words: str = "") -> Screen:
    """Draw a page of the people."""
    page = await directory.people(session, words=words, number=number, size=screens.PAGE_SIZE)
    return screens.people(context.t, page, words)


async def person(session: Session, context: Context, user_id: int) -> Screen:
    """Draw a person's card."""
    row = await directory.person(session, user_id)
    if row is None:
        return _not_found(context)
    scope = Scope(chat_id=None, user_id=user_id, since=None, until=context.now())
    sums = await statistics.total(session, scope)
    of = await directory.chats_of(session, user_id, CHATS_SHOWN)
    is_owner = user_id in context.services.owners
    wallet = await wallet_of(session, context, user_id)
    left = await margin.total(session, scope) if wallet else None
    return screens.person_card(
        context.t, row, sums, of, is_owner=is_owner, wallet=wallet, margin=left
    )


async def wallet_of(session: Session, context: Context, chat_id: int) -> Statement | None:
    """Return a chat's wallet, or a person's own; `None` where customers do not pay."""
    currency = wallet_currency(context)
    return None if currency is None else await statements.load(session, chat_id, currency)


async def orders(session: Session, context: Context, number: int) -> Screen:
    """Draw a page of the open orders of all chats."""
    page = await order_search.page(
        session, order_search.open_ones(), number, order_search_screens.PAGE_SIZE
    )
    return order_search_screens.open_orders(context.t, page, context.now())


async def _panels(session: Session, context: Context, _: int) -> Screen:
    return panel_cards.listing(context.t, await overview.every(session), context.now())


async def _queues(session: Session, context: Context, _: int) -> Screen:
    return dashboard.queues(context.t, await _waiting(session))


async def _catalogue(session: Session, context: Context, _: int) -> Screen:
    on_sale, panels = live_catalogue(context).current, await overview.every(session)
    return dashboard.catalogue(context.t, on_sale, panels, context.now())


async def maintenance(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw whether ordering is closed."""
    return maintenance_screens.maintenance(context.t, await bot_state.get(session))


async def alerts(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw what this owner is told by itself."""
    actor, panels = context.actor, await overview.every(session)
    digest = await digests.of_owner(session, actor.user_id, actor.chat.time_zone, context.now())
    return alert_settings.alerts(context.t, panels, digest)


async def own_texts(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw what people read in the owners' own words."""
    own, sells = await stored_own_texts.get_all(session), selling_here(context) is not None
    return own_text_screens.own_texts(context.t, own, sells=sells)


async def first_steps(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw how far the owners are with their first steps."""
    services = context.services
    done = await stored_steps.done(session, services.owners, is_open=services.is_open)
    return step_screens.first_steps(context.t, done, context.bot.username)


async def _words(session: Session, context: Context, _: int) -> Screen:
    return word_screens.words(context.t, await status_words.untaught_first(session))


async def _word(session: Session, context: Context, word_id: int) -> Screen:
    word = await status_words.find(session, word_id)
    return _not_found(context) if word is None else word_screens.word(context.t, word)


def _not_found(context: Context) -> Screen:
    return Screen(context.t("Nothing was found."), [home_row(context.t)])


PAGES: Mapping[str, Draw] = {
    AdminAction.HOME: home,
    AdminAction.CHATS: chats,
    AdminAction.CHAT: chat,
    AdminAction.LIMITS: limits,
    AdminAction.PEOPLE: people,
    AdminAction.PERSON: person,
    AdminAction.ORDERS: orders,
    AdminAction.PANELS: _panels,
    AdminAction.QUEUES: _queues,
    AdminAction.CATALOGUE: _catalogue,
    AdminAction.MAINTENANCE: maintenance,
    AdminAction.ALERTS: alerts,
    AdminAction.STEPS: first_steps,
    AdminAction.TEXTS: own_texts,
    AdminAction.WORDS: _words,
    AdminAction.WORD: _word,
}
