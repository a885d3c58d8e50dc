"""The settings of a chat: /settings, /pause, /resume, and every button of the panel."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Update

from bot.catalogue.on_sale import live_catalogue
from bot.catalogue.rules.catalogue import Category
from bot.chats.buttons import SettingsAction, SettingsPage
from bot.chats.handlers.setting_values import READERS, typed_values
from bot.chats.rules.settings import EVERYWHERE, By, Setting
from bot.chats.screens import settings as screens
from bot.chats.screens import settings_lists as lists
from bot.chats.screens.settings import OF_PRIVATE_CHATS, QUESTIONS
from bot.chats.screens.settings_panel import Panel
from bot.chats.service import audit
from bot.chats.service import lists as list_service
from bot.chats.service import settings as service
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.access.service import chats, people
from bot.core.database.engine import Session
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages, texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Actor, Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import PAUSED
from bot.reports.screens import weekly as weekly_screens
from bot.reports.service import weekly
from bot.spending.screens import limits as limit_screens
from bot.spending.service import limits

CUSTOMERS_SHOWN = 8
TYPED = frozenset({Setting.TIME_ZONE, Setting.QUIET})
"""What is set by what is typed; names of people are looked for first (`lists`)."""
_PAGE_OF = {
    Setting.POLICY: SettingsPage.ORDERING,
    Setting.ANNOUNCEMENTS: SettingsPage.ANNOUNCEMENTS,
    Setting.NOTIFY: SettingsPage.ANNOUNCEMENTS,
    Setting.TOPIC: SettingsPage.ANNOUNCEMENTS,
    Setting.QUIET: SettingsPage.QUIET,
    Setting.LANGUAGE: SettingsPage.LANGUAGE,
    Setting.CATEGORIES: SettingsPage.CATEGORIES,
}
"""What is shown after something was set; of all others the first page."""


def needed(actor: Actor) -> Permission:
    """Return what the settings of this chat ask for."""
    return Permission.SETTINGS if actor.is_group else Permission.OWN_SETTINGS


def by(context: Context) -> By:
    """Return who changes something now."""
    return By(context.actor.user_id, context.actor.name, context.now())


async def only_in_groups(update: Update, context: Context) -> bool:
    """Return whether this is a group; say that it has to be one."""
    if context.actor.is_group:
        return True
    text = context.t("This is a group setting. Use it in the group.")
    await messages.reply(update, context, Screen(text))
    return False


@gate.command(needed)
async def settings(update: Update, context: Context) -> None:
    """Show the panel: /settings."""
    await messages.reply(update, context, await _page(context, SettingsPage.MAIN))


async def _page(context: Context, page: str, number: int = 0, argument: int = 0) -> Screen:
    """Draw a page as things are now; the first one for what there is not in this chat."""
    actor = context.actor
    async with context.read() as session:
        panel = Panel(
            actor=actor,
            chat=await chats.get(session, actor.chat.id) or actor.chat,
            listed=await chats.listed(session, actor.chat.id),
            catalogue=live_catalogue(context).current,
            languages=context.services.catalogues.languages(),
            now=context.now(),
        )
        if page in _STORED_PAGES and actor.is_group:
            return await _STORED_PAGES[page](session, panel, number)
    if not actor.is_group and page not in OF_PRIVATE_CHATS:
        page = SettingsPage.MAIN
    return _PAGES.get(page, _main)(panel, number, argument)


def _main(panel: Panel, *_: int) -> Screen:
    return screens.main(panel)


_PAGES: dict[str, Callable[[Panel, int, int], Screen]] = {
    SettingsPage.ORDERING: lambda panel, *_: screens.ordering(panel),
    SettingsPage.PEOPLE: lambda panel, number, _: lists.people(panel, number),
    SettingsPage.ANNOUNCEMENTS: lambda panel, *_: screens.announcements(panel),
    SettingsPage.QUIET: lambda panel, *_: screens.quiet(panel),
    SettingsPage.LANGUAGE: lambda panel, *_: screens.language(panel),
    SettingsPage.ZONES: lambda panel, number, _: screens.zones(panel, number),
    SettingsPage.CATEGORIES: lambda panel, number, _: lists.platforms(panel, number),
    SettingsPage.PLATFORM: lists.platform,
}


async def _limits(session: Session, panel: Panel, _: int) -> Screen:
    budget = await limits.budget(session, panel.chat, panel.now)
    return limit_screens.panel(panel.t, budget, panel.catalogue.currency)


async def _weekly(session: Session, panel: Panel, _: int) -> Screen:
    summary = await weekly.get(session, panel.chat.id)
    return weekly_screens.settings(panel.t, summary, panel.actor.thread_id)


async def _changes(session: Session, panel: Panel, number: int) -> Screen:
    return lists.changes(panel, await audit.page(session, panel.chat.id, number, lists.PAGE_SIZE))


async def _add(session: Session, panel: Panel, _: int) -> Screen:
    found = await list_service.customers(session, panel.chat.id, CUSTOMERS_SHOWN)
    return lists.add_people(replace(panel, customers=found))


_STORED_PAGES: dict[str, Callable[[Session, Panel, int], Awaitable[Screen]]] = {
    SettingsPage.LIMITS: _limits,
    SettingsPage.WEEKLY: _weekly,
    SettingsPage.AUDIT: _changes,
    SettingsPage.ADD: _add,
}
"""Pages of groups that show more than the chat's own row."""


@gate.tap(needed)
async def settings_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the panel: `s:<action>:<what it is about>`."""
    action = _ACTIONS.get(data.text(0))
    if action is not None:
        await action(update, context, data)


async def _open(update: Update, context: Context, data: CallbackData) -> None:
    await context.answer(update)
    screen = await _page(context, data.text(1), max(data.number(2), 0), data.number(3))
    await messages.show(update, context, screen)


async def _close(update: Update, context: Context, _: CallbackData) -> None:
    await context.answer(update)
    await messages.show(update, context, Screen(context.t("⚙️ Settings closed.")))


async def _set(update: Update, context: Context, data: CallbackData) -> None:
    """Set something to what a button stands for; nothing by what this bot never offered."""
    found = Setting(data.text(1)) if data.text(1) in READERS else None
    if found is None or not (context.actor.is_group or found in EVERYWHERE):
        return
    values = READERS[found](context, data.text(2))
    if values is not None:
        await put(context, found, *values)
        await _saved(update, context, _PAGE_OF.get(found, SettingsPage.MAIN))


async def put(context: Context, setting: Setting, *values: object) -> None:
    """Set something in this chat, and let the rest of this update know."""
    actor, who = context.actor, by(context)
    async with context.begin() as session:
        chat = await service.change_setting(session, actor.chat.id, setting, *values, by=who)
    actor.chat = chat
    actor.t = context.services.catalogues.translator(chat.language, chat.time_zone)


async def _saved(
    update: Update, context: Context, page: str, number: int = 0, argument: int = 0
) -> None:
    await context.answer(update, context.t.plain("Saved."))
    await messages.show(update, context, await _page(context, page, number, argument))


async def _put_on(update: Update, context: Context, data: CallbackData) -> None:
    """Let somebody order whose name had to be looked at first."""
    if not context.actor.is_group:
        return
    async with context.begin() as session:
        person = await people.known(session, data.number(1))
        if person is None:
            return
        chat_id = context.actor.chat.id
        await list_service.allow(session, chat_id, person.user_id, person.name, by=by(context))
    if data.number(2) == 1:
        await _saved(update, context, SettingsPage.PEOPLE)
        return
    await context.answer(update, context.t.plain("Saved."))
    name = texts.person(person.user_id, person.name)
    said = context.t("{name} is now on the list.", name=name)
    await messages.show(update, context, Screen(said))


async def _take_off(update: Update, context: Context, data: CallbackData) -> None:
    if not context.actor.is_group:
        return
    async with context.begin() as session:
        chat_id = context.actor.chat.id
        await list_service.deny(session, chat_id, data.number(1), by=by(context))
    await _saved(update, context, SettingsPage.PEOPLE, data.number(2))


async def _category(update: Update, context: Context, data: CallbackData) -> None:
    category = live_catalogue(context).current.category(data.number(1))
    if category is not None:
        await _allow(update, context, data, category.name, [category])


async def _platform(update: Update, context: Context, data: CallbackData) -> None:
    on_sale = live_catalogue(context).current
    category = on_sale.category(data.number(1))
    if category is not None:
        its = on_sale.of_platform(category.platform)
        await _allow(update, context, data, category.platform, its)


async def _allow(
    update: Update,
    context: Context,
    data: CallbackData,
    name: str,
    categories: Sequence[Category],
) -> None:
    """Let this group order from some categories, or no more."""
    if not context.actor.is_group:
        return
    async with context.begin() as session:
        context.actor.chat = await service.allow_categories(
            session,
            context.actor.chat.id,
            [category.id for category in categories],
            on=data.number(2) == 1,
            name=name,
            every=[category.id for category in live_catalogue(context).current.categories],
            by=by(context),
        )
    await _saved(update, context, SettingsPage.PLATFORM, data.number(3), data.number(1))


async def _ask(update: Update, context: Context, data: CallbackData) -> None:
    """Ask for what is typed: a time zone, or quiet hours."""
    await context.answer(update)
    setting = next((it for it in QUESTIONS if it == data.text(1)), None)
    if setting is not None and (context.actor.is_group or setting in EVERYWHERE):
        await asking.ask(context, context.t(QUESTIONS[setting]), setting)


_ACTIONS: dict[str, Callable[[Update, Context, CallbackData], Awaitable[None]]] = {
    SettingsAction.OPEN: _open,
    SettingsAction.SET: _set,
    SettingsAction.ASK: _ask,
    SettingsAction.PUT_ON: _put_on,
    SettingsAction.TAKE_OFF: _take_off,
    SettingsAction.CATEGORY: _category,
    SettingsAction.PLATFORM: _platform,
    SettingsAction.CLOSE: _close,
}


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the time zone or the quiet hours that were typed.

    Raises:
        InputError: it is neither.
    """
    setting = Setting(asked.kind)
    await put(context, setting, *typed_values(setting, text_of(update.message)))
    await messages.reply(update, context, await _page(context, SettingsPage.MAIN))


@gate.command(Permission.SETTINGS)
async def pause(update: Update, context: Context) -> None:
    """Pause ordering: /pause."""
    if await only_in_groups(update, context):
        await put(context, Setting.PAUSED, True)
        text = context.t(PAUSED)
        await messages.reply(update, context, Screen(text))


@gate.command(Permission.SETTINGS)
async def resume(update: Update, context: Context) -> None:
    """Open ordering again: /resume."""
    if await only_in_groups(update, context):
        await put(context, Setting.PAUSED, False)
        await messages.reply(update, context, Screen(context.t("▶️ Ordering is open.")))
