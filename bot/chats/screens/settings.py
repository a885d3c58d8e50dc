"""The settings of a chat: a panel of pages, edited in place."""

from collections.abc import Mapping, Sequence
from datetime import time
from enum import StrEnum

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.rules.catalogue import Catalogue
from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.chats.rules import time_zones
from bot.chats.rules.settings import Setting
from bot.chats.screens.settings_panel import (
    ANNOUNCEMENT_LABELS,
    NOTIFY_LABELS,
    POLICY_LABELS,
    Panel,
    back_row,
    choice,
    opens,
)
from bot.core.access.roles import OrderPolicy
from bot.core.access.tables import Chat
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.outbox.quiet_hours import AN_HOUR
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of

QUIET_OFFERED = ((22, 7), (22, 8), (23, 8), (0, 9))
"""Hours, from and to; others are typed."""
LISTED_SHOWN = 20
A_ROW = 2
CITIES_A_ROW = 3
MAIN_PAGES: Mapping[SettingsPage, str] = {
    SettingsPage.ORDERING: N_("👥 Who may order"),
    SettingsPage.PEOPLE: N_("📃 The list"),
    SettingsPage.LIMITS: N_("🧮 Limits"),
    SettingsPage.CATEGORIES: N_("🗂 Categories"),
    SettingsPage.ANNOUNCEMENTS: N_("📣 Announcements"),
    SettingsPage.WEEKLY: N_("📅 Weekly summary"),
    SettingsPage.QUIET: N_("🌙 Quiet hours"),
    SettingsPage.LANGUAGE: N_("🌐 Language"),
    SettingsPage.ZONES: N_("🕒 Time zone"),
    SettingsPage.AUDIT: N_("📜 Changes"),
}
"""The pages that the first one leads to, in the order of their buttons."""
OF_PRIVATE_CHATS = frozenset(
    {
        SettingsPage.MAIN,
        SettingsPage.ANNOUNCEMENTS,
        SettingsPage.QUIET,
        SettingsPage.LANGUAGE,
        SettingsPage.ZONES,
    }
)
QUESTIONS: Mapping[Setting, str] = {
    Setting.TIME_ZONE: N_("🕒 Send your city or time zone, for example Berlin or UTC+3."),
    Setting.LISTED: N_("📃 Send the @names or IDs of who may order here."),
    Setting.QUIET: N_("🌙 Send the quiet hours, for example 22:00-8:00."),
}
"""What is asked for what no button offers."""


def main(panel: Panel) -> Screen:
    """Return the first page: how everything is, and a button for each area."""
    t, chat = panel.t, panel.chat
    in_group = panel.actor.is_group
    title = t("⚙️ <b>Settings of this group</b>") if in_group else t("⚙️ <b>Your settings</b>")
    name = panel.languages.get(chat.language, chat.language)
    text = lines(
        title,
        "",
        *(_of_group(panel) if in_group else ()),
        t("Announcements: {what}", what=t.plain(ANNOUNCEMENT_LABELS[chat.announcements])),
        t("Quiet hours: {hours}", hours=hours(t, chat)),
        t("Language: {language}", language=name),
        t("Time zone: {zone}", zone=t.city(chat.time_zone)),
    )
    buttons = [
        button(t.plain(label), opens(page, 0))
        for page, label in MAIN_PAGES.items()
        if in_group or page in OF_PRIVATE_CHATS
    ]
    close = button(t.plain("✕ Close"), pack(ChatArea.SETTINGS, SettingsAction.CLOSE))
    pause = [[_pause(t, chat)]] if in_group else []
    return Screen(text, [*pause, *rows_of(buttons, A_ROW), [close]])


def _of_group(panel: Panel) -> Sequence[Markup]:
    t, chat = panel.t, panel.chat
    state = t.plain("paused") if chat.paused else t.plain("open")
    return [
        t("Ordering: {state}", state=state),
        t("Who may order: {who}", who=t.plain(POLICY_LABELS[chat.policy])),
        t("Categories: {what}", what=categories(t, chat, panel.catalogue)),
        t("Who gets notified: {who}", who=t.plain(NOTIFY_LABELS[chat.told])),
    ]


def _pause(t: Translator, chat: Chat) -> InlineKeyboardButton:
    label = t.plain("▶️ Open ordering") if chat.paused else t.plain("⏸ Pause ordering")
    return choice(label, Setting.PAUSED, int(not chat.paused), chosen=False)


def categories(t: Translator, chat: Chat, catalogue: Catalogue) -> str:
    """Say which categories a chat may order from."""
    if chat.categories is None:
        return t.plain("all")
    total = len(catalogue.categories)
    kept = sum(category.id in chat.categories for category in catalogue.categories)
    return t.plain("{number} of {total}", number=kept, total=total)


def hours(t: Translator, chat: Chat) -> str:
    """Say when a chat's quiet hours are."""
    if chat.quiet_from is None or chat.quiet_until is None:
        return "—"
    return span(t, chat.quiet_from, chat.quiet_until)


def span(t: Translator, begin: int, end: int) -> str:
    """Write hours of the day."""
    first, last = (t.clock(time(*divmod(minute, AN_HOUR))) for minute in (begin, end))
    return f"{first} – {last}"


def ordering(panel: Panel) -> Screen:
    """Choose who may order."""
    t, chat = panel.t, panel.chat
    names = t.comma.join(
        texts.person(person.user_id, person.name) for person in panel.listed[:LISTED_SHOWN]
    )
    text = lines(
        t("👥 <b>Who may order</b>"),
        "",
        t("Who may order: {who}", who=t.plain(POLICY_LABELS[chat.policy])),
        t("On the list: {names}", names=names or t.plain("nobody"))
        if chat.policy is OrderPolicy.LIST
        else None,
        "",
        t("Administrators may always order, and so may the owners of this bot."),
    )
    options = _options(t, Setting.POLICY, POLICY_LABELS, chat.policy)
    people: list[Row] = []
    if chat.policy is OrderPolicy.LIST:
        people = [[button(t.plain("📃 The list"), opens(SettingsPage.PEOPLE, 0))]]
    return Screen(text, [*rows_of(options, A_ROW), *people, back_row(t)])


def announcements(panel: Panel) -> Screen:
    """Choose what is announced, to whom, and in which topic."""
    t, chat = panel.t, panel.chat
    what = t("Announcements: {what}", what=t.plain(ANNOUNCEMENT_LABELS[chat.announcements]))
    options = _options(t, Setting.ANNOUNCEMENTS, ANNOUNCEMENT_LABELS, chat.announcements)
    title = t("📣 <b>Announcements</b>")
    if not panel.actor.is_group:
        return Screen(lines(title, "", what), [*rows_of(options, A_ROW), back_row(t)])
    text = lines(
        title,
        "",
        what,
        t("Who gets notified: {who}", who=t.plain(NOTIFY_LABELS[chat.told])),
        _topic(panel),
        "",
        t("People who have never written to me in private are notified in the group."),
    )
    buttons = _options(t, Setting.NOTIFY, NOTIFY_LABELS, chat.told)
    return Screen(text, [*rows_of(options, A_ROW), buttons, *_topic_rows(panel), back_row(t)])


def _topic(panel: Panel) -> Markup | None:
    t, chosen = panel.t, panel.chat.topic_id
    if chosen is None and panel.actor.thread_id is None:
        return None
    if chosen is None:
        return t("Topic: where it was ordered")
    return t("Topic: this one") if chosen == panel.actor.thread_id else t("Topic: another one")


def _topic_rows(panel: Panel) -> list[Row]:
    t, chosen, here = panel.t, panel.chat.topic_id, panel.actor.thread_id
    buttons = []
    if here is not None:
        label = t.plain("Use this topic")
        buttons.append(choice(label, Setting.TOPIC, here, chosen=chosen == here))
    if here is not None or chosen is not None:
        label = t.plain("Where it was ordered")
        buttons.append(choice(label, Setting.TOPIC, "", chosen=chosen is None))
    return [[it] for it in buttons]


def quiet(panel: Panel) -> Screen:
    """Choose the hours in which messages come without a sound."""
    t, chat = panel.t, panel.chat
    text = lines(
        t("🌙 <b>Quiet hours</b>"),
        "",
        t("Quiet hours: {hours}", hours=hours(t, chat)),
        t("Time zone: {zone}", zone=t.city(chat.time_zone)),
        "",
        t("During these hours, my notifications make no sound."),
    )
    offered = []
    for first, last in QUIET_OFFERED:
        begin, end = first * AN_HOUR, last * AN_HOUR
        chosen = (chat.quiet_from, chat.quiet_until) == (begin, end)
        label = span(t, begin, end)
        offered.append(choice(label, Setting.QUIET, f"{begin}-{end}", chosen=chosen))
    none = choice(t.plain("no quiet hours"), Setting.QUIET, "", chosen=chat.quiet_from is None)
    return Screen(text, [*rows_of(offered, A_ROW), [none, _typed(t, Setting.QUIET)], back_row(t)])


def _typed(t: Translator, setting: Setting) -> InlineKeyboardButton:
    return button(t.plain("✏️ Another …"), pack(ChatArea.SETTINGS, SettingsAction.ASK, setting))


def language(panel: Panel) -> Screen:
    """Choose the language."""
    t = panel.t
    options = [
        choice(name, Setting.LANGUAGE, code, chosen=code == t.language)
        for code, name in panel.languages.items()
    ]
    return Screen(t("🌐 Choose the language."), [*rows_of(options, A_ROW), back_row(t)])


def zones(panel: Panel, number: int) -> Screen:
    """Choose a region of the world, or a time zone in it."""
    t, chat = panel.t, panel.chat
    regions = list(time_zones.REGIONS)
    text = lines(
        t("🕒 <b>Time zone</b>"),
        "",
        t("Time zone: {zone}", zone=t.city(chat.time_zone)),
        t("Local time: {time}", time=t.datetime(panel.now)),
    )
    if 1 <= number <= len(regions):
        options = [
            choice(t.city(zone), Setting.TIME_ZONE, zone, chosen=zone == chat.time_zone)
            for zone in time_zones.REGIONS[regions[number - 1]]
        ]
        return Screen(text, [*rows_of(options, CITIES_A_ROW), back_row(t, SettingsPage.ZONES)])
    buttons = [
        button(t.plain(region), opens(SettingsPage.ZONES, at))
        for at, region in enumerate(regions, 1)
    ]
    return Screen(text, [*rows_of(buttons, A_ROW), [_typed(t, Setting.TIME_ZONE)], back_row(t)])


def _options(
    t: Translator, setting: Setting, labels: Mapping[StrEnum, str], chosen: StrEnum
) -> Sequence[InlineKeyboardButton]:
    return [
        choice(t.plain(label), setting, option.value, chosen=option is chosen)
        for option, label in labels.items()
    ]
