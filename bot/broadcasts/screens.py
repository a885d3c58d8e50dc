"""A broadcast: its buttons in every chat; its owner's choice of chats, progress and report."""

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.broadcasts.buttons import BroadcastAction, BroadcastArea
from bot.broadcasts.rules import BroadcastState, Content, Kind, digest
from bot.broadcasts.tables import Broadcast
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of

DAYS = (0, 7, 30, 90)
LANGUAGES_A_ROW = 3
SENDS = frozenset({BroadcastAction.SEND, BroadcastAction.SEND_SURE})
KIND_LABELS = {
    Kind.ALL: N_("All chats"),
    Kind.PRIVATE: N_("Private chats"),
    Kind.GROUPS: N_("Groups"),
}
_STATE_TEXTS = {
    BroadcastState.RUNNING: N_("📣 The broadcast is being sent."),
    BroadcastState.PAUSED: N_("⏸ The broadcast is paused."),
    BroadcastState.STOPPED: N_("⏹ The broadcast was stopped."),
    BroadcastState.DONE: N_("✅ The broadcast was sent."),
}


def news_button(t: Translator, *, muted: bool) -> InlineKeyboardButton:
    """Return the button by which a chat does without broadcasts, or hears them again."""
    label = t.plain("🔔 News again") if muted else t.plain("🔕 No more news")
    return button(label, pack(BroadcastArea.NEWS, int(muted)))


def buttons(content: Content, t: Translator) -> list[Row]:
    """Return what is below a broadcast in every chat."""
    links: list[Row] = [[InlineKeyboardButton(label, url=url)] for label, url in content.links]
    return [*links, [news_button(t, muted=False)]]


def ask_content(t: Translator) -> Markup:
    """Ask for the message."""
    return t(
        "📣 Send the message for the chats: a text, or a photo with a caption, formatted as it "
        "should look."
    )


def ask_links(t: Translator) -> Markup:
    """Ask for the buttons."""
    return t(
        "🔗 Send the buttons, one per line: <code>Our site - https://example.com</code>. Send - "
        "for no buttons."
    )


def choice(t: Translator, draft: Broadcast, count: int, languages: Mapping[str, str]) -> Screen:
    """Show to whom a draft would go, with a button for each choice; what is chosen has a dot."""
    text = lines(
        t("📣 <b>Above is what every chat will see.</b>"),
        t.plural("It goes to {number} chat.", "It goes to {number} chats.", count),
        "",
        t("<i>The days say how recently a chat was active.</i>"),
    )
    return Screen(
        text,
        [
            *_options(t, draft, languages),
            [
                _action(draft, BroadcastAction.CONTENT, t.plain("✏️ Other message")),
                _action(draft, BroadcastAction.LINKS, t.plain("🔗 Buttons")),
            ],
            [
                _action(draft, BroadcastAction.SEND, t.plain("📣 Send")),
                _action(draft, BroadcastAction.DISCARD, t.plain("✕ Cancel")),
            ],
        ],
    )


def _options(t: Translator, draft: Broadcast, languages: Mapping[str, str]) -> list[Row]:
    by_kind = [
        _option(draft, BroadcastAction.KIND, kind, t.plain(label), is_on=kind is draft.kind)
        for kind, label in KIND_LABELS.items()
    ]
    by_language = [
        _option(draft, BroadcastAction.LANGUAGE, code, name, is_on=code == draft.language)
        for code, name in {"": t.plain("All languages"), **languages}.items()
    ]
    by_days = [
        _option(draft, BroadcastAction.DAYS, days, _last_days(t, days), is_on=days == draft.days)
        for days in DAYS
    ]
    return [by_kind, *rows_of(by_language, LANGUAGES_A_ROW), by_days]


def _last_days(t: Translator, days: int) -> str:
    if not days:
        return t.plain("Any time")
    return t.plural_plain("{number} day", "{number} days", days)


def confirm(t: Translator, broadcast: Broadcast, count: int) -> Screen:
    """Ask once more."""
    text = t.plural(
        "📣 Send this to {number} chat now?", "📣 Send this to {number} chats now?", count
    )
    return Screen(
        text,
        [
            [
                _action(
                    broadcast, BroadcastAction.SEND_SURE, t.plain("✅ Yes, send"), style="success"
                )
            ],
            [_action(broadcast, BroadcastAction.SHOW, t.plain("⬅️ Back"))],
        ],
    )


def progress(broadcast: Broadcast, t: Translator) -> Screen:
    """Show how far it is, with what can be done about it."""
    text = lines(
        t(_STATE_TEXTS[broadcast.state]),
        texts.bar(t, broadcast.sent + broadcast.blocked + broadcast.failed, broadcast.total),
        _counts(broadcast, t),
    )
    rows: list[Row] = []
    if broadcast.state is BroadcastState.RUNNING:
        rows = [
            [
                _action(broadcast, BroadcastAction.PAUSE, t.plain("⏸ Pause")),
                _action(broadcast, BroadcastAction.STOP, t.plain("⏹ Stop")),
            ]
        ]
    elif broadcast.state is BroadcastState.PAUSED:
        rows = [
            [
                _action(broadcast, BroadcastAction.GO_ON, t.plain("▶️ Continue")),
                _action(
                    broadcast,
                    BroadcastAction.STOP_SURE,
                    t.plain("⏹ Stop for good"),
                    style="danger",
                ),
            ]
        ]
    return Screen(text, rows)


def report(broadcast: Broadcast, t: Translator) -> Screen:
    """Say how it ended."""
    left = broadcast.total - broadcast.sent - broadcast.blocked - broadcast.failed
    text = lines(
        t(_STATE_TEXTS[broadcast.state]),
        _counts(broadcast, t),
        t("Not sent: {number}", number=t.number(left)) if left else None,
        t("The latest failure, in Telegram's words: {words}", words=broadcast.error)
        if broadcast.error
        else None,
    )
    return Screen(text)


def _counts(broadcast: Broadcast, t: Translator) -> Markup:
    return t(
        "Sent: {sent} · blocked the bot: {blocked} · failed: {failed}",
        sent=t.number(broadcast.sent),
        blocked=t.number(broadcast.blocked),
        failed=t.number(broadcast.failed),
    )


def _digest(broadcast: Broadcast, action: BroadcastAction) -> str:
    return digest(broadcast.content, broadcast.audience if action in SENDS else None)


def _action(
    broadcast: Broadcast, action: BroadcastAction, label: str, *, style: str | None = None
) -> InlineKeyboardButton:
    data = pack(BroadcastArea.BROADCAST, broadcast.id, action, "", _digest(broadcast, action))
    return button(label, data, style=style)


def _option(
    broadcast: Broadcast, action: BroadcastAction, value: object, label: str, *, is_on: bool
) -> InlineKeyboardButton:
    data = pack(BroadcastArea.BROADCAST, broadcast.id, action, value, _digest(broadcast, action))
    return button(("• " if is_on else "") + label, data)
