"""The settings that are lists: people, categories, and the log of changes."""

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.rules.catalogue import Category
from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.chats.rules.settings import Setting
from bot.chats.screens.settings import categories, span
from bot.chats.screens.settings_panel import (
    ANNOUNCEMENT_LABELS,
    NOTIFY_LABELS,
    POLICY_LABELS,
    Panel,
    back_row,
    choice,
    opens,
)
from bot.chats.tables import AuditEntry
from bot.core.errors import N_
from bot.core.paging import Page, paginate
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.names import isolated
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.reports.rules.weekly import CHANGE as WEEKLY
from bot.reports.screens import weekly
from bot.spending.rules.limits import Level, change
from bot.spending.screens.limits import OWNERS_LABELS, PERIOD_LABELS

PAGE_SIZE = 8
CHANGE_LABELS: Mapping[str, str] = {
    Setting.POLICY: N_("Who may order"),
    Setting.LISTED: N_("The list"),
    Setting.PAUSED: N_("Paused"),
    Setting.ANNOUNCEMENTS: N_("Announcements"),
    Setting.NOTIFY: N_("Who gets notified"),
    Setting.TOPIC: N_("Topic"),
    Setting.QUIET: N_("Quiet hours"),
    Setting.LANGUAGE: N_("Language"),
    Setting.TIME_ZONE: N_("Time zone"),
    Setting.CATEGORIES: N_("Categories"),
    Setting.CATEGORY: N_("Categories"),
    WEEKLY: N_("Weekly summary"),
    **{change(Level.GROUP, period): label for period, label in PERIOD_LABELS.items()},
    **{change(Level.OWNER, period): label for period, label in OWNERS_LABELS.items()},
}
"""Of a change that is not here the log's own word is shown."""


def people(panel: Panel, number: int) -> Screen:
    """Show the list of who may order, each with a button that takes them off."""
    t = panel.t
    page = paginate(panel.listed, number, PAGE_SIZE)
    shown = [texts.person(person.user_id, person.name) for person in page.items]
    text = lines(
        t("📃 <b>The list of who may order</b>"),
        "",
        *(shown or [t("On the list: {names}", names=t.plain("nobody"))]),
        "",
        t("<i>Tap a name to remove it. You can also reply to a message with /allow or /deny.</i>"),
    )
    rows: list[Row] = [
        [
            button(
                f"✕ {person.name}",
                pack(ChatArea.SETTINGS, SettingsAction.TAKE_OFF, person.user_id, page.number),
            )
        ]
        for person in page.items
    ]
    turn = page_row(t, page, lambda at: opens(SettingsPage.PEOPLE, at))
    add = [button(t.plain("+ Add people"), opens(SettingsPage.ADD, 0))]
    return Screen(text, [*rows, *turn, add, back_row(t)])


def add_people(panel: Panel) -> Screen:
    """Offer people who have ordered here and are not on the list; others are typed."""
    t = panel.t
    rows: list[Row] = [
        [button(f"+ {name}", pack(ChatArea.SETTINGS, SettingsAction.PUT_ON, user_id, 1))]
        for user_id, name in panel.customers
    ]
    ask = pack(ChatArea.SETTINGS, SettingsAction.ASK, Setting.LISTED)
    text = lines(
        t("📃 <b>The list of who may order</b>"),
        "",
        t("These people have ordered here before.") if rows else None,
        t("Send @names or IDs, or reply to somebody's message with /allow."),
    )
    typed = [button(t.plain("✏️ @name or ID …"), ask)]
    return Screen(text, [*rows, typed, back_row(t, SettingsPage.PEOPLE)])


def platforms(panel: Panel, number: int) -> Screen:
    """Show how much of each platform may be ordered."""
    t, chat = panel.t, panel.chat
    page = paginate(panel.catalogue.platforms, number, 2 * PAGE_SIZE)
    buttons = []
    for platform in page.items:
        ids = [category.id for category in platform.categories]
        kept = len(ids) if chat.categories is None else sum(it in chat.categories for it in ids)
        label = f"{platform.name} · {t.number(kept)}/{t.number(len(ids))}"
        buttons.append(button(label, opens(SettingsPage.PLATFORM, 0, platform.id)))
    text = lines(
        t("🗂 <b>What can be ordered here</b>"),
        "",
        t("Categories: {what}", what=categories(t, chat, panel.catalogue)),
        t("What is not chosen is hidden in this group and can't be found or ordered."),
    )
    everything = choice(
        t.plain("All, including new ones"), Setting.CATEGORIES, "", chosen=chat.categories is None
    )
    turn = page_row(t, page, lambda at: opens(SettingsPage.CATEGORIES, at))
    return Screen(text, [*rows_of(buttons, 2), *turn, [everything], back_row(t)])


def platform(panel: Panel, number: int, category_id: int) -> Screen:
    """Choose the categories of a platform; the first page if it is gone."""
    t, chosen = panel.t, panel.chat.categories
    found = panel.catalogue.category(category_id)
    if found is None:
        return platforms(panel, 0)
    page = paginate(panel.catalogue.of_platform(found.platform), number, PAGE_SIZE)
    rows: list[Row] = [
        [_toggle(category, page.number, on=chosen is None or category.id in chosen)]
        for category in page.items
    ]
    every = [
        button(
            label, pack(ChatArea.SETTINGS, SettingsAction.PLATFORM, category_id, on, page.number)
        )
        for label, on in ((t.plain("✅ All of these"), 1), (t.plain("⬜ None of these"), 0))
    ]
    turn = page_row(t, page, lambda at: opens(SettingsPage.PLATFORM, at, category_id))
    text = lines(
        Markup("🗂 <b>{}</b>").format(found.platform),
        t("Categories: {what}", what=categories(t, panel.chat, panel.catalogue)),
    )
    return Screen(text, [*rows, *turn, every, back_row(t, SettingsPage.CATEGORIES)])


def _toggle(category: Category, number: int, *, on: bool) -> InlineKeyboardButton:
    """Return the button that takes a category away, or gives it back."""
    data = pack(ChatArea.SETTINGS, SettingsAction.CATEGORY, category.id, int(not on), number)
    return button(("✅ " if on else "⬜ ") + isolated(category.name), data)


def changes(panel: Panel, page: Page[AuditEntry]) -> Screen:
    """Show the log: the last changes of the settings, who made them, when, what."""
    t = panel.t
    text = lines(
        t("📜 <b>Changes</b> · {total}", total=t.number(page.total)),
        "",
        *([_change(panel, entry) for entry in page.items] or [t("No changes yet.")]),
    )
    turn = page_row(t, page, lambda at: opens(SettingsPage.AUDIT, at))
    return Screen(text, [*turn, back_row(t)])


def _change(panel: Panel, entry: AuditEntry) -> Markup:
    t = panel.t
    label = CHANGE_LABELS.get(entry.change)
    before, after = _value(panel, entry, entry.before), _value(panel, entry, entry.after)
    return lines(
        Markup("<i>{}</i> · {}").format(
            t.datetime(entry.at), texts.person(entry.user_id, entry.user_name)
        ),
        t(
            "{label}: {before} → <b>{after}</b>",
            label=t.plain(label) if label else entry.change,
            before=before,
            after=after,
        ),
        "",
    )


def _value(panel: Panel, entry: AuditEntry, word: str) -> str:
    """Put what the log keeps into the chat's language; a word that is not known stays."""
    t = panel.t
    known = _WORDS.get((entry.change, word))
    if known is not None:
        return t.plain(known)
    if entry.change == Setting.QUIET and word:
        begin, _, end = word.partition("-")
        return span(t, int(begin), int(end))
    if entry.change == WEEKLY:
        return weekly.logged(t, word)
    if entry.change == Setting.LANGUAGE:
        return panel.languages.get(word, word)
    if entry.change == Setting.TIME_ZONE:
        return t.city(word)
    return word or "—"


_WORDS: dict[tuple[str, str], str] = {
    **{(Setting.POLICY, option.value): label for option, label in POLICY_LABELS.items()},
    **{(Setting.ANNOUNCEMENTS, it.value): label for it, label in ANNOUNCEMENT_LABELS.items()},
    **{(Setting.NOTIFY, option.value): label for option, label in NOTIFY_LABELS.items()},
    (Setting.PAUSED, str(True)): N_("yes"),
    (Setting.PAUSED, str(False)): N_("no"),
    (Setting.TOPIC, ""): N_("where it was ordered"),
    (Setting.QUIET, ""): N_("no quiet hours"),
    (Setting.CATEGORIES, ""): N_("all"),
}
"""What the log's words mean."""
